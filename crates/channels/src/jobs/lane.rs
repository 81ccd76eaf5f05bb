//! One connection to the mail server: a mail at a time. The acceptance of a mail and the
//! offer of the next are one commit, and no text is sent before that commit, so at most
//! one mail per connection is in doubt if the program dies.

use std::sync::Arc;
use std::sync::Mutex as Shelf;

use desk::Desk;
use kernel::Moment;
use mail::smtp::{Connection, Loss, SendError, SmtpSettings};
use tokio::sync::{Mutex, mpsc, watch};

use super::press::Press;
use super::writer::{Unwritten, Writer};
use crate::model::{Change, Claimed, DeliveryId};
use crate::rules::{self, Ending};

/// Connections lost one after the other before a lane gives up.
const LOSSES_MAX: u32 = 3;
/// Seconds a mail waits whose connection was lost before the final dot.
const AGAIN_SECONDS: i64 = 5;

/// What all lanes of a run share.
pub(super) struct Shared {
    pub desk: Desk,
    pub press: Arc<Press>,
    pub server: SmtpSettings,
    pub writer: Writer,
    pub queue: Mutex<mpsc::Receiver<Claimed>>,
    /// Turns true when the mailing may not go on: frozen, held, cancelled.
    pub stop: watch::Receiver<bool>,
    pub log: Shelf<Log>,
}

/// How a run goes.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub accepted: u64,
    /// Left in the outbox of this machine.
    pub kept: u64,
    /// The key of what stopped a lane, and what the server said.
    pub trouble: Option<(&'static str, String)>,
    /// Mails whose fate nobody knows.
    pub doubts: u64,
}

impl Shared {
    fn note(&self, write: impl FnOnce(&mut Log)) {
        let mut log = self
            .log
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        write(&mut log);
    }
}

/// Why a lane ends before the queue does.
enum Stop {
    /// Noted in the log, or a mail was taken back before it was offered.
    Trouble,
    Unwritten,
}

impl From<Unwritten> for Stop {
    fn from(_: Unwritten) -> Self {
        Self::Unwritten
    }
}

/// Works until the queue is empty or the server cannot be used.
pub(super) async fn work(shared: Arc<Shared>) {
    let mut lane = Lane {
        shared: shared.clone(),
        connection: None,
        pending: None,
        losses: 0,
    };
    match lane.carry_all().await {
        Ok(()) | Err(Stop::Trouble) => {
            if let Some(change) = lane.pending.take() {
                drop(lane.shared.writer.write(vec![change]).await);
            }
        }
        Err(Stop::Unwritten) => {
            shared.note(|log| log.trouble = Some(("unwritten", String::new())));
        }
    }
    if let Some(connection) = lane.connection.take() {
        connection.quit().await;
    }
}

struct Lane {
    shared: Arc<Shared>,
    connection: Option<Connection>,
    /// How the last mail ended, not yet committed.
    pending: Option<Change>,
    losses: u32,
}

impl Lane {
    async fn carry_all(&mut self) -> Result<(), Stop> {
        while let Some(claimed) = self.next().await? {
            if *self.shared.stop.borrow() {
                return Err(Stop::Trouble);
            }
            self.carry(&claimed).await?;
        }
        Ok(())
    }

    /// The next mail. When none is ready, what is pending is committed before waiting.
    async fn next(&mut self) -> Result<Option<Claimed>, Stop> {
        let shared = self.shared.clone();
        if self.pending.is_some() {
            let ready = match shared.queue.try_lock() {
                Ok(mut queue) => queue.try_recv().ok(),
                Err(_) => None,
            };
            if ready.is_some() {
                return Ok(ready);
            }
            self.commit(None).await?;
        }
        Ok(shared.queue.lock().await.recv().await)
    }

    async fn carry(&mut self, claimed: &Claimed) -> Result<(), Stop> {
        let now = self.shared.desk.clock().now();
        let press = self.shared.press.clone();
        let (envelope, message) = match press.print(claimed, now) {
            Ok(printed) => printed,
            Err(reason) => {
                return self
                    .commit(Some(failed(claimed, reason, String::new(), false)))
                    .await
                    .map(drop);
            }
        };
        let mut connection = self.connection(claimed).await?;
        let ready = match connection.begin(&envelope, &message).await {
            Ok(ready) => ready,
            Err(error) => {
                self.keep(connection);
                return self.ended(claimed, &error).await;
            }
        };
        let offered = Change::Offered {
            delivery: claimed.id,
            at: now,
        };
        if !self.commit(Some(offered)).await? {
            // A freeze or a cancellation came first: the server waits for a text it
            // will not get, so this connection is closed without a dot, and the run
            // looks anew at what may go.
            return Err(Stop::Trouble);
        }
        let stopped = until_stopped(self.shared.stop.clone());
        let outcome = connection.finish_unless(ready, stopped).await;
        self.keep(connection);
        match outcome {
            Ok(_) => {
                self.losses = 0;
                self.shared.note(|log| log.accepted += 1);
                self.pending = Some(Change::Accepted {
                    delivery: claimed.id,
                    contact: claimed.contact,
                });
                Ok(())
            }
            Err(error) => self.ended(claimed, &error).await,
        }
    }

