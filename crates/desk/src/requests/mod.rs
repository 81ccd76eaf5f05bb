//! Approvals: an act frozen with its digest, the people who must agree in order, and
//! what they said. What was approved is performed byte for byte, or asked again.

mod decide;
mod store;

use charter::{Actor, Facts, Need, Step, Verdict};
use kernel::{AccountId, CentreId, Conn, DbError, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::door::{Options, working_days_from};
use crate::judge::{Judged, digest_of};
use crate::ledger::{self, Entry};
use crate::outbox::{self, Message};
use crate::registry::{ActEntry, ErasedAct};
use crate::{Outcome, Refusal, RequestId, Scene, centre, roles};

pub use decide::{Agree, Comment, Decided, Perform, SendBack, Withdraw};
pub use store::{agreements, comments, end_of, ended, of_subject, open, recent, request};

/// A request as it stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Request {
    pub id: RequestId,
    pub kind: String,
    pub title: String,
    /// What the requester said to those who decide.
    pub note: String,
    /// The frozen act.
    pub payload: Json,
    /// What the digest was taken over; previews read it.
    pub snapshot: Json,
    /// SHA-256 over the canonical snapshot, in hexadecimal.
    pub digest: String,
    /// Grows when the content changed and those who agreed are asked again.
    pub revision: i64,
    pub verdict: Verdict,
    pub requester: Actor,
    /// Whose work it carries: nobody of them may agree.
    pub authors: Vec<AccountId>,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    pub raised_at: Moment,
    pub due_at: Moment,
    /// The snapshot before the last change, to show what became different.
    pub earlier: Option<Json>,
    /// What Herald found about the act when it was asked for, the size of its audience
    /// among it; unknown for requests from before this was kept.
    pub facts: Option<Facts>,
}

/// Somebody's agreement to one step.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Agreement {
    pub step: i64,
    pub position: String,
    pub account: AccountId,
    pub deputy_for: Option<AccountId>,
    pub comment: String,
    pub at: Moment,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum End {
    Performed,
    SentBack,
    Withdrawn,
}

impl End {
    /// The word in rows.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Performed => "performed",
            Self::SentBack => "sent_back",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(crate) fn from_key(key: &str) -> Option<Self> {
        [Self::Performed, Self::SentBack, Self::Withdrawn]
            .into_iter()
            .find(|e| e.key() == key)
    }
}

/// The end of a request: who, when, how, with which words.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Ended {
    pub how: End,
    pub account: Option<AccountId>,
    pub comment: String,
    pub at: Moment,
}

/// A word on a request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Remark {
    pub account: AccountId,
    pub body: String,
    pub at: Moment,
}

/// The step a request waits at: its number in the route, and the positions still to
/// agree; `None` when all have agreed.
#[must_use]
pub fn waits_at(
    route: &[std::sync::Arc<Step>],
    agreements: &[Agreement],
) -> Option<(usize, Vec<String>)> {
    route.iter().enumerate().find_map(|(n, step)| {
        let agreed = |p: &str| {
            agreements
                .iter()
                .any(|a| usize::try_from(a.step) == Ok(n) && a.position == p)
        };
        let missing: Vec<String> = step
            .positions
            .iter()
            .map(|p| p.0.clone())
            .filter(|p| !agreed(p))
            .collect();
        let satisfied = match step.need {
            Need::Any => missing.len() < step.positions.len(),
            Need::All => missing.is_empty(),
        };
        (!satisfied).then_some((n, missing))
    })
}

/// In which capacity `actor` may decide the step a request waits at; `None` when it is
/// not theirs: the requester never decides, nor an author of what is asked, neither does
/// a deputy of one of them in that capacity, nor an agent, nor one who already agreed to
/// an earlier step.
#[must_use]
pub fn capacity(
    request: &Request,
    agreements: &[Agreement],
    actor: &Actor,
    now: Moment,
) -> Option<(usize, charter::Held)> {
    if actor.is_agent() {
        return None;
    }
    let me = actor.account()?;
    let own = |account: AccountId| {
        request.requester.account() == Some(account) || request.authors.contains(&account)
    };
    if own(me) || agreements.iter().any(|a| a.account == me) {
        return None;
    }
    let (step, missing) = waits_at(&request.verdict.route, agreements)?;
    let held = actor.holds.iter().find(|h| {
        missing.contains(&h.position.0)
            && h.until.is_none_or(|until| now < until)
            && !h.deputy_for.is_some_and(own)
    })?;
    Some((step, held.clone()))
}

