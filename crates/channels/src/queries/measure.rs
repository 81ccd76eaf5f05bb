//! What came of a mailing: links, programs, devices, domains, hours, leads.

use std::collections::BTreeMap;

use kernel::{CentreId, Conn, DbError, Moment, Row, args};

use crate::model::{
    CLICK_WINDOW_DAYS, Counted, DomainLine, Hour, LinkLine, Mailing, MailingId, Measured,
};

/// Links of one map.
const LINKS_MAX: i64 = 200;
/// Domains of one table; the rest is in the log of recipients.
const DOMAINS_MAX: i64 = 20;
/// Hours of the chart.
pub const HOURS: i64 = 72;
const HOUR_MICROSECONDS: i64 = 3_600_000_000;

/// What follows the last `@` of `d.address`, in the words both engines know: everything but
/// the `@` is trimmed from the right, and what is left says where the domain begins.
pub(super) const DOMAIN: &str =
    "substr(d.address, length(rtrim(d.address, replace(d.address, '@', ''))) + 1)";

/// Everything measured of one mailing.
///
/// # Errors
/// What the engine answers.
pub async fn measured(
    conn: &Conn,
    centre: CentreId,
    mailing: &Mailing,
) -> Result<Measured, DbError> {
    let id = mailing.id;
    let (devices, programs) = readers(conn, centre, id).await?;
    Ok(Measured {
        machine_opened: machine_opened(conn, centre, id).await?,
        machine_reasons: machine_reasons(conn, centre, id).await?,
        left: left(conn, centre, id).await?,
        led: led(conn, centre, id).await?,
        links: link_map(conn, centre, id).await?,
        devices,
        programs,
        domains: domains(conn, centre, id).await?,
        hours: hours(conn, centre, id, mailing.scheduled_at).await?,
    })
}

async fn machine_opened(conn: &Conn, centre: CentreId, id: MailingId) -> Result<i64, DbError> {
    conn.one(
        "select cast(count(distinct h.delivery_id) as bigint) as n from mail_hit h
           join delivery d on d.centre_id = h.centre_id and d.id = h.delivery_id
         where h.centre_id = $1 and h.mailing_id = $2 and h.kind = 'open' and h.machine and d.opened_at is null",
        args![centre, id],
    )
    .await?
    .get("n")
}

async fn machine_reasons(
    conn: &Conn,
    centre: CentreId,
    id: MailingId,
) -> Result<Vec<Counted>, DbError> {
    let rows = conn
        .all(
            "select h.reason as key, cast(count(*) as bigint) as n from mail_hit h
             where h.centre_id = $1 and h.mailing_id = $2 and h.kind in ('open', 'click') and h.machine and h.judged_at is not null
             group by h.reason order by n desc, h.reason",
            args![centre, id],
        )
        .await?;
    rows.iter().map(counted).collect()
}

fn counted(row: &Row) -> Result<Counted, DbError> {
    Ok(Counted {
        key: row.get("key")?,
        count: row.get("n")?,
    })
}

async fn left(conn: &Conn, centre: CentreId, id: MailingId) -> Result<i64, DbError> {
    conn.one(
        "select cast(count(*) as bigint) as n from delivery d where d.centre_id = $1 and d.mailing_id = $2 and d.left_at is not null",
        args![centre, id],
    )
    .await?
    .get("n")
}

/// A recipient's inquiry within the days after their click, as a condition on `d`.
#[must_use]
pub(super) fn led_condition() -> String {
    format!(
        "d.clicked_at is not null and exists (select 1 from activity a where a.centre_id = d.centre_id and a.contact_id = d.contact_id
           and a.kind = 'lead.submitted' and a.at >= d.clicked_at and a.at < d.clicked_at + {})",
        CLICK_WINDOW_DAYS * 24 * HOUR_MICROSECONDS
    )
}

/// Recipients who wrote to the centre within the days after their click.
///
/// # Errors
/// What the engine answers.
pub async fn led(conn: &Conn, centre: CentreId, id: MailingId) -> Result<i64, DbError> {
    let sql = format!(
        "select cast(count(*) as bigint) as n from delivery d where d.centre_id = $1 and d.mailing_id = $2 and {}",
        led_condition()
    );
    conn.one(&sql, args![centre, id]).await?.get("n")
}

