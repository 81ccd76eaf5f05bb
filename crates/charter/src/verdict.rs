//! The answer of the decision table.

use std::sync::Arc;

use kernel::AccountId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Position;

/// What the charter says to an act, from least to most restrictive.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 獨立決策: decided and done alone, and recorded.
    Independent,
    /// 建議: put forward; somebody else decides.
    Recommend,
    /// 需上級批准: nothing takes effect before the route has agreed.
    Approval,
    /// Not at all, whoever would agree.
    Forbidden,
}

impl Level {
    /// Every level, least restrictive first.
    pub const ALL: [Self; 4] = [
        Self::Independent,
        Self::Recommend,
        Self::Approval,
        Self::Forbidden,
    ];

    /// The word used in charter files and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Recommend => "recommend",
            Self::Approval => "approval",
            Self::Forbidden => "forbidden",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }
}

/// The level of an act together with everything it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    pub level: Level,
    /// Cell of the authority matrix the act belongs to, where one is named.
    pub cell: Option<String>,
    /// The position in which the actor may act so; `None` for visitor, system,
    /// set-up and a person who holds no position.
    pub position: Option<Position>,
    /// The account the actor deputises for in that position.
    pub deputy_for: Option<AccountId>,
    /// Every row that decided: all matching rows of the level.
    pub rows: Vec<Arc<RowRef>>,
    /// Who has to agree, in order; empty unless the level is approval, or
    /// recommend, where it names who decides the proposal.
    pub route: Vec<Arc<Step>>,
    /// Number and version of the document, for example `HR-F019/A`.
    pub charter: String,
    /// Version and fingerprint of the house rules.
    pub house: String,
}

/// A row of the decision table, as a verdict names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowRef {
    pub id: String,
    /// The reason, in Chinese.
    pub zh: String,
    /// The reason, in English.
    pub en: String,
    pub source: Source,
    /// Cell of the authority matrix the row rests on.
    pub cell: Option<String>,
}

/// Where a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The position document says so itself.
    Document,
    /// The centre's own interpretation.
    House,
}

/// One step of a route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Steps are taken in ascending order; steps of one number side by side.
    pub order: u8,
    pub positions: Vec<Position>,
    pub need: Need,
    pub zh: String,
    pub en: String,
}

/// How many of the positions of a step must agree.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// One holder of any of the positions.
    Any,
    /// One holder of each position.
    All,
}
