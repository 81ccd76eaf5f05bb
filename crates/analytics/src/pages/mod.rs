//! The screens of the indicators: the board, one indicator, the tiles of the day.

mod board;
mod file;
mod one;
mod period;
mod target;
mod today;
mod words;

use axum::Router;
use axum::routing::{get, post};
use frame::App;

pub(crate) use today::{search_hits, today_cards};

/// Every address of these screens.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/insight", get(board::show))
        .route("/insight/kpi/{id}", get(one::show))
        .route("/insight/kpi/{id}/figures.csv", get(file::show))
        .route("/insight/kpi/{id}/targets", post(target::set))
}
