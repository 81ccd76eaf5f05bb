//! Durable background work. A job is a row, enqueued only inside the transaction of
//! the change that wants it; it is claimed with a lease, retried with growing waits,
//! and stays visible with what it did and what it missed.

mod runner;
mod store;

use serde::Serialize;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{CentreId, Conn, DbError, Moment};

pub use runner::{Failure, Handler, Job, Runner, handler};
pub use store::{JobRow, ScheduleRow, jobs_of, retry, schedules};

/// A job to be done.
#[derive(Clone, Debug)]
pub struct Later {
    centre: CentreId,
    kind: &'static str,
    dedupe: String,
    payload: Json,
    run_at: Moment,
    outward: bool,
}

impl Later {
    /// Work of `kind`, due at once. A second job of the same kind and `key` is the same
    /// job.
    #[must_use]
    pub fn new(centre: CentreId, kind: &'static str, key: impl Into<String>, now: Moment) -> Self {
        Self {
            centre,
            kind,
            dedupe: key.into(),
            payload: Json::Null,
            run_at: now,
            outward: false,
        }
    }

    /// What the handler gets; anything serde can write.
    #[must_use]
    pub fn with(mut self, payload: &impl Serialize) -> Self {
        self.payload = serde_json::to_value(payload).unwrap_or(Json::Null);
        self
    }

    #[must_use]
    pub fn at(mut self, run_at: Moment) -> Self {
        self.run_at = run_at;
        self
    }

    /// Something leaves the building: when it comes too late (the program was off) it
    /// is not done but shown as missed, until a person says yes.
    #[must_use]
    pub fn outward(mut self) -> Self {
        self.outward = true;
        self
    }

    /// Enqueues in the transaction of the change.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn enqueue(self, tx: &Conn, now: Moment) -> Result<Uuid, DbError> {
        store::enqueue(tx, self, now).await
    }
}
