//! What happened in a campaign: its numbers, its days, and the rows behind each number.
//! A row belongs to a campaign by its id, or, for a visit that came by a hand-made link,
//! by the `utm_campaign` in its data.

use desk::{Figure, Period};
use jiff::tz::TimeZone;
use kernel::{CentreId, Conn, DbError, Moment, Row, Value, args};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::model::{Campaign, Day, Happened, Numbers, Tally};
use crate::rules;

/// Rows on one page of the list behind a number.
pub const ROWS: i64 = 50;
/// Most days of a chart.
const DAYS_MOST: usize = 92;
/// Half an hour: no zone of the world stands further off the hour than by quarters, and
/// those of a quarter are counted to the half hour before.
const BUCKET_MICROSECONDS: i64 = 1_800_000_000;

/// Kinds that may carry `utm_campaign` without the id of the campaign.
const BY_LINK: &str = "('site.visited', 'site.dwelt', 'lead.submitted')";

/// A condition for the rows of one campaign, and its values, which begin at `$first`.
/// In the data the slug stands as `campaign` of an object `utm` or as `utm_campaign`.
fn of_campaign(campaign: &Campaign, first: usize) -> (String, Vec<Value>) {
    let (slug, from) = (first + 1, first + 2);
    let sql = format!(
        "(campaign_id = ${first} or (campaign_id is null and kind in {BY_LINK} and data like ${slug} and at >= ${from}))"
    );
    let in_data = format!("%campaign\":\"{}\"%", campaign.slug);
    (sql, args![campaign.id, in_data, campaign.from].to_vec())
}

/// The numbers of a campaign.
///
/// # Errors
/// What the engine answers.
pub async fn numbers(
    conn: &Conn,
    centre: CentreId,
    campaign: &Campaign,
) -> Result<Numbers, DbError> {
    let (belongs, values) = of_campaign(campaign, 2);
    let sql = format!(
        "select kind, machine, cast(count(*) as bigint) as n, cast(count(distinct contact_id) as bigint) as people, cast(coalesce(sum(amount), 0) as bigint) as amount
         from activity where centre_id = $1 and {belongs} group by kind, machine"
    );
    let tallies = conn
        .all(&sql, args![centre].into_iter().chain(values))
        .await?
        .iter()
        .map(tally)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(rules::numbers(&tallies))
}

fn tally(row: &Row) -> Result<Tally, DbError> {
    Ok(Tally {
        kind: row.get("kind")?,
        machine: row.get("machine")?,
        rows: row.get("n")?,
        people: row.get("people")?,
        amount: row.get("amount")?,
    })
}

/// The days of a campaign from the start of its window to its end or `now`, at most 92,
/// the last ones.
///
/// # Errors
/// What the engine answers.
pub async fn by_day(
    conn: &Conn,
    centre: CentreId,
    campaign: &Campaign,
    zone: &TimeZone,
    now: Moment,
) -> Result<Vec<Day>, DbError> {
    let mut days = days_of(campaign.from, campaign.until.min(now), zone);
    let Some(first) = days.first().map(|day| day.at) else {
        return Ok(days);
    };
    let (belongs, values) = of_campaign(campaign, 4);
    let sql = format!(
        "select kind, at / {BUCKET_MICROSECONDS} as bucket, cast(count(*) as bigint) as n from activity
         where centre_id = $1 and machine = $2 and at >= $3 and kind in ('mail.opened', 'mail.clicked', 'site.visited', 'lead.submitted') and {belongs}
         group by kind, at / {BUCKET_MICROSECONDS}"
    );
    let rows = conn
        .all(&sql, args![centre, false, first].into_iter().chain(values))
        .await?;
    for row in &rows {
        let at = Moment(row.get::<i64>("bucket")? * BUCKET_MICROSECONDS);
        let after = days.partition_point(|day| day.at <= at);
        let Some(day) = after.checked_sub(1).and_then(|n| days.get_mut(n)) else {
            continue;
        };
        let n: i64 = row.get("n")?;
        match row.get::<String>("kind")?.as_str() {
            "mail.opened" => day.opened += n,
            "mail.clicked" => day.clicked += n,
            "site.visited" => day.visits += n,
            _ => day.leads += n,
        }
    }
    Ok(days)
}

