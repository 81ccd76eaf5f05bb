//! Where a day begins: the first set-up, Today, the command palette, the frame of the
//! settings and the page of background jobs.
//!
//! It must never know a particular feature: cards, hits and settings come to it.

mod actions;
mod sample;
mod pages;

use desk::ActEntry;
use frame::Feature;

pub use actions::{ChangeCentre, RetryJob, SetUp};
pub use sample::{FirstSetUp, SampleFault, people as sample_people, set_up};

/// Registers set-up, Today, the palette, settings and jobs.
#[must_use]
pub fn feature() -> Feature {
    Feature::new("home")
        .sentences(include_str!("../i18n/zh-Hant.ftl"), include_str!("../i18n/en.ftl"))
        .acts(vec![ActEntry::of::<SetUp>(), ActEntry::of::<ChangeCentre>(), ActEntry::of::<RetryJob>()])
        .pages(pages::router())
        .settings("home-centre", "/settings/centre", 8)
        .settings("home-jobs", "/settings/jobs", 80)
        .settings("home-about", "/settings/about", 90)
}
