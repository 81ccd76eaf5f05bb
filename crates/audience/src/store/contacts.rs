//! Contacts, their tags, and what they wrote.

use std::collections::BTreeSet;

use desk::Permit;
use kernel::{CentreId, Conn, DbError, Moment, Value, args};
use uuid::Uuid;

use crate::model::{Accepted, ContactId, ImportId, Reach, birthday_number, tags_text};

/// A contact's whole row.
#[derive(Clone, Debug)]
pub struct NewContact {
    pub id: ContactId,
    pub accepted: Accepted,
    pub consent_email: bool,
    pub suppressed: bool,
    pub imported_by: ImportId,
    pub created_at: Moment,
    pub changed_at: Moment,
    pub revision: i64,
}

const COLUMNS: [&str; 21] = [
    "centre_id",
    "id",
    "name",
    "folded",
    "email",
    "email_key",
    "phone",
    "city",
    "lang",
    "lifecycle",
    "source",
    "birthday",
    "notes",
    "tag_set",
    "reach",
    "consent_email",
    "suppressed",
    "imported_by",
    "created_at",
    "changed_at",
    "revision",
];

/// Adds a contact.
///
/// # Errors
/// What the engine answers; an address that is taken breaks a unique rule.
pub async fn add(tx: &Conn, permit: &Permit, contact: &NewContact) -> Result<(), DbError> {
    insert(tx, permit.centre(), std::slice::from_ref(contact)).await
}

/// Writes a contact's row anew.
///
/// # Errors
/// What the engine answers.
pub async fn change(tx: &Conn, permit: &Permit, contact: &NewContact) -> Result<(), DbError> {
    replace(tx, permit.centre(), std::slice::from_ref(contact)).await
}

pub(super) async fn insert(
    tx: &Conn,
    centre: CentreId,
    contacts: &[NewContact],
) -> Result<(), DbError> {
    let sets = tag_sets(
        tx,
        centre,
        contacts.iter().map(|c| &c.accepted.profile.tags),
    )
    .await?;
    let rows = contacts
        .iter()
        .zip(sets)
        .map(|(c, set)| row(centre, c, set))
        .collect();
    tx.insert("contact", &COLUMNS, rows, false).await?;
    Ok(())
}

/// Many rows at once: taken out and put in again, two statements instead of one for each.
pub(super) async fn replace(
    tx: &Conn,
    centre: CentreId,
    contacts: &[NewContact],
) -> Result<(), DbError> {
    let ids: Vec<ContactId> = contacts.iter().map(|c| c.id).collect();
    delete_of(
        tx,
        "delete from contact where centre_id = $1 and id in",
        centre,
        &ids,
    )
    .await?;
    insert(tx, centre, contacts).await
}

/// Runs a statement that ends in `in` over ids; `$1` is the centre.
pub(super) async fn delete_of(
    tx: &Conn,
    statement: &str,
    centre: CentreId,
    ids: &[ContactId],
) -> Result<(), DbError> {
    for some in ids.chunks(1_000) {
        let places: Vec<String> = (2..some.len() + 2).map(|n| format!("${n}")).collect();
        let values =
            std::iter::once(Value::from(centre)).chain(some.iter().map(|id| Value::from(*id)));
        tx.run(&format!("{statement} ({})", places.join(", ")), values)
            .await?;
    }
    Ok(())
}

fn row(centre: CentreId, contact: &NewContact, tag_set: i64) -> Vec<Value> {
    let Accepted { profile, email_key } = &contact.accepted;
    let reach = Reach::of(
        email_key.is_some(),
        contact.consent_email,
        contact.suppressed,
    );
    args![
        centre,
        contact.id,
        profile.name.clone(),
        folded(&contact.accepted),
        profile.email.clone(),
        email_key.clone(),
        contact.accepted.phone(),
        profile.city.clone(),
        profile.lang.clone(),
        profile.lifecycle.clone(),
        profile.source.clone(),
        birthday_number(&profile.birthday),
        profile.notes.clone(),
        tag_set,
        reach as i64,
        contact.consent_email,
        contact.suppressed,
        contact.imported_by,
        contact.created_at,
        contact.changed_at,
        contact.revision,
    ]
    .to_vec()
}

