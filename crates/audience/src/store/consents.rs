//! Consents, withdrawals and suppressions. `contact.consent_email`, `suppressed` and `reach`
//! follow in the same transaction.

use desk::Permit;
use kernel::{CentreId, Conn, DbError, Moment, args, sha256};
use uuid::Uuid;

use crate::model::{ContactId, ImportId, NO_IMPORT, Purpose, SuppressionReason, Wording};

/// A consent that was given.
#[derive(Clone, Debug)]
pub struct ConsentGiven {
    pub contact: ContactId,
    pub purpose: Purpose,
    pub wording: Uuid,
    pub channel: String,
    pub evidence: String,
    pub at: Moment,
}

/// The id of a wording; the same words of a version are kept once.
///
/// # Errors
/// What the engine answers.
pub async fn wording(
    tx: &Conn,
    permit: &Permit,
    purpose: Purpose,
    words: &Wording,
    now: Moment,
) -> Result<Uuid, DbError> {
    let digest = sha256(format!("{}\n{}", words.version, words.wording).as_bytes()).to_string();
    tx.run(
        "insert into consent_wording (centre_id, id, purpose, version, wording, digest, at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (centre_id, purpose, digest) do nothing",
        args![
            permit.centre(),
            Uuid::now_v7(),
            purpose.key(),
            words.version.clone(),
            words.wording.clone(),
            digest.clone(),
            now
        ],
    )
    .await?;
    tx.one(
        "select id from consent_wording where centre_id = $1 and purpose = $2 and digest = $3",
        args![permit.centre(), purpose.key(), digest],
    )
    .await?
    .get("id")
}

pub(super) const CONSENT_COLUMNS: [&str; 9] = [
    "centre_id",
    "contact_id",
    "id",
    "purpose",
    "wording_id",
    "channel",
    "evidence",
    "at",
    "import_id",
];

pub(super) fn consent_row(
    centre: CentreId,
    given: &ConsentGiven,
    import: ImportId,
) -> Vec<kernel::Value> {
    args![
        centre,
        given.contact,
        Uuid::now_v7(),
        given.purpose.key(),
        given.wording,
        given.channel.clone(),
        given.evidence.clone(),
        given.at,
        import
    ]
    .to_vec()
}

/// Records a consent.
///
/// # Errors
/// What the engine answers.
pub async fn consent(tx: &Conn, permit: &Permit, given: &ConsentGiven) -> Result<(), DbError> {
    let row = consent_row(permit.centre(), given, NO_IMPORT);
    tx.insert("consent", &CONSENT_COLUMNS, vec![row], false)
        .await?;
    follow(tx, permit.centre(), given.contact).await
}

/// Records that a consent was taken back.
///
/// # Errors
/// What the engine answers.
pub async fn withdraw(
    tx: &Conn,
    permit: &Permit,
    contact: ContactId,
    purpose: Purpose,
    channel: &str,
    reason: &str,
    at: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into consent_withdrawal (centre_id, contact_id, id, purpose, channel, reason, at) values ($1, $2, $3, $4, $5, $6, $7)",
        args![permit.centre(), contact, Uuid::now_v7(), purpose.key(), channel, reason, at],
    )
    .await?;
    follow(tx, permit.centre(), contact).await
}

/// Makes the contact's row say what its consents say.
async fn follow(tx: &Conn, centre: CentreId, contact: ContactId) -> Result<(), DbError> {
    tx.run(
        "update contact set consent_email = exists (select 1 from consent k where k.centre_id = $1 and k.contact_id = $2
             and k.purpose = 'marketing_email' and not exists (select 1 from consent_withdrawal w
               where w.centre_id = k.centre_id and w.contact_id = k.contact_id and w.purpose = k.purpose and w.at >= k.at)),
           revision = revision + 1
         where centre_id = $1 and id = $2",
        args![centre, contact],
    )
    .await?;
    tx.run(
        "update contact set reach = case when email_key is null then 1 when not consent_email then 2 when suppressed then 3 else 0 end
         where centre_id = $1 and id = $2",
        args![centre, contact],
    )
    .await?;
    Ok(())
}

/// Never write to an address again. The first reason stays.
///
/// # Errors
/// What the engine answers.
pub async fn suppress(
    tx: &Conn,
    permit: &Permit,
    address: &str,
    hash: &str,
    reason: SuppressionReason,
    at: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into suppression (centre_id, address_hash, reason, at) values ($1, $2, $3, $4)
         on conflict (centre_id, address_hash) do nothing",
        args![permit.centre(), hash, reason.key(), at],
    )
    .await?;
    tx.run(
        "update contact set suppressed = true, revision = revision + 1,
           reach = case when email_key is null then 1 when not consent_email then 2 else 3 end
         where centre_id = $1 and email_key = $2 and not suppressed",
        args![permit.centre(), address],
    )
    .await?;
    Ok(())
}

/// Lifts what keeps an address silent.
///
/// # Errors
/// What the engine answers.
pub async fn desuppress(
    tx: &Conn,
    permit: &Permit,
    address: &str,
    hash: &str,
) -> Result<(), DbError> {
    tx.run(
        "delete from suppression where centre_id = $1 and address_hash = $2",
        args![permit.centre(), hash],
    )
    .await?;
    tx.run(
        "update contact set suppressed = false, revision = revision + 1,
           reach = case when email_key is null then 1 when not consent_email then 2 else 0 end
         where centre_id = $1 and email_key = $2 and suppressed",
        args![permit.centre(), address],
    )
    .await?;
    Ok(())
}
