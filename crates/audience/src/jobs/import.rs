//! Takes a list in: a thread reads and checks rows while this side writes batches. Position
//! and rows are written together, so a killed import goes on where it was.

use std::collections::BTreeSet;

use desk::{Desk, Duty, duty};
use files::blobs::Blobs;
use kernel::jobs::{Failure, Job};
use kernel::{CentreId, Conn, DbError, Moment};

use super::reading::{self, Read};
use super::{import_of, later};
use crate::model::{Accepted, BeforeImage, ContactId, Import, ImportId, ListConsent, Purpose};
use crate::queries;
use crate::rules::{self, Draft, Known, Met};
use crate::store::{self, Batch, ConsentGiven, NewContact, TouchedRow};

pub(super) const KIND: &str = "audience.import";

/// Asks for an import to be done.
///
/// # Errors
/// What the engine answers.
pub async fn import_later(
    tx: &Conn,
    centre: CentreId,
    import: ImportId,
    now: Moment,
) -> Result<(), DbError> {
    later(tx, KIND, centre, import, now).await
}

pub(super) async fn work(desk: Desk, job: Job) -> Result<(), Failure> {
    import_now(&desk, &duty(&job), job.centre, import_of(&job)?).await
}

/// Takes a list in to its end, from wherever it stands.
///
/// # Errors
/// [`Failure::Passing`] when the database or another worker is in the way.
pub async fn import_now(
    desk: &Desk,
    duty: &Duty,
    centre: CentreId,
    id: ImportId,
) -> Result<(), Failure> {
    let reader = desk.database().reader();
    let Some(import) = queries::import(&reader, centre, id).await? else {
        return Err(Failure::Final("the import is not there".into()));
    };
    if import.ended_at.is_some() {
        return Ok(());
    }
    let blobs = desk
        .part::<Blobs>()
        .map_err(|e| Failure::Final(e.to_string()))?;
    let (mut receive, reading) = reading::begin((*blobs).clone(), import.clone());
    let mut from = import.position;
    let mut stopped = false;
    while let Some(read) = receive.recv().await {
        let to = from + i64::try_from(read.rows).unwrap_or(i64::MAX);
        if !write_batch(desk, duty, centre, &import, read, from, to).await? {
            stopped = true;
            break;
        }
        from = to;
    }
    drop(receive);
    let error = match reading.await {
        Ok(Ok(())) | Ok(Err(_)) if stopped => "audience-import-stopped".to_owned(),
        Ok(Ok(())) => String::new(),
        Ok(Err(key)) => key,
        Err(panic) => return Err(Failure::Final(panic.to_string())),
    };
    let tx = desk.database().begin().await?;
    let now = desk.clock().now();
    if store::end(&tx, duty, centre, id, &error, now).await? {
        let counts = queries::import(&tx, centre, id)
            .await?
            .map(|i| i.counts)
            .unwrap_or_default();
        let mut imported = kernel::activity::Activity::new("contact.imported", now)
            .about(id)
            .with(serde_json::to_value(counts).unwrap_or_default());
        imported.amount = counts.created;
        kernel::activity::record(&tx, centre, &[imported]).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes one batch in one transaction. False when the import was taken back meanwhile.
async fn write_batch(
    desk: &Desk,
    duty: &Duty,
    centre: CentreId,
    import: &Import,
    read: Read,
    from: i64,
    to: i64,
) -> Result<bool, Failure> {
    let tx = desk.database().begin().await?;
    let undone = queries::import(&tx, centre, import.id)
        .await?
        .is_none_or(|i| i.undo.is_some());
    if undone {
        return Ok(false);
    }
    let known = known(desk, &tx, centre, import, &read.drafts).await?;
    let (met, mut counts) = rules::meet(known, &read.drafts, &mut ContactId::new);
    counts.rejected = i64::try_from(read.rejects.len()).unwrap_or(i64::MAX);
    let mut batch = Batch {
        from,
        to,
        counts,
        rejects: read.rejects.into_iter().chain(read.repeats).collect(),
        ..Batch::default()
    };
    fill(&tx, centre, import, met, &read.drafts, &mut batch).await?;
    if !store::write(&tx, duty, centre, import.id, &batch).await? {
        return Err(Failure::Passing(
            "another worker goes on with this import".into(),
        ));
    }
    tx.commit().await?;
    Ok(true)
}

pub(super) async fn known(
    desk: &Desk,
    tx: &Conn,
    centre: CentreId,
    import: &Import,
    drafts: &[Draft],
) -> Result<Known, DbError> {
    let addresses: BTreeSet<String> = drafts
        .iter()
        .filter_map(|d| d.contact.email_key.clone())
        .collect();
    let phones: BTreeSet<String> = drafts.iter().filter_map(|d| d.contact.phone()).collect();
    let addresses: Vec<String> = addresses.into_iter().collect();
    let phones: Vec<String> = phones.into_iter().collect();
    let contacts = queries::same_people(tx, centre, &addresses, &phones).await?;
    let silent: Vec<ContactId> = contacts
        .iter()
        .filter(|c| !c.consent_email)
        .map(|c| c.id)
        .collect();
    let withdrawn = queries::last_withdrawals(tx, centre, &silent).await?;
    let hashes: Vec<String> = addresses
        .iter()
        .map(|a| queries::address_hash(desk.keys(), centre, a))
        .collect();
    let found = queries::suppressed_hashes(tx, centre, &hashes).await?;
    let suppressed = addresses
        .into_iter()
        .zip(hashes)
        .filter(|(_, hash)| found.contains(hash))
        .map(|(address, _)| address)
        .collect();
    Ok(Known {
        import: import.id,
        at: import.at,
        overwrite: import.plan.overwrite,
        contacts,
        withdrawn,
        suppressed,
    })
}

/// Sorts what was met into what is to be written.
async fn fill(
    tx: &Conn,
    centre: CentreId,
    import: &Import,
    met: Vec<Met>,
    drafts: &[Draft],
    batch: &mut Batch,
) -> Result<(), DbError> {
    let named: BTreeSet<&str> = drafts
        .iter()
        .filter_map(|d| d.contact.email_key.as_deref())
        .collect();
    let (channel, evidence) = match &import.plan.consent {
        ListConsent::None => ("", ""),
        ListConsent::Column {
            channel, evidence, ..
        }
        | ListConsent::Everybody {
            channel, evidence, ..
        } => (channel.as_str(), evidence.as_str()),
    };
    let there: Vec<ContactId> = met
        .iter()
        .filter(|m| {
            m.before
                .as_ref()
                .is_some_and(|b| b.imported_by != import.id)
        })
        .map(|m| m.contact.id)
        .collect();
    let earlier = queries::touches(tx, centre, import.id, &there).await?;
    for one in met {
        if let Some(at) = one.consent_at {
            batch.consents.push(ConsentGiven {
                contact: one.contact.id,
                purpose: Purpose::MarketingEmail,
                wording: import.wording,
                channel: channel.to_owned(),
                evidence: evidence.to_owned(),
                at,
            });
        }
        if let Some(before) = &one.before
            && before.imported_by != import.id
            && (one.changed
                || before
                    .email_key
                    .as_deref()
                    .is_some_and(|key| named.contains(key)))
        {
            let earlier = earlier.iter().find(|t| t.contact == one.contact.id);
            batch.touched.push(TouchedRow {
                contact: one.contact.id,
                before: before_text(earlier.map(|t| t.before.as_str()), &one)?,
                revision_after: one.contact.revision,
            });
        }
        match (&one.before, one.changed) {
            (None, _) => batch.created.push(row_of(one)),
            (Some(_), true) => batch.changed.push(row_of(one)),
            (Some(_), false) => {}
        }
    }
    Ok(())
}

/// The first form an import found a contact in is the one it is put back to.
fn before_text(earlier: Option<&str>, met: &Met) -> Result<String, DbError> {
    match (earlier, &met.before) {
        (Some(text), _) if !text.is_empty() => Ok(text.to_owned()),
        (_, Some(before)) if met.changed => serde_json::to_string(&BeforeImage::from(before))
            .map_err(|e| DbError::Shape(e.to_string())),
        _ => Ok(String::new()),
    }
}

fn row_of(met: Met) -> NewContact {
    let contact = met.contact;
    NewContact {
        id: contact.id,
        accepted: Accepted {
            profile: contact.profile,
            email_key: contact.email_key,
        },
        consent_email: contact.consent_email,
        suppressed: contact.suppressed,
        imported_by: contact.imported_by,
        created_at: contact.created_at,
        changed_at: contact.changed_at,
        revision: contact.revision,
    }
}
