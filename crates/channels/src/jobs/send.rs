//! Sending a mailing: claim at most 64, hand them to the connections, until nothing is
//! due, the hour is quiet, the server is gone or a slice of time is over. The lease of
//! the job makes a run the only one of its mailing.

use std::sync::Arc;
use std::time::Duration;

use desk::{Desk, Refusal, gate};
use kernel::activity::{self, Activity};
use kernel::jobs::{Failure, Job};
use kernel::{CentreId, Conn, DbError, Moment};
use serde_json::json;
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::freeze::settle;
use super::lane::{Log, Shared, work};
use super::local;
use super::press::Press;
use super::writer::Writer;
use crate::adapters;
use crate::model::{CLAIM_MAX, Claimed, DeliveryState, LogFilter, Mailing, MailingId, Sending};
use crate::{queries, rules, store};

pub(super) const KIND: &str = "mail.send";

/// How long a run works before other jobs get their turn.
const SLICE: Duration = Duration::from_secs(25);
/// How soon a server that was gone is tried again, in seconds.
const BREAKER_SECONDS: i64 = 10;
/// How often a run looks whether it may go on, besides every claim and every offer.
const LOOK: Duration = Duration::from_millis(250);

pub(super) async fn send_now(desk: Desk, job: Job) -> Result<(), Failure> {
    let mailing: MailingId = job.payload()?;
    match run(&desk, &job, mailing).await {
        Ok(Next::Over) => Ok(()),
        Ok(Next::At(at, why)) => Err(Failure::NotBefore(at, why.to_owned())),
        Err(refusal) => settle(&desk, &job, mailing, refusal).await,
    }
}

/// What follows after a run.
enum Next {
    Over,
    At(Moment, &'static str),
}

/// One run of the sender over one mailing.
pub(super) struct Run<'a> {
    pub desk: &'a Desk,
    pub job: &'a Job,
    pub centre: CentreId,
    pub id: Uuid,
    pub mailing: Mailing,
    pub sending: Sending,
    zone: jiff::tz::TimeZone,
}

async fn run(desk: &Desk, job: &Job, id: MailingId) -> Result<Next, Refusal> {
    let now = desk.clock().now();
    let conn = desk.database().reader();
    let Some(mailing) = queries::mailing(&conn, job.centre, id).await? else {
        return Ok(Next::Over);
    };
    if mailing.ended.is_some() || mailing.held.is_some() {
        return Ok(Next::Over);
    }
    let run = Run {
        desk,
        job,
        centre: job.centre,
        id: Uuid::now_v7(),
        zone: desk::centre::of(&conn, job.centre).await?.time_zone(),
        sending: queries::sending(desk, &conn, job.centre).await?,
        mailing,
    };
    let opens = run.opens(now);
    if opens > now {
        return Ok(Next::At(opens, "quiet"));
    }
    run.recover(now).await?;
    let press = match Press::of(desk, &conn, job.centre, run.mailing.clone(), &run.sending).await? {
        Ok(press) => press,
        Err(reason) => return run.stopped(reason, "").await,
    };
    drop(conn);
    let log = if run.sending.is_local {
        local::keep_all(&run, &press).await?
    } else {
        run.over_lanes(press).await?
    };
    run.conclude(log).await
}

