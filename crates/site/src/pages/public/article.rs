//! The page of one article.

use std::collections::HashMap;

use charter::{Actor, Who};
use content::{Version, VersionId};
use frame::App;
use http::StatusCode;
use kernel::{AccountId, Conn, DbError, Moment};
use minijinja::context;
use minijinja::value::Value;
use ui::Lang;
use uuid::Uuid;

use super::body::{self, Body};
use super::prepared::Prepared;
use super::render::{Head, lang_of, lines, page, render};
use super::shelf::Edition;
use super::{HTML, Trouble, structured};
use crate::model::{Size, article_path, reading_minutes};
use crate::queries;

/// Articles offered at the end of one.
const NEXT: usize = 3;

/// Everything a page of an article says.
pub struct Article {
    pub version: Version,
    pub lang: Lang,
    pub author: String,
    /// Physiotherapists who reviewed it, with their position.
    pub reviewers: Vec<String>,
    pub reviewed_at: Option<Moment>,
    pub first_at: Moment,
    /// When this version was put up.
    pub at: Moment,
    pub sizes: HashMap<String, Size>,
    /// What the cover shows, in words.
    pub cover_alt: String,
}

/// Renders the page of a version that stands.
pub async fn article(
    app: &App,
    edition: &Edition,
    version: Uuid,
    first_at: Moment,
    at: Moment,
) -> Result<Prepared, Trouble> {
    let article = read(app, edition, version, first_at, at).await?;
    let text = written(edition, &article, false)?;
    Ok(Prepared::new(StatusCode::OK, HTML, text))
}

/// The same page before it is published, for those who decide.
pub async fn preview(app: &App, edition: &Edition, version: Uuid) -> Result<String, Trouble> {
    let now = app.desk().clock().now();
    let article = read(app, edition, version, now, now).await?;
    let html = written(edition, &article, true)?;
    // Pictures of a draft are not public yet; inside its preview they have an address of
    // their own.
    let drafts = content::draft_media_path(app.desk().keys(), version);
    Ok(html.replace("src=\"/media/", &format!("src=\"{drafts}")))
}

async fn read(
    app: &App,
    edition: &Edition,
    version: Uuid,
    first_at: Moment,
    at: Moment,
) -> Result<Article, Trouble> {
    let conn = app.desk().database().reader();
    let centre = edition.centre.id;
    let version = content::queries::version(&conn, centre, VersionId(version))
        .await?
        .ok_or(Trouble::Missing)?;
    let lang = lang_of(version.language.key());
    let mut reviewers = Vec::new();
    let clinical = |position: &str| position == charter::Position::PHYSIOTHERAPIST;
    for reviewer in version.reviewers.iter().filter(|r| clinical(&r.position)) {
        let name = name_of(app, edition, reviewer.account).await?;
        let position = position_word(app, edition, &conn, lang, &reviewer.position).await?;
        reviewers.push(format!("{name} {position}"));
    }
    let mut sizes = HashMap::new();
    let wanted = content::doc::images(&version.doc);
    for digest in wanted
        .iter()
        .map(|f| f.src.as_str())
        .chain(version.cover.as_deref())
    {
        if let Some(size) = queries::picture_size(&conn, centre, digest).await? {
            sizes.insert(digest.to_owned(), size);
        }
    }
    let cover = match version.cover.as_deref() {
        Some(digest) => content::queries::media_of_digest(&conn, centre, digest).await?,
        None => None,
    };
    let reviewed = version.reviewers.iter().filter(|r| clinical(&r.position));
    Ok(Article {
        cover_alt: cover.map(|cover| cover.alt).unwrap_or_default(),
        lang,
        author: name_of(app, edition, version.author).await?,
        reviewed_at: reviewed.map(|r| r.at).max(),
        reviewers,
        first_at,
        at,
        sizes,
        version,
    })
}

async fn name_of(app: &App, edition: &Edition, account: AccountId) -> Result<String, DbError> {
    let house = Actor {
        centre: edition.centre.id,
        who: Who::System,
        holds: Vec::new(),
    };
    app.doorkeeper().name(app.desk(), &house, account).await
}

