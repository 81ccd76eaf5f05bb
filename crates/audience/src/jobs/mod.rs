//! Background work: taking a list in, taking it back.

mod import;
mod reading;
mod rehearsal;
mod undo;

use desk::JobEntry;
use kernel::jobs::{Failure, Job, Later};
use kernel::{CentreId, Conn, DbError, Moment};
use serde::{Deserialize, Serialize};

use crate::model::ImportId;

pub use import::{import_later, import_now};
pub use rehearsal::{Reason, Rehearsal, rehearse};
pub use undo::{undo_later, undo_now};

/// Every kind of background work of the audience.
#[must_use]
pub fn jobs() -> Vec<JobEntry> {
    vec![
        JobEntry::new(import::KIND, import::work),
        JobEntry::new(undo::KIND, undo::work),
    ]
}

/// What both kinds of work are about.
#[derive(Serialize, Deserialize)]
struct Payload {
    import: ImportId,
}

/// Asks for work on an import, once for each kind.
async fn later(
    tx: &Conn,
    kind: &'static str,
    centre: CentreId,
    import: ImportId,
    now: Moment,
) -> Result<(), DbError> {
    Later::new(centre, kind, import.to_string(), now)
        .with(&Payload { import })
        .enqueue(tx, now)
        .await?;
    Ok(())
}

/// The import that a piece of work is about.
fn import_of(job: &Job) -> Result<ImportId, Failure> {
    let payload: Payload = job.payload()?;
    Ok(payload.import)
}
