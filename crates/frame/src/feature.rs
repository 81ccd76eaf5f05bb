//! How a feature registers everything it brings, in one readable expression.

use std::sync::Arc;

use axum::Router;
use desk::{
    ActEntry, Boxed, Desk, Guard, JobEntry, Measure, Outlet, PersonalData, QueryEntry, Refusal,
};
use kernel::{AccountId, CentreId, Clock, DbError, Migration, Moment};
use serde_json::Value as Json;
use ui::{Area, Lang, Markup};

use crate::{App, Visit};

/// Where on Today a card stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    Main,
    Side,
    /// Key figures, last on the page.
    Foot,
}

/// A card of the day's page.
pub struct Card {
    pub slot: Slot,
    /// Smaller stands higher.
    pub order: i32,
    pub body: Markup,
}

/// Something the command palette found.
#[derive(Clone, Debug)]
pub struct Hit {
    pub word: String,
    pub kind: String,
    pub href: String,
    /// Larger stands higher.
    pub weight: i32,
}

/// A page under 設定.
#[derive(Clone, Copy)]
pub struct SettingsPage {
    /// Key of its name.
    pub name: &'static str,
    pub href: &'static str,
    pub order: i32,
}

/// A line of the charter that a feature fulfils, with the test that proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Id of a line: a duty item, an authority cell, a KPI, a relationship, a risk.
    pub line: &'static str,
    /// `crate::path::to::test`, as the test runner prints it.
    pub test: &'static str,
}

type Show = dyn Fn(App, Lang, Json, Json) -> Boxed<Result<Markup, DbError>> + Send + Sync;

/// How the frozen payload of an act looks, shown to those who decide.
#[derive(Clone)]
pub struct Preview {
    pub kind: &'static str,
    show: Arc<Show>,
}

impl Preview {
    /// `show` gets the language, the payload and the snapshot of the request.
    pub fn new<F, Fut>(kind: &'static str, show: F) -> Self
    where
        F: Fn(App, Lang, Json, Json) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Markup, DbError>> + Send + 'static,
    {
        Self {
            kind,
            show: Arc::new(move |app, lang, payload, snapshot| {
                Box::pin(show(app, lang, payload, snapshot))
            }),
        }
    }

    /// The markup of a request's content.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn show(
        &self,
        app: App,
        lang: Lang,
        payload: Json,
        snapshot: Json,
    ) -> Result<Markup, DbError> {
        (self.show)(app, lang, payload, snapshot).await
    }
}

/// The sample centre while it is being made: through acts, at simulated times.
#[derive(Clone)]
pub struct SampleCentre {
    /// A desk on the simulated clock that marks every leaf as sample.
    pub desk: Desk,
    pub clock: Clock,
    pub centre: CentreId,
    /// When the sample is made; the past is counted back from here.
    pub today: Moment,
    /// The people, by position; two physiotherapists share theirs, in order.
    pub people: Vec<(charter::Position, AccountId)>,
}

impl SampleCentre {
    /// The account of the first person in a position.
    #[must_use]
    pub fn account(&self, position: &str) -> Option<AccountId> {
        self.people
            .iter()
            .find(|(p, _)| p == position)
            .map(|(_, account)| *account)
    }

    /// Moves the simulated clock to so many days before today, at a time of day in
    /// hours UTC.
    pub fn days_ago(&self, days: i64, hour_utc: i64) {
        let midnight = Moment(self.today.0 - self.today.0.rem_euclid(86_400_000_000));
        let at = midnight.plus_days(-days).plus_seconds(hour_utc * 3_600);
        self.clock.set(at.min(self.today));
    }

    /// The actor of the first person in a position, with everything held now.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn actor(&self, position: &str) -> Result<charter::Actor, DbError> {
        let account = self.account(position).ok_or(DbError::Missing)?;
        let conn = self.desk.database().reader();
        desk::roles::actor_of(&conn, self.centre, account, self.clock.now()).await
    }

    /// Performs an act that must go through at once.
    ///
    /// # Errors
    /// The refusal, or a conflict when it was only requested or proposed.
    pub async fn does<A: desk::Act>(&self, position: &str, act: &A) -> Result<Json, Refusal> {
        let actor = self.actor(position).await?;
        match self.desk.act(&actor, act, desk::Options::default()).await? {
            desk::Outcome::Done { result, .. } => Ok(result),
            _ => Err(Refusal::conflict("sample-not-done")),
        }
    }
}

