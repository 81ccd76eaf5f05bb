//! A set of rules and what each of them says about a text.

use std::{ops::Range, sync::OnceLock};

use serde::{Deserialize, Serialize};

use crate::{
    Bilingual, Jurisdiction, Licence, NormalText, Normaliser, RuleError, Scope, Severity,
    pattern::{Pattern, TooHard, remaining},
    source,
};

/// Findings of one rule in one text: whoever repeats a word more often has seen the point.
pub(crate) const MOST: usize = 20;

const BUILTIN: &str = include_str!("../rules.yaml");

/// Rules read from one file.
#[derive(Debug)]
pub struct RuleSet {
    version: String,
    normaliser: Normaliser,
    rules: Vec<Rule>,
}

/// One rule of law or ethics. Its patterns are compiled when it is first asked.
#[derive(Debug)]
pub struct Rule {
    /// Stable id, for example `tw-superlative`.
    pub id: String,
    /// Whose law it is.
    pub jurisdiction: Jurisdiction,
    /// The article of law or the ethical source.
    pub article: String,
    /// What a finding does.
    pub severity: Severity,
    /// The kinds of text it runs on.
    pub scopes: Vec<Scope>,
    /// Languages its patterns were written for, as BCP 47 tags.
    pub languages: Vec<String>,
    /// The licences it runs for; empty means all.
    pub licences: Vec<Licence>,
    /// Why it exists.
    pub why: Bilingual,
    /// What to write instead.
    pub suggestion: Bilingual,
    /// Where the rule was taken from.
    pub source: String,
    /// Texts that do and do not fire it.
    pub examples: Examples,
    pub(crate) body: Body,
    pub(crate) compiled: OnceLock<Result<Compiled, String>>,
}

/// Whether a rule looks for what must not stand in a text or for what must.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Fires where a pattern matches.
    Forbid,
    /// Fires where a group of patterns is missing.
    Require,
}

/// Texts that do and do not fire a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examples {
    /// Texts that fire it.
    pub positive: Vec<String>,
    /// Texts that look similar and do not.
    pub negative: Vec<String>,
}

/// One thing a text must hold, under the name findings use for it.
#[derive(Debug)]
pub(crate) struct Group {
    name: String,
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
pub(crate) enum Body {
    Forbid {
        patterns: Vec<String>,
        except: Vec<String>,
        unless: Vec<String>,
        replace: Vec<WrittenReplacement>,
    },
    Require {
        groups: Vec<WrittenGroup>,
    },
}

#[derive(Debug)]
pub(crate) struct WrittenGroup {
    pub(crate) name: String,
    pub(crate) patterns: Vec<String>,
}

/// What one press puts in the place of marked words.
#[derive(Debug, Clone)]
pub(crate) struct WrittenReplacement {
    /// Sought in the marked words; none fits always.
    pub(crate) pattern: Option<String>,
    /// Only the match is replaced, not all marked words.
    pub(crate) in_part: bool,
    pub(crate) with: String,
}

#[derive(Debug)]
pub(crate) struct Replacement {
    pattern: Option<Pattern>,
    in_part: bool,
    with: String,
}

#[derive(Debug)]
pub(crate) enum Compiled {
    Forbid {
        patterns: Vec<Pattern>,
        except: Vec<Pattern>,
        unless: Vec<Pattern>,
        replace: Vec<Replacement>,
    },
    Require(Vec<Group>),
}

/// What a rule says about a normalised text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Silent,
    /// Where, from left to right, none overlapping another.
    Forbidden(Vec<Range<usize>>),
    Missing(Vec<String>),
    /// An engine gave up; a person must look.
    Undecided,
}

impl RuleSet {
    /// The rules the program carries. The first call reads them, each rule compiles on its first use.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN_RULES: OnceLock<RuleSet> = OnceLock::new();
        BUILTIN_RULES.get_or_init(|| {
            Self::read(BUILTIN, false)
                .expect("the carried rules are read and compiled by the tests")
        })
    }

    /// Reads a rules file and tries every pattern in it.
    ///
    /// # Errors
    /// The first flaw, with its line and rule.
    pub fn parse(yaml: &str) -> Result<Self, RuleError> {
        Self::read(yaml, true)
    }

    fn read(yaml: &str, strict: bool) -> Result<Self, RuleError> {
        let (normaliser, rules) = source::read(yaml, strict)?;
        let digest = ring::digest::digest(&ring::digest::SHA256, yaml.as_bytes());
        let version = digest
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self {
            version,
            normaliser,
            rules,
        })
    }

    /// SHA-256 of the file in hexadecimal: equal exactly where the rules are equal. Stored beside findings.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// All rules, in the order of the file.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// How these rules read a text.
    #[must_use]
    pub fn normaliser(&self) -> &Normaliser {
        &self.normaliser
    }

    /// Compiles every rule now, so that the first check does not wait; meant for a thread of its own.
    pub fn warm_up(&self) {
        for rule in &self.rules {
            rule.compiled();
        }
    }
}

impl Rule {
    /// Whether it looks for what must not stand in a text or for what must.
    #[must_use]
    pub fn mode(&self) -> Mode {
        match self.body {
            Body::Forbid { .. } => Mode::Forbid,
            Body::Require { .. } => Mode::Require,
        }
    }

