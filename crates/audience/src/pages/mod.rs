//! The screens under 客戶.

mod builder;
mod cards;
mod consent;
mod exports;
mod imports;
mod leads;
mod people;
mod person;
mod person_form;
mod segments;
mod wording;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::Outcome;
use frame::{Answer, App, Visit};
use ui::{Markup, Tab};

pub use cards::{search, today};

/// Bytes an uploaded list may have.
const UPLOAD_BYTES_MAX: usize = 100 * 1024 * 1024;

/// Every page of the audience.
pub fn pages() -> Router<App> {
    Router::new()
        .route("/care", get(|| async { Redirect::to("/care/people") }))
        .route("/care/people", get(people::list))
        .route("/care/people/new", get(people::new).post(people::add))
        .route("/care/people/{id}", get(person::show))
        .route(
            "/care/people/{id}/edit",
            get(people::edit).post(people::change),
        )
        .route("/care/people/{id}/consents", post(person::consent))
        .route("/care/people/{id}/withdrawals", post(person::withdraw))
        .route("/care/people/{id}/return", post(person::come_back))
        .route("/care/people/{id}/erasure", post(person::erase))
        .route("/care/people/{id}/data.json", post(person::data))
        .route("/care/leads", get(leads::list))
        .route("/care/import", get(imports::list).post(imports::upload))
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX))
        .route("/care/import/plan", get(imports::plan).post(imports::start))
        .route("/care/import/{id}", get(imports::show))
        .route("/care/import/{id}/progress", get(imports::progress))
        .route("/care/import/{id}/rejected.csv", get(imports::rejected))
        .route("/care/import/{id}/undo", post(imports::undo))
        .route("/care/exports", get(exports::list).post(exports::make))
        .route("/care/exports/{id}", get(exports::fetch))
        .route("/care/segments", get(segments::list))
        .route(
            "/care/segments/new",
            get(segments::new).post(segments::save_new),
        )
        .route("/care/segments/draft", post(segments::draft))
        .route(
            "/care/segments/{id}",
            get(segments::show).post(segments::save),
        )
        .route("/care/segments/{id}/removal", post(segments::remove))
        .route("/care/consent", get(consent::show).post(consent::suppress))
}

/// The screens of the area as tabs.
fn area_tabs(visit: &Visit, at: &str) -> Markup {
    let tab = |key: &str, href: &str| Tab::new(visit.t(key), href, href == at);
    ui::tabs(
        &visit.t("audience-area"),
        &[
            tab("audience-tab-people", "/care/people"),
            tab("audience-tab-leads", "/care/leads"),
            tab("audience-tab-segments", "/care/segments"),
            tab("audience-tab-import", "/care/import"),
            tab("audience-tab-exports", "/care/exports"),
            tab("audience-tab-consent", "/care/consent"),
        ],
    )
}

/// Where an act leads: to what it made, or to the request that waits.
fn settled(visit: &Visit, outcome: &Outcome, done: &str) -> Response {
    match outcome {
        Outcome::Done { .. } => visit.see_other(done),
        Outcome::Requested { request, .. } => visit.see_other(&format!("/approvals/{request}")),
        Outcome::Proposed { .. } => visit.see_other("/approvals"),
    }
}

/// A form again, with status 422.
fn unaccepted(answer: Answer) -> Answer {
    let mut response = answer?;
    *response.status_mut() = http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// A file to be kept by the browser.
fn attachment(bytes: Vec<u8>, content_type: &'static str, name: &str) -> Response {
    let safe = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    (
        [
            (http::header::CONTENT_TYPE, content_type.to_owned()),
            (
                http::header::CONTENT_DISPOSITION,
                format!("attachment; filename*=UTF-8''{safe}"),
            ),
            (http::header::CACHE_CONTROL, "private, no-store".to_owned()),
        ],
        bytes,
    )
        .into_response()
}

/// A query string out of names and values; empty ones are left out.
fn query(path: &str, pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let filled: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if filled.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", filled.join("&"))
    }
}
