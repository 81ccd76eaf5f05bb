//! Signing in and out, links, and the settings of people, tokens and oneself.

mod doorkeeper;
mod entrance;
mod links;
mod me;
mod staff;
mod tokens;

use axum::Router;
use axum::routing::{get, post};
use frame::App;

pub use doorkeeper::Entrance;

/// What can be reached before signing in.
pub(crate) fn entrance() -> Router<App> {
    Router::new()
        .route("/sign-in", get(entrance::show).post(entrance::sign_in))
        .route("/forgotten", get(links::forgotten).post(links::ask_reset))
        .route("/reset/{secret}", get(links::show_reset).post(links::reset))
        .route(
            "/invitation/{secret}",
            get(links::show_invitation).post(links::accept),
        )
}

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/sign-out", post(entrance::sign_out))
        .route("/settings/me", get(me::show).post(me::change))
        .route("/settings/me/password", post(me::change_password))
        .route("/settings/people", get(staff::list))
        .route("/settings/people/new", get(staff::new).post(staff::invite))
        .route("/settings/people/{id}", get(staff::one).post(staff::change))
        .route("/settings/people/{id}/positions", post(staff::grant))
        .route("/settings/people/{id}/deputies", post(staff::appoint))
        .route("/settings/positions/{holding}/end", post(staff::revoke))
        .route("/settings/tokens", get(tokens::list).post(tokens::create))
        .route("/settings/tokens/{id}/end", post(tokens::revoke))
}
