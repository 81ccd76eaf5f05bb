//! The public side: cookie-less pages on an origin of their own.

mod article;
mod beacon;
mod body;
mod contact;
mod feeds;
mod media;
mod origin;
mod prepared;
mod render;
mod shelf;
mod structured;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use desk::{Addresses, Desk};
use frame::{App, read_form};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::{DbError, Moment};
use minijinja::context;
use uuid::Uuid;

use self::media::Pictures;
use self::origin::Peer;
use self::prepared::Prepared;
use self::render::{Head, lines, page, render, split_lines};
use self::shelf::{Edition, Key, Shelf};
use crate::actions::preview_holds;
use crate::model::{Buckets, Found, Sighting, article_path, network};

const HTML: &str = "text/html; charset=utf-8";
/// Articles on one page of the list.
const PER_PAGE: usize = 12;
/// Articles on the home page.
const ON_HOME: usize = 6;

/// Takes a message of the script in; false when it was dropped.
pub type See = Arc<dyn Fn(&Desk, Sighting) -> bool + Send + Sync>;
type Shared = Arc<Public>;

/// What the public side keeps in memory.
pub struct Public {
    shelf: Shelf,
    pictures: Pictures,
    see: See,
    /// Messages of the script, by network.
    telling: Mutex<Buckets>,
    /// Contact forms, by network and by address or number.
    writing: Mutex<[Buckets; 2]>,
}

impl Public {
    /// An empty memory; `see` takes in what readers do.
    #[must_use]
    pub fn new(see: See) -> Self {
        Self {
            shelf: Shelf::default(),
            pictures: Pictures::default(),
            see,
            telling: Mutex::new(Buckets::new(240, 1)),
            writing: Mutex::new([Buckets::new(5, 120), Buckets::new(3, 1_200)]),
        }
    }

    /// 240 messages at once and one a second from a network.
    fn may_tell(&self, address: IpAddr, now: Moment) -> bool {
        let mut buckets = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.take(&network(address).to_string(), now)
    }

    /// Five forms at once and one every two minutes from a network; three and one every
    /// twenty minutes from an address or number.
    fn may_write(&self, address: IpAddr, way: &str, now: Moment) -> bool {
        let [networks, ways] = &mut *self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        networks.take(&network(address).to_string(), now) && (way.is_empty() || ways.take(way, now))
    }
}

/// Every public address of the website.
pub fn router(public: Arc<Public>) -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/articles", get(articles))
        .route("/articles/{slug}", get(article_page))
        .route("/feed.rss", get(rss))
        .route("/feed.atom", get(atom))
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
        .route("/contact", get(contact::show).post(contact::send))
        .route("/contact/thanks", get(thanks))
        .route("/media/{digest}", get(media::picture))
        .route(
            "/draft-media/{version}/{seal}/{digest}",
            get(media::draft_picture),
        )
        .route("/preview/{version}/{seal}", get(preview))
        .route("/t/v", post(beacon::beacon))
        .fallback(missing)
        .layer(Extension(public))
}

/// Why a public page could not be shown.
#[derive(Debug)]
pub enum Trouble {
    Missing,
    /// The centre is not set up yet.
    NoSite,
    Failed(String),
}

impl Trouble {
    fn of_edition(edition: Result<Option<Arc<Edition>>, DbError>) -> Self {
        match edition {
            Ok(_) => Self::NoSite,
            Err(error) => Self::from(error),
        }
    }
}

