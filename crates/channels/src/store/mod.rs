//! Every statement that writes the tables of the channels.

mod deliveries;
mod hits;
mod mailings;
mod past;
mod settings;

pub use deliveries::{apply, claim, doubtful, forget, keep_here, let_be, recover, resend, wake};
pub use hits::{Judged, judge, keep_hits, leaves, stays};
pub use mailings::{
    NewMailing, audience_done, cancel, create, end, freeze_batch, hold, hold_all, lock, release,
    trouble, untroubled,
};
pub use past::{PastDelivery, past};
pub use settings::{NewLocal, change_settings, keep_local, keep_secret};

/// `$4, $5, $6` for `count` values from the place `first`.
fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|n| format!("${n}")).collect();
    places.join(", ")
}
