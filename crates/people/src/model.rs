//! Accounts and tokens as rows.

use kernel::{AccountId, Moment};
use schemars::JsonSchema;
use serde::Serialize;
use ui::{Lang, Theme};
use uuid::Uuid;

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

impl Account {
    #[must_use]
    pub fn lang(&self) -> Lang {
        Lang::of_tag(&self.lang).unwrap_or_default()
    }

    #[must_use]
    pub fn theme(&self) -> Theme {
        frame::theme_of(&self.theme)
    }
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
