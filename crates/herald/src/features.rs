//! The list of features. A new one is a folder and one line here.

use frame::Feature;

/// Every feature, in the order in which the sample centre is filled.
#[must_use]
pub fn all() -> Vec<Feature> {
    vec![
        people::feature(),
        home::feature(),
        audience::feature(),
        content::feature(),
        planning::feature(),
        site::feature(),
        channels::feature(),
        analytics::feature(),
        approvals::feature(),
        api::feature(),
    ]
}