type Cards = fn(Visit) -> Boxed<Result<Vec<Card>, DbError>>;
type Search = fn(Visit, String) -> Boxed<Result<Vec<Hit>, DbError>>;
type Sample = fn(SampleCentre) -> Boxed<Result<(), Refusal>>;

/// Everything a feature brings.
#[derive(Default)]
pub struct Feature {
    pub name: &'static str,
    /// Its sentences: Traditional Chinese, English.
    pub sentences: Option<(&'static str, &'static str)>,
    pub migrations: &'static [Migration],
    pub acts: Vec<ActEntry>,
    pub queries: Vec<QueryEntry>,
    pub jobs: Vec<JobEntry>,
    pub guards: Vec<Guard>,
    pub measures: Vec<Measure>,
    pub outlets: Vec<Arc<dyn Outlet>>,
    pub personal: Vec<Arc<dyn PersonalData>>,
    /// Pages of the desk for whoever is signed in.
    pub pages: Option<Router<App>>,
    /// The right to read that all its pages need, and the area that hides from others.
    pub readers: Option<(&'static str, Area)>,
    /// Pages of the desk before anybody is signed in: small forms only.
    pub entrance: Option<Router<App>>,
    /// Pages of the public side.
    pub public: Option<Router<App>>,
    pub today: Option<Cards>,
    pub search: Option<Search>,
    pub settings: Vec<SettingsPage>,
    pub previews: Vec<Preview>,
    pub sample: Option<Sample>,
    pub proofs: &'static [Proof],
}

impl Feature {
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn sentences(mut self, zh: &'static str, en: &'static str) -> Self {
        self.sentences = Some((zh, en));
        self
    }

    #[must_use]
    pub fn migrations(mut self, steps: &'static [Migration]) -> Self {
        self.migrations = steps;
        self
    }

    #[must_use]
    pub fn acts(mut self, acts: Vec<ActEntry>) -> Self {
        self.acts = acts;
        self
    }

    #[must_use]
    pub fn queries(mut self, queries: Vec<QueryEntry>) -> Self {
        self.queries = queries;
        self
    }

    #[must_use]
    pub fn jobs(mut self, jobs: Vec<JobEntry>) -> Self {
        self.jobs = jobs;
        self
    }

    #[must_use]
    pub fn guards(mut self, guards: Vec<Guard>) -> Self {
        self.guards = guards;
        self
    }

    #[must_use]
    pub fn kpis(mut self, measures: Vec<Measure>) -> Self {
        self.measures = measures;
        self
    }

    #[must_use]
    pub fn outlet(mut self, outlet: impl Outlet + 'static) -> Self {
        self.outlets.push(Arc::new(outlet));
        self
    }

    #[must_use]
    pub fn personal_data(mut self, part: impl PersonalData + 'static) -> Self {
        self.personal.push(Arc::new(part));
        self
    }

    #[must_use]
    pub fn pages(mut self, pages: Router<App>) -> Self {
        self.pages = Some(pages);
        self
    }

    /// Its pages are for those whom the house rules give this right, such as
    /// `read.contacts`; the area does not show in the navigation of others.
    #[must_use]
    pub fn readers(mut self, right: &'static str, area: Area) -> Self {
        self.readers = Some((right, area));
        self
    }

    /// Pages that need no session: signing in, links sent by letter, the set-up.
    #[must_use]
    pub fn entrance(mut self, pages: Router<App>) -> Self {
        self.entrance = Some(pages);
        self
    }

    #[must_use]
    pub fn public(mut self, pages: Router<App>) -> Self {
        self.public = Some(pages);
        self
    }

    #[must_use]
    pub fn today(mut self, cards: Cards) -> Self {
        self.today = Some(cards);
        self
    }

    #[must_use]
    pub fn search(mut self, search: Search) -> Self {
        self.search = Some(search);
        self
    }

    #[must_use]
    pub fn settings(mut self, name: &'static str, href: &'static str, order: i32) -> Self {
        self.settings.push(SettingsPage { name, href, order });
        self
    }

    #[must_use]
    pub fn preview(mut self, preview: Preview) -> Self {
        self.previews.push(preview);
        self
    }

    #[must_use]
    pub fn sample(mut self, sample: Sample) -> Self {
        self.sample = Some(sample);
        self
    }

    #[must_use]
    pub fn proofs(mut self, proofs: &'static [Proof]) -> Self {
        self.proofs = proofs;
        self
    }
}
