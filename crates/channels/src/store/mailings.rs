//! Mailings: made, frozen to their recipients, held, released, over.

use audience::model::Member;
use desk::{Duty, Permit};
use kernel::{CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::model::{Choice, DeliveryId, DeliveryState, MailingId, Step};

/// A mailing to be made.
#[derive(Clone, Debug)]
pub struct NewMailing {
    pub id: MailingId,
    pub item: Uuid,
    pub version: Uuid,
    pub campaign: Option<Uuid>,
    pub segment_name: String,
    /// What the approval bound, as JSON text.
    pub bound: String,
    pub choice: Choice,
    pub lang: &'static str,
    pub html: String,
    pub body: String,
    /// Targets of the links, by number.
    pub links: Vec<String>,
    pub from_name: String,
    pub from_address: String,
    pub reply_to: String,
    pub digest: String,
    pub sample: bool,
    pub scheduled_at: Moment,
    pub created_at: Moment,
}

/// Makes a mailing with its frozen text and links.
///
/// # Errors
/// What the engine answers.
pub async fn create(tx: &Conn, permit: &Permit, mailing: &NewMailing) -> Result<(), DbError> {
    let choice =
        serde_json::to_string(&mailing.choice).map_err(|e| DbError::Shape(e.to_string()))?;
    tx.run(
        "insert into mailing (centre_id, id, item_id, version_id, campaign_id, segment_id, segment_name, bound, choice, subject, lang,
           html, body, from_name, from_address, reply_to, leaf_id, digest, sample, scheduled_at, created_at, total)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 0)",
        args![
            permit.centre(),
            mailing.id,
            mailing.item,
            mailing.version,
            mailing.campaign,
            mailing.choice.segment,
            mailing.segment_name.clone(),
            mailing.bound.clone(),
            choice,
            mailing.choice.subject.clone(),
            mailing.lang,
            mailing.html.clone(),
            mailing.body.clone(),
            mailing.from_name.clone(),
            mailing.from_address.clone(),
            mailing.reply_to.clone(),
            permit.leaf(),
            mailing.digest.clone(),
            mailing.sample,
            mailing.scheduled_at,
            mailing.created_at
        ],
    )
    .await?;
    let links = mailing
        .links
        .iter()
        .zip(0_i64..)
        .map(|(url, n)| args![permit.centre(), mailing.id, n, url.clone()].to_vec())
        .collect();
    tx.insert(
        "tracked_link",
        &["centre_id", "mailing_id", "n", "url"],
        links,
        false,
    )
    .await?;
    Ok(())
}

/// Writes one row per recipient and remembers how far it came, in the transaction that
/// read them. A contact that is there already stays as it is.
///
/// # Errors
/// What the engine answers.
pub async fn freeze_batch(
    tx: &Conn,
    permit: &Permit,
    mailing: MailingId,
    members: &[Member],
    now: Moment,
) -> Result<(), DbError> {
    let rows = members
        .iter()
        .map(|m| {
            args![
                permit.centre(),
                DeliveryId::new(),
                mailing,
                m.contact,
                m.email.clone(),
                m.name.clone(),
                m.lang.clone(),
                "marketing",
                DeliveryState::Queued.key(),
                "",
                "",
                now,
                0_i64,
                0_i64,
                now
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "centre_id",
        "id",
        "mailing_id",
        "contact_id",
        "address",
        "name",
        "lang",
        "stream",
        "state",
        "reason",
        "detail",
        "next_at",
        "attempts",
        "doubts",
        "queued_at",
    ];
    tx.insert("delivery", &columns, rows, true).await?;
    if let Some(last) = members.last() {
        tx.run(
            "update mailing set audience_cursor = $3 where centre_id = $1 and id = $2",
            args![permit.centre(), mailing, last.contact],
        )
        .await?;
    }
    Ok(())
}

/// The list of recipients is complete.
///
/// # Errors
/// What the engine answers.
pub async fn audience_done(
    tx: &Conn,
    permit: &Permit,
    mailing: MailingId,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "update mailing set audience_at = $3, total = (select cast(count(*) as bigint) from delivery d where d.centre_id = $1 and d.mailing_id = $2)
         where centre_id = $1 and id = $2",
        args![permit.centre(), mailing, now],
    )
    .await?;
    Ok(())
}

const OPEN: &str = "not exists (select 1 from mailing_end e where e.centre_id = m.centre_id and e.mailing_id = m.id)";

/// Locks a mailing against a freeze until the transaction ends, where the engine has
/// several writers: what is claimed or offered was decided before the freeze or after it,
/// and no two transactions wait for each other's deliveries.
///
/// # Errors
/// What the engine answers.
pub async fn lock(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    mailing: MailingId,
) -> Result<(), DbError> {
    lock_rows(tx, centre, Some(mailing)).await
}

async fn lock_rows(tx: &Conn, centre: CentreId, one: Option<MailingId>) -> Result<(), DbError> {
    let lock = tx.for_update();
    if lock.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "select m.id from mailing m where m.centre_id = $1 and ($2 or m.id = $3) and ($4 or {OPEN}) order by m.id{lock}"
    );
    let all = one.is_none();
    tx.all(&sql, args![centre, all, one, !all]).await?;
    Ok(())
}

