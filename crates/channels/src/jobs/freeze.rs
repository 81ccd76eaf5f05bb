//! The list of recipients, frozen at dispatch: a thousand at a time, each batch in one
//! transaction with how far it came, so that it goes on after any interruption.

use audience::model::ContactId;
use desk::{Desk, Refusal};
use kernel::Moment;
use kernel::jobs::{Failure, Job};

use super::send_later;
use crate::model::{FREEZE_BATCH, MailingId};
use crate::{queries, rules, store};

pub(super) const KIND: &str = "mail.freeze_audience";

pub(super) async fn freeze_audience_now(desk: Desk, job: Job) -> Result<(), Failure> {
    let mailing: MailingId = job.payload()?;
    loop {
        match batch(&desk, &job, mailing).await {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(refusal) => return settle(&desk, &job, mailing, refusal).await,
        }
    }
}

/// One batch; false when there is nothing more to do.
async fn batch(desk: &Desk, job: &Job, id: MailingId) -> Result<bool, Refusal> {
    let now = desk.clock().now();
    let tx = desk.database().begin().await?;
    let Some(mailing) = queries::mailing(&tx, job.centre, id).await? else {
        return Ok(false);
    };
    if mailing.ended.is_some() || mailing.held.is_some() || mailing.audience_at.is_some() {
        return Ok(false);
    }
    let permit = desk::resume(desk, &tx, job.centre, mailing.leaf, now).await?;
    let rule = queries::segment_rule(&tx, job.centre, id).await?;
    let after = mailing.audience_cursor.map(ContactId);
    let members =
        audience::queries::members_all(&tx, job.centre, &rule, after, FREEZE_BATCH, now).await?;
    store::freeze_batch(&tx, &permit, id, &members, now).await?;
    let is_last = (members.len() as u64) < FREEZE_BATCH;
    if is_last {
        desk::still_covered(desk, &tx, job.centre, mailing.leaf, now).await?;
        store::audience_done(&tx, &permit, id, now).await?;
        let sending = queries::sending(desk, &tx, job.centre).await?;
        let zone = desk::centre::of(&tx, job.centre).await?.time_zone();
        let opens: Moment = rules::open_at(now, &zone, &sending.settings.quiet);
        send_later(&tx, job.centre, id, opens, now).await?;
    }
    tx.commit().await?;
    Ok(!is_last)
}

/// What a refusal means for a mailing that was to go on: a freeze holds it anyway, a
/// change since the approval holds it until somebody looks.
pub(super) async fn settle(
    desk: &Desk,
    job: &Job,
    id: MailingId,
    refusal: Refusal,
) -> Result<(), Failure> {
    let now = desk.clock().now();
    match refusal {
        Refusal::Frozen => hold(desk, job, id, "frozen").await,
        Refusal::Conflict { .. } | Refusal::Missing(_) | Refusal::Invalid(_) => {
            hold(desk, job, id, "changed").await
        }
        Refusal::Database(error) => Err(Failure::NotBefore(now.plus_seconds(5), error.to_string())),
        other => Err(Failure::Final(other.to_string())),
    }
}

async fn hold(desk: &Desk, job: &Job, id: MailingId, reason: &str) -> Result<(), Failure> {
    let tx = desk.database().begin().await?;
    store::hold(
        &tx,
        &desk::duty(job),
        job.centre,
        id,
        reason,
        desk.clock().now(),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