/// Every link of a mailing with its clicks, in the order of the mail.
///
/// # Errors
/// What the engine answers.
pub async fn link_map(
    conn: &Conn,
    centre: CentreId,
    id: MailingId,
) -> Result<Vec<LinkLine>, DbError> {
    let rows = conn
        .all(
            "select n, url from tracked_link where centre_id = $1 and mailing_id = $2 order by n limit $3",
            args![centre, id, LINKS_MAX],
        )
        .await?;
    let mut links = BTreeMap::new();
    for row in &rows {
        let n: i64 = row.get("n")?;
        let url = row.get("url")?;
        links.insert(
            n,
            LinkLine {
                n,
                url,
                ..LinkLine::default()
            },
        );
    }
    let rows = conn
        .all(
            "select h.link as n, h.machine as machine, cast(count(*) as bigint) as clicks,
               cast(count(distinct h.delivery_id) as bigint) as people
             from mail_hit h where h.centre_id = $1 and h.mailing_id = $2 and h.kind = 'click' and h.judged_at is not null
             group by h.link, h.machine",
            args![centre, id],
        )
        .await?;
    for row in &rows {
        let n: i64 = row.get("n")?;
        let Some(link) = links.get_mut(&n) else {
            continue;
        };
        if row.get("machine")? {
            link.machines = row.get("clicks")?;
        } else {
            link.clicks = row.get("clicks")?;
            link.people = row.get("people")?;
        }
    }
    Ok(links.into_values().collect())
}

/// What people read with: devices, programs; an unknown one has the empty key.
async fn readers(
    conn: &Conn,
    centre: CentreId,
    id: MailingId,
) -> Result<(Vec<Counted>, Vec<Counted>), DbError> {
    let by = async |what: &str, kinds: &str| {
        let sql = format!(
            "select h.{what} as key, cast(count(distinct h.delivery_id) as bigint) as n from mail_hit h
             where h.centre_id = $1 and h.mailing_id = $2 and h.kind in ({kinds}) and not h.machine and h.judged_at is not null
             group by h.{what} order by n desc, h.{what}"
        );
        let rows = conn.all(&sql, args![centre, id]).await?;
        rows.iter().map(counted).collect::<Result<Vec<_>, _>>()
    };
    Ok((
        by("device", "'open', 'click'").await?,
        by("program", "'open'").await?,
    ))
}

async fn domains(conn: &Conn, centre: CentreId, id: MailingId) -> Result<Vec<DomainLine>, DbError> {
    let sql = format!(
        "select {DOMAIN} as domain,
           cast(sum(case when d.state in ('accepted', 'bounced', 'complained', 'failed') then 1 else 0 end) as bigint) as sent,
           cast(sum(case when d.state in ('accepted', 'complained') then 1 else 0 end) as bigint) as delivered,
           cast(sum(case when d.state in ('bounced', 'failed') then 1 else 0 end) as bigint) as bounced,
           cast(sum(case when d.opened_at is not null then 1 else 0 end) as bigint) as opened,
           cast(sum(case when d.clicked_at is not null then 1 else 0 end) as bigint) as clicked
         from delivery d where d.centre_id = $1 and d.mailing_id = $2 and d.state in ('accepted', 'bounced', 'complained', 'failed') and d.address <> ''
         group by 1 order by 2 desc, 1 limit $3"
    );
    let rows = conn.all(&sql, args![centre, id, DOMAINS_MAX]).await?;
    rows.iter()
        .map(|row| {
            Ok(DomainLine {
                domain: row.get("domain")?,
                sent: row.get("sent")?,
                delivered: row.get("delivered")?,
                bounced: row.get("bounced")?,
                opened: row.get("opened")?,
                clicked: row.get("clicked")?,
            })
        })
        .collect()
}

async fn hours(
    conn: &Conn,
    centre: CentreId,
    id: MailingId,
    from: Moment,
) -> Result<Vec<Hour>, DbError> {
    let mut hours = vec![Hour::default(); usize::try_from(HOURS).unwrap_or(72)];
    let until = Moment(from.0.saturating_add(HOURS * HOUR_MICROSECONDS));
    for column in ["opened_at", "clicked_at"] {
        let sql = format!(
            "select (d.{column} - $3) / {HOUR_MICROSECONDS} as hour, cast(count(*) as bigint) as n from delivery d
             where d.centre_id = $1 and d.mailing_id = $2 and d.{column} >= $3 and d.{column} < $4 group by 1"
        );
        for row in conn.all(&sql, args![centre, id, from, until]).await? {
            let hour: i64 = row.get("hour")?;
            let n: i64 = row.get("n")?;
            let Some(hour) = usize::try_from(hour).ok().and_then(|h| hours.get_mut(h)) else {
                continue;
            };
            if column == "opened_at" {
                hour.opened = n;
            } else {
                hour.clicked = n;
            }
        }
    }
    Ok(hours)
}
