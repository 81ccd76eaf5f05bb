//! The position document as a page: every line with its own anchor, in both languages.

use std::collections::BTreeMap;

use charter::{Document, Level, Source};
use desk::ledger;
use desk::rulebook::Rulebook;
use frame::{Answer, Visit};
use jiff::civil::Date;
use kernel::{DbError, Moment};
use ui::{
    Area, Col, Gap, Markup, MatrixLine, MatrixRow, Row, Tab, html, link_button, matrix, page_head,
    section, stack, table, tabs,
};

use super::charter_parts as parts;
use super::words::{act_word, either};

pub(super) async fn show(visit: Visit) -> Answer {
    let lang = visit.lang();
    let conn = visit.reader();
    let book = visit.desk().rulebook(&conn, visit.centre.id).await?;
    let document = &book.document;
    let since = quarter_start(&visit);
    let cited: BTreeMap<String, i64> = ledger::citations(&conn, visit.centre.id, since)
        .await?
        .into_iter()
        .collect();
    let title = document_title(&visit, document);
    let body = html! {
        (head(&visit, document, &title))
        (area_tabs(&visit, &book, "charter"))
        (stack(Gap::Sections, &[
            authority(&visit, document, &cited),
            handled(&visit, &book),
            parts::purpose(lang, document),
            parts::duties(lang, document),
            parts::relationships(lang, document),
            parts::kpis(lang, document),
            parts::qualifications(lang, document),
            parts::competencies(lang, document),
            parts::conditions(lang, document),
            parts::career(lang, document),
            parts::control(lang, document),
            parts::open_questions(lang, document),
        ]))
    };
    visit.page(Area::Charter, &title, body).await
}

fn document_title(visit: &Visit, document: &Document) -> String {
    let control = &document.control;
    either(visit.lang(), &control.title, &control.title_en).to_owned()
}

fn head(visit: &Visit, document: &Document, title: &str) -> Markup {
    let lang = visit.lang();
    let (it, control) = (&document.position, &document.control);
    let version = [
        ("number", document.number().into()),
        ("version", document.version().into()),
    ];
    let reports_to = either(lang, &it.reports_to, &it.reports_to_en);
    let approver = either(lang, &control.approver, &control.approver_en);
    html! {
        (page_head(title)
            .fact(lang.tr("approvals-charter-version", &version))
            .named(&visit.t("approvals-charter-position"), &it.number)
            .named(&visit.t("approvals-charter-superior"), reports_to)
            .named(&visit.t("approvals-charter-approver"), approver)
            .named(&visit.t("approvals-charter-effective"), &control.date_effective)
            .sentence(visit.t("approvals-charter-sentence"))
            .act(link_button(visit.t("approvals-load"), "/charter/versions")))
    }
}

/// The tabs of 職務, the same on every page of it.
pub(super) fn area_tabs(visit: &Visit, book: &Rulebook, current: &str) -> Markup {
    let document = &book.document;
    let relations = document.relationships.internal.len() + document.relationships.external.len();
    let kpis: usize = document.kpis.iter().map(|g| g.kpis.len()).sum();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let tab = |key: &str, word: &str, href: &str| Tab::new(visit.t(word), href, key == current);
    let items = [
        tab("charter", "approvals-tab-authority", "/charter"),
        tab("", "approvals-tab-duties", "/charter#duties").count(count(document.duties.len())),
        tab("", "approvals-tab-relations", "/charter#relationships").count(count(relations)),
        tab("", "approvals-tab-kpis", "/charter#kpis").count(count(kpis)),
        tab("house", "approvals-tab-house", "/charter/house"),
        tab("versions", "approvals-tab-versions", "/charter/versions"),
        tab("what-if", "approvals-tab-what-if", "/charter/what-if"),
        tab("ledger", "approvals-tab-ledger", "/charter/ledger"),
    ];
    tabs(&visit.t("ui-area-charter"), &items)
}

/// The first instant of the quarter in the centre's zone.
fn quarter_start(visit: &Visit) -> Moment {
    let today = visit.now.in_zone(&visit.zone).date();
    let month = (today.month() - 1) / 3 * 3 + 1;
    let first = Date::new(today.year(), month, 1).unwrap_or(today);
    first
        .to_zoned(visit.zone.clone())
        .map_or(visit.now, |at| Moment(at.timestamp().as_microsecond()))
}

