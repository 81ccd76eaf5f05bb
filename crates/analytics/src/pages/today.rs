//! Five key figures at the foot of Today, and what the command palette finds.

use frame::{Card, Hit, Slot, Visit};
use futures_util::future::try_join_all;
use kernel::DbError;
use ui::{KpiTile, State, html};

use super::period::{Wanted, asked};
use super::words::{
    close_rows, either, standing_of, target_value, target_word, trend_word, unit_of, value_word,
};
use crate::model::Direction;
use crate::queries::{self, Line};

/// The five, in the order of the tiles.
const FIVE: [&str; 5] = [
    "kpi.leads-generated",
    "kpi.campaign-conversion-rate",
    "kpi.content-read-share-rate",
    "kpi.web-traffic-dwell",
    "kpi.content-output-quality",
];

struct Words {
    name: String,
    href: String,
    value: String,
    rows: String,
    target: String,
    state: (State, String),
    says: String,
}

/// This month's tiles.
pub(crate) async fn today_cards(visit: Visit) -> Result<Vec<Card>, DbError> {
    let asked = asked(&visit, &Wanted::default());
    let lines = FIVE.map(|kpi| queries::line(visit.desk(), &asked, kpi));
    let mut lines: Vec<Line> = try_join_all(lines).await?.into_iter().flatten().collect();
    close_rows(&visit, &mut lines).await?;
    let words: Vec<Words> = lines.iter().map(|line| words(&visit, line)).collect();
    let tiles: Vec<KpiTile<'_>> = lines
        .iter()
        .zip(&words)
        .map(|(line, words)| KpiTile {
            name: &words.name,
            href: &words.href,
            value: &words.value,
            rows: &words.rows,
            unit: "",
            values: &line.trend,
            target: target_value(line),
            target_word: &words.target,
            state: words.state.0,
            state_word: &words.state.1,
            says: &words.says,
        })
        .collect();
    let body = html! { (ui::section(visit.t("analytics-this-month")).quiet().body(ui::kpi_tiles(&tiles))) };
    Ok(vec![Card {
        slot: Slot::Foot,
        order: 0,
        body,
    }])
}

fn words(visit: &Visit, line: &Line) -> Words {
    let limit = line
        .definition
        .is_some_and(|d| d.direction == Direction::Down);
    let target = line.target.as_ref().map_or_else(String::new, |target| {
        let words = target_word(visit, unit_of(line), target.thousandths);
        let key = if limit {
            "analytics-limit-is"
        } else {
            "analytics-target-is"
        };
        visit.lang().tr(key, &[("target", words.into())])
    });
    Words {
        name: either(visit.lang(), &line.zh, &line.en).to_owned(),
        href: format!("/insight/kpi/{}", line.id),
        value: line
            .value()
            .map_or_else(|| "—".to_owned(), |v| value_word(visit, v)),
        rows: line
            .figures
            .first()
            .map_or_else(String::new, |f| f.rows.clone()),
        target,
        state: standing_of(visit, line),
        says: trend_word(visit, line),
    }
}

/// Indicators whose name holds what was typed, in either language.
pub(crate) async fn search_hits(visit: Visit, query: String) -> Result<Vec<Hit>, DbError> {
    let typed = query.trim().to_lowercase();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let known = book.document.kpis.iter().flat_map(|group| &group.kpis);
    let holds = |text: &str| text.to_lowercase().contains(&typed);
    let found = known.filter(|kpi| {
        let term = queries::definition(&kpi.id).map(|d| &d.term);
        holds(&kpi.zh) || holds(&kpi.en) || term.is_some_and(|t| holds(&t.zh) || holds(&t.en))
    });
    Ok(found
        .map(|kpi| Hit {
            word: either(visit.lang(), &kpi.zh, &kpi.en).to_owned(),
            kind: visit.t("analytics-kpi"),
            href: format!("/insight/kpi/{}", kpi.id),
            weight: 30,
        })
        .collect())
}
