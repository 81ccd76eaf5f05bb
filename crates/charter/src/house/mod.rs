//! The house rules: what the document leaves open, decided by the centre itself.

mod read;
mod when;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::yaml::{self, Report};
use crate::{Document, Level, Position, Problem, Step};

/// 本院設定: the centre's own interpretation of a position document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HouseRules {
    /// Version as written in the file and a fingerprint of its bytes, for example `1/3f9a01c2b7de`.
    pub version: String,
    pub positions: Vec<PositionName>,
    pub settings: Vec<Setting>,
    pub facts: Vec<KnownFact>,
    pub sensitive_topics: Vec<SensitiveTopic>,
    pub routes: Vec<Route>,
    /// For every cell that is not independent, the route of those who decide it.
    pub cell_routes: BTreeMap<String, String>,
    pub rows: Vec<HouseRow>,
    /// What holds where no row matches: one row for every position and for
    /// everybody who holds none.
    pub unmatched: Vec<HouseRow>,
}

/// A position of the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PositionName {
    pub id: Position,
    pub zh: String,
    pub en: String,
    /// Whom this position answers to in matters of marketing.
    pub superior: Option<Position>,
}

/// A number the centre may set, named in criteria as `$id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Setting {
    pub id: String,
    pub value: i64,
    /// What is counted: `people`, `minor_units`, `working_days` …
    pub unit: String,
    pub zh: String,
    pub en: String,
}

/// A fact that criteria may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KnownFact {
    pub id: String,
    pub kind: FactKind,
    /// Whether a caller may raise the flag by hand.
    pub raisable: bool,
    /// The words a word fact may have; empty when any word may come.
    pub values: Vec<String>,
    pub zh: String,
    pub en: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    Flag,
    Number,
    Word,
    Words,
}

/// A topic that counts as sensitive, with the words that give it away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SensitiveTopic {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub words: Vec<String>,
}

/// A way of approval by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Route {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub steps: Vec<Step>,
}

/// A row of the house rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HouseRow {
    pub id: String,
    /// Kinds of acts; `request.*` stands for all that begin so, `*` for all.
    pub acts: Vec<String>,
    /// Positions, or one of [`HouseRow::OTHERS`]. `staff` in the file stands for
    /// all positions and is spelt out here.
    pub who: BTreeSet<String>,
    /// All of them must hold.
    pub when: Vec<Criterion>,
    pub level: Level,
    pub cell: Option<String>,
    /// Name of a route, or [`HouseRow::SUPERIOR`].
    pub route: Option<String>,
    pub zh: String,
    pub en: String,
}

impl HouseRow {
    /// Anyone signed in, in whichever position; beside the rows of the position.
    pub const PERSON: &'static str = "person";
    /// An agent; beside the rows of its owner's positions.
    pub const AGENT: &'static str = "agent";
    /// Someone signed in who holds no position at present.
    pub const NOBODY: &'static str = "nobody";
    pub const VISITOR: &'static str = "visitor";
    pub const SYSTEM: &'static str = "system";
    pub const SETUP: &'static str = "setup";
    /// Everybody a row can speak of who is not a position.
    pub const OTHERS: [&'static str; 6] = [
        Self::PERSON,
        Self::AGENT,
        Self::NOBODY,
        Self::VISITOR,
        Self::SYSTEM,
        Self::SETUP,
    ];
    /// The route that leads to whoever the acting position answers to.
    pub const SUPERIOR: &'static str = "superior";
}

/// A condition on one fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Criterion {
    pub fact: String,
    pub test: Test,
}

/// What is asked of the fact. Flags are only ever asked whether they are set
/// and numbers whether they are over a bound, so that a further fact found can
/// add matching rows but never take one away.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// The flag is set.
    Set,
    /// The number is greater than the bound.
    Over(Bound),
    /// The word is one of these.
    In(Vec<String>),
    /// The word is none of these, or is not known.
    NotIn(Vec<String>),
    /// At least one of these is among the words.
    AnyOf(Vec<String>),
    /// There is at least one word.
    Present,
}

/// A bound of a number: the setting it came from, where it did, and its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Bound {
    pub setting: Option<String>,
    pub value: i64,
}

impl HouseRules {
    /// Most positions a centre can declare.
    pub const MAX_POSITIONS: usize = 32;

    /// Reads and checks house rules against the document they interpret.
    ///
    /// # Errors
    /// Every fault of the file, in the order of its lines: an unknown cell,
    /// position, fact, setting or route, an id given twice, a row that gives
    /// the described position more than the document does, a position for
    /// which nothing is said where no row matches.
    pub fn parse(yaml: &str, document: &Document) -> Result<Self, Vec<Problem>> {
        let report = Report::default();
        let root = yaml::load(yaml).map_err(|problem| vec![problem])?;
        let rules = read::house_rules(&report.root(&root), yaml, document);
        yaml::unique_ids(&root, &report);
        report.finish(rules)
    }

    /// The value of a setting.
    #[must_use]
    pub fn setting(&self, id: &str) -> Option<i64> {
        self.settings
            .iter()
            .find(|setting| setting.id == id)
            .map(|setting| setting.value)
    }

    /// Whom a position answers to.
    #[must_use]
    pub fn superior_of(&self, position: &Position) -> Option<&Position> {
        self.positions
            .iter()
            .find(|p| p.id == *position)
            .and_then(|p| p.superior.as_ref())
    }

    /// The step in which a position decides alone, as the routes word it.
    #[must_use]
    pub fn step_of(&self, position: &Position) -> Option<&Step> {
        let mut steps = self.routes.iter().flat_map(|route| &route.steps);
        steps.find(|step| step.positions.iter().eq([position]))
    }

    /// Whether a caller may raise this flag by hand.
    #[must_use]
    pub fn may_raise(&self, fact: &str) -> bool {
        self.facts
            .iter()
            .any(|known| known.id == fact && known.raisable)
    }

    /// The route of a name.
    #[must_use]
    pub fn route(&self, id: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.id == id)
    }
}
