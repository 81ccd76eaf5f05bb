//! What surrounds every answer of both listeners: the content policy, the check where
//! a form comes from, limits, compression and the pages of failures.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, extract::Path};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use crate::{App, Failed, Visit};

/// The largest body of a posted form or file, in bytes.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// The desk: pages of all features, the files of the browser, and nothing without the
/// checks around it.
pub fn desk_router(app: &App, extra: Router<App>) -> Router {
    let mut router = Router::new()
        .route("/assets/{*path}", get(asset))
        .merge(extra);
    for pages in app.features().iter().filter_map(|f| f.pages.clone()) {
        router = router.merge(pages);
    }
    router
        .fallback(not_found)
        .layer(from_fn_with_state(app.clone(), failures))
        .layer(from_fn(same_origin))
        .layer(from_fn_with_state(app.clone(), desk_headers))
        .layer(compression())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::new())
        .with_state(app.clone())
}

/// The public side: cookie-less, on an origin of its own.
pub fn site_router(app: &App) -> Router {
    let mut router = Router::new().route("/assets/{*path}", get(asset));
    for pages in app.features().iter().filter_map(|f| f.public.clone()) {
        router = router.merge(pages);
    }
    router
        .layer(from_fn_with_state(app.clone(), site_headers))
        .layer(DefaultBodyLimit::max(256 * 1024))
        .layer(CatchPanicLayer::new())
        .with_state(app.clone())
}

fn compression() -> CompressionLayer<impl Predicate> {
    let worth = SizeAbove::new(1_024)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES);
    CompressionLayer::new().compress_when(worth)
}

/// A file of the browser, under a hash in its path, so it may be kept for a year.
async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ui::assets::get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepts = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let (bytes, encoding) = if accepts.contains("br") {
        (asset.brotli, Some("br"))
    } else if accepts.contains("gzip") {
        (asset.gzip, Some("gzip"))
    } else {
        (asset.bytes, None)
    };
    let mut response = bytes.into_response();
    let head = response.headers_mut();
    head.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(asset.content_type),
    );
    head.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

async fn not_found() -> Failed {
    Failed::NotFound
}

/// Shows failures in the language and theme of whoever is signed in.
async fn failures(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let partial = headers.contains_key("hx-request");
    parts.headers = headers.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(failed) = response.extensions().get::<Arc<Failed>>().cloned() else {
        return response;
    };
    match app.doorkeeper().session(app.desk(), &headers).await {
        Ok(Some(who)) => failed.show(who.lang, who.theme, partial),
        _ => response,
    }
}

/// A request that changes something must come from a page of ours: browsers say so in
/// `Sec-Fetch-Site` and `Origin`. Programs with a token send neither.
async fn same_origin(request: Request, next: Next) -> Response {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return next.run(request).await;
    }
    let headers = request.headers();
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let site_fits = match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => true,
    };
    let origin_fits = match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split("://").nth(1) == Some(host),
        (Some(_), None) => false,
        (None, _) => true,
    };
    if site_fits && origin_fits {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

async fn desk_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let site = app
        .desk()
        .part::<desk::Addresses>()
        .map(|a| a.site.clone())
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {site}; connect-src 'self'; \
         font-src 'self'; form-action 'self'; frame-src {site}; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
    );
    let head = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        head.entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(policy);
    }
    common_headers(head);
    head.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    if app.is_secure() {
        head.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    if !is_asset {
        head.entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

async fn site_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let head = response.headers_mut();
    let desk = app
        .desk()
        .part::<desk::Addresses>()
        .map(|a| a.desk.clone())
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors {desk}"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        head.entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(policy);
    }
    common_headers(head);
    response
}

fn common_headers(head: &mut HeaderMap) {
    head.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    head.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    );
    head.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
    );
    head.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
}

impl Visit {
    /// An answer that sends the browser on after a form: 303, so that going back does
    /// not post again.
    #[must_use]
    pub fn see_other(&self, to: &str) -> Response {
        if self.partial {
            return (
                StatusCode::OK,
                [(HeaderName::from_static("hx-redirect"), to.to_owned())],
            )
                .into_response();
        }
        axum::response::Redirect::to(to).into_response()
    }
}
