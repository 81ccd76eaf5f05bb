//! Who a segment means: limits of a rule, its one canonical form, whether it holds for one
//! contact, and the flat form in which the builder edits it.

use std::collections::BTreeSet;

use crate::model::Rule;
#[cfg(test)]
use crate::model::{Engagement, ImportId, Purpose};

/// How deep a rule may nest.
pub const RULE_DEPTH: usize = 8;
/// Conditions and groups a rule may have.
pub const RULE_NODES: usize = 80;
/// Values one condition may name.
const VALUES: usize = 60;
/// Longest period in days: ten years.
const DAYS: u32 = 3_660;

/// Whether a rule keeps the limits; the key of what it breaks otherwise.
///
/// # Errors
/// `audience-rule-too-large`, `audience-rule-empty-condition`, `audience-rule-days`.
pub fn check(rule: &Rule) -> Result<(), &'static str> {
    if depth(rule) > RULE_DEPTH || nodes(rule) > RULE_NODES {
        return Err("audience-rule-too-large");
    }
    each(rule, &mut |condition| match condition {
        Rule::Tag(values) | Rule::City(values) | Rule::Source(values) => some_of(values.len()),
        Rule::Lifecycle(values) => some_of(values.len()),
        Rule::CreatedWithin(days) | Rule::Engaged { days, .. } => {
            if (1..=DAYS).contains(days) {
                Ok(())
            } else {
                Err("audience-rule-days")
            }
        }
        Rule::All(_) | Rule::Any(_) | Rule::Not(_) | Rule::Consent(_) | Rule::Imported(_) => Ok(()),
    })
}

fn some_of(count: usize) -> Result<(), &'static str> {
    match count {
        0 => Err("audience-rule-empty-condition"),
        1..=VALUES => Ok(()),
        _ => Err("audience-rule-too-large"),
    }
}

fn each<E>(rule: &Rule, look: &mut impl FnMut(&Rule) -> Result<(), E>) -> Result<(), E> {
    look(rule)?;
    match rule {
        Rule::All(parts) | Rule::Any(parts) => parts.iter().try_for_each(|part| each(part, look)),
        Rule::Not(part) => each(part, look),
        _ => Ok(()),
    }
}

fn depth(rule: &Rule) -> usize {
    1 + match rule {
        Rule::All(parts) | Rule::Any(parts) => parts.iter().map(depth).max().unwrap_or(0),
        Rule::Not(part) => depth(part),
        _ => 0,
    }
}

fn nodes(rule: &Rule) -> usize {
    1 + match rule {
        Rule::All(parts) | Rule::Any(parts) => parts.iter().map(nodes).sum(),
        Rule::Not(part) => nodes(part),
        _ => 0,
    }
}

/// The rule with its words in the form contacts keep them in.
#[must_use]
pub fn canonical(rule: &Rule) -> Rule {
    let tidy = |values: &BTreeSet<String>, one: fn(&str) -> String| {
        values
            .iter()
            .map(|v| one(v))
            .filter(|v| !v.is_empty())
            .collect()
    };
    match rule {
        Rule::All(parts) => Rule::All(parts.iter().map(canonical).collect()),
        Rule::Any(parts) => Rule::Any(parts.iter().map(canonical).collect()),
        Rule::Not(part) => Rule::Not(Box::new(canonical(part))),
        Rule::Tag(values) => Rule::Tag(tidy(values, |v| super::tag(v).unwrap_or_default())),
        Rule::City(values) => Rule::City(tidy(values, super::city)),
        Rule::Source(values) => Rule::Source(tidy(values, text::normalise_name)),
        other => other.clone(),
    }
}

/// What a rule asks of one contact.
#[cfg(test)]
pub trait Facts {
    fn tags(&self) -> &BTreeSet<String>;
    fn city(&self) -> &str;
    fn source(&self) -> &str;
    fn lifecycle(&self) -> &str;
    fn consents(&self, purpose: Purpose) -> bool;
    fn was_in(&self, import: ImportId) -> bool;
    /// Days since it became a contact.
    fn age_days(&self) -> i64;
    /// Whether a mail was opened or clicked within so many days.
    fn engaged(&self, how: Engagement, days: u32) -> bool;
}

/// Whether a rule holds for one contact: the meaning that the compiled query must share.
#[cfg(test)]
pub fn holds(rule: &Rule, of: &impl Facts) -> bool {
    match rule {
        Rule::All(parts) => parts.iter().all(|part| holds(part, of)),
        Rule::Any(parts) => parts.iter().any(|part| holds(part, of)),
        Rule::Not(part) => !holds(part, of),
        Rule::Tag(any) => any.iter().any(|tag| of.tags().contains(tag)),
        Rule::City(any) => any.contains(of.city()),
        Rule::Source(any) => any.contains(of.source()),
        Rule::Lifecycle(any) => any.iter().any(|it| it.key() == of.lifecycle()),
        Rule::Consent(purpose) => of.consents(*purpose),
        Rule::Imported(import) => of.was_in(*import),
        Rule::CreatedWithin(days) => of.age_days() < i64::from(*days),
        Rule::Engaged { how, days } => of.engaged(*how, *days),
    }
}

/// A rule as the builder edits it: one group, whose rows are conditions or one further
/// level of groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flat {
    /// All of the rows, or any of them.
    pub all: bool,
    pub rows: Vec<FlatRow>,
}

/// A row of the builder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlatRow {
    /// A condition, and whether it is turned round.
    One {
        not: bool,
        rule: Rule,
    },
    Group {
        all: bool,
        rows: Vec<FlatRow>,
    },
}

/// The builder's form of a rule; `None` when it nests deeper than the builder shows.
#[must_use]
pub fn flat(rule: &Rule) -> Option<Flat> {
    match rule {
        Rule::All(parts) | Rule::Any(parts) => Some(Flat {
            all: matches!(rule, Rule::All(_)),
            rows: parts
                .iter()
                .map(|p| flat_row(p, true))
                .collect::<Option<_>>()?,
        }),
        one => Some(Flat {
            all: true,
            rows: vec![flat_row(one, true)?],
        }),
    }
}

fn flat_row(rule: &Rule, may_group: bool) -> Option<FlatRow> {
    let is_group = |rule: &Rule| matches!(rule, Rule::All(_) | Rule::Any(_) | Rule::Not(_));
    match rule {
        Rule::All(parts) | Rule::Any(parts) if may_group => Some(FlatRow::Group {
            all: matches!(rule, Rule::All(_)),
            rows: parts
                .iter()
                .map(|p| flat_row(p, false))
                .collect::<Option<_>>()?,
        }),
        Rule::Not(inner) if !is_group(inner) => Some(FlatRow::One {
            not: true,
            rule: inner.as_ref().clone(),
        }),
        Rule::All(_) | Rule::Any(_) | Rule::Not(_) => None,
        one => Some(FlatRow::One {
            not: false,
            rule: one.clone(),
        }),
    }
}

/// The rule of the builder's form.
#[must_use]
pub fn unflatten(flat: &Flat) -> Rule {
    group(flat.all, &flat.rows)
}

fn group(all: bool, rows: &[FlatRow]) -> Rule {
    let parts = rows
        .iter()
        .map(|row| match row {
            FlatRow::One { not: true, rule } => Rule::Not(Box::new(rule.clone())),
            FlatRow::One { not: false, rule } => rule.clone(),
            FlatRow::Group { all, rows } => group(*all, rows),
        })
        .collect();
    if all {
        Rule::All(parts)
    } else {
        Rule::Any(parts)
    }
}
