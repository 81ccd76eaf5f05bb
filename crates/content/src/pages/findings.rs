//! Findings of the check as the editor and pages show them.

use compliance::Severity;
use compliance::topics::SignalKind;
use ui::{Finding, Gap, Lang, Markup, html, link, note, stack};

use super::words::said;
use crate::checks::{Place, Report, Sign};
use crate::model::ItemId;

/// Findings that lie in the text or its title, for the editor's marks and notes.
pub fn for_editor(lang: Lang, report: &Report) -> Vec<Finding> {
    let mut all = Vec::new();
    for (n, found) in report.findings.iter().enumerate() {
        let (block, from, to) = match (&found.place, found.within) {
            (Place::Block { block, from, to }, _) => (Some(*block), *from, *to),
            (Place::Title, Some((from, to))) => (None, from, to),
            _ => continue,
        };
        all.push(Finding {
            id: Report::mark(n),
            block,
            from,
            to,
            severity: match found.finding.severity {
                Severity::Block => "stop",
                Severity::Review | Severity::Hint => "warn",
            },
            rule: severity_word(lang, found.finding.severity),
            article: found.finding.article.clone(),
            why: said(lang, &found.finding.why).to_owned(),
            suggestion: said(lang, &found.finding.suggestion).to_owned(),
            replacement: found.finding.replacement.clone(),
        });
    }
    for (n, sign) in (report.findings.len()..).zip(&report.clinical) {
        let Place::Block { block, from, to } = sign.place else {
            continue;
        };
        all.push(Finding {
            id: Report::mark(n),
            block: Some(block),
            from,
            to,
            severity: "clinic",
            rule: signal_word(lang, sign.kind),
            article: String::new(),
            why: lang.t("content-clinical-why"),
            suggestion: String::new(),
            replacement: None,
        });
    }
    all
}

/// 必改, 人工審查, 建議.
pub fn severity_word(lang: Lang, severity: Severity) -> String {
    lang.t(match severity {
        Severity::Block => "content-severity-block",
        Severity::Review => "content-severity-review",
        Severity::Hint => "content-severity-hint",
    })
}

/// Why a text is clinical.
pub fn signal_word(lang: Lang, kind: SignalKind) -> String {
    lang.t(match kind {
        SignalKind::ClaimOfEffect => "content-clinical-claim",
        SignalKind::Dosage => "content-clinical-dosage",
        SignalKind::Instruction => "content-clinical-instruction",
        SignalKind::DiseaseWithService => "content-clinical-disease",
    })
}

/// The square of a severity.
pub fn severity_state(severity: Severity) -> ui::State {
    match severity {
        Severity::Block => ui::State::Back,
        Severity::Review => ui::State::Wait,
        Severity::Hint => ui::State::Plain,
    }
}

/// Where a finding is, in words; paragraphs are counted from 1 for people.
pub fn place_word(lang: Lang, place: &Place) -> String {
    match place {
        Place::Title => lang.t("content-place-title"),
        Place::Summary => lang.t("content-place-summary"),
        Place::Block { block, .. } => {
            let n = i64::try_from(*block).unwrap_or(i64::MAX).saturating_add(1);
            lang.tr("content-place-block", &[("n", n.into())])
        }
        Place::Choice(_) => lang.t("content-place-mail"),
        Place::Whole => lang.t("content-place-whole"),
    }
}

/// Where a place is put right: in the editor, or on the form around the text.
pub fn place_address(item: ItemId, n: usize, place: &Place) -> Option<String> {
    match place {
        Place::Title => Some(format!("/content/{item}/edit#title")),
        Place::Summary => Some(format!("/content/{item}/facts#f-summary")),
        Place::Block { .. } => Some(format!("/content/{item}/edit#{}", Report::mark(n))),
        Place::Whole => Some(format!("/content/{item}/facts#f-sources")),
        Place::Choice(_) => None,
    }
}

/// The place as a link to itself, also out of the editor's own panel.
pub fn place_link(lang: Lang, item: ItemId, n: usize, place: &Place, in_editor: bool) -> Markup {
    let word = place_word(lang, place);
    let Some(address) = place_address(item, n, place) else {
        return html! { (word) };
    };
    match address.split_once("/edit#").filter(|_| in_editor) {
        Some((_, hash)) => link(word, format!("#{hash}")),
        None => link(word, address),
    }
}

