//! Background work of the door: reminding of overdue requests, keeping checkpoints.

use desk::{Desk, Refusal, centre, ledger, requests};
use kernel::jobs::{Failure, Job};

/// Reminds those who let a request pass its due date, once for each.
pub(crate) async fn remind_now(desk: Desk, _job: Job) -> Result<(), Failure> {
    match requests::remind_overdue(&desk).await {
        Ok(_) => Ok(()),
        Err(Refusal::Database(error)) => Err(error.into()),
        Err(refusal) => Err(Failure::Final(refusal.to_string())),
    }
}

/// Keeps the present head of every ledger for good.
pub(crate) async fn checkpoint_now(desk: Desk, _job: Job) -> Result<(), Failure> {
    let tx = desk.database().begin().await?;
    for centre in centre::all(&tx).await? {
        ledger::keep_checkpoint(&tx, centre.id).await?;
    }
    Ok(tx.commit().await?)
}
