//! The compliance check: a text and its setting in, findings out. One function for the
//! editor, the page that tries a text, the API, and the facts a publication is judged by.

use compliance::topics::{self, Topic};
use compliance::{Block, Check, DocumentCheck, Jurisdiction, Licence, RuleSet, Scope, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::doc::{self, Doc};
use crate::model::{Kind, TextSource, Version};
use crate::rules::utf16_range;

/// Characters a text may have to be checked.
pub const TEXT_MAX: usize = 50_000;

/// A text to be tried, as the API takes it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// At most 50,000 characters, without markup.
    pub text: String,
    /// The kind of text.
    pub scope: Scope,
    /// Where it is read; `GEN` is always meant.
    #[serde(default = "taiwan")]
    pub jurisdictions: Vec<Jurisdiction>,
    /// The licence of the advertiser; `unset` treats every finding as one to review.
    #[serde(default = "unset")]
    pub licence: Licence,
    /// The day the text is judged for, `2026-11-23`; comes back with the answer.
    #[serde(default)]
    pub date: Option<String>,
}

fn taiwan() -> Vec<Jurisdiction> {
    vec![Jurisdiction::Tw]
}

fn unset() -> Licence {
    Licence::Unset
}

/// What the rules say to a text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Checked {
    /// SHA-256 of the rules, in hexadecimal.
    pub rules: String,
    pub date: Option<String>,
    /// Findings with bytes of the text as spans.
    pub findings: Vec<compliance::Finding>,
    /// Where the text is clinical, so that a physiotherapist reviews it.
    pub clinical: Vec<topics::Signal>,
    /// Signs that a release of it is important.
    pub release: Vec<topics::ReleaseSignal>,
}

/// Why a text was not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckError {
    Empty,
    TooLong,
    Date,
}

impl CheckError {
    /// The field and the key of its sentence.
    #[must_use]
    pub fn field(self) -> (&'static str, &'static str) {
        match self {
            Self::Empty => ("text", "field-empty"),
            Self::TooLong => ("text", "field-too-long"),
            Self::Date => ("date", "content-source-date"),
        }
    }
}

/// Tries a text without keeping anything.
///
/// # Errors
/// [`CheckError`] when there is nothing to check or too much.
pub fn run(ask: &Ask) -> Result<Checked, CheckError> {
    if ask.text.trim().is_empty() {
        return Err(CheckError::Empty);
    }
    if ask.text.chars().count() > TEXT_MAX {
        return Err(CheckError::TooLong);
    }
    if ask
        .date
        .as_ref()
        .is_some_and(|date| date.len() != 10 || !crate::rules::is_date(date))
    {
        return Err(CheckError::Date);
    }
    let rules = RuleSet::builtin();
    Ok(Checked {
        rules: rules.version().to_owned(),
        date: ask.date.clone(),
        findings: rules.check(&Check {
            text: &ask.text,
            scope: ask.scope,
            jurisdictions: &ask.jurisdictions,
            licence: ask.licence,
        }),
        clinical: topics::clinical_signals(&ask.text),
        release: topics::release_signals(&ask.text),
    })
}

/// Where a centre stands before the law.
#[derive(Clone, Debug)]
pub struct Setting {
    pub licence: Licence,
    pub jurisdictions: Vec<Jurisdiction>,
    pub topics: Vec<Topic>,
}

impl Setting {
    /// The setting of these words, as a centre keeps them; an unknown licence counts as
    /// unset, the strictest.
    #[must_use]
    pub fn of(licence: &str, jurisdictions: &[String], topics: Vec<Topic>) -> Self {
        Self {
            licence: licence.parse().unwrap_or(Licence::Unset),
            jurisdictions: jurisdictions
                .iter()
                .filter_map(|word| word.parse().ok())
                .collect(),
            topics,
        }
    }
}

/// A text of an item with what is printed around it.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    pub title: &'a str,
    pub summary: &'a str,
    pub doc: &'a Doc,
    pub sources: &'a [TextSource],
    pub kind: Kind,
    /// Day the text is dated with where it is published, `2026-11-23`.
    pub dated: &'a str,
}

impl<'a> Text<'a> {
    /// The text of a version.
    #[must_use]
    pub fn of(version: &'a Version, dated: &'a str) -> Self {
        Self {
            title: &version.title,
            summary: &version.summary,
            doc: &version.doc,
            sources: &version.sources,
            kind: version.kind,
            dated,
        }
    }
}

/// Where in an item a finding is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Title,
    Summary,
    /// A paragraph or heading, counted from 0 as the editor does, with UTF-16 offsets.
    Block {
        block: usize,
        from: usize,
        to: usize,
    },
    /// A choice of an outlet: the subject line of a mail.
    Choice(String),
    /// The text as a whole: something is missing.
    Whole,
}

/// A finding with its place.
#[derive(Clone, Debug)]
pub struct Found {
    pub place: Place,
    /// UTF-16 offsets inside the text of its place, where words are marked.
    pub within: Option<(usize, usize)>,
    pub finding: compliance::Finding,
}

/// A reason for which a text is clinical, where it shows first.
#[derive(Clone, Debug)]
pub struct Sign {
    pub kind: topics::SignalKind,
    pub place: Place,
    /// The words that show it, as they were written.
    pub words: String,
}

/// Everything the check says about an item.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub findings: Vec<Found>,
    /// The first place of each reason for which the text is clinical.
    pub clinical: Vec<Sign>,
    /// Ids of sensitive topics.
    pub topics: Vec<String>,
    /// Criteria of importance that the text shows.
    pub criteria: Vec<String>,
}

