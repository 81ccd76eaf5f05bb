//! Figures of the indicators the website can answer.

use desk::{Figure, Period};
use kernel::{CentreId, Conn, DbError};

use super::traffic;

/// The page that lists the rows behind the figures.
const ROWS: &str = "/channels/site";

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
    Ok(vec![
        count("kpi-figure-site-sessions", traffic.sessions),
        count("kpi-figure-site-users", traffic.users),
        count("kpi-figure-site-views", traffic.views),
        share(
            "kpi-figure-site-engaged",
            traffic.engaged,
            traffic.sessions,
            "percent",
        ),
        share(
            "kpi-figure-site-dwell",
            traffic.seconds,
            traffic.sessions,
            "seconds",
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
    Ok(vec![count("kpi-figure-site-readers", readers)])
}

fn count(name: &'static str, numerator: i64) -> Figure {
    Figure {
        name,
        numerator,
        denominator: None,
        unit: "count",
        rows: ROWS.to_owned(),
    }
}

fn share(name: &'static str, part: i64, whole: i64, unit: &'static str) -> Figure {
    Figure {
        name,
        numerator: part,
        denominator: Some(whole),
        unit,
        rows: ROWS.to_owned(),
    }
}