impl Run<'_> {
    fn opens(&self, now: Moment) -> Moment {
        rules::open_at(now, &self.zone, &self.sending.settings.quiet)
    }

    /// Picks up what a run that died left behind, and sends doubtful ones again while
    /// they are no more than could have been under way.
    async fn recover(&self, now: Moment) -> Result<(), Refusal> {
        let duty = desk::duty(self.job);
        let tx = self.desk.database().begin().await?;
        store::recover(&tx, &duty, self.centre, self.mailing.id, self.id).await?;
        let figures = queries::figures(&tx, self.centre, self.mailing.id).await?;
        if figures.uncertain > 0
            && figures.uncertain <= i64::from(self.sending.settings.connections)
        {
            store::doubtful(&tx, &duty, self.centre, self.mailing.id, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The next deliveries, after asking again whether the mailing may go on: digest,
    /// freeze, and every guard, in the transaction that claims. Empty when none is due.
    pub(super) async fn claim(&self) -> Result<Vec<Claimed>, Refusal> {
        let now = self.desk.clock().now();
        if self.opens(now) > now {
            return Ok(Vec::new());
        }
        loop {
            let tx = self.desk.database().begin().await?;
            store::lock(&tx, &desk::duty(self.job), self.centre, self.mailing.id).await?;
            let permit = desk::resume(self.desk, &tx, self.centre, self.mailing.leaf, now).await?;
            let mailing = queries::mailing(&tx, self.centre, self.mailing.id).await?;
            if mailing.is_none_or(|m| m.held.is_some() || m.ended.is_some()) {
                return Ok(Vec::new());
            }
            store::wake(&tx, &permit, self.centre, self.mailing.id, now).await?;
            let guards: Vec<(&'static str, String)> = self
                .desk
                .registry()
                .guards()
                .iter()
                .map(|g| (g.reason, (g.sql)(now)))
                .collect();
            let found = store::claim(&tx, &permit, self.mailing.id, self.id, &guards, now).await?;
            let skipped: Vec<Activity> = found
                .refused
                .iter()
                .map(|(contact, why)| self.skipped(*contact, why, now))
                .collect();
            if !skipped.is_empty() {
                activity::record(&tx, self.centre, &skipped).await?;
            }
            tx.commit().await?;
            if found.claimed.is_empty() && !found.refused.is_empty() {
                continue;
            }
            return Ok(found.claimed);
        }
    }

    fn skipped(&self, contact: Uuid, reason: &str, now: Moment) -> Activity {
        Activity::new("mail.skipped", now)
            .by(contact)
            .about(self.mailing.id)
            .of_campaign(self.mailing.campaign)
            .with(json!({ "reason": reason }))
    }

    async fn over_lanes(&self, press: Arc<Press>) -> Result<Log, Refusal> {
        let (sender, queue) = mpsc::channel(usize::try_from(CLAIM_MAX).unwrap_or(64));
        let duty = desk::duty(self.job);
        let writer = Writer::start(
            self.desk.clone(),
            duty,
            self.centre,
            self.id,
            self.mailing.clone(),
        );
        let (stopped, stop) = watch::channel(false);
        let mut watcher = JoinSet::new();
        watcher.spawn(watch_over(
            self.desk.clone(),
            self.centre,
            self.mailing.id,
            stopped,
        ));
        let shared = Arc::new(Shared {
            desk: self.desk.clone(),
            press,
            server: adapters::server(&self.sending),
            writer,
            queue: Mutex::new(queue),
            stop,
            log: std::sync::Mutex::default(),
        });
        let mut lanes = JoinSet::new();
        for _ in 0..self.sending.settings.connections {
            lanes.spawn(work(shared.clone()));
        }
        let fed = tokio::select! {
            fed = self.feed(&sender) => fed,
            () = all_ended(&mut lanes) => Ok(()),
        };
        drop(sender);
        all_ended(&mut lanes).await;
        fed?;
        let log = std::mem::take(
            &mut *shared
                .log
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        );
        Ok(log)
    }

    /// Claims until nothing is due or the slice is over.
    async fn feed(&self, lanes: &mpsc::Sender<Claimed>) -> Result<(), Refusal> {
        let started = tokio::time::Instant::now();
        while started.elapsed() < SLICE {
            let claimed = self.claim().await?;
            if claimed.is_empty() {
                break;
            }
            for one in claimed {
                if lanes.send(one).await.is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// What comes after: the end, another turn, a later hour, or a wait for the server.
    async fn conclude(&self, log: Log) -> Result<Next, Refusal> {
        let now = self.desk.clock().now();
        let duty = desk::duty(self.job);
        let tx = self.desk.database().begin().await?;
        // Claimed mails that no connection took wait again.
        store::recover(&tx, &duty, self.centre, self.mailing.id, Uuid::nil()).await?;
        if let Some((reason, detail)) = &log.trouble {
            store::trouble(
                &tx,
                &duty,
                self.centre,
                self.mailing.id,
                (reason, detail),
                now,
            )
            .await?;
            tx.commit().await?;
            return Ok(Next::At(now.plus_seconds(BREAKER_SECONDS), "server"));
        }
        if log.accepted + log.kept > 0 {
            store::untroubled(&tx, &duty, self.centre, self.mailing.id).await?;
        }
        let figures = queries::figures(&tx, self.centre, self.mailing.id).await?;
        let next = if figures.remaining() > 0 {
            let due = queries::earliest_deferred(&tx, self.centre, self.mailing.id)
                .await?
                .unwrap_or(now);
            Next::At(self.opens(due.max(now)), "deferred")
        } else if log.doubts > 0 && figures.uncertain > 0 {
            Next::At(now.plus_seconds(1), "uncertain")
        } else {
            let settled = figures.held == 0 && !self.waits_for_somebody(&tx).await?;
            if settled {
                let how = if figures.kept > 0 && figures.sent == 0 {
                    "kept"
                } else {
                    "sent"
                };
                // What stood in the way of the last ones is over with them.
                store::untroubled(&tx, &duty, self.centre, self.mailing.id).await?;
                store::end(&tx, &duty, self.centre, self.mailing.id, how, now).await?;
            }
            Next::Over
        };
        tx.commit().await?;
        Ok(next)
    }

    /// Whether doubtful deliveries wait for a decision.
    async fn waits_for_somebody(&self, conn: &Conn) -> Result<bool, Refusal> {
        let uncertain = LogFilter::of(DeliveryState::Uncertain.key());
        let (centre, mailing) = (self.centre, self.mailing.id);
        let lines = queries::deliveries(conn, centre, mailing, &uncertain, None, 1_000).await?;
        Ok(lines.iter().any(|line| line.reason != "let-be"))
    }

    async fn stopped(&self, reason: &'static str, detail: &str) -> Result<Next, Refusal> {
        let now = self.desk.clock().now();
        let tx = self.desk.database().begin().await?;
        store::trouble(
            &tx,
            &desk::duty(self.job),
            self.centre,
            self.mailing.id,
            (reason, detail),
            now,
        )
        .await?;
        tx.commit().await?;
        Ok(Next::At(now.plus_seconds(60), reason))
    }
}

/// Tells the connections to stop as soon as the mailing may not go on: within [`LOOK`]
/// of a freeze no further text is ended with its dot, whatever a slow server does.
async fn watch_over(
    desk: Desk,
    centre: CentreId,
    mailing: MailingId,
    stopped: watch::Sender<bool>,
) {
    let conn = desk.database().reader();
    loop {
        tokio::time::sleep(LOOK).await;
        match may_go_on(&conn, centre, mailing).await {
            Ok(true) => {}
            Ok(false) => {
                stopped.send_replace(true);
                return stopped.closed().await;
            }
            // Nothing is offered either while the database does not answer.
            Err(error) => tracing::warn!(%error, "cannot see whether a mailing may go on"),
        }
    }
}

async fn may_go_on(conn: &Conn, centre: CentreId, mailing: MailingId) -> Result<bool, DbError> {
    if gate::frozen(conn, centre).await?.is_some() {
        return Ok(false);
    }
    let mailing = queries::mailing(conn, centre, mailing).await?;
    Ok(mailing.is_some_and(|m| m.held.is_none() && m.ended.is_none()))
}

async fn all_ended(lanes: &mut JoinSet<()>) {
    while lanes.join_next().await.is_some() {}
}
