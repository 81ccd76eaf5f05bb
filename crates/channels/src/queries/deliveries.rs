//! Deliveries and what readers did with them.

use kernel::{CentreId, Conn, DbError, Moment, Row, args};
use uuid::Uuid;

use crate::model::{DeliveryId, DeliveryLine, DeliveryState, HitKind, MailingId};

pub(super) const LINE: &str = "select d.id as id, d.contact_id as contact_id, d.address as address, d.name as name, d.state as state, d.reason as reason,
   d.detail as detail, d.next_at as next_at, d.attempts as attempts, d.doubts as doubts, d.accepted_at as accepted_at,
   d.opened_at as opened_at, d.clicked_at as clicked_at from delivery d";

pub(super) fn line(row: &Row) -> Result<DeliveryLine, DbError> {
    let state: String = row.get("state")?;
    Ok(DeliveryLine {
        id: row.get("id")?,
        contact: row.get("contact_id")?,
        address: row.get("address")?,
        name: row.get("name")?,
        state: DeliveryState::from_key(&state).ok_or_else(|| DbError::Shape(state))?,
        reason: row.get("reason")?,
        detail: row.get("detail")?,
        next_at: row.get("next_at")?,
        attempts: row.get("attempts")?,
        doubts: row.get("doubts")?,
        accepted_at: row.get("accepted_at")?,
        opened_at: row.get("opened_at")?,
        clicked_at: row.get("clicked_at")?,
    })
}

/// The part of a statement that keeps one kind; `$5` is the state where it is one.
pub(super) fn condition(of: &str) -> &'static str {
    match of {
        "sent" => "and d.state in ('accepted', 'bounced', 'complained', 'failed')",
        "delivered" => "and d.state in ('accepted', 'complained')",
        "returned" => "and d.state in ('bounced', 'failed')",
        "waiting" => "and d.state in ('queued', 'claimed', 'offered', 'deferred')",
        "opened" => "and d.opened_at is not null",
        "clicked" => "and d.clicked_at is not null",
        "left" => "and d.left_at is not null",
        "doubted" => "and d.doubts > 0",
        _ => "and ($5 = '' or d.state = $5)",
    }
}

/// Deliveries to a contact with the subject of each, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn deliveries_of_contact(
    conn: &Conn,
    centre: CentreId,
    contact: Uuid,
    limit: i64,
) -> Result<Vec<(String, DeliveryLine)>, DbError> {
    let sql = LINE.replace(" from delivery d", ", m.subject as subject from delivery d join mailing m on m.centre_id = d.centre_id and m.id = d.mailing_id");
    let sql = format!(
        "{sql} where d.centre_id = $1 and d.contact_id = $2 order by d.queued_at desc, d.id desc limit $3"
    );
    let rows = conn.all(&sql, args![centre, contact, limit]).await?;
    rows.iter()
        .map(|row| Ok((row.get("subject")?, line(row)?)))
        .collect()
}

/// What a link in a mail leads back to.
#[derive(Clone, Debug)]
pub struct Target {
    pub delivery: DeliveryId,
    pub mailing: MailingId,
    pub contact: Uuid,
    pub address: String,
    pub name: String,
    pub lang: String,
    pub accepted_at: Option<Moment>,
    pub campaign: Option<Uuid>,
    pub item: Uuid,
    /// It never left this machine.
    pub kept: bool,
    /// Different links the mail has.
    pub links: i64,
}

const TARGET: &str = "select d.id as id, d.mailing_id as mailing_id, d.contact_id as contact_id, d.address as address, d.name as name, m.lang as lang,
   d.accepted_at as accepted_at, m.campaign_id as campaign_id, m.item_id as item_id, (d.state = 'kept') as kept,
   (select cast(count(*) as bigint) from tracked_link l where l.centre_id = d.centre_id and l.mailing_id = d.mailing_id) as links
 from delivery d join mailing m on m.centre_id = d.centre_id and m.id = d.mailing_id";

