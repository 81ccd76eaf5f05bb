//! What is wrong with a charter file, and where.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// One fault of a document or of house rules. It carries a key, not a sentence:
/// the page that shows it makes the sentence in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// Line in the file, counted from 1.
    pub line: usize,
    /// The id of the entry the fault lies in, where it has one.
    pub id: Option<String>,
    /// What kind of fault this is, for example `charter-unknown-level`.
    pub key: &'static str,
    /// What the sentence needs to name: field, value, expected count …
    pub args: BTreeMap<&'static str, String>,
}

impl Problem {
    pub(crate) fn new(line: usize, id: Option<&str>, key: &'static str) -> Self {
        Self {
            line,
            id: id.map(str::to_owned),
            key,
            args: BTreeMap::new(),
        }
    }

    pub(crate) fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }
}

/// For logs and the command line: `line 12 (house.publish): charter-unknown-cell cell=x`.
impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(id) = &self.id {
            write!(f, " ({id})")?;
        }
        write!(f, ": {}", self.key)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}
