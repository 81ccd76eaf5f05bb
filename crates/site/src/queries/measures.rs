//! Figures of the indicators the website can answer.

use desk::{Figure, Period};
use kernel::{CentreId, Conn, DbError};

use super::traffic;

/// The page that lists what happened of a kind in a period.
#[must_use]
pub fn rows_of(kind: &str, period: Period) -> String {
    let (from, until) = (period.from.0, period.until.0);
    format!("/plan/activity?kind={kind}&from={from}&until={until}")
}

/// 網站流量與停留時間 (`kpi.web-traffic-dwell`): engaged share first, then the counts it rests on.
///
/// # Errors
/// What the engine answers.
pub async fn web_traffic(
    conn: &Conn,
    centre: CentreId,
    period: Period,
) -> Result<Vec<Figure>, DbError> {
    let traffic = traffic::traffic(conn, centre, period).await?;
    let seen = rows_of("site.visited", period);
    Ok(vec![
        count("kpi-figure-site-sessions", traffic.sessions, &seen),
        count("kpi-figure-site-users", traffic.users, &seen),
        count("kpi-figure-site-views", traffic.views, &seen),
        share(
            "kpi-figure-site-engaged",
            traffic.engaged,
            traffic.sessions,
            "percent",
            &seen,
        ),
        share(
            "kpi-figure-site-dwell",
            traffic.seconds,
            traffic.sessions,
            "seconds",
            &rows_of("site.dwelt", period),
        ),
    ])
}

/// The website's part of 內容閱讀與分享率 (`kpi.content-read-share-rate`): unique readers of articles.
///
/// # Errors
/// What the engine answers.
pub async fn page_readers(
    conn: &Conn,
    centre: CentreId,
    period: Period,
) -> Result<Vec<Figure>, DbError> {
    let readers = traffic::readers(conn, centre, period).await?;
    let seen = rows_of("site.visited", period);
    Ok(vec![count("kpi-figure-site-readers", readers, &seen)])
}

fn count(name: &'static str, numerator: i64, rows: &str) -> Figure {
    Figure {
        name,
        numerator,
        denominator: None,
        unit: "count",
        rows: rows.to_owned(),
    }
}

fn share(name: &'static str, part: i64, whole: i64, unit: &'static str, rows: &str) -> Figure {
    Figure {
        name,
        numerator: part,
        denominator: Some(whole),
        unit,
        rows: rows.to_owned(),
    }
}