fn target_row(row: &Row) -> Result<Target, DbError> {
    Ok(Target {
        delivery: row.get("id")?,
        mailing: row.get("mailing_id")?,
        contact: row.get("contact_id")?,
        address: row.get("address")?,
        name: row.get("name")?,
        lang: row.get("lang")?,
        accepted_at: row.get("accepted_at")?,
        campaign: row.get("campaign_id")?,
        item: row.get("item_id")?,
        kept: row.get("kept")?,
        links: row.get("links")?,
    })
}

/// What a delivery belongs to.
///
/// # Errors
/// What the engine answers.
pub async fn target(
    conn: &Conn,
    centre: CentreId,
    id: DeliveryId,
) -> Result<Option<Target>, DbError> {
    let sql = format!("{TARGET} where d.centre_id = $1 and d.id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(target_row)
        .transpose()
}

/// The same for many.
///
/// # Errors
/// What the engine answers.
pub async fn targets(
    conn: &Conn,
    centre: CentreId,
    ids: &[DeliveryId],
) -> Result<Vec<Target>, DbError> {
    let places: Vec<String> = (2..2 + ids.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "{TARGET} where d.centre_id = $1 and d.id in ({})",
        places.join(", ")
    );
    let mut values = args![centre].to_vec();
    values.extend(ids.iter().map(|id| kernel::Value::from(*id)));
    conn.all(&sql, values)
        .await?
        .iter()
        .map(target_row)
        .collect()
}

/// Where the link of a number leads.
///
/// # Errors
/// What the engine answers.
pub async fn link(
    conn: &Conn,
    centre: CentreId,
    delivery: DeliveryId,
    n: i64,
) -> Result<Option<String>, DbError> {
    let row = conn
        .first(
            "select l.url as url from tracked_link l join delivery d on d.centre_id = l.centre_id and d.mailing_id = l.mailing_id
             where l.centre_id = $1 and d.id = $2 and l.n = $3",
            args![centre, delivery, n],
        )
        .await?;
    row.map(|row| row.get("url")).transpose()
}

/// A hit that waits to be judged.
#[derive(Clone, Debug)]
pub struct Unjudged {
    pub centre: CentreId,
    pub id: Uuid,
    pub delivery: DeliveryId,
    pub kind: HitKind,
    pub link: i64,
    pub at: Moment,
    pub agent: String,
    pub head: bool,
}

/// Hits that can be judged, the oldest first: openings at once, clicks that came before
/// `until`, when their neighbours are known.
///
/// # Errors
/// What the engine answers.
pub async fn unjudged(
    conn: &Conn,
    until: Moment,
    now: Moment,
    limit: i64,
) -> Result<Vec<Unjudged>, DbError> {
    let rows = conn
        .all(
            "select centre_id, id, delivery_id, kind, link, at, agent, head from mail_hit
             where judged_at is null and (at <= case kind when 'click' then $1 else $2 end or at > $3)
             order by at, id limit $4",
            // What came later than now came before the clock was put back.
            args![until, now, now.plus_seconds(60), limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let kind: String = row.get("kind")?;
            Ok(Unjudged {
                centre: row.get("centre_id")?,
                id: row.get("id")?,
                delivery: row.get("delivery_id")?,
                kind: if kind == HitKind::Click.key() {
                    HitKind::Click
                } else {
                    HitKind::Open
                },
                link: row.get("link")?,
                at: row.get("at")?,
                agent: row.get("agent")?,
                head: row.get("head")?,
            })
        })
        .collect()
}

/// When the oldest hit came that waits to be judged.
///
/// # Errors
/// What the engine answers.
pub async fn oldest_unjudged(conn: &Conn) -> Result<Option<Moment>, DbError> {
    conn.one(
        "select min(at) as at from mail_hit where judged_at is null",
        [],
    )
    .await?
    .get("at")
}

/// When and which links of a mail were clicked between two instants.
///
/// # Errors
/// What the engine answers.
pub async fn hits_near(
    conn: &Conn,
    centre: CentreId,
    delivery: DeliveryId,
    from: Moment,
    until: Moment,
) -> Result<Vec<(Moment, i64)>, DbError> {
    let rows = conn
        .all(
            "select at, link from mail_hit where centre_id = $1 and delivery_id = $2 and at >= $3 and at <= $4 and kind = 'click'",
            args![centre, delivery, from, until],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("at")?, row.get("link")?)))
        .collect()
}
