//! What is read of the website, named by the question it answers. The public pages ask
//! for everybody; the desk asks for the staff of the centre, all of whom may see it.

mod measures;
mod pages;
mod traffic;

pub use measures::{page_readers, web_traffic};
pub use pages::{
    directory, picture_size, scheduled, scheduled_page, settings, stamp,
};
pub use traffic::{
    CampaignVisits, by_campaign, daily_sessions, readers, reading_of, readings, salt, traffic,
};