    /// Whether it runs on such a text.
    #[must_use]
    pub fn applies(&self, scope: Scope, jurisdictions: &[Jurisdiction], licence: Licence) -> bool {
        self.scopes.contains(&scope)
            && (self.jurisdiction == Jurisdiction::Gen
                || jurisdictions.contains(&self.jurisdiction))
            && (self.licences.is_empty()
                || licence == Licence::Unset
                || self.licences.contains(&licence))
    }

    /// Asks the rule about `text`; its `unless` patterns are sought in `whole`, the document that `text` is from.
    pub(crate) fn answer(&self, text: &NormalText, whole: &NormalText) -> Answer {
        match self.compiled() {
            Some(compiled) => compiled
                .answer(text.as_str(), whole.as_str())
                .unwrap_or(Answer::Undecided),
            None => Answer::Undecided,
        }
    }

    /// The part of the marked words that is replaced, and by what; none where no entry fits.
    pub(crate) fn replacement(&self, matched: &str) -> Option<(Range<usize>, String)> {
        let Some(Compiled::Forbid { replace, .. }) = self.compiled() else {
            return None;
        };
        replace.iter().find_map(|entry| entry.fits(matched))
    }

    fn compiled(&self) -> Option<&Compiled> {
        self.compiled
            .get_or_init(|| Compiled::new(&self.body))
            .as_ref()
            .ok()
    }
}

impl Compiled {
    fn new(body: &Body) -> Result<Self, String> {
        let all = |patterns: &[String]| -> Result<Vec<Pattern>, String> {
            patterns
                .iter()
                .map(|pattern| Pattern::new(pattern))
                .collect()
        };
        Ok(match body {
            Body::Forbid {
                patterns,
                except,
                unless,
                replace,
            } => Self::Forbid {
                patterns: all(patterns)?,
                except: all(except)?,
                unless: all(unless)?,
                replace: replace
                    .iter()
                    .map(Replacement::new)
                    .collect::<Result<_, _>>()?,
            },
            Body::Require { groups } => Self::Require(
                groups
                    .iter()
                    .map(|group| {
                        Ok(Group {
                            name: group.name.clone(),
                            patterns: all(&group.patterns)?,
                        })
                    })
                    .collect::<Result<_, String>>()?,
            ),
        })
    }

    fn answer(&self, text: &str, whole: &str) -> Result<Answer, TooHard> {
        match self {
            Self::Forbid {
                patterns,
                except,
                unless,
                ..
            } => {
                let found = remaining(patterns, except, text)?;
                Ok(if found.is_empty() || any_match(unless, whole)? {
                    Answer::Silent
                } else {
                    Answer::Forbidden(apart(found))
                })
            }
            Self::Require(groups) => {
                let mut missing = Vec::new();
                for group in groups {
                    if !any_match(&group.patterns, text)? {
                        missing.push(group.name.clone());
                    }
                }
                Ok(if missing.is_empty() {
                    Answer::Silent
                } else {
                    Answer::Missing(missing)
                })
            }
        }
    }
}

impl Replacement {
    fn new(written: &WrittenReplacement) -> Result<Self, String> {
        Ok(Self {
            pattern: written.pattern.as_deref().map(Pattern::new).transpose()?,
            in_part: written.in_part,
            with: written.with.clone(),
        })
    }

    /// The bytes of `matched` to replace, if this entry is for it.
    fn fits(&self, matched: &str) -> Option<(Range<usize>, String)> {
        let whole = 0..matched.len();
        let part = match &self.pattern {
            None => whole.clone(),
            Some(pattern) => pattern.matches(matched).ok()?.into_iter().next()?,
        };
        let range = if self.in_part { part } else { whole };
        Some((range, self.with.clone()))
    }
}

/// The first of those that overlap, at most [`MOST`]; takes them sorted by position.
fn apart(ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        if kept.len() == MOST {
            break;
        }
        if kept.last().is_none_or(|last| range.start >= last.end) {
            kept.push(range);
        }
    }
    kept
}

fn any_match(patterns: &[Pattern], text: &str) -> Result<bool, TooHard> {
    for pattern in patterns {
        if pattern.is_match(text)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_decides_on_twenty_kilobytes_of_repeats() {
        let rules = RuleSet::builtin();
        let seeds = [
            "第一",
            "保證",
            "優惠 治療 ",
            "患者證明",
            "best no 1 ",
            "9",
            " \t",
            "中 ",
            "零風險有",
        ];
        let repeated = |seed: &str| {
            rules
                .normaliser()
                .normalise(&seed.repeat(20_000 / seed.len()))
        };
        let texts: Vec<NormalText> = seeds.into_iter().map(repeated).collect();
        for rule in rules.rules() {
            let own: Vec<NormalText> = rule
                .examples
                .positive
                .iter()
                .map(|text| repeated(text))
                .collect();
            for text in texts.iter().chain(&own) {
                let start = text.as_str().chars().take(20).collect::<String>();
                assert_ne!(
                    rule.answer(text, text),
                    Answer::Undecided,
                    "{} on {start}…",
                    rule.id
                );
            }
        }
    }
}
