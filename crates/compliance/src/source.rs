//! The shape of a rules file, and the reading of it into rules.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::{
    Bilingual, Examples, Jurisdiction, Licence, Mode, Normaliser, Rule, Scope, Severity,
    pattern::Pattern,
    ruleset::{Body, WrittenGroup, WrittenReplacement},
};

/// The only edition of the file's shape that is understood.
const SCHEMA_VERSION: u32 = 1;

/// Why a rules file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {flaw}", rule.as_ref().map(|id| format!(", rule {id}")).unwrap_or_default())]
pub struct RuleError {
    /// Line of the file, from 1; 0 where it is not known.
    pub line: u64,
    /// Id of the rule, where the flaw is inside one.
    pub rule: Option<String>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What can be wrong with a rules file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Not YAML, or not the shape of a rules file; the parser's explanation.
    #[error("{0}")]
    Shape(String),
    /// A `schema_version` other than 1.
    #[error("schema version {0} is not understood")]
    SchemaVersion(u32),
    /// A variant must replace one character by one.
    #[error("variant {0:?} is not one character")]
    Variant(String),
    /// Two rules have this rule's id.
    #[error("the id is used twice")]
    RepeatedId,
    /// A `forbid` rule without patterns or a `require` rule without groups.
    #[error("the rule has nothing to look for")]
    Empty,
    /// A pattern no engine accepts; the engine's explanation.
    #[error("pattern: {0}")]
    Pattern(String),
}

#[derive(Deserialize)]
struct File {
    schema_version: u32,
    matching: Matching,
    rules: Vec<Written>,
}

#[derive(Deserialize)]
struct Matching {
    variants: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Spanned<String>,
    jurisdiction: Jurisdiction,
    article: String,
    severity: Severity,
    mode: Mode,
    scopes: Vec<Scope>,
    languages: Vec<String>,
    #[serde(default)]
    patterns: BTreeMap<String, Vec<Spanned<String>>>,
    #[serde(default)]
    except: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
    #[serde(default)]
    groups: Vec<GroupWritten>,
    #[serde(default)]
    replace: Vec<ReplaceWritten>,
    when: Option<When>,
    why: Bilingual,
    suggestion: Bilingual,
    source: String,
    examples: Examples,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupWritten {
    name: String,
    patterns: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplaceWritten {
    /// Where this matches, all marked words are replaced.
    when: Option<Spanned<String>>,
    /// Where this matches, the match alone is replaced.
    part: Option<Spanned<String>>,
    with: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    licence: Vec<Licence>,
}

/// Reads a file; compiles patterns only where `strict`, for a file nobody has tested.
pub(crate) fn read(yaml: &str, strict: bool) -> Result<(Normaliser, Vec<Rule>), RuleError> {
    let file: File = serde_saphyr::from_str(yaml).map_err(|error| shape_error(yaml, &error))?;
    if file.schema_version != SCHEMA_VERSION {
        return Err(RuleError {
            line: 1,
            rule: None,
            flaw: Flaw::SchemaVersion(file.schema_version),
        });
    }
    let normaliser = Normaliser::new(variants(file.matching.variants)?);
    let mut ids = HashSet::new();
    let mut rules = Vec::with_capacity(file.rules.len());
    for written in file.rules {
        if !ids.insert(written.id.value.clone()) {
            return Err(flawed(&written.id, &written.id, Flaw::RepeatedId));
        }
        if strict {
            try_patterns(&written)?;
        }
        rules.push(rule(written)?);
    }
    Ok((normaliser, rules))
}

fn variants(written: BTreeMap<String, String>) -> Result<Vec<(char, char)>, RuleError> {
    let single = |text: &str| {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Ok(c),
            _ => Err(RuleError {
                line: 0,
                rule: None,
                flaw: Flaw::Variant(text.to_owned()),
            }),
        }
    };
    written
        .iter()
        .map(|(from, to)| Ok((single(from)?, single(to)?)))
        .collect()
}

fn rule(written: Written) -> Result<Rule, RuleError> {
    let patterns: Vec<String> = written
        .patterns
        .into_values()
        .flatten()
        .map(|pattern| pattern.value)
        .collect();
    let plain = |patterns: Vec<Spanned<String>>| {
        patterns
            .into_iter()
            .map(|pattern| pattern.value)
            .collect::<Vec<_>>()
    };
    let body = match written.mode {
        Mode::Forbid if !patterns.is_empty() => Body::Forbid {
            patterns,
            except: plain(written.except),
            unless: plain(written.unless),
            replace: written.replace.into_iter().map(replacement).collect(),
        },
        Mode::Require if !written.groups.is_empty() => Body::Require {
            groups: written
                .groups
                .into_iter()
                .map(|group| WrittenGroup {
                    name: group.name,
                    patterns: plain(group.patterns),
                })
                .collect(),
        },
        _ => return Err(flawed(&written.id, &written.id, Flaw::Empty)),
    };
    Ok(Rule {
        id: written.id.value,
        jurisdiction: written.jurisdiction,
        article: written.article,
        severity: written.severity,
        scopes: written.scopes,
        languages: written.languages,
        licences: written.when.map(|when| when.licence).unwrap_or_default(),
        why: written.why,
        suggestion: written.suggestion,
        source: written.source,
        examples: written.examples,
        body,
        compiled: std::sync::OnceLock::new(),
    })
}

fn replacement(written: ReplaceWritten) -> WrittenReplacement {
    let in_part = written.part.is_some();
    WrittenReplacement {
        pattern: written.part.or(written.when).map(|pattern| pattern.value),
        in_part,
        with: written.with,
    }
}

fn try_patterns(written: &Written) -> Result<(), RuleError> {
    let in_groups = written.groups.iter().flat_map(|group| &group.patterns);
    let in_replace = written
        .replace
        .iter()
        .flat_map(|entry| entry.when.iter().chain(&entry.part));
    for pattern in written
        .patterns
        .values()
        .flatten()
        .chain(&written.except)
        .chain(&written.unless)
        .chain(in_groups)
        .chain(in_replace)
    {
        Pattern::new(&pattern.value)
            .map_err(|why| flawed(&written.id, pattern, Flaw::Pattern(why)))?;
    }
    Ok(())
}

fn flawed(id: &Spanned<String>, at: &Spanned<String>, flaw: Flaw) -> RuleError {
    RuleError {
        line: at.referenced.line(),
        rule: Some(id.value.clone()),
        flaw,
    }
}

/// The parser knows the line; the rule is the last one that begins at or before it.
fn shape_error(yaml: &str, error: &serde_saphyr::Error) -> RuleError {
    let line = error.location().map_or(0, |location| location.line());
    let upto = usize::try_from(line).unwrap_or(usize::MAX);
    let rule = yaml
        .lines()
        .take(upto)
        .filter_map(|text| text.trim_start().strip_prefix("- id:"))
        .last()
        .map(|id| id.trim().to_owned());
    RuleError {
        line,
        rule,
        flaw: Flaw::Shape(error.to_string()),
    }
}
