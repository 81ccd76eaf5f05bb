//! The addresses below `/api/v1`.

use std::any::Any;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, post};
use axum::{Router, body::Body};
use frame::App;
use http::{HeaderValue, header};
use tower_http::catch_panic::CatchPanicLayer;

use crate::machine::Machine;
use crate::{Problem, actions, checks, decide, queries};

/// The API, to be merged into the desk's router: `frame::desk_router(&app, api::router())`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/api/v1/actions/{kind}", only(post(actions::submit)))
        .route("/api/v1/queries/{name}", only(get(queries::ask)))
        .route("/api/v1/acts", only(get(actions::list)))
        .route("/api/v1/checks", only(post(checks::check)))
        .route("/api/v1/charter/decide", only(post(decide::decide)))
        .route("/api/v1/openapi.json", only(get(document)))
        .route("/api/v1", any(nothing))
        .route("/api/v1/", any(nothing))
        .route("/api/v1/{*rest}", any(nothing))
        .layer(Extension(Machine::default()))
        .layer(CatchPanicLayer::custom(broke))
}

/// Other methods are answered 405, with `Allow` from the router.
fn only(methods: MethodRouter<App>) -> MethodRouter<App> {
    methods.fallback(|| async { Problem::method() })
}

async fn nothing() -> Problem {
    Problem::missing()
}

async fn document(State(app): State<App>, Extension(machine): Extension<Machine>) -> Response {
    let document = machine.known(app.desk().registry()).document.clone();
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], document).into_response()
}

fn broke(_thrown: Box<dyn Any + Send + 'static>) -> http::Response<Body> {
    Problem::failed().into_response()
}
