//! Without a mail server: mails go into the outbox of this machine, each batch in one
//! transaction. They count as kept, never as sent.

use std::sync::Arc;

use desk::Refusal;

use super::lane::Log;
use super::press::Press;
use super::send::Run;
use crate::model::{Change, Claimed, DeliveryId};
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
        log.kept += keep(run, press, claimed).await?;
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
    store::lock(&tx, &duty, run.centre, run.mailing.id).await?;
    store::apply(&tx, &duty, run.centre, run.id, &unfit, now).await?;
    let ones: Vec<DeliveryId> = printed.iter().map(|(one, ..)| one.id).collect();
    let kept = store::keep_here(&tx, &duty, run.centre, run.id, &ones).await?;
    let mails: Vec<NewLocal> = printed
        .into_iter()
        .filter(|(one, ..)| kept.contains(&one.id))
        .map(|(_, envelope, raw)| NewLocal {
            mailing: Some(run.mailing.id),
            recipient: envelope.to.to_string(),
            subject: press.mailing().subject.clone(),
            raw: raw.bytes().to_vec(),
        })
        .collect();
    store::keep_local(&tx, &duty, run.centre, mails, now).await?;
    tx.commit().await?;
    Ok(kept.len() as u64)
}
