//! What readers of a mail reach: tracked links, the picture of an opening, leaving, and
//! the mail in the browser. No cookie is set or read. A bent address is not found and
//! leads nowhere; a GET changes nothing.

use axum::Router;
use axum::extract::{Extension, Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use content::VersionId;
use desk::{Addresses, Refusal};
use frame::{App, Failed, read_form};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Deserialize;
use ui::{Lang, ReaderAct};
use uuid::Uuid;

use super::map;
use crate::actions::{
    Intake, composed, filled, preview_holds, resubscribe, unsubscribe, visible_preview,
};
use crate::model::{Choice, DeliveryId, Hit, HitKind, WhenLate};
use crate::queries::{self, Purpose, Target, Template, read_token};

/// A transparent picture of one point.
const POINT: &[u8] = &[
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00,
    0xff, 0xff, 0xff, 0x21, 0xf9, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3b,
];

/// Mails carry their own styles and nothing that runs.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; sandbox allow-popups";

/// Pages of the public side.
pub fn router() -> Router<App> {
    Router::new()
        .route("/c/{token}", get(click))
        .route("/o/{file}", get(open))
        .route("/u/{token}", get(ask_to_leave).post(leave))
        .route("/v/{token}", get(view))
        .route("/mail-preview/{version}/{seal}", get(preview))
        .route("/mail-map/{mailing}/{seal}", get(map::show))
        .layer(Extension(Intake::default()))
}

async fn click(
    State(app): State<App>,
    Extension(intake): Extension<Intake>,
    Path(token): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let followed = followed(&app, &intake, &token, &method, &headers).await;
    or_said(&app, &headers, followed).await
}

async fn followed(
    app: &App,
    intake: &Intake,
    token: &str,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Failed> {
    let centre = app.centre().await?.ok_or(Failed::NotFound)?;
    let (delivery, link) =
        read_token(app.desk().keys(), Purpose::Click, token).ok_or(Failed::NotFound)?;
    let conn = app.desk().database().reader();
    let target = queries::link(&conn, centre.id, delivery, i64::from(link))
        .await?
        .ok_or(Failed::NotFound)?;
    let target = HeaderValue::from_str(&target).map_err(|_| Failed::NotFound)?;
    intake.note(
        app.desk(),
        hit(
            app,
            centre.id,
            delivery,
            HitKind::Click,
            i64::from(link),
            method,
            headers,
        ),
    );
    Ok((
        StatusCode::FOUND,
        [
            (header::LOCATION, target),
            (header::CACHE_CONTROL, no_store()),
        ],
    )
        .into_response())
}

async fn open(
    State(app): State<App>,
    Extension(intake): Extension<Intake>,
    Path(file): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let centre = app.centre().await?.ok_or(Failed::NotFound)?;
    let token = file.strip_suffix(".gif").ok_or(Failed::NotFound)?;
    let (delivery, _) =
        read_token(app.desk().keys(), Purpose::Open, token).ok_or(Failed::NotFound)?;
    intake.note(
        app.desk(),
        hit(
            &app,
            centre.id,
            delivery,
            HitKind::Open,
            0,
            &method,
            &headers,
        ),
    );
    let kind = HeaderValue::from_static("image/gif");
    Ok((
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, no_store()),
        ],
        POINT,
    )
        .into_response())
}

fn hit(
    app: &App,
    centre: kernel::CentreId,
    delivery: DeliveryId,
    kind: HitKind,
    link: i64,
    method: &Method,
    headers: &HeaderMap,
) -> Hit {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    Hit {
        centre,
        delivery,
        kind,
        link,
        at: app.desk().clock().now(),
        agent: agent.chars().take(300).collect(),
        head: method == Method::HEAD,
    }
}

fn no_store() -> HeaderValue {
    HeaderValue::from_static("no-store")
}