    /// Taken back while its text was on the way: it waits again, or is held.
    async fn withdrawn(&mut self, delivery: DeliveryId, now: Moment) -> Result<(), Stop> {
        self.commit(Some(Change::Requeued {
            delivery,
            next_at: now,
            reason: "frozen",
        }))
        .await?;
        Err(Stop::Trouble)
    }

    fn keep(&mut self, connection: Connection) {
        self.connection = connection.is_usable().then_some(connection);
    }

    /// The open connection, or a new one.
    async fn connection(&mut self, claimed: &Claimed) -> Result<Connection, Stop> {
        if let Some(open) = self.connection.take() {
            return Ok(open);
        }
        match Connection::open(&self.shared.server).await {
            Ok(open) => Ok(open),
            Err(error) => {
                let (reason, detail) = match rules::ending_of(&error) {
                    Ending::Stop { reason, detail } => (reason, detail),
                    Ending::Again(loss) => (lost_by(loss), String::new()),
                    _ => ("unreachable", error.to_string()),
                };
                self.shared.note(|log| log.trouble = Some((reason, detail)));
                let now = self.shared.desk.clock().now();
                self.commit(Some(Change::Requeued {
                    delivery: claimed.id,
                    next_at: now,
                    reason,
                }))
                .await?;
                Err(Stop::Trouble)
            }
        }
    }

    /// Writes down how an attempt ended that was not accepted.
    async fn ended(&mut self, claimed: &Claimed, error: &SendError) -> Result<(), Stop> {
        let now = self.shared.desk.clock().now();
        let delivery = claimed.id;
        match rules::ending_of(error) {
            Ending::Later { detail } => {
                let change = match rules::retry_at(claimed.queued_at, now, claimed.attempts + 1) {
                    Some(next_at) => Change::Deferred {
                        delivery,
                        next_at,
                        reason: "later",
                        detail,
                    },
                    None => failed(claimed, "expired", detail, false),
                };
                self.commit(Some(change)).await?;
            }
            Ending::Never { detail, hard } => {
                self.commit(Some(failed(claimed, "refused", detail, hard)))
                    .await?;
            }
            Ending::Doubt => {
                self.shared.note(|log| log.doubts += 1);
                self.commit(Some(Change::Doubtful { delivery })).await?;
                return self.lost("closed");
            }
            Ending::Again(loss) => {
                let next_at = now.plus_seconds(AGAIN_SECONDS);
                self.commit(Some(Change::Requeued {
                    delivery,
                    next_at,
                    reason: "lost",
                }))
                .await?;
                return self.lost(lost_by(loss));
            }
            Ending::Withdrawn => return self.withdrawn(delivery, now).await,
            Ending::Stop { reason, detail } => {
                self.shared.note(|log| log.trouble = Some((reason, detail)));
                self.commit(Some(Change::Requeued {
                    delivery,
                    next_at: now,
                    reason,
                }))
                .await?;
                return Err(Stop::Trouble);
            }
        }
        Ok(())
    }

    fn lost(&mut self, reason: &'static str) -> Result<(), Stop> {
        self.losses += 1;
        if self.losses < LOSSES_MAX {
            return Ok(());
        }
        self.shared
            .note(|log| log.trouble = Some((reason, String::new())));
        Err(Stop::Trouble)
    }

    /// Commits what is pending together with a further change; for an offer, whether
    /// the mail may go.
    async fn commit(&mut self, change: Option<Change>) -> Result<bool, Stop> {
        let offered = match &change {
            Some(Change::Offered { delivery, .. }) => Some(*delivery),
            _ => None,
        };
        let changes: Vec<Change> = self.pending.take().into_iter().chain(change).collect();
        if changes.is_empty() {
            return Ok(true);
        }
        let granted = self.shared.writer.write(changes).await?;
        Ok(offered.is_none_or(|id| granted.contains(&id)))
    }
}

/// The key of what became of a connection.
fn lost_by(loss: Loss) -> &'static str {
    match loss {
        Loss::Unreachable => "unreachable",
        Loss::TimedOut => "timed-out",
        Loss::Nonsense => "nonsense",
        Loss::Closed => "closed",
    }
}

async fn until_stopped(mut stop: watch::Receiver<bool>) {
    if stop.wait_for(|stopped| *stopped).await.is_err() {
        // Nobody is left to say it.
        std::future::pending().await
    }
}

fn failed(claimed: &Claimed, reason: &'static str, detail: String, hard: bool) -> Change {
    Change::Failed {
        delivery: claimed.id,
        contact: claimed.contact,
        reason,
        detail,
        hard,
    }
}
