//! Without a mail server: mails go into the local outbox, each batch in one transaction.

use std::sync::Arc;

use desk::Refusal;
use kernel::activity::{self, Activity};

use super::lane::Log;
use super::press::Press;
use super::send::Run;
use crate::model::{Change, Claimed};
use crate::store::{self, NewLocal};

/// Batches of one run; the rest waits for the next.
const BATCHES_MAX: u32 = 400;

pub(super) async fn keep_all(run: &Run<'_>, press: &Arc<Press>) -> Result<Log, Refusal> {
    let mut log = Log::default();
    for _ in 0..BATCHES_MAX {
        let claimed = run.claim().await?;
        if claimed.is_empty() {
            break;
        }
        log.accepted += keep(run, press, claimed).await?;
    }
    Ok(log)
}

async fn keep(run: &Run<'_>, press: &Press, claimed: Vec<Claimed>) -> Result<u64, Refusal> {
    let now = run.desk.clock().now();
    let duty = desk::duty(run.job);
    let mut printed = Vec::new();
    let mut unfit = Vec::new();
    for one in claimed {
        match press.print(&one, now) {
            Ok((envelope, raw)) => printed.push((one, envelope, raw)),
            Err(reason) => unfit.push(Change::Failed {
                delivery: one.id,
                contact: one.contact,
                reason,
                detail: String::new(),
                hard: false,
            }),
        }
    }
    let tx = run.desk.database().begin().await?;
    store::apply(&tx, &duty, run.centre, run.id, &unfit, now).await?;
    let ones: Vec<Claimed> = printed.iter().map(|(one, ..)| one.clone()).collect();
    let granted = store::settle_locally(&tx, &duty, run.centre, run.id, &ones, now).await?;
    let (mut mails, mut sent) = (Vec::new(), Vec::new());
    for (one, envelope, raw) in printed
        .into_iter()
        .filter(|(one, ..)| granted.contains(&one.id))
    {
        mails.push(NewLocal {
            mailing: Some(run.mailing.id),
            recipient: envelope.to.to_string(),
            subject: press.mailing().subject.clone(),
            raw: raw.bytes().to_vec(),
        });
        sent.push(
            Activity::new("mail.sent", now)
                .by(one.contact)
                .about(run.mailing.id)
                .of_campaign(run.mailing.campaign),
        );
    }
    store::keep_local(&tx, &duty, run.centre, mails, now).await?;
    activity::record(&tx, run.centre, &sent).await?;
    tx.commit().await?;
    Ok(sent.len() as u64)
}
