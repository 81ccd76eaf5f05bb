//! The workers: they claim due jobs, keep their leases alive and settle how each ended.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::store::{self, Claimed};
use crate::{CentreId, Clock, Database, DbError, Moment};

const WORKERS: usize = 4;
const LEASE_SECONDS: i64 = 15;
const POLL: Duration = Duration::from_millis(150);
const MAX_ATTEMPTS: i64 = 12;
const KEEP_DONE_DAYS: i64 = 14;

/// A job in the hands of its handler.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: Uuid,
    pub centre: CentreId,
    pub attempt: i64,
    pub now: Moment,
    payload: String,
}

impl Job {
    /// What was put in with [`super::Later::with`].
    ///
    /// # Errors
    /// [`Failure::Final`] when it does not decode: trying again cannot help.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_str(&self.payload).map_err(|e| Failure::Final(format!("payload: {e}")))
    }
}

/// How a job can fail.
#[derive(Debug)]
pub enum Failure {
    /// Trying again may help; waits grow with every attempt.
    Passing(String),
    /// Not yet: do it at this time. Does not count as a failed attempt in the page.
    NotBefore(Moment, String),
    /// Trying again cannot help.
    Final(String),
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::Passing(error.to_string())
    }
}

/// What a job kind does.
pub type Handler =
    Arc<dyn Fn(Job) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>> + Send + Sync>;

/// Makes a [`Handler`] of an async function.
pub fn handler<F, Fut>(work: F) -> Handler
where
    F: Fn(Job) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), Failure>> + Send + 'static,
{
    Arc::new(move |job| Box::pin(work(job)))
}

/// Runs jobs until told to stop.
#[derive(Clone)]
pub struct Runner {
    database: Database,
    clock: Clock,
    by: Uuid,
    handlers: Arc<BTreeMap<&'static str, Handler>>,
    recurring: Arc<Vec<(&'static str, i64)>>,
    /// Jobs by id, and recurring work by kind.
    in_hand: InHand<Uuid>,
    recurring_now: InHand<String>,
}

/// What this program is doing right now.
#[derive(Debug)]
struct InHand<T: Ord>(Arc<Mutex<BTreeSet<T>>>);

impl<T: Ord> Default for InHand<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Ord> Clone for InHand<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Ord + Clone> InHand<T> {
    fn list(&self) -> Vec<T> {
        self.held().iter().cloned().collect()
    }

