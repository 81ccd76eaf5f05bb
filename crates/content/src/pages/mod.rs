//! The screens of content.

mod assets;
mod check;
mod edit;
mod facts;
mod findings;
mod frozen;
mod library;
mod panel;
mod pictures;
mod publish;
pub mod today;
mod versions;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use frame::{App, Failed, Visit};
use ui::{Markup, Tab, tabs};

use crate::model::{Item, ItemId};
use crate::queries;

pub use frozen::preview;

/// Every page of content.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/content", get(library::show).post(library::begin))
        .route("/content/check", get(check::show).post(check::try_text))
        .route(
            "/content/assets",
            get(assets::show)
                .post(assets::add)
                .layer(DefaultBodyLimit::max(frame::UPLOAD)),
        )
        .route(
            "/content/assets/{id}",
            get(assets::one).post(assets::change),
        )
        .route("/content/assets/{id}/removal", post(assets::remove))
        .route(
            "/content/pictures",
            post(pictures::upload).layer(DefaultBodyLimit::max(frame::UPLOAD)),
        )
        .route("/content/media/{digest}", get(pictures::show))
        .route("/content/{id}", get(edit::to_editor))
        .route("/content/{id}/edit", get(edit::show))
        .route("/content/{id}/save", post(edit::save))
        .route("/content/{id}/plain", post(edit::save_plain))
        .route("/content/{id}/check", post(edit::check))
        .route("/content/{id}/preview", get(versions::preview))
        .route("/content/{id}/facts", get(facts::show).post(facts::change))
        .route(
            "/content/{id}/versions",
            get(versions::show).post(versions::name),
        )
        .route(
            "/content/{id}/versions/{version}/return",
            post(versions::put_back),
        )
        .route("/content/{id}/copy", post(library::copy))
        .route("/content/{id}/trash", post(library::trash))
        .route("/content/{id}/restoration", post(library::restore))
        .route(
            "/content/{id}/publish",
            get(publish::choose).post(publish::look),
        )
        .route("/content/{id}/publication", post(publish::publish))
        .route("/content/{id}/published", get(publish::done))
        .route("/content/{id}/retirement", post(publish::retire))
}

/// The three screens of the library.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tabbed {
    Library,
    Assets,
    Check,
}

fn tab_row(visit: &Visit, here: Tabbed) -> Markup {
    tabs(
        &visit.t("content-tabs"),
        &[
            Tab::new(
                visit.t("content-library"),
                "/content",
                here == Tabbed::Library,
            ),
            Tab::new(
                visit.t("content-assets"),
                "/content/assets",
                here == Tabbed::Assets,
            ),
            Tab::new(
                visit.t("content-try"),
                "/content/check",
                here == Tabbed::Check,
            ),
        ],
    )
}

/// The item of an address.
async fn item_of(visit: &Visit, id: ItemId) -> Result<Item, Failed> {
    queries::item(&visit.reader(), visit.centre.id, id)
        .await?
        .ok_or(Failed::NotFound)
}

/// Where the desk shows a picture of the library.
fn picture_url(digest: &str) -> String {
    format!("/content/media/{digest}")
}
