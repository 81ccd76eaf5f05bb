//! Proof that a write is allowed. Only this crate can make one; every function that
//! writes what others see asks for it, so the compiler asks at every write: who allowed
//! this?

use charter::{Fact, Facts, Verdict};
use kernel::{CentreId, Conn, DbError, Moment, args};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::gate::{self, Stream};
use crate::judge::{Judged, judge};
use crate::{Desk, Refusal, Scene, Subject};

/// Proof of a verdict or an approved request, bound to one act. Neither Clone nor
/// Serialize: it lives as long as the performing it allows.
#[derive(Debug)]
pub struct Permit {
    kind: &'static str,
    centre: CentreId,
    leaf: Uuid,
    subject: Subject,
}

impl Permit {
    pub(crate) fn new(kind: &'static str, centre: CentreId, leaf: Uuid, subject: Subject) -> Self {
        Self {
            kind,
            centre,
            leaf,
            subject,
        }
    }

    /// The centre it holds for.
    #[must_use]
    pub fn centre(&self) -> CentreId {
        self.centre
    }

    /// The ledger entry of the act; what it leaves behind may point there.
    #[must_use]
    pub fn leaf(&self) -> Uuid {
        self.leaf
    }

    /// The act it allows.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// What the act is about.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }
}

/// Proof that a machine only observes or carries on what was decided: delivery states,
/// opens, sessions, chunks of an import.
#[derive(Debug)]
pub struct Duty {
    of: &'static str,
}

impl Duty {
    /// The duty of taking in what readers do on the public side.
    #[must_use]
    pub fn intake() -> Self {
        Self { of: "intake" }
    }

    /// Whose duty it is, for the log.
    #[must_use]
    pub fn of(&self) -> &'static str {
        self.of
    }
}

/// The duty of a job that is running.
#[must_use]
pub fn duty(_job: &kernel::jobs::Job) -> Duty {
    Duty { of: "job" }
}

/// What is kept of a decision whose work goes on in the background.
pub(crate) struct Kept<'a> {
    pub(crate) stream: Stream,
    pub(crate) payload: &'a Json,
    pub(crate) digest: kernel::Digest,
    pub(crate) actor: &'a charter::Actor,
    pub(crate) facts: &'a Facts,
    pub(crate) verdict: &'a Verdict,
}

/// Remembers an act whose work goes on in the background, so that [`resume`] can ask
/// again before anything leaves.
pub(crate) async fn remember(tx: &Conn, permit: &Permit, kept: &Kept<'_>) -> Result<(), DbError> {
    let text = |value: serde_json::Result<String>| value.map_err(|e| DbError::Shape(e.to_string()));
    let actor = text(serde_json::to_string(kept.actor))?;
    let (facts, verdict) = (
        text(serde_json::to_string(kept.facts))?,
        text(serde_json::to_string(kept.verdict))?,
    );
    tx.run(
        "insert into permit_kept (centre_id, leaf_id, kind, stream, payload, digest, actor, facts, verdict) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![permit.centre, permit.leaf, permit.kind, kept.stream.key(), kept.payload.to_string(), kept.digest.to_string(), actor, facts, verdict],
    )
    .await?;
    Ok(())
}

/// How far an audience may grow between decision and dispatch, in percent, before those
/// who decided must be asked again.
const GROWTH_PERCENT: i64 = 10;
/// Growth that never matters: a few people who joined meanwhile.
const GROWTH_FREE: i64 = 20;

/// Asks, when the audience is counted for good, whether the decision still covers it:
/// the charter may not say more than it said then, and the audience may not have grown
/// past what was decided on.
///
/// # Errors
/// The conflict `weightier-since-decision`.
pub async fn still_covered(
    desk: &Desk,
    tx: &Conn,
    centre: CentreId,
    leaf: Uuid,
    now: Moment,
) -> Result<(), Refusal> {
    let sql = "select kind, payload, actor, facts, verdict from permit_kept where centre_id = $1 and leaf_id = $2";
    let row = tx
        .first(sql, args![centre, leaf])
        .await?
        .ok_or(Refusal::Missing("permit"))?;
    let kind: String = row.get("kind")?;
    let act = (desk.registry().act(&kind)?.decode)(row.json("payload")?)?;
    let actor: charter::Actor = row.json("actor")?;
    let scene = Scene {
        desk,
        conn: tx,
        centre,
        actor: &actor,
        now,
        sample: false,
    };
    let Judged { verdict, facts, .. } = judge(&scene, act.as_ref()).await?;
    let (then, decided): (Facts, Verdict) = (row.json("facts")?, row.json("verdict")?);
    let audience = |facts: &Facts| match facts.get("audience") {
        Some(Fact::Number(n)) => *n,
        _ => 0,
    };
    let most = audience(&then) * (100 + GROWTH_PERCENT) / 100 + GROWTH_FREE;
    let stricter = verdict.level > decided.level
        || verdict
            .route
            .iter()
            .any(|step| !decided.route.contains(step));
    if stricter || audience(&facts) > most {
        return Err(Refusal::conflict("weightier-since-decision"));
    }
    Ok(())
}

/// Gives a running job its permit again: after asking whether the centre is frozen and
/// whether what was decided still is, byte for byte, what would be done.
///
/// # Errors
/// [`Refusal::Frozen`], or the conflict `changed-since-approval`.
pub async fn resume(
    desk: &Desk,
    tx: &Conn,
    centre: CentreId,
    leaf: Uuid,
    now: Moment,
) -> Result<Permit, Refusal> {
    let row = tx
        .first(
            "select kind, stream, payload, digest, actor from permit_kept where centre_id = $1 and leaf_id = $2",
            args![centre, leaf],
        )
        .await?
        .ok_or(Refusal::Missing("permit"))?;
    let stream: String = row.get("stream")?;
    if Stream::from_key(&stream).is_some_and(Stream::is_held_by_freeze)
        && gate::frozen(tx, centre).await?.is_some()
    {
        return Err(Refusal::Frozen);
    }
    let kind: String = row.get("kind")?;
    let entry = desk.registry().act(&kind)?;
    let act = (entry.decode)(row.json("payload")?)?;
    let actor: charter::Actor = row.json("actor")?;
    let scene = Scene {
        desk,
        conn: tx,
        centre,
        actor: &actor,
        now,
        sample: false,
    };
    let digest: String = row.get("digest")?;
    if crate::judge::digest_of(&act.snapshot(&scene).await?).to_string() != digest {
        return Err(Refusal::conflict("changed-since-approval"));
    }
    Ok(Permit::new(entry.kind, centre, leaf, act.subject()))
}
