//! Instants and the clock. Stored as UTC microseconds, shown in the centre's zone.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// Parses RFC 3339, for example `2026-11-23T06:00:00Z`.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<Timestamp>()
            .ok()
            .map(|t| Self(t.as_microsecond()))
    }

    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }

    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days * 86_400)
    }

    /// Whole seconds from `earlier` to this instant; negative when it is later.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 1_000_000
    }

    /// The wall clock of a zone at this instant.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> jiff::Zoned {
        self.timestamp().to_zoned(zone.clone())
    }

    /// RFC 3339 in UTC with microseconds.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.timestamp().to_string()
    }

    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl From<Moment> for sea_orm::Value {
    fn from(at: Moment) -> Self {
        at.0.into()
    }
}

impl sea_orm::sea_query::Nullable for Moment {
    fn null() -> sea_orm::Value {
        <i64 as sea_orm::sea_query::Nullable>::null()
    }
}

impl sea_orm::TryGetable for Moment {
    fn try_get_by<I: sea_orm::ColIdx>(
        row: &sea_orm::QueryResult,
        index: I,
    ) -> Result<Self, sea_orm::TryGetError> {
        i64::try_get_by(row, index).map(Self)
    }
}

/// Where the program learns what time it is. Tests and the sample centre set it;
/// everything else runs on the machine's clock.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// A clock that stands still until it is moved; clones share it.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    #[must_use]
    pub fn standing_at(at: Moment) -> Self {
        Self::Set(Arc::new(AtomicI64::new(at.0)))
    }

    #[must_use]
    pub fn now(&self) -> Moment {
        match self {
            Self::Machine => Moment(Timestamp::now().as_microsecond()),
            Self::Set(at) => Moment(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a set clock; on the machine's clock it does nothing.
    pub fn set(&self, to: Moment) {
        if let Self::Set(at) = self {
            at.store(to.0, Ordering::SeqCst);
        }
    }
}
