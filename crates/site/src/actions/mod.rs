//! The acts of the website.

mod outlet;
mod sample_visits;
mod settings;

pub use outlet::{Website, preview_holds, preview_path};
pub use sample_visits::{SampleArticle, SampleVisits};
pub use settings::ChangeSettings;
