//! Money as integer minor units with a currency.

use serde::{Deserialize, Serialize};

/// An amount in minor units (for TWD the minor unit is the dollar: ISO 4217 gives it
/// two digits, everyday use none, so Herald keeps TWD at 0 digits).
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
            "TWD" | "JPY" | "KRW" => 0,
            _ => 2,
        }
    }
}
