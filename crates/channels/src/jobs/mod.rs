//! Background work of the channels.

mod freeze;
mod intake;
mod judge;
mod lane;
mod letters;
mod local;
mod press;
mod send;
mod suppress;
mod wake;
mod writer;

use desk::JobEntry;
use kernel::jobs::Later;
use kernel::{CentreId, Conn, DbError, Moment};

use crate::model::MailingId;

pub use intake::Intake;
pub use press::filled;

/// Every kind of background work of the channels.
#[must_use]
pub fn entries() -> Vec<JobEntry> {
    vec![
        JobEntry::new(freeze::KIND, freeze::freeze_audience_now),
        JobEntry::new(send::KIND, send::send_now),
        JobEntry::new(suppress::KIND, suppress::suppress_now),
        JobEntry::new(letters::KIND, letters::letters_now).every(5),
        // The intake asks for it; this finds what an interrupted program left.
        JobEntry::new(judge::KIND, judge::judge_now).every(60),
        JobEntry::new(wake::KIND, wake::wake_now).every(60),
    ]
}

/// Freezes the list of recipients at `at`, then sends.
///
/// # Errors
/// What the engine answers.
pub async fn freeze_audience_later(
    tx: &Conn,
    centre: CentreId,
    mailing: MailingId,
    at: Moment,
    now: Moment,
) -> Result<(), DbError> {
    Later::new(centre, freeze::KIND, mailing.to_string(), now)
        .with(&mailing)
        .at(at)
        .outward()
        .enqueue(tx, now)
        .await?;
    Ok(())
}

/// Sends what waits of a mailing, from `at` on.
///
/// # Errors
/// What the engine answers.
pub async fn send_later(
    tx: &Conn,
    centre: CentreId,
    mailing: MailingId,
    at: Moment,
    now: Moment,
) -> Result<(), DbError> {
    Later::new(centre, send::KIND, mailing.to_string(), now)
        .with(&mailing)
        .at(at)
        .outward()
        .enqueue(tx, now)
        .await?;
    Ok(())
}
