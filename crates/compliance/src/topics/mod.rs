//! What a text shows by itself: clinical content, sensitive topics, and the signs of an important release.
//!
//! One word list serves traditional and simplified Chinese: texts and patterns are folded into traditional
//! characters before they meet. The folding is for finding only; spans always lead back to the original.

use std::{ops::Range, sync::OnceLock};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod signs;

use crate::{Normaliser, RuleSet, vocabulary::word_list};
use signs::SignSet;

const CLINICAL: &str = include_str!("../../clinical.yaml");
const RELEASE: &str = include_str!("../../release.yaml");
const SIMPLIFIED: &str = include_str!("../../simplified.txt");

word_list! {
    /// Why a text is clinical.
    SignalKind as "kind of clinical signal" {
        /// It claims an effect on health.
        ClaimOfEffect = "claim_of_effect",
        /// It gives a dose: of a drug, of cold or heat, of repetitions.
        Dosage = "dosage",
        /// It tells how to exercise or to treat.
        Instruction = "instruction",
        /// It names a disease beside a service.
        DiseaseWithService = "disease_with_service",
    }
}

/// A place where a text is clinical, so that the physiotherapist reviews it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signal {
    /// Why.
    pub kind: SignalKind,
    /// The sign of `clinical.yaml` that was found.
    pub key: String,
    /// Bytes of the original text.
    pub span: Range<usize>,
}

/// A topic of the house rules that makes a text sensitive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Topic {
    /// Stable id, for example `politics`.
    pub id: String,
    /// Its name in traditional Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// Words that show it. Chinese words are found anywhere, Latin ones as whole words, in any case.
    pub words: Vec<String>,
}

/// A word of a topic in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TopicHit {
    /// Id of the topic.
    pub topic: String,
    /// The word as the house rules spell it.
    pub word: String,
    /// Bytes of the original text.
    pub span: Range<usize>,
}

/// A sign that a release is important rather than routine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseSignal {
    /// The criterion: `names_service_or_price`, `third_party`, `personal_data_or_image` or `press`.
    pub key: String,
    /// Bytes of the original text.
    pub span: Range<usize>,
}

/// Where a text is clinical, by position; empty means that no sign was found.
#[must_use]
pub fn clinical_signals(text: &str) -> Vec<Signal> {
    static SIGNS: OnceLock<SignSet<SignalKind>> = OnceLock::new();
    let signs = SIGNS.get_or_init(|| {
        SignSet::read(CLINICAL, folding())
            .expect("the carried signs are read and compiled by the tests")
    });
    signs
        .find(text, folding())
        .into_iter()
        .map(|(kind, key, span)| Signal { kind, key, span })
        .collect()
}

/// What a text shows of the criteria that make a release important, by position. A claim of effect counts as
/// `names_service_or_price`, which covers effect, price and promises of service.
#[must_use]
pub fn release_signals(text: &str) -> Vec<ReleaseSignal> {
    static SIGNS: OnceLock<SignSet<()>> = OnceLock::new();
    let signs = SIGNS.get_or_init(|| {
        SignSet::read(RELEASE, folding())
            .expect("the carried signs are read and compiled by the tests")
    });
    let mut found: Vec<ReleaseSignal> = signs
        .find(text, folding())
        .into_iter()
        .map(|((), key, span)| ReleaseSignal { key, span })
        .collect();
    let claims = clinical_signals(text)
        .into_iter()
        .filter(|signal| signal.kind == SignalKind::ClaimOfEffect);
    found.extend(claims.map(|claim| ReleaseSignal {
        key: "names_service_or_price".to_owned(),
        span: claim.span,
    }));
    found.sort_by_key(|signal| (signal.span.start, signal.span.end));
    found
}

/// Every word of the topics in the text, by position.
#[must_use]
pub fn sensitive_topics(text: &str, topics: &[Topic]) -> Vec<TopicHit> {
    let normal = folding().normalise(text);
    let mut hits = Vec::new();
    for topic in topics {
        for word in &topic.words {
            let sought = folding().normalise(word.trim());
            for at in word_positions(normal.as_str(), sought.as_str()) {
                hits.push(TopicHit {
                    topic: topic.id.clone(),
                    word: word.clone(),
                    span: normal.original(&at),
                });
            }
        }
    }
    hits.sort_by_key(|hit| (hit.span.start, hit.span.end));
    hits
}

fn word_positions(text: &str, word: &str) -> Vec<Range<usize>> {
    if word.is_empty() {
        return Vec::new();
    }
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (opens, closes) = (latin(word.chars().next()), latin(word.chars().next_back()));
    text.match_indices(word)
        .map(|(at, _)| at..at + word.len())
        .filter(|at| {
            !(opens && latin(text[..at.start].chars().next_back())
                || closes && latin(text[at.end..].chars().next()))
        })
        .collect()
}

/// The normaliser of the rules that also folds simplified characters and capitals.
fn folding() -> &'static Normaliser {
    static FOLDING: OnceLock<Normaliser> = OnceLock::new();
    FOLDING.get_or_init(|| {
        let pairs = SIMPLIFIED
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace);
        RuleSet::builtin()
            .normaliser()
            .folding(pairs.filter_map(|pair| {
                let mut chars = pair.chars();
                Some((chars.next()?, chars.next()?))
            }))
    })
}
