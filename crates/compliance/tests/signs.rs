//! Every example in the files of signs, and the topics of the house rules.

use std::collections::BTreeMap;

use compliance::topics::{Topic, clinical_signals, release_signals, sensitive_topics};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct File<E> {
    examples: E,
}

#[derive(Deserialize)]
struct Clinical {
    clinical: BTreeMap<String, Vec<String>>,
    plain: Vec<String>,
}

#[derive(Deserialize)]
struct Release {
    important: BTreeMap<String, Vec<String>>,
    routine: Vec<String>,
}

fn clinical() -> Clinical {
    serde_saphyr::from_str::<File<Clinical>>(include_str!("../clinical.yaml"))
        .expect("the carried file is read by its own test")
        .examples
}

#[test]
fn health_education_and_claims_are_clinical_of_the_kind_they_show() {
    let examples = clinical().clinical;
    assert!(examples.values().map(Vec::len).sum::<usize>() >= 60);
    let mut wrong = Vec::new();
    for (kind, texts) in &examples {
        for text in texts {
            let signals = clinical_signals(text);
            if !signals.iter().any(|signal| signal.kind.as_str() == kind) {
                wrong.push(format!("{kind}: {text} gave {signals:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn news_hours_thanks_and_reminders_are_not_clinical() {
    let plain = clinical().plain;
    assert!(plain.len() >= 40);
    let wrong: Vec<String> = plain
        .iter()
        .filter_map(|text| {
            let signals = clinical_signals(text);
            (!signals.is_empty()).then(|| format!("{text} gave {signals:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_important_release_shows_its_criterion_and_a_routine_one_shows_none() {
    let examples = serde_saphyr::from_str::<File<Release>>(include_str!("../release.yaml"))
        .unwrap()
        .examples;
    let mut wrong = Vec::new();
    for (key, texts) in &examples.important {
        for text in texts {
            if !release_signals(text)
                .iter()
                .any(|signal| signal.key == *key)
            {
                wrong.push(format!("{key}: {text}"));
            }
        }
    }
    for text in &examples.routine {
        let signals = release_signals(text);
        if !signals.is_empty() {
            wrong.push(format!("routine: {text} gave {signals:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn topics() -> Vec<Topic> {
    let topic = |id: &str, words: &[&str]| Topic {
        id: id.to_owned(),
        zh: id.to_owned(),
        en: id.to_owned(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
    };
    vec![
        topic("politics", &["選舉", "總統", "election", ""]),
        topic("epidemic", &["疫情", "流感", "COVID"]),
        topic("incident", &["意外", "war"]),
    ]
}

#[test]
fn a_topic_is_found_in_either_script_and_english_only_as_a_word() {
    let text = "因ＣＯＶＩＤ疫情与选举，臺北停办";
    let hits = sensitive_topics(text, &topics());
    let found: Vec<(&str, &str)> = hits
        .iter()
        .map(|hit| (hit.topic.as_str(), &text[hit.span.clone()]))
        .collect();
    assert_eq!(
        found,
        [
            ("epidemic", "ＣＯＶＩＤ"),
            ("epidemic", "疫情"),
            ("politics", "选举")
        ]
    );
    assert!(sensitive_topics("Award for our selection of books", &topics()).is_empty());
    assert_eq!(sensitive_topics("No WAR here", &topics()).len(), 1);
}

#[test]
fn a_signal_spans_the_words_that_show_it() {
    let text = "各位朋友大家好。每天冰敷 15 分鐘。謝謝。";
    let signals = clinical_signals(text);
    assert!(
        signals
            .iter()
            .all(|signal| text[signal.span.clone()].contains("冰敷")),
        "{signals:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn signals_of_any_text_lie_on_whole_characters(text in any::<String>(), piece in "[做停每次膝痛改善中風治療 0-9秒下\u{200B}]{0,40}") {
        let text = format!("{text}{piece}");
        for span in clinical_signals(&text).into_iter().map(|signal| signal.span)
            .chain(release_signals(&text).into_iter().map(|signal| signal.span))
            .chain(sensitive_topics(&text, &topics()).into_iter().map(|hit| hit.span))
        {
            prop_assert!(text.get(span).is_some());
        }
    }
}
