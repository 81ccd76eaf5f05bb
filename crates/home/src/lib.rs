//! Where a day begins: the first set-up, Today, the command palette, the frame of the
//! settings and the page of background jobs.
//!
//! It must never know a particular feature: cards, hits and settings come to it.

mod actions;
mod pages;
mod sample;

use desk::{ActEntry, ledger};
use frame::{App, Feature, SampleCentre};
use kernel::{CentreId, Clock};

pub use actions::{ChangeCentre, FirstSetUp, RetryJob, SampleFault, SetUp};
pub use sample::people as sample_people;

/// Registers set-up, Today, the palette, settings and jobs.
#[must_use]
pub fn feature() -> Feature {
    Feature::new("home")
        .sentences(
            include_str!("../i18n/zh-Hant.ftl"),
            include_str!("../i18n/en.ftl"),
        )
        .acts(vec![
            ActEntry::of::<SetUp>(),
            ActEntry::of::<ChangeCentre>(),
            ActEntry::of::<RetryJob>(),
        ])
        .entrance(pages::entrance())
        .pages(pages::router())
        .settings("home-centre", "/settings/centre", 8)
        .settings("home-jobs", "/settings/jobs", 80)
        .settings("home-about", "/settings/about", 90)
}

/// Founds the centre with its owner, and fills the sample centre when asked to.
///
/// # Errors
/// [`SampleFault`]; what was founded before a fault of the sample stays.
pub async fn set_up(app: &App, wanted: &FirstSetUp) -> Result<CentreId, SampleFault> {
    let (desk, centre) = (app.desk(), wanted.centre.centre);
    let offer = people::offer_password(desk, &wanted.owner_password, &wanted.owner_email).await?;
    if wanted.centre.sample {
        let today = desk.clock().now();
        let clock = Clock::standing_at(today.plus_days(-sample::SAMPLE_DAYS));
        let founding = desk.for_sample(clock.clone());
        let staff = sample::people()
            .map(|(position, name, local)| (position, name, format!("{local}@sample.test")));
        let people = actions::found(&founding, wanted, &staff, offer).await?;
        let sample = SampleCentre {
            desk: founding,
            clock: clock.clone(),
            centre,
            today,
            people,
        };
        app.fill_sample(&sample).await?;
        clock.set(today);
    } else {
        actions::found(desk, wanted, &[], offer).await?;
    }
    let tx = desk.database().begin().await?;
    ledger::keep_checkpoint(&tx, centre).await?;
    tx.commit().await?;
    Ok(centre)
}