/// What a search looks into: name, address, number in both spellings, city.
fn folded(contact: &Accepted) -> String {
    let profile = &contact.profile;
    let national = profile
        .phone
        .strip_prefix("+886")
        .map(|rest| format!("0{rest}"))
        .unwrap_or_default();
    let email = contact.email_key.as_deref().unwrap_or_default();
    let parts = [
        &profile.name,
        email,
        &profile.phone,
        &national,
        &profile.city,
    ];
    text::fold(&parts.join("\u{1f}"))
}

/// The number of each set of tags; 0 for none. A set is written once a centre.
async fn tag_sets<'a>(
    tx: &Conn,
    centre: CentreId,
    sets: impl Iterator<Item = &'a BTreeSet<String>>,
) -> Result<Vec<i64>, DbError> {
    let texts: Vec<String> = sets.map(tags_text).collect();
    let mut known = std::collections::BTreeMap::from([(String::new(), 0_i64)]);
    for text in &texts {
        if !known.contains_key(text) {
            known.insert(text.clone(), tag_set(tx, centre, text).await?);
        }
    }
    Ok(texts.iter().map(|text| known[text]).collect())
}

async fn tag_set(tx: &Conn, centre: CentreId, text: &str) -> Result<i64, DbError> {
    let row = tx
        .first(
            "select id from tag_set where centre_id = $1 and tags = $2",
            args![centre, text],
        )
        .await?;
    if let Some(row) = row {
        return row.get("id");
    }
    let id: i64 = tx
        .one(
            "insert into tag_set (centre_id, id, tags)
             select $1, coalesce((select max(id) from tag_set where centre_id = $1), 0) + 1, $2 returning id",
            args![centre, text],
        )
        .await?
        .get("id")?;
    let rows = text
        .split('\n')
        .map(|tag| args![centre, tag, id].to_vec())
        .collect();
    tx.insert("tag_set_tag", &["centre_id", "tag", "set_id"], rows, false)
        .await?;
    Ok(id)
}

/// What somebody wrote in a form.
#[derive(Clone, Debug)]
pub struct LeadGiven {
    pub contact: ContactId,
    pub message: String,
    pub page: String,
    /// JSON of the tracking parameters.
    pub utm: String,
    pub campaign: Option<Uuid>,
    pub at: Moment,
}

/// Keeps what a lead wrote.
///
/// # Errors
/// What the engine answers.
pub async fn lead(tx: &Conn, permit: &Permit, given: &LeadGiven) -> Result<Uuid, DbError> {
    let id = Uuid::now_v7();
    tx.run(
        "insert into lead (centre_id, id, contact_id, message, page, utm, campaign_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            permit.centre(),
            id,
            given.contact,
            given.message.clone(),
            given.page.clone(),
            given.utm.clone(),
            given.campaign,
            given.at
        ],
    )
    .await?;
    Ok(id)
}

/// Takes everything kept of a contact away; the suppression of its address stays.
///
/// # Errors
/// What the engine answers.
pub async fn erase(tx: &Conn, permit: &Permit, contact: ContactId) -> Result<(), DbError> {
    for sql in [
        "delete from consent where centre_id = $1 and contact_id = $2",
        "delete from consent_withdrawal where centre_id = $1 and contact_id = $2",
        "delete from contact_import_touch where centre_id = $1 and contact_id = $2",
        "delete from lead where centre_id = $1 and contact_id = $2",
        "delete from contact where centre_id = $1 and id = $2",
    ] {
        tx.run(sql, args![permit.centre(), contact]).await?;
    }
    Ok(())
}