impl Report {
    /// The name of a finding on pages, by which the editor finds its place: `m` and its number; clinical signs
    /// are counted on behind the findings.
    #[must_use]
    pub fn mark(n: usize) -> String {
        format!("m{n}")
    }

    /// Whether it says that the text names no source.
    #[must_use]
    pub fn misses_source(found: &Found) -> bool {
        let missing = &found.finding.missing_groups;
        found.finding.span.is_none() && missing.iter().any(|group| group == "source")
    }

    /// How many findings are of this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> i64 {
        let n = self
            .findings
            .iter()
            .filter(|found| found.finding.severity == severity)
            .count();
        i64::try_from(n).unwrap_or(i64::MAX)
    }
}

/// The scope a kind of content is judged by on the website.
#[must_use]
pub fn scope_of(kind: Kind) -> Scope {
    match kind {
        Kind::Education => Scope::Education,
        _ => Scope::Web,
    }
}

/// Checks an item as it stands on the website and, when it is `mailed` too, as a message
/// with the words chosen for it.
#[must_use]
pub fn of_text(text: &Text<'_>, setting: &Setting, mailed: Option<&[(String, String)]>) -> Report {
    let parts = parts_of(text);
    let mut report = Report {
        findings: document(&parts, setting, scope_of(text.kind), false),
        ..Report::default()
    };
    let mut all = parts;
    if let Some(words) = mailed {
        all.extend(
            words
                .iter()
                .map(|(name, words)| (Place::Choice(name.clone()), words.clone())),
        );
        let known: Vec<(String, Place)> = report
            .findings
            .iter()
            .map(|found| (found.finding.rule.clone(), found.place.clone()))
            .collect();
        // What a message must carry besides (sender, way out) is printed by the mail's own layout.
        let further = document(&all, setting, Scope::Message, true);
        report.findings.extend(
            further.into_iter().filter(|found| {
                !known.contains(&(found.finding.rule.clone(), found.place.clone()))
            }),
        );
    }
    signs(&all, setting, &mut report);
    report
}

/// The pieces of text people read, each with its place; sources and date as the page
/// prints them come last.
fn parts_of(text: &Text<'_>) -> Vec<(Place, String)> {
    let mut parts = vec![
        (Place::Title, text.title.to_owned()),
        (Place::Summary, text.summary.to_owned()),
    ];
    parts.extend(doc::textblocks(text.doc).into_iter().map(|(block, words)| {
        let place = Place::Block {
            block,
            from: 0,
            to: 0,
        };
        (place, words)
    }));
    for figure in doc::images(text.doc) {
        parts.push((Place::Whole, format!("{} {}", figure.alt, figure.caption)));
    }
    for source in text.sources {
        let words = format!(
            "references: {} {} {}",
            source.title, source.url, source.date
        );
        parts.push((Place::Whole, words));
    }
    if !text.dated.is_empty() {
        parts.push((Place::Whole, format!("updated: {}", text.dated)));
    }
    parts
}

fn document(
    parts: &[(Place, String)],
    setting: &Setting,
    scope: Scope,
    forbidden_only: bool,
) -> Vec<Found> {
    let ids: Vec<String> = (0..parts.len()).map(|n| n.to_string()).collect();
    let blocks: Vec<Block<'_>> = ids
        .iter()
        .zip(parts)
        .map(|(id, (_, text))| Block { id, text })
        .collect();
    let found = RuleSet::builtin().check_document(&DocumentCheck {
        blocks: &blocks,
        scope,
        jurisdictions: &setting.jurisdictions,
        licence: setting.licence,
    });
    found
        .into_iter()
        .filter(|found| !(forbidden_only && found.block.is_none()))
        .map(|found| {
            let at = found.block.and_then(|id| id.parse::<usize>().ok());
            let part = at.and_then(|n| parts.get(n));
            let span = found.finding.span.as_ref();
            let within = part
                .zip(span)
                .map(|(part, span)| utf16_range(&part.1, span));
            let place = part.map_or(Place::Whole, |part| placed(part, span));
            let mut finding = found.finding.clone();
            if let Some((part, span)) = part.zip(span) {
                // People look for the words as they wrote them.
                part.1[span.clone()].clone_into(&mut finding.matched);
            }
            Found {
                place,
                within,
                finding,
            }
        })
        .collect()
}

fn placed(part: &(Place, String), span: Option<&std::ops::Range<usize>>) -> Place {
    match (&part.0, span) {
        (Place::Block { block, .. }, Some(span)) => {
            let (from, to) = utf16_range(&part.1, span);
            Place::Block {
                block: *block,
                from,
                to,
            }
        }
        (place, _) => place.clone(),
    }
}

fn signs(parts: &[(Place, String)], setting: &Setting, report: &mut Report) {
    for part in parts {
        for signal in topics::clinical_signals(&part.1) {
            if !report.clinical.iter().any(|sign| sign.kind == signal.kind) {
                report.clinical.push(Sign {
                    kind: signal.kind,
                    place: placed(part, Some(&signal.span)),
                    words: part.1[signal.span].to_owned(),
                });
            }
        }
        let hits = topics::sensitive_topics(&part.1, &setting.topics);
        report.topics.extend(hits.into_iter().map(|hit| hit.topic));
        let signals = topics::release_signals(&part.1);
        report
            .criteria
            .extend(signals.into_iter().map(|signal| signal.key));
    }
    for list in [&mut report.topics, &mut report.criteria] {
        list.sort();
        list.dedup();
    }
}
