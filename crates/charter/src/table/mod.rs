//! The decision table: rows of the document and of the house rules, compiled.
//!
//! Most restrictive match wins: of all rows that match an act, the highest
//! level decides, and all rows of that level are named.

mod compile;
mod decide;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::house::Test;
use crate::{Document, HouseRules, Level, Position, RowRef, Step};

/// One table over all acts and positions. Compiled once when a charter is
/// loaded; a decision then takes about a microsecond.
#[derive(Clone, Debug)]
pub struct DecisionTable {
    charter: String,
    house: String,
    /// The bit of every position and of everybody else a row can speak of.
    bits: HashMap<String, Subjects>,
    acts: HashMap<String, ActRows>,
    /// Rows of acts that no row names in full, by beginning; longest beginning first.
    beginnings: Vec<(String, ActRows)>,
    /// What holds where no row matches, by subject.
    unmatched: Vec<(Subjects, CompiledRow)>,
    raisable: BTreeSet<String>,
}

/// A set of positions and others as bits.
type Subjects = u64;

/// The rows of one kind of act. Criteria that several rows share are asked once.
#[derive(Clone, Debug, Default)]
struct ActRows {
    questions: Vec<Question>,
    rows: Vec<CompiledRow>,
}

/// One fact and everything that rows ask of it.
#[derive(Clone, Debug)]
struct Question {
    fact: String,
    /// Tests with the number under which rows know the answer.
    tests: Vec<(usize, Test)>,
}

#[derive(Clone, Debug)]
struct CompiledRow {
    who: Subjects,
    /// Numbers of the answers that must all be yes.
    needs: Vec<usize>,
    level: Level,
    row: Arc<RowRef>,
    steps: Vec<Arc<Step>>,
}

impl DecisionTable {
    /// The act that stands for a line of the authority matrix as such; the word
    /// fact `cell` says which.
    pub const MATTER: &'static str = "matter.raise";

    /// Compiles one table out of a document and the house rules that interpret it.
    #[must_use]
    pub fn compile(document: &Document, rules: &HouseRules) -> Self {
        compile::table(document, rules)
    }

    /// Number and version of the document, for example `HR-F019/A`.
    #[must_use]
    pub fn charter(&self) -> &str {
        &self.charter
    }

    /// Version and fingerprint of the house rules.
    #[must_use]
    pub fn house(&self) -> &str {
        &self.house
    }

    /// Whether a caller may raise this flag by hand.
    #[must_use]
    pub fn may_raise(&self, fact: &str) -> bool {
        self.raisable.contains(fact)
    }

    /// The kinds of acts that rows name in full, in alphabetical order.
    #[must_use]
    pub fn acts(&self) -> Vec<&str> {
        let mut acts: Vec<_> = self.acts.keys().map(String::as_str).collect();
        acts.sort_unstable();
        acts
    }

    /// Whether the house rules still know the position.
    #[must_use]
    pub fn knows(&self, position: &Position) -> bool {
        self.bits.contains_key(position.as_str())
    }
}
