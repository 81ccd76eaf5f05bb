//! Links that were sent by letter: invitations and forgotten passwords.

use std::sync::LazyLock;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use charter::{Actor, Who};
use desk::{Act, Centre, Options, Refusal};
use frame::{Answer, App, preferred, read_form, refusal_sentence};
use http::{HeaderMap, StatusCode};
use mail::EmailAddress;
use ui::{Field, Form, Lang, Markup, Theme, html};
use uuid::Uuid;

use crate::actions::{
    AcceptInvitation, PasswordFault, RESET_SECONDS, ResetPassword, offer_password, send_link,
};
use crate::model::{PASSWORD_LEAST, Throttle, hash_of};
use crate::queries;

/// Letters asked for: a few for an address, some for all together.
static ASKED: LazyLock<Throttle> = LazyLock::new(Throttle::default);

pub(super) async fn forgotten(headers: HeaderMap) -> Markup {
    let lang = preferred(&headers);
    let form = Form::post("/forgotten", "").body(html! {
        (Field::email("email", lang.t("people-email")).autocomplete("username").autofocus())
        (ui::submit(lang.t("people-send-link")).main().big())
    });
    bare(
        lang,
        "people-forgotten-title",
        html! {
            (ui::page_head(lang.t("people-forgotten-title")).sentence(lang.t("people-forgotten-more")))
            (form)
        },
    )
}

/// The answer is the same whether the address is known or not.
pub(super) async fn ask_reset(State(app): State<App>, headers: HeaderMap, body: String) -> Answer {
    let Some(centre) = app.centre().await? else {
        return Ok(Redirect::to("/set-up").into_response());
    };
    let (lang, form) = (preferred(&headers), read_form(&body));
    let desk = app.desk();
    let wait = ASKED.try_now(&form.text("email"), "letters", desk.clock().now());
    let normalised = EmailAddress::parse(&form.text("email"))
        .map(|a| a.normalised().to_owned())
        .unwrap_or_default();
    let tx = desk.database().begin().await?;
    let account = queries::account_of_email(&tx, centre.id, &normalised)
        .await?
        .filter(|a| !a.closed && wait == 0);
    if let Some(account) = account {
        let actor = visitor(&centre);
        let scene = desk.scene(&tx, &actor);
        send_link(
            &scene,
            account.id,
            "reset",
            scene.now.plus_seconds(RESET_SECONDS),
        )
        .await?;
    }
    tx.commit().await?;
    let page = bare(
        lang,
        "people-forgotten-title",
        html! {
            (ui::page_head(lang.t("people-link-sent")).sentence(lang.t("people-link-sent-more")))
            p { (ui::link(lang.t("people-to-sign-in"), "/sign-in")) }
        },
    );
    Ok(page.into_response())
}

pub(super) async fn show_reset(
    State(app): State<App>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Answer {
    show(&app, &headers, "reset", &secret).await
}

pub(super) async fn show_invitation(
    State(app): State<App>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Answer {
    show(&app, &headers, "invitation", &secret).await
}

pub(super) async fn reset(
    State(app): State<App>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Answer {
    let act = |link, password| ResetPassword { link, password };
    set_password(&app, &headers, "reset", &secret, &body, act).await
}

pub(super) async fn accept(
    State(app): State<App>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Answer {
    let act = |link, password| AcceptInvitation { link, password };
    set_password(&app, &headers, "invitation", &secret, &body, act).await
}

async fn show(app: &App, headers: &HeaderMap, purpose: &str, secret: &str) -> Answer {
    let Some(centre) = app.centre().await? else {
        return Ok(Redirect::to("/set-up").into_response());
    };
    let lang = preferred(headers);
    let (conn, now) = (app.desk().database().reader(), app.desk().clock().now());
    if queries::link_owner(&conn, centre.id, purpose, &hash_of(secret), now)
        .await?
        .is_none()
    {
        return Ok(gone(lang));
    }
    Ok(password_page(lang, purpose, secret, None).into_response())
}

fn gone(lang: Lang) -> Response {
    let page = bare(
        lang,
        "people-link-gone-title",
        html! {
            (ui::page_head(lang.t("people-link-gone-title")).sentence(lang.t("people-link-gone")))
            p { (ui::link(lang.t("people-forgotten"), "/forgotten")) }
        },
    );
    (StatusCode::GONE, page).into_response()
}

fn password_page(lang: Lang, purpose: &str, secret: &str, problem: Option<String>) -> Markup {
    let title = if purpose == "reset" {
        "people-reset-title"
    } else {
        "people-invitation-title"
    };
    let hint = lang.tr(
        "people-password-hint",
        &[("least", i64::try_from(PASSWORD_LEAST).unwrap_or(0).into())],
    );
    let form = Form::post(format!("/{purpose}/{secret}"), "").body(html! {
        (Field::password("password", lang.t("people-new-password")).hint(hint).error(problem).autocomplete("new-password").autofocus())
        (ui::submit(lang.t("people-save-password")).main().big())
    });
    bare(lang, title, html! { (ui::page_head(lang.t(title))) (form) })
}

async fn set_password<A: Act>(
    app: &App,
    headers: &HeaderMap,
    purpose: &str,
    secret: &str,
    body: &str,
    act: impl Fn(String, Uuid) -> A,
) -> Answer {
    let Some(centre) = app.centre().await? else {
        return Ok(Redirect::to("/set-up").into_response());
    };
    let (lang, form) = (preferred(headers), read_form(body));
    let (conn, now, link) = (
        app.desk().database().reader(),
        app.desk().clock().now(),
        hash_of(secret),
    );
    // Without a link nothing is hashed: that costs much and anybody could ask for it.
    let Some(owner) = queries::link_owner(&conn, centre.id, purpose, &link, now).await? else {
        return Ok(gone(lang));
    };
    let account = queries::account(&conn, centre.id, owner).await?;
    let email = account.map(|a| a.email).unwrap_or_default();
    let again = |problem| {
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            password_page(lang, purpose, secret, Some(problem)),
        )
            .into_response()
    };
    let password = match offer_password(app.desk(), form.raw("password"), &email).await {
        Ok(offer) => offer,
        Err(PasswordFault::Weak(key)) => return Ok(again(lang.t(key))),
        Err(PasswordFault::Database(e)) => return Err(e.into()),
    };
    match app
        .desk()
        .act(&visitor(&centre), &act(link, password), Options::default())
        .await
    {
        Ok(_) => Ok(Redirect::to("/sign-in").into_response()),
        Err(refusal @ Refusal::Conflict { .. }) => Ok(again(refusal_sentence(lang, &refusal))),
        Err(refusal) => Err(refusal.into()),
    }
}

fn visitor(centre: &Centre) -> Actor {
    Actor {
        centre: centre.id,
        who: Who::Visitor,
        holds: Vec::new(),
    }
}

fn bare(lang: Lang, title: &str, body: Markup) -> Markup {
    ui::bare_page(lang, Theme::System, &lang.t(title), &body)
}
