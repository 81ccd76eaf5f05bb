//! The workers: they claim due jobs, keep their leases alive and settle how each ended.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

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
        if !store::anything_due(&self.database.reader(), now).await? {
            return Ok(false);
        }
        if self.recur().await? {
            return Ok(true);
        }
        let tx = self.database.begin().await?;
        store::mark_missed(&tx, now).await?;
        let claimed = store::claim(&tx, self.by, now, LEASE_SECONDS).await?;
        tx.commit().await?;
        let Some(claimed) = claimed else {
            return Ok(false);
        };
        let outcome = self.work(&claimed).await;
        self.settle(&claimed, outcome).await?;
        Ok(true)
    }

    async fn recur(&self) -> Result<bool, DbError> {
        let now = self.clock.now();
        let tx = self.database.begin().await?;
        let kind = store::due(&tx, now).await?;
        tx.commit().await?;
        let Some(kind) = kind else { return Ok(false) };
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
        let error = match handler(job).await {
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
        let mut work = handler(job);
        let mut beat = tokio::time::interval(Duration::from_secs(LEASE_SECONDS as u64 / 3));
        beat.tick().await;
        loop {
            tokio::select! {
                outcome = &mut work => return outcome,
                _ = beat.tick() => self.keep(claimed).await?,
            }
        }
    }

    /// Lengthens the lease; when another worker took the job over, this one lets go.
    async fn keep(&self, claimed: &Claimed) -> Result<(), Failure> {
        let tx = self.database.begin().await?;
        let until = self.clock.now().plus_seconds(LEASE_SECONDS);
        let held = store::extend(&tx, claimed, self.by, until).await?;
        tx.commit().await?;
        if held {
            Ok(())
        } else {
            Err(Failure::Passing("another worker took this job over".into()))
        }
    }

    async fn settle(&self, claimed: &Claimed, outcome: Result<(), Failure>) -> Result<(), DbError> {
        let now = self.clock.now();
        let tx = self.database.begin().await?;
        match outcome {
            Ok(()) => store::finish(&tx, claimed, self.by, now).await?,
            Err(Failure::NotBefore(at, why)) => {
                store::again(&tx, claimed, self.by, at, &why).await?
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

/// 2, 4, 8 … seconds up to an hour, spread by the job's id so that many do not come
/// back together.
fn wait_seconds(claimed: &Claimed) -> i64 {
    let base = 1_i64 << claimed.attempts.clamp(1, 12);
    (base + i64::from(claimed.id.as_bytes()[15]) % base.max(1)).min(3_600)
}
