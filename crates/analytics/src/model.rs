//! Periods, definitions, values, changes and targets of indicators.

use kernel::{AccountId, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The length of a period. Weeks begin on Monday (ISO 8601).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    Day,
    Week,
    #[default]
    Month,
    Quarter,
    Year,
}

impl Grain {
    pub const ALL: [Self; 5] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// The word in rows and addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The grain of a word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grain| grain.key() == key)
    }
}

/// A period in instants, `from` inclusive, `until` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Span {
    pub from: Moment,
    pub until: Moment,
}

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
    /// A band around the target: the plan, neither less nor more.
    Range,
}

/// What a value is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Count,
    Percent,
    Seconds,
    /// Minor units of the centre's currency.
    Money,
    /// 0 to 100.
    Score,
}

impl Unit {
    /// The unit of a figure's word; an unknown word counts things.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        match word {
            "percent" => Self::Percent,
            "seconds" => Self::Seconds,
            "money" => Self::Money,
            "score" => Self::Score,
            _ => Self::Count,
        }
    }

    /// The word in files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Percent => "percent",
            Self::Seconds => "seconds",
            Self::Money => "money",
            Self::Score => "score",
        }
    }
}

/// A value kept as it was counted; rates are divided only when shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Value {
    pub numerator: i64,
    pub denominator: Option<i64>,
    pub unit: Unit,
}

/// One figure of an indicator in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Measured {
    /// Key of its name.
    pub name: &'static str,
    #[serde(flatten)]
    pub value: Value,
    /// The page that lists the rows behind it.
    pub rows: String,
}

/// Against the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Met,
    /// Within ten per cent of the target.
    Near,
    Missed,
}

/// Against another period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", content = "tenths", rename_all = "snake_case")]
pub enum Change {
    /// Difference of two rates, in tenths of a percentage point.
    Points(i64),
    /// Relative change, in tenths of a percent.
    Percent(i64),
    /// Difference in tenths of the unit, where the base is nought.
    Absolute(i64),
}

/// Whether two rates really differ: the two-proportion z test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Significance {
    pub z: f64,
    /// Two-sided.
    pub p: f64,
}

/// What an indicator should reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Target {
    pub kpi: String,
    pub grain: Grain,
    /// The first instant of the first period it holds for.
    pub from: Moment,
    /// In thousandths of the shown unit: 5 % is 5,000.
    pub thousandths: i64,
    pub account: AccountId,
    pub at: Moment,
}

/// Words in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    pub zh: String,
    pub en: String,
}

/// What an indicator means and how it is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    pub id: String,
    pub direction: Direction,
    pub unit: Unit,
    /// Answers of people: below thirty they are indicative and get no state.
    #[serde(default)]
    pub survey: bool,
    /// Figures wait for the superior's approval before they are final.
    #[serde(default)]
    pub provisional: bool,
    /// The standard term of the field.
    pub term: Said,
    pub definition: Said,
    pub formula: Said,
    pub measured_in: Said,
    pub data: Said,
    pub cadence: Said,
    pub pitfalls: Said,
    /// What is missing while nothing measures it, and where it will come from.
    pub needs: Said,
}
