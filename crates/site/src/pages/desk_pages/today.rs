//! The website on Today, and its pages in the command palette.

use desk::{Addresses, Boxed, Period};
use frame::{Card, Hit, Slot, Visit};
use kernel::{DbError, Moment};
use ui::{KpiTile, State, fmt, kpi_tiles, section};

use super::PATH;
use crate::model::article_path;
use crate::queries;

/// Days the line of the card shows.
const DAYS: i64 = 30;
const HITS_MAX: usize = 8;

/// Visits of this month, with the last 30 days as a line.
#[must_use]
pub fn today(visit: Visit) -> Boxed<Result<Vec<Card>, DbError>> {
    Box::pin(async move { Ok(vec![month_card(&visit).await?]) })
}

async fn month_card(visit: &Visit) -> Result<Card, DbError> {
    let conn = visit.reader();
    let first = visit.now.in_zone(&visit.zone).first_of_month();
    let first = first.and_then(|day| day.start_of_day());
    let from = first.map_or(visit.now.plus_days(-DAYS), |day| {
        Moment(day.timestamp().as_microsecond())
    });
    let period = Period {
        from,
        until: visit.now,
    };
    let traffic = queries::traffic(&conn, visit.centre.id, period).await?;
    let days = queries::daily_sessions(&conn, visit.centre.id, visit.now, DAYS).await?;
    let values: Vec<Option<f64>> = days
        .iter()
        .map(|n| i32::try_from(*n).ok().map(f64::from))
        .collect();
    let stay = queries::average_stay(&traffic);
    let stay = stay.map_or_else(String::new, |s| {
        visit
            .lang()
            .tr("site-stay-words", &[("seconds", fmt::decimal(s, 0).into())])
    });
    let tile = KpiTile {
        name: &visit.t("site-sessions-month"),
        href: PATH,
        value: &fmt::number(traffic.sessions),
        rows: &queries::rows_of("site.visited", period),
        unit: &visit.t("site-unit-sessions"),
        values: &values,
        target: None,
        target_word: &stay,
        state: State::Plain,
        state_word: "",
        says: &visit.t("site-sessions-daily"),
    };
    Ok(Card {
        slot: Slot::Foot,
        order: 40,
        body: section(visit.t("site-website")).body(kpi_tiles(&[tile])),
    })
}

/// Pages whose title holds the words.
#[must_use]
pub fn find(visit: Visit, words: String) -> Boxed<Result<Vec<Hit>, DbError>> {
    Box::pin(async move {
        let wanted = words.trim().to_lowercase();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let directory = queries::directory(&visit.reader(), visit.centre.id).await?;
        let site = visit.desk().part::<Addresses>();
        let site = site.map(|a| a.site.clone()).unwrap_or_default();
        let kind = visit.t("site-public-page");
        let hits = directory
            .pages()
            .iter()
            .filter(|page| page.title.to_lowercase().contains(&wanted))
            .take(HITS_MAX)
            .map(|page| Hit {
                word: page.title.clone(),
                kind: kind.clone(),
                href: format!("{site}{}", article_path(&page.slug)),
                weight: 30,
            })
            .collect();
        Ok(hits)
    })
}
