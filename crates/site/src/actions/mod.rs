//! The acts of the website.

mod outlet;
mod sample_visits;
mod seals;
mod settings;

pub use outlet::{Website, preview_holds, preview_path};
pub use sample_visits::{SampleArticle, SampleVisits};
pub use seals::use_seal;
pub use settings::ChangeSettings;
