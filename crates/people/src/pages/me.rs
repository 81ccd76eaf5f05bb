//! One's own settings.

use axum::response::IntoResponse;
use frame::{Answer, Posted, Visit};
use http::StatusCode;
use ui::{Area, Choice, Field, Form, Markup, html};

use crate::actions::{ChangePassword, ChangeProfile, PasswordFault, offer_password, password_fits};
use crate::model::PASSWORD_LEAST;
use crate::queries;

pub(super) async fn show(visit: Visit) -> Answer {
    visit
        .page(
            Area::Settings,
            &visit.t("people-me"),
            body(&visit, None, None),
        )
        .await
}

fn body(visit: &Visit, old_problem: Option<String>, new_problem: Option<String>) -> Markup {
    let lang = visit.lang();
    let lang_now = if lang == ui::Lang::En {
        "en"
    } else {
        "zh-Hant"
    };
    let theme_now = match visit.who.theme {
        ui::Theme::System => "system",
        ui::Theme::Light => "light",
        ui::Theme::Dark => "dark",
    };
    let langs = [("zh-Hant", "people-lang-zh"), ("en", "people-lang-en")];
    let themes = [
        ("system", "people-theme-system"),
        ("light", "people-theme-light"),
        ("dark", "people-theme-dark"),
    ];
    let choices = |all: &[(&str, &str)], now: &str| {
        all.iter()
            .map(|(value, key)| Choice::new(*value, visit.t(key), *value == now))
            .collect::<Vec<_>>()
    };
    let profile = Form::post("/settings/me", visit.csrf()).body(html! {
        (Field::radios("lang", visit.t("people-lang"), choices(&langs, lang_now)))
        (Field::radios("theme", visit.t("people-theme"), choices(&themes, theme_now)))
        (Field::checkbox("keys_off", visit.t("people-keys-off"), visit.who.keys_off))
        (ui::submit(visit.t("people-save")).main())
    });
    let hint = lang.tr(
        "people-password-hint",
        &[("least", i64::try_from(PASSWORD_LEAST).unwrap_or(0).into())],
    );
    let password = Form::post("/settings/me/password", visit.csrf()).body(html! {
        (Field::password("old", visit.t("people-old-password")).error(old_problem).autocomplete("current-password"))
        (Field::password("password", visit.t("people-new-password")).hint(hint).error(new_problem).autocomplete("new-password"))
        (ui::submit(visit.t("people-change-password")))
    });
    html! {
        (ui::crumbs(lang, &[(&visit.t("people-settings-crumb"), "/settings")], &visit.t("people-me")))
        (ui::page_head(visit.t("people-me")).fact(&visit.who.name))
        (ui::stack(ui::Gap::Sections, &[
            ui::section(visit.t("people-appearance")).body(profile),
            ui::section(visit.t("people-password")).small(visit.t("people-password-ends-sessions")).body(password),
        ]))
    }
}

pub(super) async fn change(posted: Posted) -> Answer {
    let visit = posted.visit;
    let act = ChangeProfile {
        account: visit.account(),
        lang: posted.form.text("lang"),
        theme: posted.form.text("theme"),
        keys_off: posted.form.ticked("keys_off"),
    };
    visit.act(&act).await?;
    Ok(visit.see_other("/settings/me"))
}

pub(super) async fn change_password(posted: Posted) -> Answer {
    let (visit, form) = (posted.visit, posted.form);
    let conn = visit.reader();
    let hash = queries::credential(&conn, visit.centre.id, visit.account())
        .await?
        .map(|(hash, _)| hash);
    if !password_fits(form.raw("old").to_owned(), hash).await {
        return again(&visit, Some(visit.t("people-old-password-wrong")), None).await;
    }
    let email = queries::account(&conn, visit.centre.id, visit.account())
        .await?
        .map(|a| a.email)
        .unwrap_or_default();
    match offer_password(visit.desk(), form.raw("password"), &email).await {
        Ok(password) => {
            visit
                .act(&ChangePassword {
                    account: visit.account(),
                    password,
                })
                .await?;
            Ok(visit.see_other("/sign-in"))
        }
        Err(PasswordFault::Weak(key)) => again(&visit, None, Some(visit.t(key))).await,
        Err(PasswordFault::Database(e)) => Err(e.into()),
    }
}

async fn again(visit: &Visit, old: Option<String>, new: Option<String>) -> Answer {
    let page = visit
        .page(Area::Settings, &visit.t("people-me"), body(visit, old, new))
        .await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