    /// Holds one until the answer is dropped.
    fn take(&self, one: T) -> Held<T> {
        self.held().insert(one.clone());
        Held(self.clone(), one)
    }
}

impl<T: Ord> InHand<T> {
    fn held(&self) -> MutexGuard<'_, BTreeSet<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Held<T: Ord>(InHand<T>, T);

impl<T: Ord> Drop for Held<T> {
    fn drop(&mut self) {
        self.0.held().remove(&self.1);
    }
}

impl Runner {
    /// A runner over `handlers`; those named in `recurring` also run every so many
    /// seconds, for no centre in particular.
    #[must_use]
    pub fn new(
        database: Database,
        clock: Clock,
        handlers: Vec<(&'static str, Handler)>,
        recurring: Vec<(&'static str, i64)>,
    ) -> Self {
        Self {
            database,
            clock,
            by: Uuid::now_v7(),
            handlers: Arc::new(handlers.into_iter().collect()),
            recurring: Arc::new(recurring),
            in_hand: InHand::default(),
            recurring_now: InHand::default(),
        }
    }

    /// Starts the workers; they finish their job in hand when `stop` turns true.
    ///
    /// # Errors
    /// When the schedules cannot be written.
    pub async fn start(self, stop: watch::Receiver<bool>) -> Result<JoinSet<()>, DbError> {
        self.prepare().await?;
        let mut workers = JoinSet::new();
        for _ in 0..WORKERS {
            let runner = self.clone();
            let mut stop = stop.clone();
            workers.spawn(async move {
                while !*stop.borrow() {
                    match runner.step().await {
                        Ok(true) => {}
                        Ok(false) => drop(tokio::time::timeout(POLL, stop.changed()).await),
                        Err(error) => {
                            tracing::warn!(%error, "the job queue cannot be reached, trying again in a second");
                            drop(tokio::time::timeout(Duration::from_secs(1), stop.changed()).await);
                        }
                    }
                }
            });
        }
        Ok(workers)
    }

    /// Does everything that is due now and returns how many jobs ran: for tests and for
    /// building the sample centre, where nothing runs in the background.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn drain(&self) -> Result<usize, DbError> {
        self.prepare().await?;
        let mut ran = 0;
        while self.step().await? {
            ran += 1;
        }
        Ok(ran)
    }

    async fn prepare(&self) -> Result<(), DbError> {
        let now = self.clock.now();
        let tx = self.database.begin().await?;
        if self.database.is_embedded() {
            store::release_all(&tx).await?;
        }
        for (kind, every) in self.recurring.iter() {
            store::plan(&tx, kind, *every, now).await?;
        }
        tx.commit().await
    }

    async fn step(&self) -> Result<bool, DbError> {
        let now = self.clock.now();
        let (jobs, kinds) = (self.in_hand.list(), self.recurring_now.list());
        if !store::anything_due(&self.database.reader(), &jobs, &kinds, now).await? {
            return Ok(false);
        }
        if self.recur().await? {
            return Ok(true);
        }
        let Some((claimed, _held)) = self.claim(now).await? else {
            return Ok(false);
        };
        let outcome = self.work(&claimed).await;
        self.settle(&claimed, outcome).await?;
        Ok(true)
    }

    /// Takes a due job into the hand, in the transaction that claims it.
    async fn claim(&self, now: Moment) -> Result<Option<(Claimed, Held<Uuid>)>, DbError> {
        let tx = self.database.begin().await?;
        store::mark_missed(&tx, now).await?;
        let in_hand = self.in_hand.list();
        let claimed = store::claim(&tx, self.by, &in_hand, now, LEASE_SECONDS).await?;
        let taken = claimed.map(|claimed| {
            let held = self.in_hand.take(claimed.id);
            (claimed, held)
        });
        tx.commit().await?;
        Ok(taken)
    }

    async fn recur(&self) -> Result<bool, DbError> {
        let now = self.clock.now();
        let tx = self.database.begin().await?;
        let kind = store::due(&tx, &self.recurring_now.list(), now).await?;
        let taken = kind.map(|kind| (self.recurring_now.take(kind.clone()), kind));
        tx.commit().await?;
        let Some((_held, kind)) = taken else {
            return Ok(false);
        };
        let Some(handler) = self.handlers.get(kind.as_str()) else {
            return Ok(false);
        };
        let job = Job {
            id: Uuid::now_v7(),
            centre: CentreId(Uuid::nil()),
            attempt: 1,
            now,
            payload: "null".into(),
        };
        let error = match outcome_of(handler(job)).await {
            Ok(()) => String::new(),
            Err(Failure::Passing(e) | Failure::NotBefore(_, e) | Failure::Final(e)) => e,
        };
        let tx = self.database.begin().await?;
        store::report(&tx, &kind, &error).await?;
        store::sweep(&tx, now.plus_days(-KEEP_DONE_DAYS)).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn work(&self, claimed: &Claimed) -> Result<(), Failure> {
        let Some(handler) = self.handlers.get(claimed.kind.as_str()) else {
            return Err(Failure::Final(format!(
                "nothing here can do “{}”",
                claimed.kind
            )));
        };
        let job = Job {
            id: claimed.id,
            centre: claimed.centre,
            attempt: claimed.attempts,
            now: self.clock.now(),
            payload: claimed.payload.clone(),
        };
        tokio::select! {
            outcome = outcome_of(handler(job)) => outcome,
            lost = self.keep_lease(claimed) => Err(lost),
        }
    }

    /// Lengthens the lease as long as the work goes on, beside it: the work may hold the
    /// very writer that this waits for. Returns once the lease is lost, or cannot be known
    /// to be held any more.
    async fn keep_lease(&self, claimed: &Claimed) -> Failure {
        if self.database.is_embedded() {
            return std::future::pending().await;
        }
        let length = Duration::from_secs(LEASE_SECONDS as u64);
        let mut beat = tokio::time::interval(length / 3);
        let mut held_until = Instant::now() + length;
        loop {
            beat.tick().await;
            let began = Instant::now();
            let extended = tokio::time::timeout(length / 3, self.extend(claimed)).await;
            match extended.unwrap_or(Err(DbError::Busy)) {
                Ok(true) => held_until = began + length,
                Ok(false) => {
                    return Failure::Passing("another worker took this job over".into());
                }
                Err(error) if Instant::now() < held_until => {
                    tracing::warn!(%error, kind = claimed.kind, "a lease could not be lengthened yet");
                }
                Err(error) => return Failure::Passing(error.to_string()),
            }
        }
    }

    async fn extend(&self, claimed: &Claimed) -> Result<bool, DbError> {
        let tx = self.database.begin().await?;
        let held = store::extend(&tx, claimed, self.by, LEASE_SECONDS).await?;
        tx.commit().await?;
        Ok(held)
    }

    async fn settle(&self, claimed: &Claimed, outcome: Result<(), Failure>) -> Result<(), DbError> {
        let now = self.clock.now();
        let tx = self.database.begin().await?;
        match outcome {
            Ok(()) => store::finish(&tx, claimed, self.by, now).await?,
            Err(Failure::NotBefore(at, why)) => {
                // Somebody who waits has not failed.
                store::again(&tx, claimed, self.by, at, &why, 1).await?;
            }
            Err(Failure::Passing(why)) if claimed.attempts < MAX_ATTEMPTS => {
                tracing::warn!(
                    kind = claimed.kind,
                    why,
                    "a job failed and will be tried again"
                );
                store::again(
                    &tx,
                    claimed,
                    self.by,
                    now.plus_seconds(wait_seconds(claimed)),
                    &why,
                    claimed.attempts,
                )
                .await?;
            }
            Err(Failure::Passing(why) | Failure::Final(why)) => {
                tracing::error!(kind = claimed.kind, why, "a job failed for good");
                store::fail(&tx, claimed, self.by, now, &why).await?;
            }
        }
        tx.commit().await
    }
}

/// How work ends, in a task of its own that goes when this is dropped: one that panics
/// takes nobody along.
async fn outcome_of(
    work: impl Future<Output = Result<(), Failure>> + Send + 'static,
) -> Result<(), Failure> {
    let mut task = JoinSet::new();
    task.spawn(work);
    match task.join_next().await {
        Some(Ok(outcome)) => outcome,
        Some(Err(error)) => Err(Failure::Passing(error.to_string())),
        None => Ok(()),
    }
}

/// 2, 4, 8 … seconds up to an hour, spread by the job's id so that many do not come
/// back together.
fn wait_seconds(claimed: &Claimed) -> i64 {
    let base = 1_i64 << claimed.attempts.clamp(1, 12);
    (base + i64::from(claimed.id.as_bytes()[15]) % base.max(1)).min(3_600)
}
