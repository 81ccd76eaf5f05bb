//! One rule a file. A rule takes the tree and answers every place that breaks it.

mod arrows;
mod engines;
mod heads;
mod keys;
mod licences;
mod links;
mod markup;
mod names;
mod rooms;
mod sentences;
mod sizes;
mod tables;
mod words;

use crate::{Tree, Violation};

/// A rule by its name, which is also the name of its list of exceptions.
pub struct Rule {
    /// One word, as it is printed with a violation.
    pub name: &'static str,
    /// Finds every place that breaks the rule.
    pub check: fn(&Tree) -> Vec<Violation>,
}

/// Every rule of the house.
pub const RULES: &[Rule] = &[
    Rule::new("arrows", arrows::check),
    Rule::new("engines", engines::check),
    Rule::new("heads", heads::check),
    Rule::new("keys", keys::check),
    Rule::new("licences", licences::check),
    Rule::new("links", links::check),
    Rule::new("markup", markup::check),
    Rule::new("names", names::check),
    Rule::new("rooms", rooms::check),
    Rule::new("sentences", sentences::check),
    Rule::new("sizes", sizes::check),
    Rule::new("tables", tables::check),
    Rule::new("words", words::check),
];

impl Rule {
    const fn new(name: &'static str, check: fn(&Tree) -> Vec<Violation>) -> Self {
        Self { name, check }
    }
}

/// The rule of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}
