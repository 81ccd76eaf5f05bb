//! What readers of a mail reach: tracked links, the picture of an opening, leaving, and
//! the mail in the browser. No cookie is set or read. A bent address is not found and
//! leads nowhere; a GET changes nothing.

use axum::Router;
use axum::extract::{Extension, Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use content::VersionId;
use desk::Addresses;
use frame::{App, Failed, read_form};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Deserialize;
use ui::{Form, Lang, Markup, Theme, html};
use uuid::Uuid;

use crate::actions::{Intake, composed, filled, preview_holds, unsubscribe, visible_preview};
use crate::model::{Choice, DeliveryId, Hit, HitKind};
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
        .layer(Extension(Intake::default()))
}

async fn click(
    State(app): State<App>,
    Extension(intake): Extension<Intake>,
    Path(token): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let centre = app.centre().await?.ok_or(Failed::NotFound)?;
    let (delivery, link) =
        read_token(app.desk().keys(), Purpose::Click, &token).ok_or(Failed::NotFound)?;
    let conn = app.desk().database().reader();
    let target = queries::link(&conn, centre.id, delivery, i64::from(link))
        .await?
        .ok_or(Failed::NotFound)?;
    let target = HeaderValue::from_str(&target).map_err(|_| Failed::NotFound)?;
    intake.note(
        app.desk(),
        hit(
            &app,
            centre.id,
            delivery,
            HitKind::Click,
            i64::from(link),
            &method,
            &headers,
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

fn page(lang: Lang, title: &str, body: &Markup) -> Response {
    let head = [(header::CACHE_CONTROL, no_store())];
    (head, ui::bare_page(lang, Theme::System, title, body)).into_response()
}

async fn ask_to_leave(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, Failed> {
    let (_, target) = target_of(&app, Purpose::Unsubscribe, &token).await?;
    let lang = Lang::of_tag(&target.lang).unwrap_or_default();
    let title = lang.t("channels-leave-title");
    let body = html! {
        (ui::page_head(&title).sentence(lang.tr("channels-leave-ask", &[("address", masked(&target.address).into())])))
        (Form::post(format!("/u/{token}"), "").body(html! { (ui::submit(lang.t("channels-leave-button")).main().big()) }))
    };
    Ok(page(lang, &title, &body))
}

/// The button of the page, and the one click of mail programs (RFC 8058): their body is
/// `List-Unsubscribe=One-Click`, without cookies or a page before.
async fn leave(
    State(app): State<App>,
    Path(token): Path<String>,
    body: String,
) -> Result<Response, Failed> {
    let (centre, target) = target_of(&app, Purpose::Unsubscribe, &token).await?;
    let one_click = read_form(&body).raw("List-Unsubscribe") == "One-Click";
    let lang = Lang::of_tag(&target.lang).unwrap_or_default();
    if !target.address.is_empty() {
        let via = if one_click { "one_click" } else { "link" };
        unsubscribe(app.desk(), centre, &target, via).await?;
    }
    let title = lang.t("channels-left-title");
    let body = html! {
        (ui::page_head(&title).sentence(lang.tr("channels-left", &[("address", masked(&target.address).into())])))
        p { (lang.t("channels-left-undo")) }
    };
    Ok(page(lang, &title, &body))
}

/// Enough of an address to be recognised by whom it belongs to.
fn masked(address: &str) -> String {
    let Some((local, domain)) = address.split_once('@') else {
        return String::new();
    };
    let first: String = local.chars().take(2).collect();
    format!("{first}…@{domain}")
}

async fn view(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failed> {
    let (centre, target) = target_of(&app, Purpose::View, &token).await?;
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

fn mail_page(html: String) -> Response {
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
    };
    let frozen = composed(
        &app.desk().scene(&conn, &visitor),
        &found,
        &choice,
        &found.slug,
    )
    .await?;
    let lang = Lang::of_tag(found.language.key()).unwrap_or_default();
    Ok(mail_page(visible_preview(&frozen, lang)))
}
