//! Background work: putting up a page when its time has come, and writing down what
//! readers do.

mod intake;

use desk::{Desk, Refusal};
use kernel::jobs::{Failure, Job, Later};
use kernel::{CentreId, Conn, DbError, Moment};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{queries, store};

pub use intake::Intake;

/// The kind of the job that puts up a page.
pub const SHOW: &str = "site.show";

#[derive(Serialize, Deserialize)]
struct Page {
    page: Uuid,
}

/// Puts a page up at its time.
///
/// # Errors
/// What the engine answers.
pub async fn show_later(
    tx: &Conn,
    centre: CentreId,
    page: Uuid,
    due: Moment,
    now: Moment,
) -> Result<(), DbError> {
    Later::new(centre, SHOW, format!("{page}:{}:{}", due.0, now.0), now)
        .with(&Page { page })
        .at(due)
        .outward()
        .enqueue(tx, now)
        .await?;
    Ok(())
}

/// Puts up a page whose time has come, unless it was held, dropped or changed since.
///
/// # Errors
/// [`Failure`] when it must be tried again, or looked at by a person.
pub async fn show_now(desk: Desk, job: Job) -> Result<(), Failure> {
    let Page { page } = job.payload()?;
    let tx = desk.database().begin().await?;
    let Some(waiting) = queries::scheduled_page(&tx, job.centre, page).await? else {
        return Ok(());
    };
    if waiting.held || waiting.ended {
        return Ok(());
    }
    match desk::resume(&desk, &tx, job.centre, waiting.leaf, job.now).await {
        Ok(permit) => {
            store::show_page(&tx, &permit, page, job.now).await?;
            Ok(tx.commit().await?)
        }
        Err(Refusal::Frozen) => Err(Failure::NotBefore(
            job.now.plus_seconds(60),
            "frozen".to_owned(),
        )),
        Err(Refusal::Database(error)) => Err(error.into()),
        Err(refusal) => Err(Failure::Final(refusal.to_string())),
    }
}
