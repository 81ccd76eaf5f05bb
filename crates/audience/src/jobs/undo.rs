//! Takes an import back, batch by batch: what it created goes, what it changed becomes what
//! it was, the consents it recorded are withdrawn. Whatever somebody changed since stays.

use desk::{Desk, Duty, duty};
use kernel::jobs::{Failure, Job};
use kernel::{CentreId, Conn, DbError, Moment};

use super::{import_of, later};
use crate::model::{Accepted, BeforeImage, Contact, ContactId, ImportId};
use crate::queries;
use crate::store::{self, NewContact};

pub(super) const KIND: &str = "audience.import_undo";
/// Contacts of one transaction.
const BATCH: i64 = 1_000;

/// Asks for an import to be taken back.
///
/// # Errors
/// What the engine answers.
pub async fn undo_later(
    tx: &Conn,
    centre: CentreId,
    import: ImportId,
    now: Moment,
) -> Result<(), DbError> {
    later(tx, KIND, centre, import, now).await
}

pub(super) async fn work(desk: Desk, job: Job) -> Result<(), Failure> {
    undo_now(&desk, &duty(&job), job.centre, import_of(&job)?).await
}

/// Takes an import back to its end; every step can be repeated.
///
/// # Errors
/// [`Failure::Passing`] when the database is in the way.
pub async fn undo_now(
    desk: &Desk,
    duty: &Duty,
    centre: CentreId,
    import: ImportId,
) -> Result<(), Failure> {
    let tx = desk.database().begin().await?;
    store::end(
        &tx,
        duty,
        centre,
        import,
        "audience-import-stopped",
        desk.clock().now(),
    )
    .await?;
    tx.commit().await?;
    while remove_some(desk, duty, centre, import).await? {}
    while restore_some(desk, duty, centre, import).await? {}
    let tx = desk.database().begin().await?;
    let now = desk.clock().now();
    store::take_back(&tx, duty, centre, import, now).await?;
    let kept = queries::recorded_by(&tx, centre, import).await?;
    store::end_undo(&tx, duty, centre, import, kept, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn remove_some(
    desk: &Desk,
    duty: &Duty,
    centre: CentreId,
    import: ImportId,
) -> Result<bool, DbError> {
    let tx = desk.database().begin().await?;
    let ids = queries::created_by(&tx, centre, import, BATCH).await?;
    store::remove_created(&tx, duty, centre, import, &ids).await?;
    tx.commit().await?;
    Ok(!ids.is_empty())
}

async fn restore_some(
    desk: &Desk,
    duty: &Duty,
    centre: CentreId,
    import: ImportId,
) -> Result<bool, DbError> {
    let tx = desk.database().begin().await?;
    let touched = queries::touched(&tx, centre, import, BATCH).await?;
    let seen: Vec<ContactId> = touched.iter().map(|t| t.contact).collect();
    let now = desk.clock().now();
    let mut restored = Vec::new();
    for contact in queries::contacts_by_id(&tx, centre, &seen).await? {
        let touch = touched.iter().find(|t| t.contact == contact.id);
        if let Some(touch) = touch.filter(|t| t.revision_after == contact.revision) {
            let before: BeforeImage = serde_json::from_str(&touch.before)
                .map_err(|e| DbError::Shape(format!("before: {e}")))?;
            restored.push(as_before(&contact, before, now));
        }
    }
    store::restore(&tx, duty, centre, import, &restored, &seen).await?;
    tx.commit().await?;
    Ok(!seen.is_empty())
}

fn as_before(contact: &Contact, before: BeforeImage, now: Moment) -> NewContact {
    NewContact {
        id: contact.id,
        accepted: Accepted {
            profile: before.profile,
            email_key: before.email_key,
        },
        consent_email: before.consent_email,
        // Nobody becomes reachable again by an undo.
        suppressed: contact.suppressed || before.suppressed,
        imported_by: before.imported_by,
        created_at: before.created_at,
        changed_at: now,
        revision: contact.revision + 1,
    }
}
