//! The twenty indicators of the position document: what each means, its figures of a
//! period as the features measure them, targets and states, on one board.
//!
//! It must never know where a figure comes from: features register measures, and an
//! indicator nobody measures yet says what it needs instead of showing a nought.

pub mod actions;
mod migrations;
pub mod model;
mod pages;
mod proofs;
pub mod queries;
mod rules;
mod sample;
mod store;

use desk::{ActEntry, QueryEntry};
use frame::Feature;

/// Registers the board of indicators and their targets.
#[must_use]
pub fn feature() -> Feature {
    Feature::new("analytics")
        .sentences(
            include_str!("../i18n/zh-Hant.ftl"),
            include_str!("../i18n/en.ftl"),
        )
        .migrations(migrations::MIGRATIONS)
        .acts(vec![ActEntry::of::<actions::SetTarget>()])
        .queries(vec![QueryEntry::of::<queries::Kpis>()])
        .pages(pages::router())
        .today(|visit| Box::pin(pages::today_cards(visit)))
        .search(|visit, query| Box::pin(pages::search_hits(visit, query)))
        .sample(|centre| Box::pin(sample::fill(centre)))
        .proofs(proofs::PROOFS)
}
