//! What content adds to pages of others: cards of the day, search hits, the indicator.

use std::sync::Arc;

use desk::{Figure, Period};
use frame::{Card, Hit, Slot, Visit};
use kernel::{CentreId, Conn, DbError};
use ui::{html, link, section};

use super::words::{kind_word, state_square};
use crate::model::{ItemLine, ItemState};
use crate::queries::{self, Filter};

/// Cards of the day: what was sent back to the reader, and what they are writing.
pub async fn cards(visit: Visit) -> Result<Vec<Card>, DbError> {
    let conn = visit.reader();
    let mine = visit.account();
    let back = queries::sent_back_of(&conn, visit.centre.id, mine).await?;
    let drafts = Filter {
        state: Some(ItemState::Draft),
        author: Some(mine),
        ..Filter::default()
    };
    let mut drafts = queries::items(&conn, visit.centre.id, &drafts).await?.lines;
    drafts.truncate(5);
    let mut cards = Vec::new();
    if !back.is_empty() {
        cards.push(Card {
            slot: Slot::Main,
            order: 20,
            body: list(&visit, "content-card-back", &back),
        });
    }
    if !drafts.is_empty() {
        cards.push(Card {
            slot: Slot::Side,
            order: 40,
            body: list(&visit, "content-card-drafts", &drafts),
        });
    }
    Ok(cards)
}

fn list(visit: &Visit, title: &str, lines: &[ItemLine]) -> ui::Markup {
    let items: Vec<ui::Markup> = lines
        .iter()
        .map(|line| {
            html! {
                p { (link(&line.title, format!("/content/{}/edit", line.id))) }
                p { (state_square(visit.lang(), line.state)) }
            }
        })
        .collect();
    section(visit.t(title))
        .more(&visit.t("content-library"), "/content")
        .body(ui::waits(&items))
}

/// Items whose title, summary or text holds the words.
pub async fn search(visit: Visit, words: String) -> Result<Vec<Hit>, DbError> {
    let folded = text::fold(&words);
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter {
        words: folded.clone(),
        ..Filter::default()
    };
    let found = queries::items(&visit.reader(), visit.centre.id, &filter).await?;
    Ok(found
        .lines
        .into_iter()
        .take(8)
        .map(|line| Hit {
            weight: if text::fold(&line.title).contains(&folded) {
                60
            } else {
                30
            },
            kind: kind_word(visit.lang(), line.kind),
            href: format!("/content/{}/edit", line.id),
            word: line.title,
        })
        .collect())
}

/// 內容發布數量與質量: pieces published for the first time, the share approved without
/// rework, then the pieces by kind.
pub async fn output_quality(
    conn: Arc<Conn>,
    centre: CentreId,
    period: Period,
) -> Result<Vec<Figure>, DbError> {
    let output = queries::output(&conn, centre, period).await?;
    let rows = format!("/content?from={}&until={}", period.from.0, period.until.0);
    let mut figures = vec![
        Figure {
            name: "kpi-figure-content-published",
            numerator: output.by_kind.iter().map(|(_, n)| n).sum(),
            denominator: None,
            unit: "count",
            rows: rows.clone(),
        },
        Figure {
            name: "kpi-figure-content-first-pass",
            numerator: output.first_pass,
            denominator: Some(output.reviewed),
            unit: "percent",
            rows: "/approvals".to_owned(),
        },
    ];
    figures.extend(output.by_kind.iter().map(|(kind, n)| Figure {
        name: match kind {
            crate::Kind::Education => "kpi-figure-content-education",
            crate::Kind::News => "kpi-figure-content-news",
            crate::Kind::Hours => "kpi-figure-content-hours",
            crate::Kind::Thanks => "kpi-figure-content-thanks",
            crate::Kind::Repost => "kpi-figure-content-repost",
            crate::Kind::Reminder => "kpi-figure-content-reminder",
            crate::Kind::Service => "kpi-figure-content-service",
            crate::Kind::Feature => "kpi-figure-content-feature",
        },
        numerator: *n,
        denominator: None,
        unit: "count",
        rows: format!("{rows}&kind={}", kind.key()),
    }));
    Ok(figures)
}
