//! Checking a text or a document of several blocks against the rules.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Jurisdiction, Licence, Mode, NormalText, Rule, RuleSet, Scope, Severity, ruleset::Answer,
};

/// One text and the setting in which it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Check<'a> {
    /// The text as people read it, without markup.
    pub text: &'a str,
    /// The kind of text.
    pub scope: Scope,
    /// Where it is read; `GEN` is always meant.
    pub jurisdictions: &'a [Jurisdiction],
    /// The licence of the advertiser.
    pub licence: Licence,
}

/// A document of several blocks and the setting in which it is judged.
#[derive(Debug, Clone, Copy)]
pub struct DocumentCheck<'a> {
    /// Its headings, paragraphs, list items and so on, in reading order.
    pub blocks: &'a [Block<'a>],
    /// The kind of text.
    pub scope: Scope,
    /// Where it is read; `GEN` is always meant.
    pub jurisdictions: &'a [Jurisdiction],
    /// The licence of the advertiser.
    pub licence: Licence,
}

/// One block of a document.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// The caller's name for it.
    pub id: &'a str,
    /// Its text without markup.
    pub text: &'a str,
}

/// A sentence in both languages of the house.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Bilingual {
    /// Traditional Chinese.
    #[serde(rename = "zh-Hant")]
    pub zh: String,
    /// English.
    pub en: String,
}

/// What a rule says against a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Id of the rule.
    pub rule: String,
    /// What it does to the workflow, in this setting.
    pub severity: Severity,
    /// The article of law or the ethical source.
    pub article: String,
    /// Bytes of the original text; none where something is missing or the rule could not decide.
    pub span: Option<Range<usize>>,
    /// What the pattern matched, in normalised form; empty without a span.
    pub matched: String,
    /// Why the rule exists.
    pub why: Bilingual,
    /// What to write instead.
    pub suggestion: Bilingual,
    /// What can take the place of the bytes of `span` as they are; empty where deleting them is enough, none
    /// where a person must find the words.
    #[serde(default)]
    pub replacement: Option<String>,
    /// Names of what a `require` rule found missing.
    pub missing_groups: Vec<String>,
    /// The rule gave up on this text, so a person must look.
    pub undecided: bool,
}

/// A finding in one block, or of the whole document where `block` is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BlockFinding {
    /// Id of the block that the span is in.
    pub block: Option<String>,
    /// The finding.
    pub finding: Finding,
}

impl RuleSet {
    /// Every rule of the setting over one text: every place a rule forbids, up to 20 of one rule, by position;
    /// findings without a place last.
    #[must_use]
    pub fn check(&self, check: &Check<'_>) -> Vec<Finding> {
        let text = self.normaliser().normalise(check.text);
        let mut findings: Vec<Finding> = self
            .rules()
            .iter()
            .filter(|rule| rule.applies(check.scope, check.jurisdictions, check.licence))
            .flat_map(|rule| findings_of(rule, &text, &text, check.licence))
            .collect();
        findings.sort_by_key(position);
        findings
    }

    /// The same over a document: `forbid` rules in each block, with spans inside it, `require` rules over
    /// all blocks joined by line breaks, `unless` patterns anywhere in the document. Blocks in order, the
    /// findings of the whole document last.
    #[must_use]
    pub fn check_document(&self, check: &DocumentCheck<'_>) -> Vec<BlockFinding> {
        let (forbid, require): (Vec<&Rule>, Vec<&Rule>) = self
            .rules()
            .iter()
            .filter(|rule| rule.applies(check.scope, check.jurisdictions, check.licence))
            .partition(|rule| rule.mode() == Mode::Forbid);
        let joined: Vec<&str> = check.blocks.iter().map(|block| block.text).collect();
        let whole = self.normaliser().normalise(&joined.join("\n"));
        let mut findings = Vec::new();
        for block in check.blocks {
            let text = self.normaliser().normalise(block.text);
            let mut here: Vec<Finding> = forbid
                .iter()
                .flat_map(|rule| findings_of(rule, &text, &whole, check.licence))
                .collect();
            here.sort_by_key(position);
            findings.extend(here.into_iter().map(|finding| BlockFinding {
                block: Some(block.id.to_owned()),
                finding,
            }));
        }
        findings.extend(
            require
                .into_iter()
                .flat_map(|rule| findings_of(rule, &whole, &whole, check.licence))
                .map(|finding| BlockFinding {
                    block: None,
                    finding,
                }),
        );
        findings
    }
}

fn position(finding: &Finding) -> (bool, usize, usize) {
    let span = finding.span.as_ref();
    (
        span.is_none(),
        span.map_or(0, |span| span.start),
        span.map_or(0, |span| span.end),
    )
}

fn findings_of(
    rule: &Rule,
    text: &NormalText,
    whole: &NormalText,
    licence: Licence,
) -> Vec<Finding> {
    let answer = rule.answer(text, whole);
    let undecided = answer == Answer::Undecided;
    let bare = || bare(rule, licence, undecided);
    match answer {
        Answer::Silent => Vec::new(),
        Answer::Undecided => vec![bare()],
        Answer::Missing(groups) => vec![Finding {
            missing_groups: groups,
            ..bare()
        }],
        Answer::Forbidden(ranges) => ranges
            .into_iter()
            .map(|range| placed(rule, text, &range, bare()))
            .collect(),
    }
}

/// What a rule says, without a place.
fn bare(rule: &Rule, licence: Licence, undecided: bool) -> Finding {
    // `rules.yaml`, licence `unset`: run every rule, treat all as review.
    let severity = if undecided || licence == Licence::Unset {
        Severity::Review
    } else {
        rule.severity
    };
    Finding {
        rule: rule.id.clone(),
        severity,
        article: rule.article.clone(),
        span: None,
        matched: String::new(),
        why: rule.why.clone(),
        suggestion: rule.suggestion.clone(),
        replacement: None,
        missing_groups: Vec::new(),
        undecided,
    }
}

fn placed(rule: &Rule, text: &NormalText, range: &Range<usize>, bare: Finding) -> Finding {
    let matched = &text.as_str()[range.clone()];
    let replacement = rule.replacement(matched).map(|(part, with)| {
        let part = range.start + part.start..range.start + part.end;
        text.spliced(range, &part, &with)
    });
    Finding {
        span: Some(text.original(range)),
        matched: matched.to_owned(),
        replacement,
        ..bare
    }
}
