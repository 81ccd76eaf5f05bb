//! The door for programs: every registered act and question over HTTP, described by one
//! OpenAPI document, and the two what-ifs that change nothing.
//!
//! It must never know a particular act or question: everything is generated from the
//! registry, and every verdict is the charter's, the same as in the browser. It accepts
//! tokens only, never the cookie of a session, so no page elsewhere can use it.

mod actions;
mod body;
mod caller;
mod checks;
mod decide;
mod limiter;
mod machine;
mod openapi;
mod pages;
mod parameters;
mod problem;
mod queries;
mod routes;
mod schema;
mod shape;

use frame::Feature;

use problem::Problem;
pub use routes::router;

/// Registers the page that explains the API; the API itself is [`router`].
#[must_use]
pub fn feature() -> Feature {
    Feature::new("api")
        .sentences(
            include_str!("../i18n/zh-Hant.ftl"),
            include_str!("../i18n/en.ftl"),
        )
        .entrance(pages::entrance())
        .pages(pages::router())
        .settings("api-settings", "/settings/api", 25)
}

/// The OpenAPI document of a program, as `/api/v1/openapi.json` answers it.
#[must_use]
pub fn document(app: &frame::App) -> serde_json::Value {
    openapi::document(app.desk().registry())
}
