//! Signing in and out.

use std::net::SocketAddr;
use std::sync::LazyLock;

use axum::extract::{ConnectInfo, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE64URL_NOPAD;
use desk::Centre;
use frame::{Answer, App, FormData, Posted, preferred, read_form};
use http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use kernel::random_bytes;
use mail::EmailAddress;
use serde::Deserialize;
use ui::{Arg, Field, Form, Lang, Theme, html};

use super::doorkeeper::{COOKIE, cookie};
use crate::actions::{NewSession, begin_session, end_session, password_fits};
use crate::model::{Secret, Throttle, hash_of};
use crate::queries;

static THROTTLE: LazyLock<Throttle> = LazyLock::new(Throttle::default);

#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

pub(super) async fn show(
    State(app): State<App>,
    Query(next): Query<Next>,
    headers: HeaderMap,
) -> Answer {
    let Some(centre) = app.centre().await? else {
        return Ok(Redirect::to("/set-up").into_response());
    };
    if app
        .doorkeeper()
        .session(app.desk(), &headers)
        .await?
        .is_some()
    {
        return Ok(Redirect::to("/").into_response());
    }
    Ok(page(preferred(&headers), &centre, &next.next, "", None).into_response())
}

fn page(
    lang: Lang,
    centre: &Centre,
    next: &str,
    email: &str,
    problem: Option<String>,
) -> ui::Markup {
    let failed = problem.is_some();
    let form = Form::post("/sign-in", "").hidden("next", next).body(html! {
        (Field::email("email", lang.t("people-email")).value(email).autocomplete("username").autofocus())
        (Field::password("password", lang.t("people-password")).autocomplete("current-password"))
        (ui::submit(lang.t("people-sign-in")).main().big())
    });
    let body = html! {
        (ui::page_head(lang.t("people-sign-in-title")).sentence(&centre.name))
        @if let Some(problem) = problem { (ui::notice(ui::Kind::Stop, problem, lang.t("people-sign-in-hint"))) }
        (form)
        p { (ui::link(lang.t("people-forgotten"), "/forgotten")) }
        @if centre.sample && !failed { (ui::notice(ui::Kind::Plain, lang.t("people-sample"), lang.t("people-sample-more"))) }
    };
    ui::bare_page(lang, Theme::System, &lang.t("people-sign-in-title"), &body)
}

pub(super) async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    extensions: Extensions,
    body: String,
) -> Answer {
    let Some(centre) = app.centre().await? else {
        return Ok(Redirect::to("/set-up").into_response());
    };
    let (lang, form, now) = (
        preferred(&headers),
        read_form(&body),
        app.desk().clock().now(),
    );
    let (email, place) = (form.text("email"), place(&headers, &extensions));
    let again = |status, problem| Ok(refused(lang, &centre, &form, status, problem));
    let wait = THROTTLE.try_now(&email, &place, now);
    if wait > 0 {
        let problem = lang.tr("people-wait", &[("seconds", Arg::Number(wait))]);
        return again(StatusCode::TOO_MANY_REQUESTS, problem);
    }
    let conn = app.desk().database().reader();
    let normalised = EmailAddress::parse(&email)
        .map(|a| a.normalised().to_owned())
        .unwrap_or_default();
    let account = queries::account_of_email(&conn, centre.id, &normalised)
        .await?
        .filter(|a| !a.closed);
    let credential = match &account {
        Some(account) => queries::credential(&conn, centre.id, account.id).await?,
        None => None,
    };
    let hash = credential.as_ref().map(|(hash, _)| hash.clone());
    let wrong = || {
        again(
            StatusCode::UNPROCESSABLE_ENTITY,
            lang.t("people-sign-in-wrong"),
        )
    };
    if !password_fits(form.raw("password").to_owned(), hash).await {
        return wrong();
    }
    let (Some(account), Some((_, epoch))) = (account, credential) else {
        return wrong();
    };
    THROTTLE.succeeded(&email, &place);
    let secret = Secret::new("hrs_");
    let csrf = BASE64URL_NOPAD.encode(&random_bytes::<24>());
    let session = NewSession {
        centre: centre.id,
        account: account.id,
        hash: &secret.hash(),
        csrf: &csrf,
        epoch,
    };
    begin_session(app.desk(), &session).await?;
    let mut response = Redirect::to(&safe_next(&form.text("next"))).into_response();
    set_cookie(&app, &mut response, secret.reveal(), 30 * 86_400);
    Ok(response)
}

fn refused(
    lang: Lang,
    centre: &Centre,
    form: &FormData,
    status: StatusCode,
    problem: String,
) -> Response {
    (
        status,
        page(
            lang,
            centre,
            &form.text("next"),
            &form.text("email"),
            Some(problem),
        ),
    )
        .into_response()
}

pub(super) async fn sign_out(State(app): State<App>, headers: HeaderMap, posted: Posted) -> Answer {
    if let Some(secret) = cookie(&headers, COOKIE) {
        end_session(app.desk(), &hash_of(secret)).await?;
    }
    let mut response = posted.visit.see_other("/sign-in");
    set_cookie(&app, &mut response, "", 0);
    Ok(response)
}

/// Only a path of our own, so that no link can send somebody elsewhere after signing in.
fn safe_next(next: &str) -> String {
    let plain = next.chars().all(|c| !c.is_control() && c != '\\');
    let own = next.starts_with('/') && !next.starts_with("//") && plain && next.len() <= 2_000;
    if own { next.to_owned() } else { "/".to_owned() }
}

fn set_cookie(app: &App, response: &mut Response, value: &str, seconds: i64) {
    let secure = if app.is_secure() { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

fn place(headers: &HeaderMap, extensions: &Extensions) -> String {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|c| c.0.ip());
    frame::address_of(headers, peer).to_string()
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        for bad in [
            "//evil.test",
            "https://evil.test",
            "/\\evil.test",
            "evil",
            "",
        ] {
            assert_eq!(safe_next(bad), "/", "{bad}");
        }
        assert_eq!(safe_next("/approvals/7?x=1"), "/approvals/7?x=1");
    }
}
