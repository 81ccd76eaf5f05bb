//! Mailings: one, many, those under way.

use audience::model::Rule;
use desk::Period;
use kernel::{CentreId, Conn, DbError, Moment, args};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::model::{Choice, Mailing, MailingId};

const MAILING: &str = "select m.id as id, m.item_id as item_id, m.version_id as version_id, m.campaign_id as campaign_id, m.segment_id as segment_id,
   m.segment_name as segment_name, m.subject as subject, m.lang as lang, m.from_name as from_name, m.from_address as from_address,
   m.reply_to as reply_to, m.leaf_id as leaf_id, m.sample as sample, m.scheduled_at as scheduled_at, m.created_at as created_at,
   m.audience_at as audience_at, m.audience_cursor as audience_cursor, m.total as total,
   h.reason as held, t.reason as trouble, t.detail as trouble_detail, t.since_at as trouble_since, e.how as how, e.at as ended_at
 from mailing m
 left join mailing_hold h on h.centre_id = m.centre_id and h.mailing_id = m.id
 left join mailing_trouble t on t.centre_id = m.centre_id and t.mailing_id = m.id
 left join mailing_end e on e.centre_id = m.centre_id and e.mailing_id = m.id";

/// One mailing.
///
/// # Errors
/// What the engine answers.
pub async fn mailing(
    conn: &Conn,
    centre: CentreId,
    id: MailingId,
) -> Result<Option<Mailing>, DbError> {
    let sql = format!("{MAILING} where m.centre_id = $1 and m.id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(Mailing::of)
        .transpose()
}

/// What a list of mailings is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct MailingFilter {
    /// `open`, `sent`, `kept` or `cancelled`; anything else shows all.
    pub state: String,
    /// Words of the subject.
    pub words: String,
    pub campaign: Option<Uuid>,
    /// Only those due in this period.
    pub due: Option<Period>,
    pub before: Option<MailingId>,
}

/// Mailings, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn mailings(
    conn: &Conn,
    centre: CentreId,
    filter: &MailingFilter,
    limit: i64,
) -> Result<Vec<Mailing>, DbError> {
    let before = filter.before.map_or(Uuid::max(), |id| id.0);
    let words = format!(
        "%{}%",
        filter
            .words
            .chars()
            .take(100)
            .collect::<String>()
            .to_lowercase()
            .replace('!', "!!")
            .replace('%', "!%")
            .replace('_', "!_")
    );
    let state = match filter.state.as_str() {
        "open" => "and e.how is null",
        "sent" => "and e.how = 'sent'",
        "kept" => "and e.how = 'kept'",
        "cancelled" => "and e.how = 'cancelled'",
        _ => "",
    };
    let due = filter.due.unwrap_or(Period {
        from: Moment(i64::MIN),
        until: Moment(i64::MAX),
    });
    let sql = format!(
        "{MAILING} where m.centre_id = $1 and m.id < $2 and m.scheduled_at >= $7 and m.scheduled_at < $8 and lower(m.subject) like $3 escape '!' and ($4 or m.campaign_id = $5) {state}
         order by m.id desc limit $6"
    );
    let rows = conn
        .all(
            &sql,
            args![
                centre,
                before,
                words,
                filter.campaign.is_none(),
                filter.campaign,
                limit,
                due.from,
                due.until
            ],
        )
        .await?;
    rows.iter().map(Mailing::of).collect()
}

/// Mailings that are not over, the oldest first.
///
/// # Errors
/// What the engine answers.
pub async fn open_mailings(conn: &Conn, centre: CentreId) -> Result<Vec<Mailing>, DbError> {
    let sql = format!("{MAILING} where m.centre_id = $1 and e.how is null order by m.id");
    conn.all(&sql, args![centre])
        .await?
        .iter()
        .map(Mailing::of)
        .collect()
}

/// Mailings of every centre that could go on: complete lists, not held, not over.
///
/// # Errors
/// What the engine answers.
pub async fn due_mailings(conn: &Conn) -> Result<Vec<(CentreId, MailingId)>, DbError> {
    let rows = conn
        .all(
            "select m.centre_id as centre_id, m.id as id from mailing m where m.audience_at is not null
             and not exists (select 1 from mailing_end e where e.centre_id = m.centre_id and e.mailing_id = m.id)
             and not exists (select 1 from mailing_hold h where h.centre_id = m.centre_id and h.mailing_id = m.id)",
            [],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("centre_id")?, row.get("id")?)))
        .collect()
}

