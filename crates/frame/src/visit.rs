//! Somebody signed in who asks for a page, with everything a page needs to know.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use charter::Actor;
use desk::{Act, Centre, Desk, Options, Outcome, Refusal, gate, requests};
use http::request::Parts;
use jiff::tz::TimeZone;
use kernel::{AccountId, Conn, DbError, Moment};
use ui::{Area, Body, Count, Lang, Markup, Shell, Theme, Width};

use crate::{App, Failed, SignedIn};

/// A visit of a signed-in person.
#[derive(Clone)]
pub struct Visit {
    pub app: App,
    pub centre: Centre,
    pub who: SignedIn,
    pub now: Moment,
    pub zone: TimeZone,
    /// Asked by htmx for a part of a page.
    pub partial: bool,
    pub path: String,
}

impl Visit {
    #[must_use]
    pub fn desk(&self) -> &Desk {
        self.app.desk()
    }

    #[must_use]
    pub fn lang(&self) -> Lang {
        self.who.lang
    }

    /// A sentence in the visitor's language.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.who.lang.t(key)
    }

    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.who.actor
    }

    #[must_use]
    pub fn account(&self) -> AccountId {
        self.who.account
    }

    #[must_use]
    pub fn csrf(&self) -> &str {
        &self.who.csrf
    }

    /// A handle for reading.
    #[must_use]
    pub fn reader(&self) -> Conn {
        self.desk().database().reader()
    }

    /// Whether the visitor holds a position now, as a deputy or in their own right.
    #[must_use]
    pub fn holds(&self, position: &str) -> bool {
        self.actor().holds_position(&position.into(), self.now)
    }

    /// Does an act in the visitor's name.
    ///
    /// # Errors
    /// [`Refusal`]; nothing was changed then.
    pub async fn act<A: Act>(&self, act: &A) -> Result<Outcome, Refusal> {
        self.desk().act(self.actor(), act, Options::default()).await
    }

    /// What the charter would say to an act of the visitor.
    ///
    /// # Errors
    /// [`Refusal`] when the payload cannot be accepted.
    pub async fn look<A: Act>(&self, act: &A) -> Result<charter::Verdict, Refusal> {
        let payload = serde_json::to_value(act).unwrap_or_default();
        self.desk().look(self.actor(), A::KIND, payload).await
    }

    /// The name of somebody of the house; an empty name when there is no such account.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn name_of(&self, account: AccountId) -> Result<String, DbError> {
        self.app
            .doorkeeper()
            .name(self.desk(), self.actor(), account)
            .await
    }

    /// The areas that have a screen the visitor may open, in their order.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn areas(&self) -> Result<Vec<Area>, DbError> {
        let absent = self.absent().await?;
        let all = Area::PRIMARY.into_iter().chain(Area::UTILITIES);
        Ok(all.filter(|area| !absent.contains(area)).collect())
    }

    /// A whole page.
    ///
    /// # Errors
    /// What the engine answers while the frame is filled.
    pub async fn page(&self, at: Area, title: &str, body: Markup) -> Result<Response, Failed> {
        self.page_with(Shell {
            at: Some(at),
            title,
            body: Body(body),
            ..Shell::default()
        })
        .await
    }

    /// A whole page that says more about its frame: width, scripts, a decision, a toast.
    /// Language, theme, centre, counts and freeze are filled in here.
    ///
    /// # Errors
    /// What the engine answers while the frame is filled.
    pub async fn page_with(&self, shell: Shell<'_>) -> Result<Response, Failed> {
        let conn = self.reader();
        let position = self.position_words(&conn).await?;
        let counts = self.counts(&conn).await?;
        let freeze = gate::frozen(&conn, self.centre.id).await?;
        let reason = freeze.map(|f| f.reason);
        let absent = self.absent().await?;
        let markup = ui::shell(&Shell {
            lang: self.lang(),
            theme: self.who.theme,
            desk: self.tabs(),
            centre: &self.centre.name,
            counts: &counts,
            absent: &absent,
            charter: "HR-F019",
            me: (&self.who.name, &position),
            csrf: self.csrf(),
            keys_off: self.who.keys_off,
            freeze: reason.as_deref().map(|r| (r, "/approvals/freeze")),
            ..shell
        });
        Ok(markup.into_response())
    }

    /// A wide page: calendar, scoreboard, segments.
    ///
    /// # Errors
    /// What the engine answers while the frame is filled.
    pub async fn wide_page(&self, at: Area, title: &str, body: Markup) -> Result<Response, Failed> {
        self.page_with(Shell {
            at: Some(at),
            title,
            width: Width::Wide,
            body: Body(body),
            ..Shell::default()
        })
        .await
    }

    /// Whether the house rules let the visitor read something: `read.contacts`.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn may_read(&self, right: &str) -> Result<bool, DbError> {
        Ok(self.must_read(right).await?.is_ok())
    }

    /// The same with the refusal that says why not.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn must_read(&self, right: &str) -> Result<Result<(), Refusal>, DbError> {
        let conn = self.reader();
        let verdict = self.desk().reading(&conn, self.actor(), right).await?;
        Ok(match verdict.level {
            charter::Level::Independent => Ok(()),
            _ => Err(Refusal::Forbidden(Box::new(verdict))),
        })
    }

    /// Areas that no feature fills yet, and those the visitor may not read.
    async fn absent(&self) -> Result<Vec<Area>, DbError> {
        let mut absent = ABSENT.to_vec();
        for (right, area) in self.app.features().iter().filter_map(|f| f.readers) {
            if !self.may_read(right).await? {
                absent.push(area);
            }
        }
        Ok(absent)
    }

    /// The positions of the visitor in words, deputies marked.
    async fn position_words(&self, conn: &Conn) -> Result<String, DbError> {
        let book = self.desk().rulebook(conn, self.centre.id).await?;
        let words: Vec<String> = self
            .actor()
            .holds
            .iter()
            .map(|held| {
                let known = book.house.positions.iter().find(|p| p.id == held.position);
                let word = known.map_or_else(
                    || held.position.0.clone(),
                    |p| {
                        if self.lang() == Lang::En {
                            p.en.clone()
                        } else {
                            p.zh.clone()
                        }
                    },
                );
                if held.deputy_for.is_some() {
                    format!("{word}{}", self.t("frame-deputy"))
                } else {
                    word
                }
            })
            .collect();
        Ok(words.join(&self.t("frame-and")))
    }

    async fn counts(&self, conn: &Conn) -> Result<Vec<Count>, DbError> {
        let mut mine = 0;
        for request in requests::open(conn, self.centre.id).await? {
            let agreements = requests::agreements(conn, self.centre.id, &request).await?;
            if requests::capacity(&request, &agreements, self.actor(), self.now).is_some() {
                mine += 1;
            }
        }
        let title = self.lang().tr(
            "frame-waiting-for-you",
            &[("count", i64::from(mine).into())],
        );
        Ok(vec![Count {
            area: Area::Approvals,
            n: mine,
            hot: true,
            title,
        }])
    }

    fn tabs(&self) -> ui::Desk {
        let holds = |position: &str| self.holds(position);
        if holds(charter::Position::HEAD) || holds(charter::Position::SUPERINTENDENT) {
            ui::Desk::Decider
        } else if holds(charter::Position::PHYSIOTHERAPIST) {
            ui::Desk::Reviewer
        } else if holds(charter::Position::CUSTOMER_SERVICE) {
            ui::Desk::Service
        } else {
            ui::Desk::Specialist
        }
    }
}

