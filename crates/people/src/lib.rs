//! The people of the house: accounts, how they sign in, tokens for their programs, and
//! the screens of positions and deputies.
//!
//! It must never know what anybody does once inside; who may do what is the charter's.

pub mod actions;
mod jobs;
mod migrations;
mod model;
mod pages;
pub mod queries;
mod rules;
mod store;

use desk::ActEntry;
use frame::Feature;

pub use actions::{PasswordFault, offer_password};
pub use model::{Account, Secret, Token};
pub use pages::Entrance;

/// Registers accounts, sessions, tokens, positions and their screens.
#[must_use]
pub fn feature() -> Feature {
    Feature::new("people")
        .sentences(
            include_str!("../i18n/zh-Hant.ftl"),
            include_str!("../i18n/en.ftl"),
        )
        .migrations(migrations::MIGRATIONS)
        .acts(vec![
            ActEntry::of::<actions::Invite>(),
            ActEntry::of::<actions::ChangeAccount>(),
            ActEntry::of::<actions::ChangeProfile>(),
            ActEntry::of::<actions::ChangePassword>(),
            ActEntry::of::<actions::ResetPassword>(),
            ActEntry::of::<actions::AcceptInvitation>(),
            ActEntry::of::<actions::GrantPosition>(),
            ActEntry::of::<actions::RevokePosition>(),
            ActEntry::of::<actions::AppointDeputy>(),
            ActEntry::of::<actions::CreateToken>(),
            ActEntry::of::<actions::RevokeToken>(),
        ])
        .entrance(pages::entrance())
        .pages(pages::router())
        .settings("people-settings", "/settings/people", 10)
        .settings("people-tokens", "/settings/tokens", 20)
        .settings("people-me", "/settings/me", 5)
}