/// The delivery an address belongs to.
async fn target_of(
    app: &App,
    purpose: Purpose,
    token: &str,
) -> Result<(kernel::CentreId, Target), Failed> {
    let centre = app.centre().await?.ok_or(Failed::NotFound)?;
    let (delivery, _) = read_token(app.desk().keys(), purpose, token).ok_or(Failed::NotFound)?;
    let conn = app.desk().database().reader();
    let target = queries::target(&conn, centre.id, delivery)
        .await?
        .ok_or(Failed::NotFound)?;
    Ok((centre.id, target))
}

/// A page in the dress of the centre's website.
async fn page(
    app: &App,
    lang: Lang,
    title: &str,
    sentences: &[String],
    act: Option<ReaderAct<'_>>,
) -> Response {
    let centre = app.centre().await.ok().flatten();
    let centre = centre.map(|centre| centre.name).unwrap_or_default();
    let head = [(header::CACHE_CONTROL, no_store())];
    let page = ui::ReaderPage {
        lang,
        centre: &centre,
        title,
        sentences,
        act,
    };
    (head, ui::reader_page(&page)).into_response()
}

/// What a reader sees in place of a page that could not be shown: bent and outdated
/// addresses look alike, so that nobody learns which exist.
async fn or_said(app: &App, headers: &HeaderMap, answer: Result<Response, Failed>) -> Response {
    let failed = match answer {
        Ok(response) => return response,
        Err(failed) => failed,
    };
    let lang = frame::preferred(headers);
    let (status, title, more) = match failed {
        Failed::NotFound | Failed::Refused(Refusal::Missing(_)) => (
            StatusCode::NOT_FOUND,
            "channels-bent-title",
            "channels-bent",
        ),
        other => {
            tracing::error!(?other, "a page for a reader failed");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "channels-later-title",
                "channels-later",
            )
        }
    };
    let mut response = page(app, lang, &lang.t(title), &[lang.t(more)], None).await;
    *response.status_mut() = status;
    response
}

async fn ask_to_leave(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let asked = target_of(&app, Purpose::Unsubscribe, &token).await;
    let asked = match asked {
        Ok((_, target)) => Ok(leaving(&app, &token, &target).await),
        Err(failed) => Err(failed),
    };
    or_said(&app, &headers, asked).await
}

async fn leaving(app: &App, token: &str, target: &Target) -> Response {
    let lang = Lang::of_tag(&target.lang).unwrap_or_default();
    let address = masked(&target.address);
    let ask = lang.tr("channels-leave-ask", &[("address", address.into())]);
    let title = lang.t("channels-leave-title");
    let act = ReaderAct {
        url: &format!("/u/{token}"),
        hidden: None,
        word: &lang.t("channels-leave-button"),
    };
    page(app, lang, &title, &[ask], Some(act)).await
}

/// The button of the page, and the one click of mail programs (RFC 8058): their body is
/// `List-Unsubscribe=One-Click`, without cookies or a page before.
async fn leave(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let left = left(&app, &token, &body).await;
    or_said(&app, &headers, left).await
}

async fn left(app: &App, token: &str, body: &str) -> Result<Response, Failed> {
    let (centre, target) = target_of(app, Purpose::Unsubscribe, token).await?;
    let form = read_form(body);
    let one_click = form.raw("List-Unsubscribe") == "One-Click";
    let lang = Lang::of_tag(&target.lang).unwrap_or_default();
    if form.raw("back") == "1" && !one_click {
        return come_back(app, centre, &target, lang).await;
    }
    if !target.address.is_empty() {
        let via = if one_click { "one_click" } else { "link" };
        unsubscribe(app.desk(), centre, &target, via).await?;
    }
    let title = lang.t("channels-left-title");
    let address = masked(&target.address);
    let sentences = [
        lang.tr("channels-left", &[("address", address.into())]),
        lang.t("channels-left-undo"),
        lang.t("channels-back-wording"),
    ];
    let act = ReaderAct {
        url: &format!("/u/{token}"),
        hidden: Some(("back", "1")),
        word: &lang.t("channels-back-button"),
    };
    Ok(page(app, lang, &title, &sentences, Some(act)).await)
}

/// Changes with the sentence `channels-back-wording`.
const BACK_VERSION: &str = "unsubscribe-page-2026-1";

