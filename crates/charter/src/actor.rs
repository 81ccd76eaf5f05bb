//! Who acts, and in which positions.

use kernel::{AccountId, CentreId, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A position of the centre, by the id under which the house rules declare it.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Position(pub String);

impl Position {
    /// 行銷專員, the position HR-F019 describes.
    pub const SPECIALIST: &'static str = "specialist";
    /// 行銷部主管.
    pub const HEAD: &'static str = "head";
    /// 總院長.
    pub const SUPERINTENDENT: &'static str = "superintendent";
    /// 物理治療師, reviews professional content.
    pub const PHYSIOTHERAPIST: &'static str = "physiotherapist";
    /// 客服人員.
    pub const CUSTOMER_SERVICE: &'static str = "customer_service";
    /// 銷售人員.
    pub const SALES: &'static str = "sales";
    /// 財務人員.
    pub const FINANCE: &'static str = "finance";

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Position {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl PartialEq<str> for Position {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Position {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whoever wants something done, with the positions in which they may want it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    pub centre: CentreId,
    pub who: Who,
    /// Positions held by the account, own ones and those deputised for.
    pub holds: Vec<Held>,
}

/// The kinds of actors a centre knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A person who has signed in.
    Person(AccountId),
    /// A program working with a token of an account.
    Agent {
        account: AccountId,
        token: uuid::Uuid,
        name: String,
    },
    /// Anyone on the public side.
    Visitor,
    /// Herald itself: jobs, schedules, observation.
    System,
    /// The first set-up, before anybody holds a position.
    Setup,
}

/// A position held, either in one's own right or as a deputy for a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    pub position: Position,
    /// The account deputised for; `None` when the position is the holder's own.
    pub deputy_for: Option<AccountId>,
    /// First instant at which the position is no longer held; `None` is without end.
    pub until: Option<Moment>,
}

impl Held {
    /// A position held in one's own right, without end.
    #[must_use]
    pub fn own(position: &str) -> Self {
        Self {
            position: position.into(),
            deputy_for: None,
            until: None,
        }
    }

    /// Whether the position is still held at `at`.
    #[must_use]
    pub fn valid_at(&self, at: Moment) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}

impl Actor {
    /// Whether the position is held at `at`; a deputy after the term does not hold it.
    #[must_use]
    pub fn holds_position(&self, position: &Position, at: Moment) -> bool {
        self.held_at(at).any(|held| held.position == *position)
    }

    /// The positions held at `at`.
    pub fn held_at(&self, at: Moment) -> impl Iterator<Item = &Held> {
        self.holds.iter().filter(move |held| held.valid_at(at))
    }

    /// The account behind the act; for an agent the one that owns its token.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        match &self.who {
            Who::Person(account) | Who::Agent { account, .. } => Some(*account),
            Who::Visitor | Who::System | Who::Setup => None,
        }
    }

    #[must_use]
    pub fn is_agent(&self) -> bool {
        matches!(self.who, Who::Agent { .. })
    }
}
