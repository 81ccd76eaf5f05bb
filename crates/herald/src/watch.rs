//! What watches Herald: the log, `/healthz` and `/metrics`.

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use frame::App;
use http::{StatusCode, header};
use mail::Secret;
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

/// The addresses that machines ask; `token` opens the figures to machines elsewhere.
pub fn routes(token: Option<Secret>) -> Router<App> {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/metrics", get(metrics).layer(from_fn(allowed)))
        .layer(Extension(MetricsToken(token)))
}

#[derive(Clone)]
struct MetricsToken(Option<Secret>);

/// Figures are for whoever has the token, and for programs of this machine that ask
/// directly: a proxy on it forwards strangers and says so in a header.
async fn allowed(
    Extension(MetricsToken(token)): Extension<MetricsToken>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, given)| kernel::sha256(given.trim().as_bytes()));
    let fits = token.is_some_and(|token| given == Some(kernel::sha256(token.reveal().as_bytes())));
    let forwarded = [
        "forwarded",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-real-ip",
    ];
    let direct = frame::peer_of(request.extensions()).is_some_and(|peer| peer.is_loopback())
        && !forwarded.iter().any(|name| headers.contains_key(*name));
    if fits || direct {
        return next.run(request).await;
    }
    let challenge = [(header::WWW_AUTHENTICATE, "Bearer realm=\"metrics\"")];
    let words =
        "the metrics are open to this machine itself, or with the metrics_token of the settings\n";
    (StatusCode::UNAUTHORIZED, challenge, words).into_response()
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

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::body::Body;
    use axum::extract::ConnectInfo;
    use tower::ServiceExt;

    use super::*;

    async fn asks(token: Option<&str>, peer: &str, head: &[(&str, &str)]) -> StatusCode {
        let router: Router = Router::new()
            .route(
                "/metrics",
                get(|| async { "figures" }).layer(from_fn(allowed)),
            )
            .layer(Extension(MetricsToken(token.map(Secret::new))));
        let mut request = Request::get("/metrics");
        for (name, value) in head {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        router.oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn figures_are_for_this_machine_and_for_the_token() {
        let (here, far) = ("127.0.0.1:50000", "192.0.2.7:50000");
        assert_eq!(asks(None, here, &[]).await, StatusCode::OK);
        assert_eq!(asks(None, "[::1]:50000", &[]).await, StatusCode::OK);
        let proxied = [("x-forwarded-for", "203.0.113.9")];
        assert_eq!(asks(None, here, &proxied).await, StatusCode::UNAUTHORIZED);
        assert_eq!(
            asks(None, here, &[("forwarded", "for=203.0.113.9")]).await,
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(asks(None, far, &[]).await, StatusCode::UNAUTHORIZED);
        assert_eq!(
            asks(None, far, &[("authorization", "Bearer ")]).await,
            StatusCode::UNAUTHORIZED
        );
        let said = [("authorization", "bearer watch-word")];
        assert_eq!(asks(Some("watch-word"), far, &said).await, StatusCode::OK);
        assert_eq!(
            asks(Some("another"), far, &said).await,
            StatusCode::UNAUTHORIZED
        );
    }
}
