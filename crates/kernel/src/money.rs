//! Money as integer minor units with a currency.

use serde::{Deserialize, Serialize};

/// An amount in minor units as ISO 4217 defines them: 86,000 New Taiwan dollars are
/// 8,600,000 of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    pub minor: i64,
    /// ISO 4217 code, for example `TWD`.
    pub currency: String,
}

impl Money {
    /// Digits after the decimal point when shown.
    #[must_use]
    pub fn digits(&self) -> u32 {
        match self.currency.as_str() {
            "JPY" | "KRW" => 0,
            _ => 2,
        }
    }
}
