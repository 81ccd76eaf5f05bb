//! Group commit: the changes of all connections, as many as came while the last commit
//! was made durable, go into one transaction.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use desk::{Desk, Duty};
use kernel::activity::{self, Activity};
use kernel::jobs::Later;
use kernel::{CentreId, DbError};
use serde_json::json;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::suppress;
use crate::model::{Change, DeliveryId, Mailing};
use crate::store;

/// Changes of one connection that belong together.
struct Order {
    changes: Vec<Change>,
    done: oneshot::Sender<Arc<BTreeSet<DeliveryId>>>,
}

/// Most orders in one commit.
const ORDERS_MAX: usize = 256;
/// How long a commit is tried again while the database is away or its disk full. The
/// connections wait meanwhile, so that nobody forgets what a server took.
const PATIENCE: Duration = Duration::from_secs(60);
/// First wait between tries; each is twice as long, up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The hand of a connection: what it writes is durable when the call returns.
#[derive(Clone)]
pub(super) struct Writer(mpsc::Sender<Order>);

/// The changes could not be written; nothing more may be sent.
#[derive(Debug)]
pub(super) struct Unwritten;

impl Writer {
    /// Starts the writing task of a run. It ends when every hand is dropped.
    pub(super) fn start(
        desk: Desk,
        duty: Duty,
        centre: CentreId,
        run: Uuid,
        mailing: Mailing,
    ) -> Self {
        let (sender, orders) = mpsc::channel(ORDERS_MAX);
        tokio::spawn(write_all(
            Book {
                desk,
                duty,
                centre,
                run,
                mailing,
            },
            orders,
        ));
        Self(sender)
    }

    /// Writes changes down. Answers which of the offered mails may go.
    pub(super) async fn write(
        &self,
        changes: Vec<Change>,
    ) -> Result<Arc<BTreeSet<DeliveryId>>, Unwritten> {
        let (done, answer) = oneshot::channel();
        self.0
            .send(Order { changes, done })
            .await
            .map_err(|_| Unwritten)?;
        answer.await.map_err(|_| Unwritten)
    }
}

struct Book {
    desk: Desk,
    duty: Duty,
    centre: CentreId,
    run: Uuid,
    mailing: Mailing,
}

async fn write_all(book: Book, mut orders: mpsc::Receiver<Order>) {
    let mut batch = Vec::new();
    while orders.recv_many(&mut batch, ORDERS_MAX).await > 0 {
        let changes: Vec<Change> = batch
            .iter()
            .flat_map(|o| o.changes.iter().cloned())
            .collect();
        match book.commit(&changes).await {
            Ok(granted) => {
                let granted = Arc::new(granted);
                for order in batch.drain(..) {
                    // A connection that is gone does not wait for its answer.
                    drop(order.done.send(granted.clone()));
                }
            }
            Err(error) => {
                tracing::error!(%error, "states of deliveries cannot be written, sending stops");
                return;
            }
        }
    }
}

impl Book {
    async fn commit(&self, changes: &[Change]) -> Result<BTreeSet<DeliveryId>, DbError> {
        let began = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            match self.try_commit(changes).await {
                Err(error)
                    if began.elapsed() < PATIENCE
                        && (error.is_passing() || error.is_disk_full()) =>
                {
                    tracing::warn!(%error, "states of deliveries could not be written yet");
                    sleep(wait).await;
                    wait = (wait * 2).min(LONGEST_WAIT);
                }
                outcome => return outcome,
            }
        }
    }

    async fn try_commit(&self, changes: &[Change]) -> Result<BTreeSet<DeliveryId>, DbError> {
        let now = self.desk.clock().now();
        let tx = self.desk.database().begin().await?;
        store::lock(&tx, &self.duty, self.centre, self.mailing.id).await?;
        let applied = store::apply(&tx, &self.duty, self.centre, self.run, changes, now).await?;
        let happened: Vec<Activity> = changes
            .iter()
            .filter(|c| applied.changed.contains(&c.delivery()))
            .filter_map(|c| self.activity(c, now))
            .collect();
        if !happened.is_empty() {
            activity::record(&tx, self.centre, &happened).await?;
        }
        for change in changes {
            if let Change::Failed {
                delivery,
                hard: true,
                ..
            } = change
            {
                let dead = suppress::Dead {
                    delivery: *delivery,
                };
                Later::new(self.centre, suppress::KIND, delivery.to_string(), now)
                    .with(&dead)
                    .enqueue(&tx, now)
                    .await?;
            }
        }
        tx.commit().await?;
        Ok(applied.granted)
    }

    fn activity(&self, change: &Change, now: kernel::Moment) -> Option<Activity> {
        let of = |kind, contact: Uuid| {
            Activity::new(kind, now)
                .by(contact)
                .about(self.mailing.id)
                .of_campaign(self.mailing.campaign)
        };
        match change {
            Change::Accepted { contact, .. } => Some(of("mail.sent", *contact)),
            Change::Failed {
                contact,
                detail,
                hard,
                ..
            } => Some(of("mail.bounced", *contact).with(json!({ "hard": hard, "answer": detail }))),
            _ => None,
        }
    }
}
