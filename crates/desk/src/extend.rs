//! What a feature can add without others knowing it: jobs, guards, measures, and its
//! part of what a privacy request exports and erases.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use kernel::jobs::{Failure, Handler, Job, handler};
use kernel::{CentreId, Conn, DbError, Moment};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{Desk, Permit};

/// A future that may be kept and sent.
pub type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

type Run = dyn Fn(Desk, Job) -> Boxed<Result<(), Failure>> + Send + Sync;
type Measuring =
    dyn Fn(Arc<Conn>, CentreId, Period) -> Boxed<Result<Vec<Figure>, DbError>> + Send + Sync;

/// A kind of background work.
#[derive(Clone)]
pub struct JobEntry {
    pub kind: &'static str,
    /// Set for work that recurs by itself.
    pub every_seconds: Option<i64>,
    run: Arc<Run>,
}

impl JobEntry {
    /// Work that is asked for with [`kernel::jobs::Later`].
    pub fn new<F, Fut>(kind: &'static str, run: F) -> Self
    where
        F: Fn(Desk, Job) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        Self {
            kind,
            every_seconds: None,
            run: Arc::new(move |desk, job| Box::pin(run(desk, job))),
        }
    }

    /// Makes it recur every so many seconds.
    #[must_use]
    pub fn every(mut self, seconds: i64) -> Self {
        self.every_seconds = Some(seconds);
        self
    }

    /// What the runner of the kernel calls.
    #[must_use]
    pub fn handler(&self, desk: &Desk) -> Handler {
        let (desk, run) = (desk.clone(), self.run.clone());
        handler(move |job| run(desk.clone(), job))
    }
}

/// A condition every outgoing marketing message must meet, as SQL over the delivery
/// row `d` (its `centre_id`, `contact_id`, `address`). The claiming statement embeds it,
/// so a withdrawal holds in the very transaction that claims.
#[derive(Clone, Copy)]
pub struct Guard {
    /// The reason kept on a message that is skipped: `no_consent`, `suppressed`, `capped`.
    pub reason: &'static str,
    /// A boolean SQL expression, true when the message may go. It holds no value of a
    /// user: only names and the instant.
    pub sql: fn(now: Moment) -> String,
}

/// A period of time, `from` inclusive, `until` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Period {
    pub from: Moment,
    pub until: Moment,
}

/// One figure an indicator is made of: a count, or a fraction kept as two integers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Figure {
    /// Key of its name, `kpi-figure-…`.
    pub name: &'static str,
    pub numerator: i64,
    /// `None` for a plain count. A zero denominator means *not available*.
    pub denominator: Option<i64>,
    /// `count`, `percent`, `seconds`, `money`.
    pub unit: &'static str,
    /// The page that lists the rows behind it.
    pub rows: String,
}

/// A measure of one of the twenty indicators.
#[derive(Clone)]
pub struct Measure {
    /// Id of the charter, `kpi.leads-generated`.
    pub kpi: &'static str,
    measure: Arc<Measuring>,
}

impl Measure {
    pub fn new<F, Fut>(kpi: &'static str, measure: F) -> Self
    where
        F: Fn(Arc<Conn>, CentreId, Period) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<Figure>, DbError>> + Send + 'static,
    {
        Self {
            kpi,
            measure: Arc::new(move |conn, centre, period| Box::pin(measure(conn, centre, period))),
        }
    }

    /// The figures of a period, the leading one first.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn figures(
        &self,
        conn: Arc<Conn>,
        centre: CentreId,
        period: Period,
    ) -> Result<Vec<Figure>, DbError> {
        (self.measure)(conn, centre, period).await
    }
}

/// What one feature knows of a person.
#[async_trait]
pub trait PersonalData: Send + Sync {
    /// The name of the part in an export.
    fn part(&self) -> &'static str;

    /// Everything kept of the contact, readable by the person.
    async fn export(&self, conn: &Conn, centre: CentreId, contact: Uuid) -> Result<Json, DbError>;

    /// Erases it.
    async fn erase(&self, tx: &Conn, permit: &Permit, contact: Uuid) -> Result<(), DbError>;
}
