//! What watches Herald: the log, `/healthz` and `/metrics`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use frame::App;
use http::{StatusCode, header};
use tracing_subscriber::EnvFilter;

use crate::settings::Settings;

/// Starts the log: `HERALD_LOG` filters it, `log_format` makes it text or JSON lines.
pub fn log(settings: &Settings) {
    let filter = EnvFilter::try_from_env("HERALD_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm=warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if settings.log_format == "json" {
        log.json().init();
    } else {
        log.with_target(false).init();
    }
}

/// The addresses that machines ask.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/metrics", get(metrics))
}

/// 200 when the database answers.
async fn healthz(State(app): State<App>) -> Response {
    match app
        .desk()
        .database()
        .reader()
        .one("select 1 as one", [])
        .await
    {
        Ok(_) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                [(header::RETRY_AFTER, "2")],
                "the database does not answer\n",
            )
                .into_response()
        }
    }
}

/// Figures in the text format of Prometheus 0.0.4.
async fn metrics(State(app): State<App>) -> Response {
    let conn = app.desk().database().reader();
    let mut text = String::from("# TYPE herald_up gauge\nherald_up 1\n");
    let states = conn
        .all(
            "select state, cast(count(*) as bigint) as n from job group by state order by state",
            [],
        )
        .await
        .unwrap_or_default();
    text.push_str("# HELP herald_jobs Background jobs by state.\n# TYPE herald_jobs gauge\n");
    for row in &states {
        if let (Ok(state), Ok(n)) = (row.get::<String>("state"), row.get::<i64>("n")) {
            text.push_str(&format!("herald_jobs{{state=\"{state}\"}} {n}\n"));
        }
    }
    let leaves = conn
        .one(
            "select cast(coalesce(sum(size), 0) as bigint) as n from ledger_head",
            [],
        )
        .await;
    if let Ok(n) = leaves.and_then(|row| row.get::<i64>("n")) {
        text.push_str(&format!("# HELP herald_ledger_entries Entries of the ledger.\n# TYPE herald_ledger_entries counter\nherald_ledger_entries {n}\n"));
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
