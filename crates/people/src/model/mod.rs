//! Accounts and tokens as rows, secrets, and how guessing is slowed down.

mod secret;
mod throttle;

use kernel::{AccountId, Moment};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

pub use secret::{Secret, hash_of};
pub(crate) use throttle::Throttle;

/// Shortest password, in characters (NIST SP 800-63B-4 asks for at least 8; with one
/// factor alone Herald asks for more).
pub(crate) const PASSWORD_LEAST: usize = 10;

/// A person of the house.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    /// `zh-Hant` or `en`.
    pub lang: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    pub keys_off: bool,
    /// Closed accounts cannot sign in.
    pub closed: bool,
    /// False until the invitation was accepted.
    pub has_password: bool,
}

/// A token of a program, without its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Token {
    pub id: Uuid,
    pub account: AccountId,
    pub name: String,
    pub agent: bool,
    pub scopes: Vec<String>,
    pub created_at: Moment,
    pub last_used_at: Option<Moment>,
}
