//! The one way in.

use std::sync::Arc;

use charter::{Actor, Facts, Level, Verdict, Who};
use kernel::jobs::Runner;
use kernel::{CentreId, Clock, Conn, Database, Keys, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::judge::{BY_TOKEN, digest_of, judge};
use crate::ledger::{self, Entry};
use crate::registry::{ActEntry, ErasedAct};
use crate::rulebook::{Rulebook, Shelf};
use crate::{
    Act, Parts, Permit, ProposalId, QueryError, Reads, Refusal, Registry, RequestId, Scene, gate,
    idempotency, permit, proposals, requests,
};

/// How often a transaction that lost a race is tried again.
const TRIES: u32 = 5;

/// The door of the house: judges and performs acts, and answers questions.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
    clock: Clock,
    sample: bool,
    for_program: bool,
}

struct Inner {
    database: Database,
    keys: Keys,
    registry: Registry,
    parts: Parts,
    shelf: Shelf,
}

/// What accompanies an act.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A repeat with the same key has no second effect.
    pub idempotency_key: Option<String>,
    /// A word of the actor to those who decide.
    pub note: Option<String>,
}

/// How an act went.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Performed.
    Done {
        result: Json,
        verdict: Verdict,
        leaf: Uuid,
    },
    /// Waits for approval.
    Requested {
        request: RequestId,
        verdict: Verdict,
    },
    /// Recorded as a recommendation.
    Proposed {
        proposal: ProposalId,
        verdict: Verdict,
    },
}

impl Outcome {
    /// The verdict it rests on.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        match self {
            Self::Done { verdict, .. }
            | Self::Requested { verdict, .. }
            | Self::Proposed { verdict, .. } => verdict,
        }
    }

    /// What a performed act answered; null while it waits.
    #[must_use]
    pub fn result(&self) -> &Json {
        match self {
            Self::Done { result, .. } => result,
            _ => &Json::Null,
        }
    }
}

impl Desk {
    #[must_use]
    pub fn new(
        database: Database,
        clock: Clock,
        keys: Keys,
        registry: Registry,
        parts: Parts,
    ) -> Self {
        let inner = Inner {
            database,
            keys,
            registry,
            parts,
            shelf: Shelf::new(),
        };
        Self {
            inner: Arc::new(inner),
            clock,
            sample: false,
            for_program: false,
        }
    }

    /// The same desk on another clock, marking every leaf as sample.
    #[must_use]
    pub fn for_sample(&self, clock: Clock) -> Self {
        Self {
            inner: self.inner.clone(),
            clock,
            sample: true,
            for_program: false,
        }
    }

