//! What surrounds every answer of both listeners: the content policy, the check where
//! a form comes from, limits, compression and the pages of failures.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, extract::Path};
use charter::Level;
use desk::Refusal;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use ui::{Lang, Theme};

use crate::origin::{is_from, peer_of};
use crate::visit::{preferred, to_sign_in};
use crate::{App, Failed, SignedIn, Visit};

/// The largest body of a small form, in bytes: everything before anybody is signed in,
/// and everything on the public side.
pub const SMALL_FORM: usize = 64 * 1024;
/// The largest form of somebody signed in, in bytes: a long article, a house rules file.
const FORM: usize = 4 * 1024 * 1024;
/// The largest picture that is uploaded, in bytes; routes that take files say so.
pub const UPLOAD: usize = 64 * 1024 * 1024;

/// Marks what is answered to machines: it keeps its own words.
#[derive(Clone, Copy)]
struct ForMachines;

/// The desk: pages of all features, the files of the browser, and nothing without the
/// checks around it. `extra` is for machines and stands outside of the sessions.
pub fn desk_router(app: &App, extra: Router<App>) -> Router {
    let mut entrance = Router::new().route("/assets/{*path}", get(asset));
    let mut inside = Router::new();
    for feature in app.features() {
        if let Some(pages) = feature.entrance.clone() {
            entrance = entrance.merge(pages);
        }
        if let Some(pages) = feature.pages.clone() {
            inside = inside.merge(match feature.readers {
                Some((right, _)) => pages.layer(from_fn_with_state((app.clone(), right), readers)),
                None => pages,
            });
        }
    }
    let inside = inside
        .layer(DefaultBodyLimit::max(FORM))
        .layer(from_fn_with_state(app.clone(), signed_in));
    let machines = extra.layer(map_response(async |mut response: Response| {
        response.extensions_mut().insert(ForMachines);
        response
    }));
    entrance
        .layer(DefaultBodyLimit::max(SMALL_FORM))
        .merge(inside)
        .merge(machines)
        .fallback(not_found)
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(app.clone(), same_origin))
        .layer(from_fn_with_state(app.clone(), in_words))
        .layer(from_fn_with_state(app.clone(), desk_headers))
        .layer(compression())
        .with_state(app.clone())
}

/// The public side: cookie-less, on an origin of its own.
pub fn site_router(app: &App) -> Router {
    let mut router = Router::new().route("/assets/{*path}", get(asset));
    for pages in app.features().iter().filter_map(|f| f.public.clone()) {
        router = router.merge(pages);
    }
    router
        .layer(DefaultBodyLimit::max(SMALL_FORM))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(public_in_words))
        .layer(from_fn_with_state(app.clone(), site_headers))
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

/// Nobody comes further without a session, whatever they ask for and in whatever shape.
async fn signed_in(State(app): State<App>, mut request: Request, next: Next) -> Response {
    match app
        .doorkeeper()
        .session(app.desk(), request.headers())
        .await
    {
        Ok(Some(who)) => {
            request.extensions_mut().insert(who);
            next.run(request).await
        }
        Ok(None) => match app.centre().await {
            Ok(Some(_)) => sign_in_first(&request),
            Ok(None) => axum::response::Redirect::to("/set-up").into_response(),
            Err(error) => Failed::from(error).into_response(),
        },
        Err(error) => Failed::from(error).into_response(),
    }
}

/// Whoever wanted to see a page comes back to it; a form has to be filled in again.
fn sign_in_first(request: &Request) -> Response {
    let path = request.uri().path_and_query().map(ToString::to_string);
    let back = path.filter(|_| matches!(*request.method(), Method::GET | Method::HEAD));
    to_sign_in(
        back.as_deref(),
        request.headers().contains_key("hx-request"),
    )
}

/// Lets those through whom the house rules give the right.
async fn readers(
    State((app, right)): State<(App, &'static str)>,
    request: Request,
    next: Next,
) -> Response {
    let Some(who) = request.extensions().get::<SignedIn>() else {
        return sign_in_first(&request);
    };
    let conn = app.desk().database().reader();
    match app.desk().reading(&conn, &who.actor, right).await {
        Ok(verdict) if verdict.level == Level::Independent => next.run(request).await,
        Ok(verdict) => Failed::from(Refusal::Forbidden(Box::new(verdict))).into_response(),
        Err(error) => Failed::from(error).into_response(),
    }
}

/// Says in words what went wrong, in the language and theme of whoever asks. What is
/// not a page of ours yet – an address, a method or a body that nobody took – becomes one.
async fn in_words(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let response = next.run(request).await;
    let Some(failed) = failure_of(&response) else {
        return response;
    };
    let (lang, theme) = match app.doorkeeper().session(app.desk(), &headers).await {
        Ok(Some(who)) => (who.lang, who.theme),
        _ => (preferred(&headers), Theme::System),
    };
    told(
        &failed,
        &response,
        lang,
        theme,
        headers.contains_key("hx-request"),
    )
}

/// The same on the public side, where nobody is known.
async fn public_in_words(request: Request, next: Next) -> Response {
    let lang = preferred(request.headers());
    let response = next.run(request).await;
    match failure_of(&response) {
        Some(failed) => told(&failed, &response, lang, Theme::System, false),
        None => response,
    }
}

/// What failed, if this is not yet an answer for people.
fn failure_of(response: &Response) -> Option<Arc<Failed>> {
    let extensions = response.extensions();
    if let Some(failed) = extensions.get::<Arc<Failed>>() {
        return Some(failed.clone());
    }
    let status = response.status();
    let wrong = status.is_client_error() || status.is_server_error();
    let headers = response.headers();
    let bare = headers
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let sent_on = headers.contains_key("hx-redirect");
    let machines = extensions.get::<ForMachines>().is_some();
    (wrong && bare && !sent_on && !machines).then(|| Arc::new(Failed::Status(status)))
}

fn told(failed: &Failed, response: &Response, lang: Lang, theme: Theme, partial: bool) -> Response {
    let mut shown = failed.show(lang, theme, partial);
    for name in [header::ALLOW, header::RETRY_AFTER, header::CACHE_CONTROL] {
        if let Some(value) = response.headers().get(&name) {
            shown.headers_mut().insert(name, value.clone());
        }
    }
    shown
}

/// A request that changes something must come from a page of ours: browsers say so in
/// `Sec-Fetch-Site` and `Origin`. Programs with a token send neither.
async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return next.run(request).await;
    }
    let own = app.desk().part::<desk::Addresses>();
    let own = own.map(|a| a.desk.clone()).unwrap_or_default();
    if is_from(&own, request.headers(), peer_of(request.extensions())) {
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
