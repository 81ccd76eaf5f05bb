//! What waits for whom, and what was decided.

use axum::extract::Query;
use desk::RequestId;
use desk::requests::{self, End, Ended, Request};
use frame::{Answer, Visit, level_right};
use kernel::Moment;
use serde::Deserialize;
use ui::{
    Area, Body, Button, Col, Gap, Markup, Row, Shell, State, Tab, empty, html, link_button,
    page_head, section, stack, state, table, tabs, verdict_line,
};

use super::case::{Said, happened};
use super::words::{Names, act_word, cell_word, near, title_of, waiting_words};
use super::{PAGE, proposals};
use crate::queries::{self, Open};

/// Which list, and from where on.
#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    tab: String,
    /// Ended before this instant.
    before: Option<i64>,
    #[serde(default)]
    said: String,
    of: Option<RequestId>,
}

pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let body = match wanted.tab.as_str() {
        "sent" => sent(&visit).await?,
        "decided" => decided(&visit, wanted.before.map(Moment)).await?,
        _ => for_me(&visit).await?,
    };
    let current = match wanted.tab.as_str() {
        "sent" => "sent",
        "decided" => "decided",
        _ => "mine",
    };
    let page = html! { (head(&visit, current).await?) (body) };
    let said = Said {
        said: wanted.said,
        of: wanted.of,
    };
    visit
        .page_with(Shell {
            at: Some(Area::Approvals),
            title: &visit.t("ui-area-approvals"),
            notice: happened(&visit, &said).await?,
            body: Body(page),
            ..Shell::default()
        })
        .await
}

