//! Findings of the check as the editor and pages show them.

use compliance::Severity;
use compliance::topics::SignalKind;
use frame::Visit;
use ui::{Finding, Lang, Markup, html, link, note};

use super::words::said;
use crate::checks::{Found, Place, Report};

/// Findings that lie in the text, for the editor's marks and margin notes.
pub fn for_editor(lang: Lang, report: &Report) -> Vec<Finding> {
    let mut all = Vec::new();
    for found in &report.findings {
        let Place::Block { block, from, to } = found.place else {
            continue;
        };
        all.push(Finding {
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
            replacement: None,
        });
    }
    for (kind, place) in &report.clinical {
        let Place::Block { block, from, to } = *place else {
            continue;
        };
        all.push(Finding {
            block,
            from,
            to,
            severity: "clinic",
            rule: signal_word(lang, *kind),
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

/// The findings as rows of a list of checks.
pub fn rows(lang: Lang, findings: &[Found]) -> Vec<(ui::State, String, Markup)> {
    findings
        .iter()
        .enumerate()
        .map(|(n, found)| {
            let place = place_word(lang, &found.place);
            let place = if matches!(found.place, Place::Block { .. }) {
                link(&place, format!("#m{n}"))
            } else {
                html! { (place) }
            };
            (
                severity_state(found.finding.severity),
                said(lang, &found.finding.why).to_owned(),
                place,
            )
        })
        .collect()
}

/// Findings as notes below each other, each with reason, article and suggestion.
pub fn notes(visit: &Visit, findings: &[(String, &compliance::Finding)]) -> Markup {
    notes_in(visit.lang(), findings)
}

/// The same for a language alone.
pub fn notes_in(lang: Lang, findings: &[(String, &compliance::Finding)]) -> Markup {
    html! {
        @for (place, finding) in findings {
            @let kind = match finding.severity {
                Severity::Block => ui::Severity::Must,
                Severity::Review => ui::Severity::Should,
                Severity::Hint => ui::Severity::Plain,
            };
            @let title = format!("{}\u{3000}{place}", severity_word(lang, finding.severity));
            (note(kind, &title, html! {
                @if !finding.matched.is_empty() { (ui::mark(kind, None, &finding.matched)) " " }
                (said(lang, &finding.why)) " "
                (said(lang, &finding.suggestion)) " "
                (ui::meta(format!("{} \u{b7} {}", finding.article, finding.rule)))
            }, &[]))
        }
    }
}
