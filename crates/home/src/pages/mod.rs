//! The pages of the day, of the set-up and of the settings.

mod find;
mod jobs;
mod set_up;
mod settings;
mod today;

use axum::Router;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use charter::Position;
use frame::{Answer, App, Visit};

/// What can be reached before anybody has an account.
pub(crate) fn entrance() -> Router<App> {
    Router::new().route("/set-up", get(set_up::show).post(set_up::found))
}

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/", get(first))
        .route("/today", get(today::show))
        .route("/find", get(find::answer))
        .route("/settings", get(settings::index))
        .route(
            "/settings/centre",
            get(settings::centre).post(settings::change),
        )
        .route("/settings/about", get(settings::about))
        .route("/settings/jobs", get(jobs::list))
        .route("/settings/jobs/{id}/again", post(jobs::again))
}

/// Everybody lands where their work waits.
async fn first(visit: Visit) -> Answer {
    let decides = visit.holds(Position::HEAD)
        || visit.holds(Position::SUPERINTENDENT)
        || visit.holds(Position::PHYSIOTHERAPIST);
    let to = if decides && !visit.holds(Position::SPECIALIST) {
        "/approvals"
    } else {
        "/today"
    };
    Ok(Redirect::to(to).into_response())
}