/// Title and tabs, the same on every list of this area.
pub(super) async fn head(visit: &Visit, current: &str) -> Result<Markup, kernel::DbError> {
    let conn = visit.reader();
    let open = queries::open(&conn, visit.centre.id, visit.actor(), visit.now).await?;
    let proposals =
        queries::proposals_for(&conn, visit.centre.id, visit.actor(), visit.now).await?;
    let mine = count(open.iter().filter(|o| o.for_me).count());
    let sent = count(open.iter().filter(|o| o.from_me).count());
    let tab = |key: &str, word: &str, href: &str| Tab::new(visit.t(word), href, key == current);
    let items = [
        tab("mine", "approvals-tab-mine", "/approvals").count(mine),
        tab("sent", "approvals-tab-sent", "/approvals?tab=sent").count(sent),
        tab(
            "proposals",
            "approvals-tab-proposals",
            "/approvals/proposals",
        )
        .count(count(proposals.len())),
        tab("decided", "approvals-tab-decided", "/approvals?tab=decided"),
        tab("freeze", "approvals-tab-freeze", "/approvals/freeze"),
    ];
    Ok(html! {
        (page_head(visit.t("ui-area-approvals")).act(raise(visit)))
        (tabs(&visit.t("ui-area-approvals"), &items))
    })
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// 提出一件事.
fn raise(visit: &Visit) -> Button {
    link_button(visit.t("approvals-raise"), "/approvals/matter/new").key("n")
}

async fn for_me(visit: &Visit) -> Result<Markup, kernel::DbError> {
    let conn = visit.reader();
    let open = queries::open(&conn, visit.centre.id, visit.actor(), visit.now).await?;
    let proposals =
        queries::proposals_for(&conn, visit.centre.id, visit.actor(), visit.now).await?;
    let (mine, rest): (Vec<Open>, Vec<Open>) = open.into_iter().partition(|o| o.for_me);
    let others: Vec<Open> = rest.into_iter().filter(|o| !o.from_me).collect();
    let nothing = empty(
        &visit.t("approvals-none-mine"),
        &visit.t("approvals-none-mine-more"),
        None,
    );
    let mut parts = vec![
        section(visit.t("approvals-tab-mine"))
            .quiet()
            .body(waiting_table(visit, "approvals-tab-mine", &mine, nothing).await?),
    ];
    if !proposals.is_empty() {
        let rows =
            proposals::table_of(visit, &visit.t("approvals-proposals-mine"), &proposals).await?;
        parts.push(section(visit.t("approvals-proposals-mine")).body(rows));
    }
    if !others.is_empty() {
        let rows = waiting_table(visit, "approvals-others", &others, html! {}).await?;
        parts.push(section(visit.t("approvals-others")).body(rows));
    }
    Ok(stack(Gap::Sections, &parts))
}

async fn sent(visit: &Visit) -> Result<Markup, kernel::DbError> {
    let conn = visit.reader();
    let mut open = queries::open(&conn, visit.centre.id, visit.actor(), visit.now).await?;
    open.retain(|o| o.from_me);
    let ended = queries::ended_of(&conn, visit.centre.id, visit.actor(), PAGE).await?;
    let nothing = empty(
        &visit.t("approvals-none-sent"),
        &visit.t("approvals-none-sent-more"),
        Some(raise(visit)),
    );
    let mut parts = vec![
        section(visit.t("approvals-tab-sent"))
            .quiet()
            .body(waiting_table(visit, "approvals-tab-sent", &open, nothing).await?),
    ];
    if !ended.is_empty() {
        let rows = ended_table(visit, "approvals-sent-ended", &ended, None, html! {}).await?;
        parts.push(section(visit.t("approvals-sent-ended")).body(rows));
    }
    Ok(stack(Gap::Sections, &parts))
}

async fn decided(visit: &Visit, before: Option<Moment>) -> Result<Markup, kernel::DbError> {
    let conn = visit.reader();
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let ended = requests::ended(&conn, visit.centre.id, before, limit).await?;
    let last = ended.last().filter(|_| ended.len() == PAGE);
    let more = last.map(|(_, e)| format!("/approvals?tab=decided&before={}", e.at.0));
    let nothing = empty(
        &visit.t("approvals-none-decided"),
        &visit.t("approvals-none-decided-more"),
        None,
    );
    ended_table(visit, "approvals-tab-decided", &ended, more, nothing).await
}

async fn waiting_table(
    visit: &Visit,
    caption: &str,
    open: &[Open],
    nothing: Markup,
) -> Result<Markup, kernel::DbError> {
    let lang = visit.lang();
    let names = Names::of(
        visit,
        open.iter().map(|o| o.request.requester.account()).collect(),
    )
    .await?;
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let rows = open.iter().map(|o| {
        let it = &o.request;
        let words = waiting_words(visit, it.raised_at, it.due_at);
        let mark = match (o.agreed, it.due_at < visit.now) {
            (true, _) => state(State::Stopped, lang.t("approvals-kept")),
            (false, true) => state(State::Late, words),
            (false, false) => state(State::Wait, words),
        };
        let line = &cell_word(lang, &book, it.verdict.cell.as_deref());
        Row::link(
            title_of(lang, &it.kind, &it.title),
            format!("/approvals/{}", it.id),
        )
        .detail(act_word(lang, &it.kind))
        .cell(verdict_line(lang, level_right(it.verdict.level), line))
        .cell(names.actor(lang, &it.requester))
        .cell(mark)
    });
    Ok(html! { (table(lang, visit.t(caption))
    .col(Col::new(visit.t("approvals-col-case")))
    .col(Col::new(visit.t("approvals-col-right")).soft())
    .col(Col::new(visit.t("approvals-col-who")).short())
    .col(Col::new(visit.t("approvals-col-waiting")))
    .rows(rows)
    .fold()
    .when_empty(nothing)) })
}

async fn ended_table(
    visit: &Visit,
    caption: &str,
    ended: &[(Request, Ended)],
    more: Option<String>,
    nothing: Markup,
) -> Result<Markup, kernel::DbError> {
    let lang = visit.lang();
    let people = ended
        .iter()
        .flat_map(|(r, e)| [r.requester.account(), e.account])
        .collect();
    let names = Names::of(visit, people).await?;
    let rows = ended.iter().map(|(it, end)| {
        Row::link(
            title_of(lang, &it.kind, &it.title),
            format!("/approvals/{}", it.id),
        )
        .detail(act_word(lang, &it.kind))
        .cell(end_state(visit, end.how))
        .cell(names.actor(lang, &it.requester))
        .cell(names.get(lang, end.account))
        .cell(near(visit, end.at))
    });
    Ok(html! { (table(lang, visit.t(caption))
    .col(Col::new(visit.t("approvals-col-case")))
    .col(Col::new(visit.t("approvals-col-result")))
    .col(Col::new(visit.t("approvals-col-who")).short())
    .col(Col::new(visit.t("approvals-col-decided-by")).short())
    .col(Col::new(visit.t("approvals-col-when")).short())
    .rows(rows)
    .fold()
    .more(more)
    .when_empty(nothing)) })
}

/// How a request ended, as a square with its word.
pub(super) fn end_state(visit: &Visit, how: End) -> Markup {
    match how {
        End::Performed => state(State::Done, visit.t("approvals-end-performed")),
        End::SentBack => state(State::Back, visit.t("approvals-end-sent-back")),
        End::Withdrawn => state(State::Plain, visit.t("approvals-end-withdrawn")),
    }
}