/// What was bound for a mailing of the same version and choice whose list of recipients
/// is complete: a segment that is edited later does not stop it.
///
/// # Errors
/// What the engine answers.
pub async fn bound_of_underway(
    conn: &Conn,
    centre: CentreId,
    version: Uuid,
    choice: &Choice,
) -> Result<Option<Json>, DbError> {
    let choice = serde_json::to_string(choice).map_err(|e| DbError::Shape(e.to_string()))?;
    let row = conn
        .first(
            "select m.bound as bound from mailing m where m.centre_id = $1 and m.version_id = $2 and m.choice = $3 and m.audience_at is not null
             and not exists (select 1 from mailing_end e where e.centre_id = m.centre_id and e.mailing_id = m.id)
             order by m.id desc limit 1",
            args![centre, version, choice],
        )
        .await?;
    row.map(|row| row.json("bound")).transpose()
}

/// Whether a mailing of this version with this choice was made and has not ended.
///
/// # Errors
/// What the engine answers.
pub async fn is_on_its_way(
    conn: &Conn,
    centre: CentreId,
    version: Uuid,
    choice: &Choice,
) -> Result<bool, DbError> {
    let choice = serde_json::to_string(choice).map_err(|e| DbError::Shape(e.to_string()))?;
    let row = conn
        .first(
            "select m.id as id from mailing m where m.centre_id = $1 and m.version_id = $2 and m.choice = $3
             and not exists (select 1 from mailing_end e where e.centre_id = m.centre_id and e.mailing_id = m.id) limit 1",
            args![centre, version, choice],
        )
        .await?;
    Ok(row.is_some())
}

/// The rule the recipients of a mailing are chosen by, as it was approved.
///
/// # Errors
/// [`DbError::Shape`] when what was bound holds no rule.
pub async fn segment_rule(conn: &Conn, centre: CentreId, id: MailingId) -> Result<Rule, DbError> {
    let row = conn
        .one(
            "select bound from mailing where centre_id = $1 and id = $2",
            args![centre, id],
        )
        .await?;
    let bound: Json = row.json("bound")?;
    serde_json::from_value(bound["segment"]["rule"].clone())
        .map_err(|e| DbError::Shape(e.to_string()))
}

/// HTML and plain text with slots.
///
/// # Errors
/// What the engine answers.
pub async fn frozen_text(
    conn: &Conn,
    centre: CentreId,
    id: MailingId,
) -> Result<(String, String), DbError> {
    let row = conn
        .one(
            "select html, body from mailing where centre_id = $1 and id = $2",
            args![centre, id],
        )
        .await?;
    Ok((row.get("html")?, row.get("body")?))
}

/// When the next deferred or waiting delivery of a mailing is due.
///
/// # Errors
/// What the engine answers.
pub async fn earliest_deferred(
    conn: &Conn,
    centre: CentreId,
    id: MailingId,
) -> Result<Option<Moment>, DbError> {
    conn.one(
        "select min(next_at) as at from delivery where centre_id = $1 and mailing_id = $2 and state in ('deferred', 'queued')",
        args![centre, id],
    )
    .await?
    .get("at")
}

/// Whether the program was off when a mailing should have begun, so that somebody must
/// say yes first.
///
/// # Errors
/// What the engine answers.
pub async fn is_missed(conn: &Conn, centre: CentreId, id: MailingId) -> Result<bool, DbError> {
    let row = conn
        .first(
            "select id from job where centre_id = $1 and dedupe = $2 and kind in ('mail.freeze_audience', 'mail.send') and state = 'missed'",
            args![centre, id.to_string()],
        )
        .await?;
    Ok(row.is_some())
}

/// How many mailings belong to a campaign.
///
/// # Errors
/// What the engine answers.
pub async fn count_of_campaign(
    conn: &Conn,
    centre: CentreId,
    campaign: Uuid,
) -> Result<i64, DbError> {
    conn.one(
        "select cast(count(*) as bigint) as n from mailing where centre_id = $1 and campaign_id = $2",
        args![centre, campaign],
    )
    .await?
    .get("n")
}
