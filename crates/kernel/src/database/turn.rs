//! The line before the one writer of the embedded database: first come, first served,
//! so that somebody at a screen waits behind one batch of background work, never behind
//! all of it.

use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::DbError;

/// How long one waits in line before the house counts as busy.
const PATIENCE: Duration = Duration::from_secs(20);
/// Whoever keeps the writer longer than this is named in the log.
const LONG: Duration = Duration::from_millis(500);

/// The line. Where the engine has several writers nobody waits.
#[derive(Clone, Debug)]
pub(super) struct Line(Option<Arc<Semaphore>>);

impl Line {
    /// One writer at a time.
    pub(super) fn single() -> Self {
        Self(Some(Arc::new(Semaphore::new(1))))
    }

    /// As many writers as there are connections.
    pub(super) fn open() -> Self {
        Self(None)
    }

    /// Waits for one's turn; the semaphore serves in the order of asking.
    pub(super) async fn turn(&self, whose: &'static Location<'static>) -> Result<Turn, DbError> {
        let permit = match &self.0 {
            Some(line) => {
                let permit = timeout(PATIENCE, line.clone().acquire_owned()).await;
                Some(permit.ok().and_then(Result::ok).ok_or(DbError::Busy)?)
            }
            None => None,
        };
        Ok(Turn {
            _permit: permit,
            since: Instant::now(),
            whose,
        })
    }
}

/// A turn at the writer; the next in line follows when it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _permit: Option<OwnedSemaphorePermit>,
    since: Instant,
    whose: &'static Location<'static>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let held = self.since.elapsed();
        if held > LONG {
            tracing::warn!(
                milliseconds = held.as_millis() as u64,
                at = %self.whose,
                "a transaction kept others waiting"
            );
        }
    }
}
