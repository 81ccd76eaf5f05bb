//! A contact form is sent once: its seal is used up by that.

use desk::{Desk, Duty};
use kernel::{CentreId, DbError};
use uuid::Uuid;

use crate::store;

/// Uses up a seal that holds for `seconds` after the form was shown; false when it was
/// used before.
///
/// # Errors
/// What the engine answers.
pub async fn use_seal(
    desk: &Desk,
    centre: CentreId,
    seal: Uuid,
    seconds: i64,
) -> Result<bool, DbError> {
    let now = desk.clock().now();
    let tx = desk.database().begin().await?;
    let ended = now.plus_seconds(-seconds);
    let fresh = store::use_seal(&tx, &Duty::intake(), centre, seal, now, ended).await?;
    tx.commit().await?;
    Ok(fresh)
}