/// Holds every mailing that is not over, with all its deliveries that have not been
/// offered. Returns how many mailings are held by this.
///
/// # Errors
/// What the engine answers.
pub async fn hold_all(
    tx: &Conn,
    permit: &Permit,
    reason: &str,
    now: Moment,
) -> Result<u64, DbError> {
    lock_rows(tx, permit.centre(), None).await?;
    let held = tx
        .run(
            &format!(
                "insert into mailing_hold (centre_id, mailing_id, reason, at)
                 select m.centre_id, m.id, $2, $3 from mailing m where m.centre_id = $1 and {OPEN}
                 on conflict (centre_id, mailing_id) do nothing"
            ),
            args![permit.centre(), reason, now],
        )
        .await?;
    let sql = format!(
        "update delivery set state = $2, reason = $3, run = null where centre_id = $1 and state in ({})
         and mailing_id in (select m.id from mailing m where m.centre_id = $1 and {OPEN})",
        sources(Step::Hold)
    );
    tx.run(
        &sql,
        args![permit.centre(), DeliveryState::Held.key(), reason],
    )
    .await?;
    Ok(held)
}

/// Holds one mailing that may not go on as it was approved.
///
/// # Errors
/// What the engine answers.
pub async fn hold(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    mailing: MailingId,
    reason: &str,
    now: Moment,
) -> Result<(), DbError> {
    lock_rows(tx, centre, Some(mailing)).await?;
    tx.run(
        "insert into mailing_hold (centre_id, mailing_id, reason, at) values ($1, $2, $3, $4) on conflict (centre_id, mailing_id) do nothing",
        args![centre, mailing, reason, now],
    )
    .await?;
    let sql = format!(
        "update delivery set state = $3, reason = $4, run = null where centre_id = $1 and mailing_id = $2 and state in ({})",
        sources(Step::Hold)
    );
    tx.run(
        &sql,
        args![centre, mailing, DeliveryState::Held.key(), reason],
    )
    .await?;
    Ok(())
}

/// Lets a held mailing go on.
///
/// # Errors
/// What the engine answers.
pub async fn release(
    tx: &Conn,
    permit: &Permit,
    mailing: MailingId,
    now: Moment,
) -> Result<bool, DbError> {
    lock_rows(tx, permit.centre(), Some(mailing)).await?;
    let gone = tx
        .run(
            "delete from mailing_hold where centre_id = $1 and mailing_id = $2",
            args![permit.centre(), mailing],
        )
        .await?;
    let sql = format!(
        "update delivery set state = $3, reason = '', next_at = $4 where centre_id = $1 and mailing_id = $2 and state in ({})",
        sources(Step::Release)
    );
    tx.run(
        &sql,
        args![permit.centre(), mailing, DeliveryState::Queued.key(), now],
    )
    .await?;
    Ok(gone == 1)
}

/// Drops what has not been offered, for good. False when it was over already.
///
/// # Errors
/// What the engine answers.
pub async fn cancel(
    tx: &Conn,
    permit: &Permit,
    mailing: MailingId,
    now: Moment,
) -> Result<bool, DbError> {
    lock_rows(tx, permit.centre(), Some(mailing)).await?;
    let ended = tx
        .run(
            "insert into mailing_end (centre_id, mailing_id, how, at, leaf_id) values ($1, $2, 'cancelled', $3, $4)
             on conflict (centre_id, mailing_id) do nothing",
            args![permit.centre(), mailing, now, permit.leaf()],
        )
        .await?;
    let sql = format!(
        "update delivery set state = $3, reason = 'cancelled', run = null where centre_id = $1 and mailing_id = $2 and state in ({})",
        sources(Step::Cancel)
    );
    tx.run(
        &sql,
        args![permit.centre(), mailing, DeliveryState::Skipped.key()],
    )
    .await?;
    tx.run(
        "delete from mailing_hold where centre_id = $1 and mailing_id = $2",
        args![permit.centre(), mailing],
    )
    .await?;
    Ok(ended == 1)
}

/// Everything of it is settled; `how` is `sent`, or `kept` when nothing of it left.
///
/// # Errors
/// What the engine answers.
pub async fn end(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    mailing: MailingId,
    how: &'static str,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into mailing_end (centre_id, mailing_id, how, at) values ($1, $2, $3, $4) on conflict (centre_id, mailing_id) do nothing",
        args![centre, mailing, how, now],
    )
    .await?;
    Ok(())
}

/// Notes what keeps a mailing from going on; the first time stays.
///
/// # Errors
/// What the engine answers.
pub async fn trouble(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    mailing: MailingId,
    (reason, detail): (&str, &str),
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into mailing_trouble (centre_id, mailing_id, reason, detail, since_at, at) values ($1, $2, $3, $4, $5, $5)
         on conflict (centre_id, mailing_id) do update set reason = excluded.reason, detail = excluded.detail, at = excluded.at",
        args![centre, mailing, reason, detail, now],
    )
    .await?;
    Ok(())
}

/// It goes on again.
///
/// # Errors
/// What the engine answers.
pub async fn untroubled(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    mailing: MailingId,
) -> Result<(), DbError> {
    tx.run(
        "delete from mailing_trouble where centre_id = $1 and mailing_id = $2",
        args![centre, mailing],
    )
    .await?;
    Ok(())
}

/// The states a step leads from, as SQL words.
pub(super) fn sources(step: Step) -> String {
    let words: Vec<String> = step
        .arrow()
        .0
        .iter()
        .map(|s| format!("'{}'", s.key()))
        .collect();
    words.join(", ")
}
