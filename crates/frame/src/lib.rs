//! The frame a feature hangs in: how it registers itself in one expression, who is
//! visiting, what a form posted, and how an answer or a refusal becomes a page.
//!
//! It must never know a particular feature.

mod answer;
mod app;
mod feature;
mod form;
mod origin;
mod secure;
mod view;
mod visit;

pub use answer::{Answer, Failed, error_at, field_sentence, refusal_sentence};
pub use app::{App, Doorkeeper, SignedIn, TokenHolder};
pub use feature::{Card, Feature, Hit, Preview, Proof, SampleCentre, SettingsPage, Slot};
pub use form::{FormData, Posted, PostedJson, Upload, Uploaded, read_form};
pub use origin::{address_of, is_from, peer_of};
pub use secure::{SMALL_FORM, UPLOAD, desk_router, site_router};
pub use view::{document_term, level_right, state_of_level, verdict_view};
pub use visit::{Visit, preferred, theme_of};

/// The sentences of the frame itself: Traditional Chinese, English.
pub const SENTENCES: (&str, &str) = (
    include_str!("../i18n/zh-Hant.ftl"),
    include_str!("../i18n/en.ftl"),
);
