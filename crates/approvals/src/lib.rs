//! The screens of the door: what waits for whom, the case with its decision, proposals
//! and their outcome; freezing; the position document, the house rules, the what-if and
//! the ledger.
//!
//! It must never know whose act waits: how frozen content looks is told by previews, and
//! every decision goes through the door like any other act. It keeps no table of its own.

mod actions;
mod jobs;
mod pages;
mod proofs;
mod queries;
mod sample;

use desk::{ActEntry, JobEntry};
use frame::Feature;

/// Everything these screens bring.
#[must_use]
pub fn feature() -> Feature {
    let feature = Feature::new("approvals")
        .sentences(
            include_str!("../i18n/zh-Hant.ftl"),
            include_str!("../i18n/en.ftl"),
        )
        .acts(vec![ActEntry::of::<actions::ExportLedger>()])
        .pages(pages::router())
        .jobs(vec![
            JobEntry::new("desk.remind", jobs::remind_now).every(600),
            JobEntry::new("desk.checkpoint", jobs::checkpoint_now).every(3_600),
        ])
        .today(|visit| Box::pin(pages::today_cards(visit)))
        .search(|visit, query| Box::pin(pages::search_hits(visit, query)))
        .sample(|centre| Box::pin(sample::fill(centre)))
        .proofs(proofs::PROOFS);
    pages::previews()
        .into_iter()
        .fold(feature, Feature::preview)
}
