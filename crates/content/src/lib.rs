//! Content: articles and newsletters from the first draft to what stands outside.
//! Working copies that are saved as people type, versions that never change, a media
//! library, the compliance check, and the act of publishing through outlets.
//!
//! It must never know an outlet by what it does: website, e-mail and others register
//! with `desk` and are found there by name. It must never know who the audience is.

pub use ui::doc;

mod actions;
mod adapters;
mod migrations;
mod model;
mod pages;
mod proofs;
pub mod queries;
mod rules;
mod sample;
mod store;

pub use actions::{
    AddMedia, Autosave, ChangeMedia, Describe, Draft, MakeVersion, Publish, RemoveMedia, Restore,
    Retire, Trash,
};
pub use model::*;
pub use rules::checks;

use adapters::in_background;
use frame::{Feature, Preview};
use rules::compare;

/// Everything content brings.
#[must_use]
pub fn feature() -> Feature {
    Feature::new("content")
        .sentences(
            include_str!("../i18n/zh-Hant.ftl"),
            include_str!("../i18n/en.ftl"),
        )
        .migrations(migrations::MIGRATIONS)
        .acts(actions::acts())
        .kpis(vec![desk::Measure::new(
            "kpi.content-output-quality",
            pages::today::output_quality,
        )])
        .pages(pages::routes())
        .today(|visit| Box::pin(pages::today::cards(visit)))
        .search(|visit, words| Box::pin(pages::today::search(visit, words)))
        .preview(Preview::new("content.publish", pages::preview))
        .sample(|sample| Box::pin(sample::fill(sample)))
        .proofs(proofs::PROOFS)
}
