//! Reads of campaigns, tasks and of what happened in a campaign.

mod activity;
mod campaigns;
mod tasks;

pub use activity::{ROWS, Wanted, by_day, conversion, happened, numbers};
pub use campaigns::{
    Campaigns, Filter, campaign, campaign_of_slug, campaigns, campaigns_page, choices, found,
};
pub use tasks::{
    Mine, TaskFilter, Tasks, done_tasks, found_tasks, mine_today, open_tasks, task,
    tasks_of_campaign,
};

/// More letters of a search are not looked at; the engines refuse endless patterns.
const SEARCH_MOST: usize = 100;

/// A pattern of `like` that finds `text` inside a folded column.
fn inside(text: &str) -> String {
    let plain: String = text::fold(text.trim())
        .chars()
        .filter(|c| !matches!(c, '%' | '_' | '\\'))
        .take(SEARCH_MOST)
        .collect();
    format!("%{plain}%")
}
