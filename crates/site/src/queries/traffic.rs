//! How many came, from where, and how long they stayed. People only: what programs do
//! is in the stream of activity, marked as theirs, and in no number here.

use std::collections::HashMap;

use desk::Period;
use kernel::{CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::model::{Reading, Traffic};
use crate::rules::ENGAGED_SECONDS;

/// Traffic of a period, by the start of the session.
///
/// # Errors
/// What the engine answers.
pub async fn traffic(conn: &Conn, centre: CentreId, period: Period) -> Result<Traffic, DbError> {
    let row = conn
        .one(
            "select cast(count(*) as bigint) as sessions, cast(count(distinct visitor) as bigint) as users,
               cast(coalesce(sum(views), 0) as bigint) as views, cast(coalesce(sum(seconds), 0) as bigint) as seconds,
               cast(coalesce(sum(case when seconds >= $4 or views >= 2 or goals > 0 then 1 else 0 end), 0) as bigint) as engaged
             from site_session where centre_id = $1 and started_at >= $2 and started_at < $3",
            args![centre, period.from, period.until, ENGAGED_SECONDS],
        )
        .await?;
    Ok(Traffic {
        sessions: row.get("sessions")?,
        users: row.get("users")?,
        views: row.get("views")?,
        engaged: row.get("engaged")?,
        seconds: row.get("seconds")?,
    })
}

/// Sessions of each of the last `days` days, the oldest first; `end` is the end of the
/// last one.
///
/// # Errors
/// What the engine answers.
pub async fn daily_sessions(
    conn: &Conn,
    centre: CentreId,
    end: Moment,
    days: i64,
) -> Result<Vec<i64>, DbError> {
    let from = end.plus_days(-days);
    let rows = conn
        .all(
            "select (started_at - $2) / 86400000000 as day, cast(count(*) as bigint) as n from site_session
             where centre_id = $1 and started_at >= $2 and started_at < $3 group by (started_at - $2) / 86400000000",
            args![centre, from, end],
        )
        .await?;
    let mut counts = vec![0; usize::try_from(days).unwrap_or(0)];
    for row in &rows {
        let day: i64 = row.get("day")?;
        if let Some(count) = usize::try_from(day)
            .ok()
            .and_then(|day| counts.get_mut(day))
        {
            *count = row.get("n")?;
        }
    }
    Ok(counts)
}

/// Visits and visible seconds of every item in a period.
///
/// # Errors
/// What the engine answers.
pub async fn readings(
    conn: &Conn,
    centre: CentreId,
    period: Period,
) -> Result<HashMap<Uuid, Reading>, DbError> {
    let mut found: HashMap<Uuid, Reading> = HashMap::new();
    for kind in ["site.visited", "site.dwelt"] {
        let rows = conn
            .all(
                "select subject_id, cast(count(*) as bigint) as n, cast(coalesce(sum(amount), 0) as bigint) as amount from activity
                 where centre_id = $1 and kind = $2 and at >= $3 and at < $4 and not machine and subject_id is not null group by subject_id",
                args![centre, kind, period.from, period.until],
            )
            .await?;
        for row in &rows {
            let reading = found.entry(row.get("subject_id")?).or_default();
            if kind == "site.visited" {
                reading.visits = row.get("n")?;
            } else {
                reading.seconds = row.get("amount")?;
            }
        }
    }
    Ok(found)
}

/// Visits and visible seconds of one item in a period.
///
/// # Errors
/// What the engine answers.
pub async fn reading_of(
    conn: &Conn,
    centre: CentreId,
    item: Uuid,
    period: Period,
) -> Result<Reading, DbError> {
    let row = conn
        .one(
            "select cast(coalesce(sum(case when kind = 'site.visited' then 1 else 0 end), 0) as bigint) as visits,
               cast(coalesce(sum(case when kind = 'site.dwelt' then amount else 0 end), 0) as bigint) as seconds
             from activity where centre_id = $1 and subject_id = $2 and kind in ('site.visited', 'site.dwelt')
               and at >= $3 and at < $4 and not machine",
            args![centre, item, period.from, period.until],
        )
        .await?;
    Ok(Reading {
        visits: row.get("visits")?,
        seconds: row.get("seconds")?,
    })
}

/// What came by the links of one campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CampaignVisits {
    /// The word in `utm_campaign`; the slug of the campaign.
    pub campaign: String,
    pub traffic: Traffic,
}

/// Traffic by the campaign its first page was reached by, the largest first. Sessions
/// without one are left out.
///
/// # Errors
/// What the engine answers.
pub async fn by_campaign(
    conn: &Conn,
    centre: CentreId,
    period: Period,
) -> Result<Vec<CampaignVisits>, DbError> {
    let rows = conn
        .all(
            "select campaign, cast(count(*) as bigint) as sessions, cast(count(distinct visitor) as bigint) as users,
               cast(sum(views) as bigint) as views, cast(sum(seconds) as bigint) as seconds,
               cast(sum(case when seconds >= $4 or views >= 2 or goals > 0 then 1 else 0 end) as bigint) as engaged
             from site_session where centre_id = $1 and started_at >= $2 and started_at < $3 and campaign <> ''
             group by campaign order by 2 desc, campaign",
            args![centre, period.from, period.until, ENGAGED_SECONDS],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(CampaignVisits {
                campaign: row.get("campaign")?,
                traffic: Traffic {
                    sessions: row.get("sessions")?,
                    users: row.get("users")?,
                    views: row.get("views")?,
                    engaged: row.get("engaged")?,
                    seconds: row.get("seconds")?,
                },
            })
        })
        .collect()
}

/// Different readers of article pages, each counted once a day and item.
///
/// # Errors
/// What the engine answers.
pub async fn readers(conn: &Conn, centre: CentreId, period: Period) -> Result<i64, DbError> {
    conn.one(
        "select cast(count(*) as bigint) as n from site_reader where centre_id = $1 and at >= $2 and at < $3",
        args![centre, period.from, period.until],
    )
    .await?
    .get("n")
}

/// The salt of a day, if one was put down.
///
/// # Errors
/// What the engine answers.
pub async fn salt(conn: &Conn, centre: CentreId, day: i64) -> Result<Option<String>, DbError> {
    let row = conn
        .first(
            "select salt from site_salt where centre_id = $1 and day = $2",
            args![centre, day],
        )
        .await?;
    row.map(|row| row.get("salt")).transpose()
}
