//! `POST /checks`: what the rules of advertising and privacy law find in a text.
//! Nothing is kept.

use std::ops::Range;

use axum::Json as Answered;
use axum::extract::{Extension, RawQuery, State};
use compliance::topics::{Topic, clinical_signals, release_signals, sensitive_topics};
use compliance::{Bilingual, Check, Jurisdiction, Licence, RuleSet, Scope, Severity};
use desk::{Centre, centre};
use frame::App;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::body::JsonBody;
use crate::caller::Caller;
use crate::machine::Machine;
use crate::{Problem, parameters, shape};

/// What this is called in the scopes of a token.
pub(crate) const NAME: &str = "checks";

/// A text and the setting in which it is checked.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Check", example = Text::example())]
pub(crate) struct Text {
    /// The text as people read it, without markup.
    #[schemars(length(max = 50_000))]
    pub text: String,
    pub scope: Scope,
    /// Where it is read; `GEN` is always meant. Those of the centre when left out.
    #[serde(default)]
    #[schemars(length(max = 10))]
    pub jurisdictions: Option<Vec<Jurisdiction>>,
    /// The licence of the advertiser. That of the centre when left out.
    #[serde(default)]
    pub licence: Option<Licence>,
    /// The day on which it will be read, for example `2026-12-01`; today when left out.
    /// The rules of this version hold on every day.
    #[serde(default)]
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
}

impl Text {
    fn example() -> serde_json::Value {
        serde_json::json!({ "text": "100% pain-free", "scope": "ad", "jurisdictions": ["TW"], "licence": "pt-clinic" })
    }
}

/// What the rules found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// Digest of the rules that ran.
    pub rules: String,
    pub scope: Scope,
    pub jurisdictions: Vec<Jurisdiction>,
    pub licence: Licence,
    #[schemars(extend("format" = "date"))]
    pub date: String,
    pub findings: Vec<Found>,
    /// Signs of clinical content, which a physiotherapist reviews.
    pub clinical: Vec<Sign>,
    /// Signs of an important release, which the head of marketing releases.
    pub release: Vec<Sign>,
    /// Words of the topics that the house rules call sensitive.
    pub sensitive: Vec<Sensitive>,
}

/// What one rule says against the text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Found {
    pub rule: String,
    pub severity: Severity,
    /// The article of law or the ethical source.
    pub article: String,
    /// Null where something is missing from the text.
    pub span: Option<Span>,
    /// What was found, with characters and widths unified.
    pub matched: String,
    pub why: Bilingual,
    pub suggestion: Bilingual,
    /// What the rule asks for and did not find.
    pub missing: Vec<String>,
    /// The rule could not decide; a person must look.
    pub undecided: bool,
}

/// A place in the text, its end not included.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Span {
    /// In bytes of UTF-8.
    pub bytes: Offsets,
    /// In units of UTF-16, as JavaScript counts.
    pub utf16: Offsets,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Offsets {
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Sign {
    pub kind: String,
    pub span: Span,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Sensitive {
    pub topic: String,
    pub zh: String,
    pub en: String,
    pub word: String,
    pub span: Span,
}

impl Span {
    fn of(text: &str, bytes: &Range<usize>) -> Self {
        let units = |range: Range<usize>| {
            text.get(range)
                .map_or(0, |part| part.encode_utf16().count())
        };
        let start = units(0..bytes.start);
        let utf16 = Offsets {
            start,
            end: start + units(bytes.clone()),
        };
        Self {
            bytes: Offsets {
                start: bytes.start,
                end: bytes.end,
            },
            utf16,
        }
    }
}

pub(crate) async fn check(
    State(app): State<App>,
    Extension(machine): Extension<Machine>,
    caller: Caller,
    RawQuery(query): RawQuery,
    JsonBody(body): JsonBody,
) -> Result<Answered<Checked>, Problem> {
    caller.must(NAME)?;
    parameters::none(query.as_deref())?;
    let text: Text = shape::read(&machine.known(app.desk().registry()).checks, body)?;
    let conn = app.desk().database().reader();
    let centre = centre::of(&conn, caller.actor().centre).await?;
    let book = app.desk().rulebook(&conn, centre.id).await?;
    let topics = book.house.sensitive_topics.iter().map(|topic| Topic {
        id: topic.id.clone(),
        zh: topic.zh.clone(),
        en: topic.en.clone(),
        words: topic.words.clone(),
    });
    let topics: Vec<Topic> = topics.collect();
    let today = app
        .desk()
        .clock()
        .now()
        .in_zone(&centre.time_zone())
        .date()
        .to_string();
    // A long text keeps a core busy for a while, which must not hold up others.
    let checked = tokio::task::spawn_blocking(move || run(text, &centre, &topics, today)).await;
    checked.map(Answered).map_err(|_| Problem::failed())
}

fn run(asked: Text, centre: &Centre, topics: &[Topic], today: String) -> Checked {
    let of_centre = || {
        centre
            .jurisdictions
            .iter()
            .filter_map(|word| word.parse().ok())
            .collect()
    };
    let jurisdictions = asked.jurisdictions.unwrap_or_else(of_centre);
    let licence = asked
        .licence
        .unwrap_or_else(|| centre.licence.parse().unwrap_or(Licence::Unset));
    let (rules, text) = (RuleSet::builtin(), asked.text.as_str());
    let check = Check {
        text,
        scope: asked.scope,
        jurisdictions: &jurisdictions,
        licence,
    };
    let findings = rules.check(&check).into_iter().map(|finding| Found {
        rule: finding.rule,
        severity: finding.severity,
        article: finding.article,
        span: finding.span.map(|span| Span::of(text, &span)),
        matched: finding.matched,
        why: finding.why,
        suggestion: finding.suggestion,
        missing: finding.missing_groups,
        undecided: finding.undecided,
    });
    Checked {
        rules: rules.version().to_owned(),
        scope: asked.scope,
        findings: findings.collect(),
        clinical: clinical_signals(text)
            .iter()
            .map(|s| Sign {
                kind: s.kind.to_string(),
                span: Span::of(text, &s.span),
            })
            .collect(),
        release: release_signals(text)
            .iter()
            .map(|s| Sign {
                kind: s.key.clone(),
                span: Span::of(text, &s.span),
            })
            .collect(),
        sensitive: sensitive(text, topics),
        jurisdictions,
        licence,
        date: asked.date.unwrap_or(today),
    }
}

/// Words that touch a sensitive topic, with the names of the topic.
fn sensitive(text: &str, topics: &[Topic]) -> Vec<Sensitive> {
    let hits = sensitive_topics(text, topics).into_iter();
    hits.map(|hit| {
        let topic = topics.iter().find(|topic| topic.id == hit.topic);
        let (zh, en) = topic
            .map(|topic| (topic.zh.clone(), topic.en.clone()))
            .unwrap_or_default();
        Sensitive {
            zh,
            en,
            span: Span::of(text, &hit.span),
            topic: hit.topic,
            word: hit.word,
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_counted_in_bytes_and_in_units_of_utf16() {
        let text = "🦵膝 ok";
        let span = Span::of(text, &(4..7));
        assert_eq!(span.bytes, Offsets { start: 4, end: 7 });
        assert_eq!(span.utf16, Offsets { start: 2, end: 3 });
    }
}