impl From<DbError> for Trouble {
    fn from(error: DbError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<minijinja::Error> for Trouble {
    fn from(error: minijinja::Error) -> Self {
        Self::Failed(format!("{error:#}"))
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Missing => StatusCode::NOT_FOUND,
            Self::NoSite => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed(error) => {
                tracing::error!(error, "a public page failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        (status, [(header::CACHE_CONTROL, "no-store")]).into_response()
    }
}

/// Hands a page out: from the shelf, or made now and put there.
async fn serve(app: &App, public: &Public, asked: &HeaderMap, key: Key) -> Response {
    let edition = match public.shelf.edition(app).await {
        Ok(Some(edition)) => edition,
        other => return Trouble::of_edition(other).into_response(),
    };
    if let Some(page) = edition.get(&key) {
        return page.answer(asked);
    }
    match prepare(app, &edition, &key).await {
        Ok(page) => edition.keep(key, page).answer(asked),
        // What is not there is not remembered by name: the names have no end.
        Err(Trouble::Missing) => match missing_page(&edition) {
            Ok(page) => page.answer(asked),
            Err(trouble) => trouble.into_response(),
        },
        Err(trouble) => trouble.into_response(),
    }
}

async fn prepare(app: &App, edition: &Edition, key: &Key) -> Result<Prepared, Trouble> {
    match key {
        Key::Home => home_page(edition),
        Key::Articles(number) => list_page(edition, *number),
        Key::Article(slug) => match edition.directory.find(slug) {
            Found::Here(it) => article::article(app, edition, it.version, it.first_at, it.at).await,
            Found::Moved(it) => Ok(Prepared::moved(&article_path(&it.slug))),
            Found::Gone => words_page(edition, StatusCode::GONE, "site-gone", "site-gone-more"),
            Found::Missing => Err(Trouble::Missing),
        },
        Key::Rss => Ok(feeds::rss(edition)),
        Key::Atom => Ok(feeds::atom(edition)),
        Key::Sitemap => Ok(feeds::sitemap(edition)),
        Key::Robots => Ok(feeds::robots(edition)),
        Key::Thanks => words_page(edition, StatusCode::OK, "site-thanks", "site-thanks-more"),
        Key::Missing => missing_page(edition),
    }
}

fn missing_page(edition: &Edition) -> Result<Prepared, Trouble> {
    words_page(
        edition,
        StatusCode::NOT_FOUND,
        "site-missing",
        "site-missing-more",
    )
}

fn home_page(edition: &Edition) -> Result<Prepared, Trouble> {
    let about = edition.settings.about.lines().next().unwrap_or_default();
    let head = Head {
        title: &edition.centre.name,
        description: about,
        path: "/",
        og_type: "website",
        structured: structured::home(edition),
        ..Head::default()
    };
    let own = context! {
        pages => lines(edition, edition.directory.pages().iter().take(ON_HOME)),
        hours => split_lines(&edition.settings.hours),
        about => split_lines(&edition.settings.about),
    };
    let lang = edition.lang;
    let text = render(lang, "home.html", page(edition, lang, &head, own))?;
    Ok(Prepared::new(StatusCode::OK, HTML, text))
}

fn list_page(edition: &Edition, number: usize) -> Result<Prepared, Trouble> {
    let pages = edition.directory.pages();
    let last = pages.len().div_ceil(PER_PAGE).max(1);
    if number == 0 || number > last {
        return Err(Trouble::Missing);
    }
    let lang = edition.lang;
    let title = lang.t("site-articles");
    let address = |number: usize| match number {
        1 => "/articles".to_owned(),
        number => format!("/articles?page={number}"),
    };
    let path = address(number);
    let head = Head {
        title: &title,
        path: &path,
        at: "articles",
        og_type: "website",
        ..Head::default()
    };
    let from = (number - 1) * PER_PAGE;
    let own = context! {
        pages => lines(edition, pages.iter().skip(from).take(PER_PAGE)),
        newer => (number > 1).then(|| address(number - 1)),
        older => (number < last).then(|| address(number + 1)),
    };
    let text = render(lang, "articles.html", page(edition, lang, &head, own))?;
    Ok(Prepared::new(StatusCode::OK, HTML, text))
}

/// A page of a few words, with some articles to go on with.
fn words_page(
    edition: &Edition,
    status: StatusCode,
    title: &str,
    sentence: &str,
) -> Result<Prepared, Trouble> {
    let lang = edition.lang;
    let title = lang.t(title);
    let head = Head {
        title: &title,
        noindex: true,
        untracked: status != StatusCode::OK,
        ..Head::default()
    };
    let own = context! {
        sentence => lang.t(sentence),
        pages => lines(edition, edition.directory.pages().iter().take(3)),
    };
    let text = render(lang, "words.html", page(edition, lang, &head, own))?;
    Ok(Prepared::new(status, HTML, text))
}

type Ours = Extension<Shared>;

async fn home(State(app): State<App>, Extension(public): Ours, asked: HeaderMap) -> Response {
    serve(&app, &public, &asked, Key::Home).await
}

async fn articles(
    State(app): State<App>,
    Extension(public): Ours,
    RawQuery(query): RawQuery,
    asked: HeaderMap,
) -> Response {
    let query = read_form(&query.unwrap_or_default());
    let number = match query.raw("page") {
        "" => 1,
        text => text.parse().unwrap_or(0),
    };
    serve(&app, &public, &asked, Key::Articles(number)).await
}

async fn article_page(
    State(app): State<App>,
    Extension(public): Ours,
    Path(slug): Path<String>,
    asked: HeaderMap,
) -> Response {
    serve(&app, &public, &asked, Key::Article(slug)).await
}

async fn rss(State(app): State<App>, Extension(public): Ours, asked: HeaderMap) -> Response {
    serve(&app, &public, &asked, Key::Rss).await
}

async fn atom(State(app): State<App>, Extension(public): Ours, asked: HeaderMap) -> Response {
    serve(&app, &public, &asked, Key::Atom).await
}

async fn sitemap(State(app): State<App>, Extension(public): Ours, asked: HeaderMap) -> Response {
    serve(&app, &public, &asked, Key::Sitemap).await
}

async fn robots(State(app): State<App>, Extension(public): Ours, asked: HeaderMap) -> Response {
    serve(&app, &public, &asked, Key::Robots).await
}

async fn thanks(State(app): State<App>, Extension(public): Ours, asked: HeaderMap) -> Response {
    serve(&app, &public, &asked, Key::Thanks).await
}

async fn missing(State(app): State<App>, Extension(public): Ours, asked: HeaderMap) -> Response {
    serve(&app, &public, &asked, Key::Missing).await
}

/// A version before it is published, shown inside the approval by an address that
/// cannot be guessed.
async fn preview(
    State(app): State<App>,
    Extension(public): Ours,
    Path((version, seal)): Path<(Uuid, Uuid)>,
) -> Response {
    let edition = match public.shelf.edition(&app).await {
        Ok(Some(edition)) => edition,
        other => return Trouble::of_edition(other).into_response(),
    };
    if !preview_holds(app.desk().keys(), version, seal) {
        return Trouble::Missing.into_response();
    }
    let text = match article::preview(&app, &edition, version).await {
        Ok(text) => text,
        Err(trouble) => return trouble.into_response(),
    };
    let desk = app
        .desk()
        .part::<Addresses>()
        .map(|a| a.desk.clone())
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors {desk}"
    );
    let mut response = (
        [
            (header::CONTENT_TYPE, HTML),
            (header::CACHE_CONTROL, "no-store"),
        ],
        text,
    )
        .into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
