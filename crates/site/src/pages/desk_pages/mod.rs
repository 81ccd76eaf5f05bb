//! The website in the desk: what stands, how it is read, what it says of the centre.

mod overview;
mod settings;
mod today;

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use frame::App;

pub use today::{find, today};

/// Where the website stands in the desk.
const PATH: &str = "/channels/site";
const SETTINGS: &str = "/channels/site/settings";

/// The screens of the website.
pub fn router() -> Router<App> {
    Router::new()
        .route("/channels", get(async || Redirect::to(PATH)))
        .route(PATH, get(overview::overview))
        .route(SETTINGS, get(settings::show).post(settings::change))
}