async fn position_word(
    app: &App,
    edition: &Edition,
    conn: &Conn,
    lang: Lang,
    position: &str,
) -> Result<String, DbError> {
    let book = app.desk().rulebook(conn, edition.centre.id).await?;
    let known = book.house.positions.iter().find(|p| p.id == *position);
    Ok(known.map_or_else(String::new, |p| match lang {
        Lang::ZhHant => p.zh.clone(),
        Lang::En => p.en.clone(),
    }))
}

/// The finished HTML.
pub fn written(edition: &Edition, article: &Article, preview: bool) -> Result<String, Trouble> {
    let version = &article.version;
    let body = body::body(&version.doc, &article.sizes);
    let path = article_path(&version.slug);
    let pictures = content::doc::images(&version.doc);
    let cover = match version.cover.as_deref() {
        Some(cover) => Some((cover, article.cover_alt.as_str())),
        None => pictures.first().map(|f| (f.src.as_str(), f.alt.as_str())),
    };
    let image = cover.map(|(digest, _)| format!("{}{}", edition.url, body::picture_path(digest)));
    let head = Head {
        title: &version.title,
        description: &version.summary,
        path: &path,
        at: "articles",
        og_type: "article",
        structured: structured::article(edition, article, image.as_deref()),
        image,
        image_alt: cover.map_or_else(String::new, |(_, alt)| alt.to_owned()),
        noindex: preview,
        untracked: preview,
    };
    let others = edition
        .directory
        .pages()
        .iter()
        .filter(|it| it.item != version.item.0 && it.language == version.language.key())
        .take(NEXT);
    let own = context! {
        article => values(edition, article, body),
        pages => lines(edition, others),
    };
    Ok(render(
        article.lang,
        "article.html",
        page(edition, article.lang, &head, own),
    )?)
}

fn values(edition: &Edition, article: &Article, body: Body) -> Value {
    let Article { version, lang, .. } = article;
    let zone = &edition.zone;
    let text = content::doc::to_text(&version.doc);
    let toc: Vec<Value> = body
        .places
        .into_iter()
        .map(|place| context! { id => place.id, title => place.title })
        .collect();
    let sources: Vec<Value> = version
        .sources
        .iter()
        .map(|s| {
            let url = Some(s.url.clone()).filter(|url| content::doc::is_link(url));
            context! { title => s.title.clone(), url => url, date => s.date.clone() }
        })
        .collect();
    let day = |at: Moment| ui::fmt::date_full(*lang, zone, at);
    // The first place of the trail says what an article of health education is.
    let kind = Some(version.kind.key()).filter(|kind| *kind != "education");
    let reviewers: Vec<Value> = article.reviewers.iter().map(Value::from).collect();
    context! {
        heading => title(&version.title),
        kind => kind.map(|kind| lang.t(kind_key(kind))),
        cover => version.cover.as_deref().map(|digest| cover(article, digest)),
        summary => version.summary.clone(),
        reviewers => reviewers,
        author => article.author.clone(),
        updated => day(article.at),
        updated_iso => ui::fmt::input_date(zone, article.at),
        published => day(article.first_at),
        reviewed => article.reviewed_at.map(day),
        next_review => version.next_review_at.map(|at| ui::fmt::month(*lang, zone, at)),
        minutes => reading_minutes(&text),
        toc => toc,
        body => Value::from_safe_string(body.html),
        sources => sources,
        health => is_health(version.kind.key()),
    }
}

fn cover(article: &Article, digest: &str) -> Value {
    let size = article.sizes.get(digest);
    context! {
        path => body::picture_path(digest),
        alt => article.cover_alt.clone(),
        width => size.map(|s| s.width),
        height => size.map(|s| s.height),
    }
}

fn title(text: &str) -> Value {
    Value::from_safe_string(ui::title_breaks(text).into_string())
}

/// Whether a kind of content gives health information and so carries the disclaimer.
#[must_use]
pub fn is_health(kind: &str) -> bool {
    matches!(kind, "education" | "service" | "repost" | "feature")
}

/// The key of a kind's word.
#[must_use]
pub fn kind_key(kind: &str) -> &'static str {
    match kind {
        "education" => "site-kind-education",
        "news" => "site-kind-news",
        "hours" => "site-kind-hours",
        "thanks" => "site-kind-thanks",
        "repost" => "site-kind-repost",
        "reminder" => "site-kind-reminder",
        "service" => "site-kind-service",
        _ => "site-kind-feature",
    }
}