fn days_of(from: Moment, until: Moment, zone: &TimeZone) -> Vec<Day> {
    let (mut date, last) = (
        from.in_zone(zone).date(),
        Moment(until.0 - 1).in_zone(zone).date(),
    );
    let mut days = Vec::new();
    while date <= last && until > from {
        if let Ok(midnight) = date.to_zoned(zone.clone()) {
            days.push(Day {
                at: Moment(midnight.timestamp().as_microsecond()),
                opened: 0,
                clicked: 0,
                visits: 0,
                leads: 0,
            });
        }
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    days.split_off(days.len().saturating_sub(DAYS_MOST))
}

/// A condition for the rows of any campaign: by its id, or by a link with some
/// `utm_campaign`.
fn of_any() -> String {
    let named = "data like '%campaign\":\"%' and data not like '%campaign\":\"\"%'";
    format!("(campaign_id is not null or (kind in {BY_LINK} and {named}))")
}

/// Which rows of activity a list shows.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The kind, for example `mail.opened`.
    pub kind: String,
    /// Only what belongs to some campaign, where none is named.
    pub campaigns: bool,
    /// A period; empty for all time.
    pub period: Option<Period>,
    /// The last row of the page before.
    pub before: Option<(Moment, Uuid)>,
}

/// The rows behind a number, the latest first: of one campaign, of all campaigns together,
/// or of everything.
///
/// # Errors
/// What the engine answers.
pub async fn happened(
    conn: &Conn,
    centre: CentreId,
    campaign: Option<&Campaign>,
    wanted: &Wanted,
) -> Result<Vec<Happened>, DbError> {
    let (before, id) = wanted.before.unwrap_or((Moment(i64::MAX), Uuid::max()));
    let period = wanted.period.unwrap_or(Period {
        from: Moment(i64::MIN),
        until: Moment(i64::MAX),
    });
    let (belongs, values) = match campaign {
        Some(campaign) => of_campaign(campaign, 8),
        None if wanted.campaigns => (of_any(), Vec::new()),
        None => ("1 = 1".to_owned(), Vec::new()),
    };
    let sql = format!(
        "select id, at, kind, contact_id, machine, amount, data from activity
         where centre_id = $1 and kind = $2 and at >= $3 and at < $4 and (at < $5 or (at = $5 and id < $6)) and {belongs}
         order by at desc, id desc limit $7"
    );
    let fixed = args![
        centre,
        wanted.kind.clone(),
        period.from,
        period.until,
        before,
        id,
        ROWS
    ];
    let rows = conn.all(&sql, fixed.into_iter().chain(values)).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Happened, DbError> {
    let data: String = row.get("data")?;
    let data: Json = serde_json::from_str(&data).unwrap_or(Json::Null);
    let detail = ["path", "url", "link", "page", "title", "reason", "subject"]
        .iter()
        .find_map(|key| data.get(key).and_then(Json::as_str))
        .unwrap_or_default()
        .to_owned();
    Ok(Happened {
        id: row.get("id")?,
        at: row.get("at")?,
        kind: row.get("kind")?,
        contact: row.get("contact_id")?,
        machine: row.get("machine")?,
        amount: row.get("amount")?,
        detail,
    })
}

/// How campaigns converted in a period: registrations to visits first, then the stage
/// before it, people who clicked to mails delivered. Machines are left out.
///
/// # Errors
/// What the engine answers.
pub async fn conversion(
    conn: &Conn,
    centre: CentreId,
    period: Period,
) -> Result<Vec<Figure>, DbError> {
    let sql = format!(
        "select kind, machine, cast(count(*) as bigint) as n, cast(count(distinct contact_id) as bigint) as people, cast(coalesce(sum(amount), 0) as bigint) as amount
         from activity where centre_id = $1 and at >= $2 and at < $3
         and kind in ('mail.sent', 'mail.bounced', 'mail.clicked', 'site.visited', 'lead.submitted') and {} group by kind, machine",
        of_any()
    );
    let tallies = conn
        .all(&sql, args![centre, period.from, period.until])
        .await?
        .iter()
        .map(tally)
        .collect::<Result<Vec<_>, _>>()?;
    let n = rules::numbers(&tallies);
    let rows = |kind: &str| {
        format!(
            "/plan/activity?kind={kind}&of=campaigns&from={}&until={}",
            period.from.0, period.until.0
        )
    };
    Ok(vec![
        Figure {
            name: "kpi-figure-campaign-lead-rate",
            numerator: n.leads,
            denominator: Some(n.visits),
            unit: "percent",
            rows: rows("lead.submitted"),
        },
        Figure {
            name: "kpi-figure-campaign-click-rate",
            numerator: n.clicked,
            denominator: Some(n.delivered),
            unit: "percent",
            rows: rows("mail.clicked"),
        },
    ])
}
