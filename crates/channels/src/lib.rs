//! The channels: content on its way to people by e-mail, and what comes back. Mailings
//! and their deliveries, the sender, tracked links, leaving with one click, the letters
//! of the house to its own people.
//!
//! It must never know what a text says or who is meant by a segment: content hands it a
//! version, the audience a list of addresses and the guards that every mail must meet.

pub mod actions;
mod adapters;
mod jobs;
mod migrations;
pub mod model;
mod pages;
mod proofs;
pub mod queries;
mod rules;
mod sample;
mod store;

use frame::Feature;

pub use adapters::{knock, signer};
pub use model::{DeliveryId, Figures, MailingId, Protection, SmtpDefault, SmtpDefaults};

// Mails and letters speak to people outside a page: words and texts come from here.
pub(crate) use ui::{Lang, doc};

/// Registers the outlet `email`, its jobs, its screens and what readers reach.
#[must_use]
pub fn feature() -> Feature {
    Feature::new("channels")
        .sentences(
            include_str!("../i18n/zh-Hant.ftl"),
            include_str!("../i18n/en.ftl"),
        )
        .migrations(migrations::MIGRATIONS)
        .acts(actions::acts())
        .jobs(jobs::entries())
        .kpis(queries::measures())
        .outlet(actions::Email)
        .personal_data(actions::MailPart)
        .pages(pages::router())
        .public(pages::public_router())
        .today(|visit| Box::pin(pages::cards(visit)))
        .search(|visit, words| Box::pin(pages::search(visit, words)))
        .settings("channels-settings", "/settings/sending", 30)
        .sample(|sample| Box::pin(sample::fill(sample)))
        .proofs(proofs::PROOFS)
}
