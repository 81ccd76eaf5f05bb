//! A verdict as people see it before they act.

use std::collections::BTreeSet;

use charter::{Level, Source, Verdict};
use desk::rulebook::Rulebook;
use ui::{HouseLine, Lang, Right, State, VerdictView};

/// The disc of a level.
#[must_use]
pub fn level_right(level: Level) -> Right {
    match level {
        Level::Independent => Right::Own,
        Level::Recommend => Right::Advise,
        Level::Approval => Right::Ask,
        Level::Forbidden => Right::Never,
    }
}

/// The square of what an act of this level becomes.
#[must_use]
pub fn state_of_level(level: Level) -> State {
    match level {
        Level::Independent => State::Done,
        Level::Recommend | Level::Approval => State::Wait,
        Level::Forbidden => State::Back,
    }
}

/// Words of the document as it prints them; for readers of English with a gloss.
#[must_use]
pub fn document_term(lang: Lang, zh: &str, en: &str) -> String {
    if lang == Lang::En && !en.is_empty() {
        format!("{zh} ({en})")
    } else {
        zh.to_owned()
    }
}

/// The four parts of a verdict: what, why, the quoted line, its place.
#[must_use]
pub fn verdict_view(lang: Lang, book: &Rulebook, verdict: &Verdict) -> VerdictView {
    let words = |zh: &str, en: &str| {
        if lang == Lang::En {
            en.to_owned()
        } else {
            zh.to_owned()
        }
    };
    let mut cells: Vec<&str> = verdict.cell.iter().map(String::as_str).collect();
    cells.extend(verdict.rows.iter().filter_map(|row| row.cell.as_deref()));
    let mut seen = BTreeSet::new();
    cells.retain(|cell| seen.insert(*cell));
    let lines = cells
        .iter()
        .filter_map(|id| book.document.cell(id))
        .map(|c| document_term(lang, &c.zh, &c.en))
        .collect::<Vec<_>>();
    let group = cells.first().and_then(|id| {
        book.document
            .authority
            .iter()
            .find(|g| g.cells.iter().any(|c| c.id == **id))
    });
    let place = group.map(|g| {
        let level = match verdict.level {
            Level::Independent => "frame-column-independent",
            Level::Recommend => "frame-column-recommend",
            Level::Approval | Level::Forbidden => "frame-column-approval",
        };
        let args = [
            ("number", book.document.number().into()),
            ("version", book.document.version().into()),
            ("group", words(&g.zh, &g.en).into()),
            ("column", lang.t(level).into()),
        ];
        lang.tr("frame-place", &args)
    });
    let house = verdict
        .rows
        .iter()
        .filter(|r| r.source == Source::House)
        .map(|r| HouseLine {
            words: words(&r.zh, &r.en),
            href: Some(format!("/charter/house#{}", r.id)),
        })
        .collect();
    let document = verdict
        .rows
        .iter()
        .find(|r| r.source == Source::Document)
        .map(|r| words(&r.zh, &r.en));
    let reason = document.unwrap_or_else(|| {
        let steps: Vec<String> = verdict.route.iter().map(|s| words(&s.zh, &s.en)).collect();
        let key = match verdict.level {
            Level::Independent => "frame-reason-independent",
            Level::Recommend => "frame-reason-recommend",
            Level::Approval => "frame-reason-approval",
            Level::Forbidden => "frame-reason-forbidden",
        };
        lang.tr(key, &[("route", steps.join(&lang.t("frame-then")).into())])
    });
    VerdictView {
        right: level_right(verdict.level),
        reason,
        lines,
        place: place.unwrap_or_default(),
        href: cells.first().map(|id| format!("/charter#{id}")),
        house,
    }
}
