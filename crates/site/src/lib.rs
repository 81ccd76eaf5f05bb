//! The official website: the pages readers see, the form they write by, and the count
//! of who came and how long they stayed, without a cookie and without a name.
//!
//! It must never know how content is written or approved: it shows what was published
//! through its outlet. It must never know who a reader is beyond the day.

mod actions;
mod jobs;
mod migrations;
mod model;
mod pages;
mod proofs;
pub mod queries;
mod rules;
mod sample;
mod store;

use std::sync::Arc;

use desk::{ActEntry, JobEntry, Measure};
use frame::Feature;

pub use actions::{ChangeSettings, SampleArticle, SampleVisits, Website, preview_path};
pub use model::{Directory, Reading, Settings, Shown, Traffic, article_path};

/// Everything the website brings.
#[must_use]
pub fn feature() -> Feature {
    let intake = jobs::Intake::default();
    let public = Arc::new(pages::Public::new(Arc::new(move |desk, sighting| {
        intake.see(desk, sighting)
    })));
    Feature::new("site")
        .sentences(
            include_str!("../i18n/zh-Hant.ftl"),
            include_str!("../i18n/en.ftl"),
        )
        .migrations(migrations::MIGRATIONS)
        .acts(vec![
            ActEntry::of::<ChangeSettings>(),
            ActEntry::of::<SampleVisits>(),
        ])
        .jobs(vec![JobEntry::new(jobs::SHOW, jobs::show_now)])
        .outlet(Website)
        .kpis(vec![
            Measure::new("kpi.web-traffic-dwell", async |conn, centre, period| {
                queries::web_traffic(&conn, centre, period).await
            }),
            Measure::new(
                "kpi.content-read-share-rate",
                async |conn, centre, period| queries::page_readers(&conn, centre, period).await,
            ),
        ])
        .pages(pages::desk_router())
        .public(pages::public_router(public))
        .today(pages::today)
        .search(pages::find)
        .settings("site-settings", "/channels/site/settings", 40)
        .sample(sample::fill)
        .proofs(proofs::PROOFS)
}