/// Puts an act before those who must approve it.
pub(crate) async fn raise(
    scene: &Scene<'_>,
    entry: &ActEntry,
    act: &dyn ErasedAct,
    judged: Judged,
    options: &Options,
) -> Result<Outcome, Refusal> {
    let Judged {
        verdict,
        facts,
        book,
        authors,
    } = judged;
    if entry.quiet {
        return Err(Refusal::Forbidden(Box::new(verdict)));
    }
    let snapshot = act.snapshot(scene).await?;
    let zone = centre::of(scene.conn, scene.centre).await?.time_zone();
    let subject = act.subject();
    if let Some(open) = store::open_for(scene.conn, scene.centre, entry.kind, subject.id).await? {
        return Err(Refusal::Conflict {
            key: "request-waits-already",
            args: vec![("request".into(), open.to_string())],
        });
    }
    let due_days = book.house.setting("request_due_days").unwrap_or(2);
    let digest = digest_of(&snapshot);
    let record = Entry::of("requested", entry.kind, scene, act)
        .judged(&verdict)
        .because(digest);
    let request = Request {
        id: RequestId::new(),
        kind: entry.kind.to_owned(),
        title: act.title(scene).await?,
        note: options.note.clone().unwrap_or_default(),
        payload: act.payload(),
        snapshot,
        digest: digest.to_string(),
        revision: 1,
        verdict: verdict.clone(),
        requester: scene.actor.clone(),
        authors,
        subject_kind: subject.kind,
        subject_id: subject.id,
        raised_at: scene.now,
        due_at: working_days_from(scene.now, due_days, &zone),
        earlier: None,
        facts: Some(facts),
    };
    store::insert(scene, &request, record.id).await?;
    ledger::append(scene, &record.of_request(Some(request.id))).await?;
    tell_deciders(scene, &request, &[], "request-waits").await?;
    Ok(Outcome::Requested {
        request: request.id,
        verdict,
    })
}

/// Writes a letter to everybody who may decide the step a request waits at.
pub(crate) async fn tell_deciders(
    scene: &Scene<'_>,
    request: &Request,
    agreements: &[Agreement],
    template: &str,
) -> Result<(), DbError> {
    if scene.sample {
        return Ok(());
    }
    for account in deciders(scene.conn, scene.centre, request, agreements, scene.now).await? {
        let args = serde_json::json!({ "title": request.title, "path": format!("/approvals/{}", request.id) });
        outbox::put(
            scene.conn,
            &Message::to(scene.centre, account, template, args),
            scene.now,
        )
        .await?;
    }
    Ok(())
}

/// Everybody who may decide the step a request waits at.
///
/// # Errors
/// What the engine answers.
pub async fn deciders(
    conn: &Conn,
    centre: CentreId,
    request: &Request,
    agreements: &[Agreement],
    now: Moment,
) -> Result<Vec<AccountId>, DbError> {
    let mut accounts: Vec<AccountId> = roles::holdings(conn, centre, now)
        .await?
        .iter()
        .map(|h| h.account)
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut deciders = Vec::new();
    for account in accounts {
        let actor = roles::actor_of(conn, centre, account, now).await?;
        if capacity(request, agreements, &actor, now).is_some() {
            deciders.push(account);
        }
    }
    Ok(deciders)
}

/// Reminds those who let a due date pass, once for each request.
///
/// # Errors
/// What the engine answers.
pub async fn remind_overdue(desk: &crate::Desk) -> Result<u64, Refusal> {
    let now = desk.clock().now();
    let tx = desk.database().begin().await?;
    let mut reminded = 0;
    for centre in centre::all(&tx).await? {
        let actor = Actor {
            centre: centre.id,
            who: charter::Who::System,
            holds: Vec::new(),
        };
        let scene = Scene {
            desk,
            conn: &tx,
            centre: centre.id,
            actor: &actor,
            now,
            sample: centre.sample,
        };
        for request in open(&tx, centre.id)
            .await?
            .into_iter()
            .filter(|r| r.due_at < now)
        {
            if store::mark_reminded(&tx, centre.id, request.id, now).await? {
                let agreements = agreements(&tx, centre.id, &request).await?;
                tell_deciders(&scene, &request, &agreements, "request-overdue").await?;
                reminded += 1;
            }
        }
    }
    tx.commit().await?;
    Ok(reminded)
}