    /// The same desk for somebody who comes with a token and has not signed in: every
    /// act is judged with the fact `by_token`.
    #[must_use]
    pub fn for_program(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            clock: self.clock.clone(),
            sample: self.sample,
            for_program: true,
        }
    }

    /// Whether this desk answers a program with a token.
    #[must_use]
    pub fn is_for_program(&self) -> bool {
        self.for_program
    }

    #[must_use]
    pub fn database(&self) -> &Database {
        &self.inner.database
    }

    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.inner.registry
    }

    /// A part of the running program, by its type.
    ///
    /// # Errors
    /// [`Refusal::Missing`] when the program was put together without it.
    pub fn part<T: Send + Sync + 'static>(&self) -> Result<Arc<T>, Refusal> {
        self.inner.parts.get().ok_or(Refusal::Missing("part"))
    }

    /// A runner for all background work of the program.
    #[must_use]
    pub fn runner(&self) -> Runner {
        let jobs = self.registry().jobs();
        let handlers = jobs
            .iter()
            .map(|job| (job.kind, job.handler(self)))
            .collect();
        let recurring = jobs
            .iter()
            .filter_map(|job| job.every_seconds.map(|every| (job.kind, every)))
            .collect();
        Runner::new(
            self.database().clone(),
            self.clock.clone(),
            handlers,
            recurring,
        )
    }

    /// Whether this desk builds the sample centre.
    #[must_use]
    pub fn is_sample(&self) -> bool {
        self.sample
    }

    /// The charter and house rules in force at a centre.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn rulebook(
        &self,
        conn: &Conn,
        centre: CentreId,
    ) -> Result<Arc<Rulebook>, kernel::DbError> {
        self.inner.shelf.of(conn, centre).await
    }

    /// Does an act, or has it proposed or requested, as the charter says.
    ///
    /// # Errors
    /// [`Refusal`]; nothing was changed then.
    pub async fn act<A: Act>(
        &self,
        actor: &Actor,
        act: &A,
        options: Options,
    ) -> Result<Outcome, Refusal> {
        let payload = serde_json::to_value(act).unwrap_or(Json::Null);
        self.submit(actor, A::KIND, payload, options).await
    }

    /// The same for an act that is known by its kind only.
    ///
    /// # Errors
    /// [`Refusal`]; nothing was changed then.
    pub async fn submit(
        &self,
        actor: &Actor,
        kind: &str,
        payload: Json,
        options: Options,
    ) -> Result<Outcome, Refusal> {
        let entry = *self.registry().act(kind)?;
        let act = (entry.decode)(payload)?;
        act.check().map_err(Refusal::Invalid)?;
        let mut tried = 0;
        loop {
            tried += 1;
            match self.attempt(actor, &entry, act.as_ref(), &options).await {
                Err(Refusal::Database(e)) if tried < TRIES && (e.is_passing() || e.is_unique()) => {
                }
                outcome => return outcome,
            }
        }
    }

    /// What the charter says to an act, changing nothing.
    ///
    /// # Errors
    /// [`Refusal`] when the payload cannot be accepted.
    pub async fn look(&self, actor: &Actor, kind: &str, payload: Json) -> Result<Verdict, Refusal> {
        let entry = *self.registry().act(kind)?;
        let act = (entry.decode)(payload)?;
        act.check().map_err(Refusal::Invalid)?;
        let conn = self.database().reader();
        Ok(judge(&self.scene(&conn, actor), act.as_ref())
            .await?
            .verdict)
    }

    /// What Herald finds about the act of a request now, in the requester's name: the
    /// size of its audience may have moved since it was asked for.
    ///
    /// # Errors
    /// [`Refusal`] when the payload cannot be accepted any more.
    pub async fn facts_now(&self, request: &requests::Request) -> Result<Facts, Refusal> {
        let entry = *self.registry().act(&request.kind)?;
        let act = (entry.decode)(request.payload.clone())?;
        let conn = self.database().reader();
        act.facts(&self.scene(&conn, &request.requester)).await
    }

    /// Answers a registered question.
    ///
    /// # Errors
    /// [`QueryError`].
    pub async fn ask(
        &self,
        reader: &Actor,
        name: &str,
        parameters: Json,
    ) -> Result<Json, QueryError> {
        let entry = self.registry().query(name).ok_or(QueryError::Missing)?;
        let conn = self.database().reader();
        let now = self.clock.now();
        match entry.reads {
            Reads::Staff if reader.held_at(now).next().is_none() => {
                return Err(QueryError::NotYours);
            }
            Reads::Staff => {}
            Reads::Right(right) => {
                let verdict = self.reading(&conn, reader, right).await?;
                if verdict.level != Level::Independent {
                    return Err(QueryError::Forbidden(Box::new(verdict)));
                }
            }
        }
        entry.ask.ask(self, &conn, reader, now, parameters).await
    }

    /// What the house rules say to reading: it may be read where the level is
    /// independent, and not at all otherwise.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn reading(
        &self,
        conn: &Conn,
        reader: &Actor,
        right: &str,
    ) -> Result<Verdict, kernel::DbError> {
        let book = self.rulebook(conn, reader.centre).await?;
        let mut facts = Facts::of(right);
        if self.for_program {
            facts.raise(BY_TOKEN);
        }
        Ok(book.table.decide(reader, &facts, self.clock.now()))
    }

    /// The circumstances of `actor` right now.
    #[must_use]
    pub fn scene<'a>(&'a self, conn: &'a Conn, actor: &'a Actor) -> Scene<'a> {
        Scene {
            desk: self,
            conn,
            centre: actor.centre,
            actor,
            now: self.clock.now(),
            sample: self.sample,
        }
    }

    async fn attempt(
        &self,
        actor: &Actor,
        entry: &ActEntry,
        act: &dyn ErasedAct,
        options: &Options,
    ) -> Result<Outcome, Refusal> {
        let tx = self.database().begin().await?;
        let scene = self.scene(&tx, actor);
        let payload =
            digest_of(&serde_json::json!({ "kind": entry.kind, "payload": act.payload() }));
        let who = who_key(actor);
        if let Some(key) = &options.idempotency_key
            && let Some(answer) =
                idempotency::earlier(&tx, scene.centre, &who, key, payload).await?
        {
            return serde_json::from_value(answer)
                .map_err(|e| Refusal::Database(kernel::DbError::Shape(e.to_string())));
        }
        let judged = judge(&scene, act).await?;
        let verdict = judged.verdict.clone();
        let outcome = match verdict.level {
            Level::Independent => perform(&scene, entry, act, verdict, None).await,
            Level::Recommend => proposals::record(&scene, entry, act, verdict, options).await,
            Level::Approval => requests::raise(&scene, entry, act, judged, options).await,
            Level::Forbidden => {
                self.refuse(tx, actor, entry, act, &verdict).await?;
                return Err(Refusal::Forbidden(Box::new(verdict)));
            }
        }?;
        if let Some(key) = &options.idempotency_key {
            let answer = serde_json::to_value(&outcome).unwrap_or(Json::Null);
            idempotency::keep(&tx, scene.centre, &who, key, payload, &answer, scene.now).await?;
        }
        tx.commit().await?;
        Ok(outcome)
    }

    /// A refusal to staff is on the record too; visitors cannot fill the ledger.
    async fn refuse(
        &self,
        tx: Conn,
        actor: &Actor,
        entry: &ActEntry,
        act: &dyn ErasedAct,
        verdict: &Verdict,
    ) -> Result<(), Refusal> {
        if matches!(actor.who, Who::Visitor) || entry.quiet {
            return Ok(());
        }
        let scene = self.scene(&tx, actor);
        ledger::append(
            &scene,
            &Entry::of("refused", entry.kind, &scene, act).judged(verdict),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Performs an act that is allowed: by verdict, or by an approved request.
pub(crate) async fn perform(
    scene: &Scene<'_>,
    entry: &ActEntry,
    act: &dyn ErasedAct,
    verdict: Verdict,
    request: Option<RequestId>,
) -> Result<Outcome, Refusal> {
    if entry.stream.is_some_and(gate::Stream::is_held_by_freeze)
        && gate::frozen(scene.conn, scene.centre).await?.is_some()
    {
        return Err(Refusal::Frozen);
    }
    let record = Entry::of("done", entry.kind, scene, act)
        .judged(&verdict)
        .of_request(request);
    let permit = Permit::new(entry.kind, scene.centre, record.id, act.subject());
    if let Some(stream) = entry.stream {
        let kept = permit::Kept {
            stream,
            payload: &act.payload(),
            digest: digest_of(&act.snapshot(scene).await?),
            actor: scene.actor,
            facts: &act.facts(scene).await?,
            verdict: &verdict,
        };
        permit::remember(scene.conn, &permit, &kept).await?;
    }
    let result = act.perform(scene, &permit).await?;
    let leaf = record.id;
    if !entry.quiet {
        ledger::append(scene, &record.answered(&result)).await?;
    }
    Ok(Outcome::Done {
        result,
        verdict,
        leaf,
    })
}

fn who_key(actor: &Actor) -> String {
    match &actor.who {
        Who::Person(account) => account.to_string(),
        Who::Agent { token, .. } => token.to_string(),
        Who::Visitor => "visitor".into(),
        Who::System => "system".into(),
        Who::Setup => "setup".into(),
    }
}

/// When a request is due: so many working days (Monday to Friday) from now, at the same
/// time of day in the centre's zone.
pub(crate) fn working_days_from(now: Moment, days: i64, zone: &jiff::tz::TimeZone) -> Moment {
    let mut at = now;
    let mut left = days.max(0);
    while left > 0 {
        at = at.plus_days(1);
        if !matches!(
            at.in_zone(zone).weekday(),
            jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
        ) {
            left -= 1;
        }
    }
    at
}
