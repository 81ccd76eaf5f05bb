//! What a rule needs to know of an act.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kind of an act and the facts Herald found about it. A caller may raise
/// the class of an act with [`Facts::raise`], never lower it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// Kind of the act, for example `content.publish`.
    pub act: String,
    #[serde(default)]
    pub values: BTreeMap<String, Fact>,
}

/// One fact. In JSON simply `true`, `1284`, `"email"` or `["politics"]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Fact {
    Flag(bool),
    Number(i64),
    Word(String),
    Words(BTreeSet<String>),
}

impl Facts {
    #[must_use]
    pub fn of(act: &str) -> Self {
        Self {
            act: act.to_owned(),
            values: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn flag(self, name: &str, value: bool) -> Self {
        self.with(name, Fact::Flag(value))
    }

    #[must_use]
    pub fn number(self, name: &str, value: i64) -> Self {
        self.with(name, Fact::Number(value))
    }

    #[must_use]
    pub fn word(self, name: &str, value: &str) -> Self {
        self.with(name, Fact::Word(value.to_owned()))
    }

    #[must_use]
    pub fn words<I>(self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.with(
            name,
            Fact::Words(values.into_iter().map(Into::into).collect()),
        )
    }

    #[must_use]
    pub fn with(mut self, name: &str, fact: Fact) -> Self {
        self.values.insert(name.to_owned(), fact);
        self
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Fact> {
        self.values.get(name)
    }

    /// Sets a flag. There is no opposite: nobody can talk a flag away. A fact of
    /// that name which is not a flag stays as it was found.
    pub fn raise(&mut self, name: &str) {
        if let Fact::Flag(flag) = self
            .values
            .entry(name.to_owned())
            .or_insert(Fact::Flag(true))
        {
            *flag = true;
        }
    }

    /// Takes over what makes the act weightier: flags that are set, higher
    /// numbers, further words. A single word already known stays.
    pub fn merge_stricter(&mut self, other: &Self) {
        for (name, theirs) in &other.values {
            match self.values.entry(name.clone()) {
                Entry::Vacant(free) => {
                    free.insert(theirs.clone());
                }
                Entry::Occupied(mut mine) => match (mine.get_mut(), theirs) {
                    (Fact::Flag(mine), Fact::Flag(theirs)) => *mine |= theirs,
                    (Fact::Number(mine), Fact::Number(theirs)) => *mine = (*mine).max(*theirs),
                    (Fact::Words(mine), Fact::Words(theirs)) => mine.extend(theirs.iter().cloned()),
                    _ => {}
                },
            }
        }
    }
}
