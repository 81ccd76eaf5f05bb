use compliance::{Jurisdiction, Licence, Severity};

use super::texts::{DRAFTS, PUBLISHED, SENT_BACK, SampleText, WAITING};
use crate::checks::{Report, Setting, Text, of_text};
use crate::doc::{self, Doc};
use crate::model::{Kind, TextSource};

fn report(text: &SampleText) -> Report {
    let sources: Vec<TextSource> = text
        .sources
        .iter()
        .map(|(title, url, date)| TextSource {
            title: (*title).into(),
            url: (*url).into(),
            date: (*date).into(),
        })
        .collect();
    let setting = Setting {
        licence: Licence::MedicalInstitution,
        jurisdictions: vec![Jurisdiction::Tw],
        topics: desk::rulebook::Rulebook::builtin()
            .house
            .sensitive_topics
            .iter()
            .map(|topic| compliance::topics::Topic {
                id: topic.id.clone(),
                zh: topic.zh.clone(),
                en: topic.en.clone(),
                words: topic.words.clone(),
            })
            .collect(),
    };
    let doc = Doc::from_plain(text.body);
    let text = Text {
        title: text.title,
        summary: text.summary,
        doc: &doc,
        sources: &sources,
        kind: text.kind,
        dated: "2026-11-23",
    };
    of_text(&text, &setting, None)
}

#[test]
fn every_published_text_passes_the_check_of_a_medical_institution_in_taiwan() {
    for text in PUBLISHED.iter().chain(&WAITING).chain([&SENT_BACK.0]) {
        let report = report(text);
        let found: Vec<_> = report
            .findings
            .iter()
            .filter(|found| found.finding.severity != Severity::Hint)
            .map(|found| (&found.finding.rule, &found.finding.matched))
            .collect();
        assert!(found.is_empty(), "{}: {found:?}", text.title);
        assert!(
            report.topics.is_empty(),
            "{}: {:?}",
            text.title,
            report.topics
        );
    }
}

#[test]
fn routine_texts_show_no_sign_that_would_need_an_approval() {
    let routine = |kind| matches!(kind, Kind::News | Kind::Hours | Kind::Thanks);
    for text in PUBLISHED.iter().filter(|text| routine(text.kind)) {
        let report = report(text);
        assert!(
            report.clinical.is_empty(),
            "{}: {:?}",
            text.title,
            report.clinical
        );
        assert!(
            report.criteria.is_empty(),
            "{}: {:?}",
            text.title,
            report.criteria
        );
    }
}

#[test]
fn published_texts_are_as_long_as_articles_are() {
    for text in &PUBLISHED {
        let shown = doc::to_text(&Doc::from_plain(text.body));
        let characters = shown.chars().filter(|c| !c.is_whitespace()).count();
        assert!(
            (300..=700).contains(&characters),
            "{}: {characters}",
            text.title
        );
    }
    assert_eq!(DRAFTS.len(), 3);
}
