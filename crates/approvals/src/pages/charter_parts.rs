//! The sections of the position document. Its own words are quoted as printed; the
//! other language stands beside them.

use charter::{Document, Relationship, Wording};
use ui::{Col, Lang, Markup, Row, facts, html, in_lang, section, table, tag_house};

use super::words::either;

/// The reader's language first, the other beside it.
fn both(lang: Lang, zh: &str, en: &str) -> Markup {
    let (first, second, other) = match lang {
        Lang::ZhHant => (zh, en, Lang::En),
        Lang::En if en.is_empty() => (zh, "", Lang::ZhHant),
        Lang::En => (en, zh, Lang::ZhHant),
    };
    html! { (first) @if !second.is_empty() { " " small { (in_lang(other, second)) } } }
}

/// Lines below each other, each with its anchor.
fn lines<'d>(lang: Lang, items: impl Iterator<Item = (&'d str, &'d str, &'d str)>) -> Markup {
    html! { ul { @for (id, zh, en) in items { li id=(id) { (both(lang, zh, en)) } } } }
}

fn wordings(lang: Lang, items: &[Wording]) -> Markup {
    lines(
        lang,
        items
            .iter()
            .map(|w| (w.id.as_str(), w.zh.as_str(), w.en.as_str())),
    )
}

pub(super) fn purpose(lang: Lang, document: &Document) -> Markup {
    let it = &document.position;
    let rows = [
        ("approvals-doc-title", &it.title, &it.title_en),
        (
            "approvals-doc-department",
            &it.department,
            &it.department_en,
        ),
        ("approvals-doc-workplace", &it.workplace, &it.workplace_en),
        (
            "approvals-doc-reports-to",
            &it.reports_to,
            &it.reports_to_en,
        ),
        (
            "approvals-doc-subordinates",
            &it.subordinates,
            &it.subordinates_en,
        ),
        ("approvals-doc-grade", &it.grade, &it.grade_en),
    ];
    let words: Vec<(String, Markup)> = rows
        .iter()
        .filter(|(_, zh, _)| !zh.is_empty())
        .map(|(key, zh, en)| (lang.t(key), both(lang, zh, en)))
        .collect();
    let pairs: Vec<(&str, Markup)> = words
        .iter()
        .map(|(term, value)| (term.as_str(), value.clone()))
        .collect();
    section(lang.t("approvals-doc-purpose"))
        .id("purpose")
        .body(html! {
            p { (in_lang(Lang::ZhHant, &document.purpose_zh)) }
            p { (in_lang(Lang::En, &document.purpose_en)) }
            (facts(&pairs))
        })
}

pub(super) fn duties(lang: Lang, document: &Document) -> Markup {
    let rows = document.duties.iter().map(|duty| {
        Row::new(html! { (duty.number) " " (both(lang, &duty.zh, &duty.en)) })
            .id(&duty.id)
            .cell(format!("{}%", duty.share_percent))
            .cell(wordings(lang, &duty.items))
    });
    section(lang.t("approvals-doc-duties"))
        .id("duties")
        .body(html! {
            (table(lang, lang.t("approvals-doc-duties"))
                .col(Col::new(lang.t("approvals-tab-duties")))
                .col(Col::num(lang.t("approvals-doc-share")))
                .col(Col::new(lang.t("approvals-doc-duty-items")))
                .rows(rows)
                .fold())
        })
}

pub(super) fn relationships(lang: Lang, document: &Document) -> Markup {
    let of = |list: &[Relationship]| {
        let rows: Vec<Row> = list
            .iter()
            .map(|r| {
                let topics = r.topics.iter();
                let words: Vec<&str> = topics.map(|t| either(lang, &t.zh, &t.en)).collect();
                let cadence = if lang == Lang::En {
                    r.cadence.as_str()
                } else {
                    r.cadence_zh.as_str()
                };
                Row::new(both(lang, &r.zh, &r.en))
                    .id(&r.id)
                    .cell(cadence)
                    .cell(words.join(&lang.t("ui-list-comma")))
            })
            .collect();
        rows
    };
    let relations = &document.relationships;
    section(lang.t("approvals-doc-relationships"))
        .id("relationships")
        .body(html! {
            (table(lang, lang.t("approvals-doc-relationships"))
                .col(Col::new(lang.t("approvals-doc-partner")))
                .col(Col::new(lang.t("approvals-doc-cadence")).short())
                .col(Col::new(lang.t("approvals-doc-topics")))
                .group(lang.t("approvals-doc-internal"))
                .rows(of(&relations.internal))
                .group(lang.t("approvals-doc-external"))
                .rows(of(&relations.external))
                .fold())
        })
}

