//! What is read of the website, named by the question it answers. The public pages ask
//! for everybody; the desk asks for the staff of the centre, all of whom may see it.

mod measures;
mod pages;
mod traffic;

pub use measures::{page_readers, rows_of, web_traffic};
pub use pages::{directory, picture_size, scheduled, scheduled_page, settings, stamp};
pub use traffic::{
    CampaignVisits, by_campaign, daily_sessions, readers, reading_of, readings, salt, traffic,
};

use crate::model::Traffic;
use crate::rules;

/// The share of engaged sessions; none without a session.
#[must_use]
pub fn engagement(traffic: &Traffic) -> Option<f64> {
    rules::engagement_rate(traffic)
}

/// The share of sessions that were not engaged; none without a session.
#[must_use]
pub fn bounce(traffic: &Traffic) -> Option<f64> {
    rules::bounce_rate(traffic)
}

/// Visible seconds a session; none without a session.
#[must_use]
pub fn average_stay(traffic: &Traffic) -> Option<f64> {
    rules::average_seconds(traffic)
}
