//! Screens of the channels, and what readers of a mail reach.

mod choice;
mod letters;
mod list;
mod map;
mod measure;
mod one;
mod outbox;
mod public;
mod rows;
mod settings;
mod today;
mod words;

use axum::Router;
use axum::routing::{get, post};
use frame::App;

pub use public::router as public_router;
pub use today::{cards, search};

/// Pages of the desk.
pub fn router() -> Router<App> {
    Router::new()
        .route("/channels/email", get(list::show))
        .route("/channels/email/outbox", get(outbox::list))
        .route("/channels/email/outbox/{id}", get(outbox::one))
        .route("/channels/email/letters/{id}/again", post(letters::again))
        .route("/channels/email/outbox/{id}/eml", get(outbox::download))
        .route("/channels/email/{id}", get(one::show))
        .route("/channels/email/{id}/deliveries", get(rows::show))
        .route("/channels/email/{id}/cancel", post(one::cancel))
        .route("/channels/email/{id}/release", post(one::release))
        .route("/channels/email/{id}/doubt", post(one::doubt))
        .route("/outlets/email/choice", get(choice::show))
        .route(
            "/settings/sending",
            get(settings::show).post(settings::change),
        )
        .route("/settings/sending/test", post(settings::test))
}