fn authority(visit: &Visit, document: &Document, cited: &BTreeMap<String, i64>) -> Markup {
    let lang = visit.lang();
    let rows: Vec<MatrixRow> = document
        .authority
        .iter()
        .map(|group| {
            let of = |level: Level| {
                let cells = group.cells.iter().filter(|cell| cell.level == level);
                cells
                    .map(|cell| MatrixLine {
                        id: cell.id.clone(),
                        text: either(lang, &cell.zh, &cell.en).to_owned(),
                        href: format!("/charter/ledger?cell={}", cell.id),
                        count: cited
                            .get(&cell.id)
                            .map_or_else(|| "—".to_owned(), |n| ui::fmt::number(*n)),
                        hit: false,
                    })
                    .collect()
            };
            MatrixRow {
                name: either(lang, &group.zh, &group.en).to_owned(),
                cells: [
                    of(Level::Independent),
                    of(Level::Recommend),
                    of(Level::Approval),
                ],
            }
        })
        .collect();
    let heads = [
        visit.t("approvals-matrix-kind"),
        visit.t("frame-column-independent"),
        visit.t("frame-column-recommend"),
        visit.t("frame-column-approval"),
    ];
    section(visit.t("approvals-tab-authority"))
        .id("authority")
        .quiet()
        .body(html! {
            (matrix(lang, &visit.t("approvals-matrix-caption"), [&heads[0], &heads[1], &heads[2], &heads[3]], &rows))
            (ui::meta(visit.t("approvals-matrix-foot")))
        })
}

/// Who handles each line: the acts whose rows point at it.
fn handled(visit: &Visit, book: &Rulebook) -> Markup {
    let lang = visit.lang();
    let mut acts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in &book.house.rows {
        let Some(cell) = &row.cell else { continue };
        for act in &row.acts {
            let word = act_word(lang, act);
            let words = acts.entry(cell).or_default();
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    let matter = act_word(lang, charter::DecisionTable::MATTER);
    let rows = book.document.cells().map(|cell| {
        let own = acts.get(cell.id.as_str()).cloned().unwrap_or_default();
        let by = if own.is_empty() {
            matter.clone()
        } else {
            own.join(&visit.t("ui-list-comma"))
        };
        let route = book.house.cell_routes.get(&cell.id);
        let route = route.and_then(|id| book.house.route(id));
        Row::link(either(lang, &cell.zh, &cell.en), format!("#{}", cell.id))
            .cell(ui::right(lang, frame::level_right(cell.level)))
            .cell(by)
            .cell(route.map_or("", |r| either(lang, &r.zh, &r.en)))
    });
    section(visit.t("approvals-handled"))
        .small(visit.t("approvals-handled-more"))
        .body(html! {
            details {
                summary { (visit.t("approvals-handled-show")) }
                (table(lang, visit.t("approvals-handled"))
                    .col(Col::new(visit.t("approvals-col-line-of-document")))
                    .col(Col::new(visit.t("approvals-col-right")).short())
                    .col(Col::new(visit.t("approvals-col-acts-of")))
                    .col(Col::new(visit.t("approvals-col-route")).soft())
                    .rows(rows)
                    .fold())
            }
        })
}

/// Where a row of the decision table comes from, as a word.
pub(super) fn source_word(visit: &Visit, source: Source) -> Markup {
    match source {
        Source::Document => ui::tag(visit.t("approvals-source-document")),
        Source::House => ui::tag_house(visit.lang()),
    }
}

/// Title, tabs and body of one page of 職務.
pub(super) async fn page_of(
    visit: &Visit,
    current: &str,
    word: &str,
    sentence: &str,
    body: Markup,
) -> Result<(String, Markup), DbError> {
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let title = visit.t(word);
    let page = html! {
        (page_head(title.clone()).sentence(visit.t(sentence)))
        (area_tabs(visit, &book, current))
        (body)
    };
    Ok((title, page))
}
