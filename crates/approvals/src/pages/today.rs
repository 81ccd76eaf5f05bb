//! What the day's page and the command palette show of the door.

use desk::requests;
use frame::{Card, Hit, Slot, Visit, level_right};
use kernel::DbError;
use text::fold;
use ui::{Markup, State, html, link, section, state, verdict_line};

use super::words::{act_word, cell_word, either, title_of, waiting_words};
use crate::queries;

/// Items of one list on the day's page.
const SHOWN: usize = 5;

/// Two lists at the side: what waits for the reader, what the reader sent.
pub(crate) async fn today_cards(visit: Visit) -> Result<Vec<Card>, DbError> {
    let conn = visit.reader();
    let lang = visit.lang();
    let open = queries::open(&conn, visit.centre.id, visit.actor(), visit.now).await?;
    let proposals =
        queries::proposals_for(&conn, visit.centre.id, visit.actor(), visit.now).await?;
    let book = visit.desk().rulebook(&conn, visit.centre.id).await?;
    let line = |it: &requests::Request, held: bool| {
        let words = waiting_words(&visit, it.raised_at, it.due_at);
        let mark = if held {
            state(State::Stopped, visit.t("approvals-kept"))
        } else if it.due_at < visit.now {
            state(State::Late, words)
        } else {
            state(State::Wait, words)
        };
        html! {
            p { (link(title_of(lang, &it.kind, &it.title), format!("/approvals/{}", it.id))) }
            p { (verdict_line(lang, level_right(it.verdict.level), &cell_word(lang, &book, it.verdict.cell.as_deref()))) }
            p { (mark) }
        }
    };
    let mut mine: Vec<Markup> = open
        .iter()
        .filter(|o| o.for_me)
        .map(|o| line(&o.request, o.agreed))
        .collect();
    mine.extend(proposals.iter().map(|p| html! {
        p { (link(title_of(lang, &p.kind, &p.title), format!("/approvals/proposals/{}", p.id))) }
        p { (verdict_line(lang, level_right(p.verdict.level), &cell_word(lang, &book, p.verdict.cell.as_deref()))) }
    }));
    let sent: Vec<Markup> = open
        .iter()
        .filter(|o| o.from_me)
        .map(|o| line(&o.request, o.agreed))
        .collect();
    let lists = [
        ("approvals-tab-mine", "/approvals", mine, 10),
        ("approvals-today-sent", "/approvals?tab=sent", sent, 11),
    ];
    let cards = lists
        .into_iter()
        .filter(|(_, _, items, _)| !items.is_empty());
    Ok(cards
        .map(|(title, href, items, order)| {
            let args = [("n", items.len().into())];
            let shown: Vec<Markup> = items.iter().take(SHOWN).cloned().collect();
            let body = section(visit.t(title))
                .small(lang.tr("approvals-cases", &args))
                .more(&visit.t("approvals-all"), href)
                .body(ui::waits(&shown));
            Card {
                slot: Slot::Side,
                order,
                body,
            }
        })
        .collect())
}

/// Requests and proposals by title, lines of the document by their words.
pub(crate) async fn search_hits(visit: Visit, query: String) -> Result<Vec<Hit>, DbError> {
    let wanted = fold(query.trim());
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let conn = visit.reader();
    let lang = visit.lang();
    let holds = |text: &str| fold(text).contains(&wanted);
    let mut hits = Vec::new();
    let open = requests::open(&conn, visit.centre.id).await?;
    let ended = requests::recent(&conn, visit.centre.id, 200).await?;
    let all = open
        .iter()
        .map(|r| (r, 60))
        .chain(ended.iter().map(|(r, _)| (r, 30)));
    for (it, weight) in all {
        let word = title_of(lang, &it.kind, &it.title);
        if holds(&word) {
            hits.push(Hit {
                word,
                kind: act_word(lang, &it.kind),
                href: format!("/approvals/{}", it.id),
                weight,
            });
        }
    }
    for p in queries::proposals(&conn, visit.centre.id).await? {
        let word = title_of(lang, &p.kind, &p.title);
        if holds(&word) {
            hits.push(Hit {
                word,
                kind: visit.t("approvals-tab-proposals"),
                href: format!("/approvals/proposals/{}", p.id),
                weight: 40,
            });
        }
    }
    let book = visit.desk().rulebook(&conn, visit.centre.id).await?;
    let lines = book.document.lines();
    hits.extend(
        lines
            .filter(|line| holds(line.zh) || holds(line.en))
            .take(10)
            .map(|line| Hit {
                word: either(lang, line.zh, line.en).to_owned(),
                kind: visit.t("ui-area-charter"),
                href: format!("/charter#{}", line.id),
                weight: 10,
            }),
    );
    Ok(hits)
}