/// The findings of the editor's panel: how grave, the words that were found, and where.
pub fn rows(lang: Lang, item: ItemId, report: &Report) -> Vec<(ui::State, String, Markup)> {
    // What is missing altogether stands above, among what publishing needs.
    let found = report.findings.iter().enumerate();
    let found = found.filter(|(_, found)| !Report::misses_source(found));
    let found = found.map(|(n, found)| {
        let words = if found.finding.matched.is_empty() {
            html! { (said(lang, &found.finding.why)) }
        } else {
            quoted(&found.finding.matched)
        };
        let place = place_link(lang, item, n, &found.place, true);
        let severity = found.finding.severity;
        let word = severity_word(lang, severity);
        (
            severity_state(severity),
            word,
            html! { (words) " " (place) },
        )
    });
    let clinical = (report.findings.len()..)
        .zip(&report.clinical)
        .map(|(n, sign)| {
            let place = place_link(lang, item, n, &sign.place, true);
            (ui::State::Wait, signal_word(lang, sign.kind), place)
        });
    found.chain(clinical).collect()
}

/// Words out of a text, marked as what they are: Han in an English page as well.
fn quoted(words: &str) -> Markup {
    html! { q lang=[text_lang(words)] { (words) } }
}

/// `zh-Hant` for words with Han characters.
pub fn text_lang(words: &str) -> Option<&'static str> {
    let han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    words.chars().any(han).then_some("zh-Hant")
}

/// Findings as notes below each other, each with reason, article and suggestion. The
/// place of each is brought by the caller, as a link where there is one.
pub fn notes_in(lang: Lang, findings: &[(Markup, &compliance::Finding)]) -> Markup {
    let notes: Vec<Markup> = findings
        .iter()
        .map(|(place, finding)| one_note(lang, place, finding))
        .collect();
    stack(Gap::Usual, &notes)
}

fn one_note(lang: Lang, place: &Markup, finding: &compliance::Finding) -> Markup {
    let kind = match finding.severity {
        Severity::Block => ui::Severity::Must,
        Severity::Review => ui::Severity::Should,
        Severity::Hint => ui::Severity::Plain,
    };
    let instead = finding.replacement.as_ref().filter(|it| !it.is_empty());
    // Chinese sentences follow each other without a blank.
    let gap = if lang == Lang::En { " " } else { "" };
    let body = html! {
        @if !finding.matched.is_empty() { span lang=[text_lang(&finding.matched)] { (ui::mark(kind, None, &finding.matched)) } " " }
        (place)
        br;
        (said(lang, &finding.why)) (gap)
        (said(lang, &finding.suggestion)) (gap)
        @if let Some(with) = instead { (lang.t("content-write-instead")) (quoted(with)) }
        br;
        span lang=[text_lang(&finding.article)] { (finding.article) } " \u{b7} " (finding.rule)
    };
    note(kind, &severity_word(lang, finding.severity), body, &[])
}

/// The notes of a report, each with a link to the place it speaks of; what makes the text
/// clinical comes last.
pub fn notes_of(lang: Lang, item: ItemId, report: &Report) -> Markup {
    let mut order: Vec<usize> = (0..report.findings.len()).collect();
    order.sort_by_key(|n| report.findings[*n].finding.severity != Severity::Block);
    let notes: Vec<(Markup, &compliance::Finding)> = order
        .into_iter()
        .map(|n| {
            let found = &report.findings[n];
            (
                place_link(lang, item, n, &found.place, false),
                &found.finding,
            )
        })
        .collect();
    let clinical: Vec<Markup> = (report.findings.len()..)
        .zip(&report.clinical)
        .map(|(n, sign)| {
            let place = place_link(lang, item, n, &sign.place, false);
            clinical_note(lang, &place, sign)
        })
        .collect();
    html! { (notes_in(lang, &notes)) (stack(Gap::Usual, &clinical)) }
}

fn clinical_note(lang: Lang, place: &Markup, sign: &Sign) -> Markup {
    let kind = ui::Severity::Clinical;
    let body = html! {
        span lang=[text_lang(&sign.words)] { (ui::mark(kind, None, &sign.words)) } " " (place)
        br;
        (lang.t("content-clinical-why"))
    };
    note(kind, &signal_word(lang, sign.kind), body, &[])
}
