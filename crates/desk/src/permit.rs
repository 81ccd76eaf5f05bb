//! Proof that a write is allowed. Only this crate can make one; every function that
//! writes what others see asks for it, so the compiler asks at every write: who allowed
//! this?

use kernel::{CentreId, Conn, DbError, Moment, args};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::gate::{self, Stream};
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

/// Remembers an act whose work goes on in the background, so that [`resume`] can ask
/// again before anything leaves.
pub(crate) async fn remember(
    tx: &Conn,
    permit: &Permit,
    stream: Stream,
    payload: &Json,
    digest: kernel::Digest,
    actor: &charter::Actor,
) -> Result<(), DbError> {
    let actor = serde_json::to_string(actor).map_err(|e| DbError::Shape(e.to_string()))?;
    tx.run(
        "insert into permit_kept (centre_id, leaf_id, kind, stream, payload, digest, actor) values ($1, $2, $3, $4, $5, $6, $7)",
        args![permit.centre, permit.leaf, permit.kind, stream.key(), payload.to_string(), digest.to_string(), actor],
    )
    .await?;
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
