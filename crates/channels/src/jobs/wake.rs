//! A look every minute whether a mailing that could go on has its job: settings that
//! were mended, a release, a job that failed for good.

use desk::Desk;
use kernel::jobs::{Failure, Job};

use super::send_later;
use crate::queries;

pub(super) const KIND: &str = "mail.wake";

pub(super) async fn wake_now(desk: Desk, _job: Job) -> Result<(), Failure> {
    let now = desk.clock().now();
    let due = queries::due_mailings(&desk.database().reader()).await?;
    if due.is_empty() {
        return Ok(());
    }
    let tx = desk.database().begin().await?;
    for (centre, mailing) in due {
        let figures = queries::figures(&tx, centre, mailing).await?;
        if figures.remaining() > 0 {
            send_later(&tx, centre, mailing, now, now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