/// Somebody pressed by mistake: they agree anew, to the sentence beside the button.
async fn come_back(
    app: &App,
    centre: kernel::CentreId,
    target: &Target,
    lang: Lang,
) -> Result<Response, Failed> {
    let wording = audience::model::Wording {
        version: BACK_VERSION.to_owned(),
        wording: lang.t("channels-back-wording"),
    };
    let address = ("address", masked(&target.address).into());
    let (title, sentence) = match resubscribe(app.desk(), centre, target, wording).await {
        Ok(_) => ("channels-back-title", "channels-back"),
        // Silent for another reason, erased, or moved to another address.
        Err(Refusal::Conflict { .. } | Refusal::Missing(_) | Refusal::Invalid(_)) => {
            ("channels-left-title", "channels-back-not")
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let title = lang.t(title);
    let sentence = lang.tr(sentence, &[address]);
    Ok(page(app, lang, &title, &[sentence], None).await)
}

/// Enough of an address to be recognised by whom it belongs to.
fn masked(address: &str) -> String {
    let Some((local, domain)) = address.split_once('@') else {
        return String::new();
    };
    let first: String = local.chars().take(2).collect();
    format!("{first}…@{domain}")
}

async fn view(State(app): State<App>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let seen = viewed(&app, &token).await;
    or_said(&app, &headers, seen).await
}

async fn viewed(app: &App, token: &str) -> Result<Response, Failed> {
    let (centre, target) = target_of(app, Purpose::View, token).await?;
    let conn = app.desk().database().reader();
    let (html, _) = queries::frozen_text(&conn, centre, target.mailing).await?;
    let lang = Lang::of_tag(&target.lang).unwrap_or_default();
    let site = app
        .desk()
        .part::<Addresses>()
        .map(|a| a.site.clone())
        .unwrap_or_default();
    let keys = app.desk().keys();
    let text = filled(
        &Template::read(&html),
        true,
        keys,
        &site,
        target.delivery,
        lang,
        &target.name,
    );
    Ok(mail_page(text))
}

pub(super) fn mail_page(html: String) -> Response {
    let head = [
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(MAIL_POLICY),
        ),
        (header::CACHE_CONTROL, no_store()),
        (
            header::HeaderName::from_static("x-robots-tag"),
            HeaderValue::from_static("noindex"),
        ),
    ];
    (head, Html(html)).into_response()
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Previewed {
    #[serde(default)]
    p: String,
}

async fn preview(
    State(app): State<App>,
    Path((version, seal)): Path<(Uuid, Uuid)>,
    Query(asked): Query<Previewed>,
) -> Result<Response, Failed> {
    if !preview_holds(app.desk().keys(), version, &asked.p, seal) {
        return Err(Failed::NotFound);
    }
    let centre = app.centre().await?.ok_or(Failed::NotFound)?;
    let conn = app.desk().database().reader();
    let found = content::queries::version(&conn, centre.id, VersionId(version))
        .await?
        .ok_or(Failed::NotFound)?;
    let visitor = charter::Actor {
        centre: centre.id,
        who: charter::Who::Visitor,
        holds: Vec::new(),
    };
    let choice = Choice {
        segment: audience::SegmentId(Uuid::nil()),
        subject: String::new(),
        preheader: asked.p,
        send_at: None,
        when_late: WhenLate::Ask,
    };
    let frozen = composed(
        &app.desk().scene(&conn, &visitor),
        &found,
        &choice,
        &found.slug,
    )
    .await?;
    let lang = Lang::of_tag(found.language.key()).unwrap_or_default();
    let site = app
        .desk()
        .part::<Addresses>()
        .map(|a| a.site.clone())
        .unwrap_or_default();
    // Pictures of a draft are not public yet; inside its preview they have an address of
    // their own.
    let drafts = content::draft_media_path(app.desk().keys(), version);
    let html = visible_preview(&frozen, lang);
    let html = html.replace(&format!("{site}/media/"), &format!("{site}{drafts}"));
    Ok(mail_page(html))
}
