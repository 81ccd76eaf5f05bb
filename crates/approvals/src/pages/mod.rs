//! The screens of the door.

mod case;
mod charter;
mod charter_parts;
mod content;
mod decide;
mod faults;
mod freeze;
mod house;
mod ledger;
mod list;
mod matter;
mod previews;
mod proposals;
mod rules_view;
mod today;
mod what_if;
mod words;

use axum::Router;
use axum::routing::{get, post};
use frame::App;

pub(crate) use previews::previews;
pub(crate) use today::{search_hits, today_cards};

/// Rows on one page of a list.
const PAGE: usize = 50;

/// Every address of these screens.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/approvals", get(list::show))
        .route("/approvals/proposals", get(proposals::list))
        .route("/approvals/proposals/{id}", get(proposals::show))
        .route(
            "/approvals/proposals/{id}/decision",
            post(proposals::decide),
        )
        .route(
            "/approvals/proposals/{id}/outcome",
            post(proposals::look_again),
        )
        .route("/approvals/matter", post(matter::raise))
        .route("/approvals/matter/new", get(matter::form))
        .route("/approvals/matter/verdict", get(matter::verdict))
        .route("/approvals/freeze", get(freeze::show).post(freeze::freeze))
        .route("/approvals/freeze/thaw", post(freeze::thaw))
        .route("/approvals/freeze/release", post(freeze::release))
        .route("/approvals/freeze/cancel", post(freeze::cancel))
        .route("/approvals/{id}", get(case::show))
        .route("/approvals/{id}/agreement", post(decide::agree))
        .route("/approvals/{id}/return", post(decide::send_back))
        .route("/approvals/{id}/withdrawal", post(decide::withdraw))
        .route("/approvals/{id}/comments", post(decide::comment))
        .route("/approvals/{id}/performance", post(decide::perform))
        .route("/charter", get(charter::show))
        .route("/charter/house", get(house::show).post(house::change))
        .route("/charter/house/check", post(house::check))
        .route("/charter/versions", get(house::versions).post(house::load))
        .route("/charter/what-if", get(what_if::show))
        .route("/charter/ledger", get(ledger::show))
        .route("/charter/ledger/verification", get(ledger::verification))
        .route("/charter/ledger/checkpoint", get(ledger::checkpoint))
        .route(
            "/charter/ledger/export",
            get(ledger::export).post(ledger::ask_export),
        )
}