pub(super) fn kpis(lang: Lang, document: &Document) -> Markup {
    section(lang.t("approvals-doc-kpis"))
        .id("kpis")
        .body(html! {
            @for group in &document.kpis {
                h3 id=(group.id) { (both(lang, &group.zh, &group.en)) }
                (wordings(lang, &group.kpis))
            }
        })
}

pub(super) fn qualifications(lang: Lang, document: &Document) -> Markup {
    section(lang.t("approvals-doc-qualifications")).id("qualifications").body(html! {
        @for group in &document.qualifications {
            h3 id=(group.id) { (both(lang, &group.zh, &group.en)) }
            ul { @for s in &group.statements {
                li id=(s.id) { @if !s.label_zh.is_empty() { b { (s.label_zh) } " " } (both(lang, &s.zh, &s.en)) }
            } }
        }
    })
}

pub(super) fn competencies(lang: Lang, document: &Document) -> Markup {
    section(lang.t("approvals-doc-competencies"))
        .id("competencies")
        .body(html! {
            @for group in &document.competencies {
                h3 id=(group.id) { (both(lang, &group.zh, &group.en)) }
                ul { @for c in &group.items {
                    li id=(c.id) {
                        (both(lang, &c.zh, &c.en)) " "
                        (lang.tr("approvals-doc-weight", &[("n", c.weight.into())]))
                    }
                } }
            }
        })
}

pub(super) fn conditions(lang: Lang, document: &Document) -> Markup {
    let it = &document.conditions;
    let level = [("level", (&it.pressure.level_zh).into())];
    section(lang.t("approvals-doc-conditions")).id("conditions").body(html! {
        ul { @for s in &it.environment {
            li id=(s.id) { @if !s.label_zh.is_empty() { b { (s.label_zh) } " " } (both(lang, &s.zh, &s.en)) }
        } }
        h3 { (lang.t("approvals-doc-pressure")) }
        p { (lang.tr("approvals-doc-pressure-level", &level)) }
        (wordings(lang, &it.pressure.sources))
        h3 { (lang.t("approvals-doc-risks")) }
        @for group in &it.risks {
            p id=(group.id) { b { (both(lang, &group.label_zh, &group.en)) } }
            (wordings(lang, &group.items))
        }
        h3 { (lang.t("approvals-doc-protection")) }
        (wordings(lang, &it.protection_measures))
    })
}

pub(super) fn career(lang: Lang, document: &Document) -> Markup {
    section(lang.t("approvals-doc-career")).id("career").body(html! {
        h3 { (lang.t("approvals-doc-promotion")) }
        ol { @for p in &document.career.promotion { li id=(p.id) { (both(lang, &p.zh, &p.en)) } } }
        h3 { (lang.t("approvals-doc-lateral")) }
        (wordings(lang, &document.career.lateral))
    })
}

pub(super) fn control(lang: Lang, document: &Document) -> Markup {
    let it = &document.control;
    let rows = [
        ("approvals-doc-number", it.number.clone()),
        ("approvals-doc-version", it.version.clone()),
        (
            "approvals-doc-drafted-by",
            either(lang, &it.drafting_department, &it.drafting_department_en).to_owned(),
        ),
        (
            "approvals-charter-approver",
            either(lang, &it.approver, &it.approver_en).to_owned(),
        ),
        ("approvals-doc-issued", it.date_issued.clone()),
        ("approvals-charter-effective", it.date_effective.clone()),
        ("approvals-doc-pages", it.pages.total.to_string()),
    ];
    let words: Vec<(String, String)> = rows
        .into_iter()
        .map(|(key, value)| (lang.t(key), value))
        .collect();
    let pairs: Vec<(&str, Markup)> = words
        .iter()
        .map(|(term, value)| (term.as_str(), html! { (value) }))
        .collect();
    section(lang.t("approvals-doc-control")).id("control").body(html! {
        (facts(&pairs))
        h3 { (lang.t("approvals-doc-sign-off")) }
        ul { @for s in &document.sign_off {
            li id=(s.id) { (both(lang, &s.zh, &s.en)) " " (s.fields.join(&lang.t("ui-list-comma"))) }
        } }
    })
}

/// What the document leaves open, with the default this centre chose.
pub(super) fn open_questions(lang: Lang, document: &Document) -> Markup {
    section(lang.t("approvals-doc-open"))
        .id("open-questions")
        .body(html! {
            p { (tag_house(lang)) " " (lang.t("approvals-doc-open-more")) }
            dl { @for q in &document.open_questions {
                dt id=(q.id) { (q.open_question) }
                dd { (q.safe_default) }
            } }
        })
}