/// Areas that no feature fills yet.
const ABSENT: &[Area] = &[Area::Events];

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let failed = |e: DbError| Failed::from(e).into_response();
        let Some(centre) = app.centre().await.map_err(failed)? else {
            return Err(Redirect::to("/set-up").into_response());
        };
        let partial = parts.headers.contains_key("hx-request");
        let path = parts
            .uri
            .path_and_query()
            .map_or_else(|| "/".into(), ToString::to_string);
        let known = parts.extensions.get::<SignedIn>().cloned();
        let found = match known {
            Some(who) => Some(who),
            None => app
                .doorkeeper()
                .session(app.desk(), &parts.headers)
                .await
                .map_err(failed)?,
        };
        let Some(who) = found else {
            return Err(to_sign_in(Some(&path), partial));
        };
        let zone = centre.time_zone();
        Ok(Self {
            app: app.clone(),
            centre,
            who,
            now: app.desk().clock().now(),
            zone,
            partial,
            path,
        })
    }
}

/// Where somebody goes who is not signed in, and where they come back to afterwards.
pub(crate) fn to_sign_in(path: Option<&str>, partial: bool) -> Response {
    let address = path.map_or_else(
        || "/sign-in".to_owned(),
        |path| {
            let next =
                percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC);
            format!("/sign-in?next={next}")
        },
    );
    if partial {
        return (http::StatusCode::UNAUTHORIZED, [("hx-redirect", address)]).into_response();
    }
    Redirect::to(&address).into_response()
}

/// Language of somebody not signed in, from what the browser prefers.
#[must_use]
pub fn preferred(headers: &http::HeaderMap) -> Lang {
    let wanted = headers
        .get(http::header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    wanted
        .split(',')
        .find_map(|tag| Lang::of_tag(tag.split(';').next().unwrap_or_default()))
        .unwrap_or_default()
}

/// The theme of a stored word.
#[must_use]
pub fn theme_of(word: &str) -> Theme {
    match word {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        _ => Theme::System,
    }
}
