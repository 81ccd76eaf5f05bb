//! The frame of the settings, the centre itself, and what Herald is.

use axum::response::IntoResponse;
use desk::{FieldError, Outcome, Refusal};
use frame::{Answer, Posted, Visit, error_at};
use http::StatusCode;
use ui::{Area, Col, Form, Markup, Row, html};

use super::set_up::centre_fields;
use crate::ChangeCentre;

pub(super) async fn index(visit: Visit) -> Answer {
    let pages = visit.app.settings();
    let rows = pages
        .iter()
        .map(|p| Row::link(visit.t(p.name), p.href).cell(visit.t(&format!("{}-what", p.name))));
    let table = ui::table(visit.lang(), visit.t("ui-area-settings"))
        .col(Col::new(visit.t("home-setting")))
        .col(Col::new(visit.t("home-setting-what")))
        .rows(rows)
        .fold();
    let body = html! { (ui::page_head(visit.t("ui-area-settings"))) (table) };
    visit
        .page(Area::Settings, &visit.t("ui-area-settings"), body)
        .await
}

pub(super) async fn centre(visit: Visit) -> Answer {
    let now = ChangeCentre {
        name: visit.centre.name.clone(),
        zone: visit.centre.zone.clone(),
        currency: visit.centre.currency.clone(),
        licence: visit.centre.licence.clone(),
        jurisdictions: visit.centre.jurisdictions.clone(),
    };
    let body = centre_body(&visit, &now, &[]);
    visit
        .page(Area::Settings, &visit.t("home-centre"), body)
        .await
}

fn centre_body(visit: &Visit, now: &ChangeCentre, errors: &[FieldError]) -> Markup {
    let lang = visit.lang();
    let error = |field: &str| error_at(lang, errors, field);
    let form = Form::post("/settings/centre", visit.csrf()).body(html! {
        (centre_fields(lang, now, &error))
        (ui::submit(visit.t("home-save")).main())
    });
    html! {
        (ui::crumbs(lang, &[(&visit.t("ui-area-settings"), "/settings")], &visit.t("home-centre")))
        (ui::page_head(visit.t("home-centre")).sentence(visit.t("home-centre-more")))
        (form)
    }
}

pub(super) async fn change(posted: Posted) -> Answer {
    let (visit, form) = (posted.visit, posted.form);
    let act = ChangeCentre {
        name: form.text("name"),
        zone: form.text("zone"),
        currency: form.text("currency"),
        licence: form.text("licence"),
        jurisdictions: form.all("jurisdictions"),
    };
    match visit.act(&act).await {
        Err(Refusal::Invalid(errors)) => {
            let body = centre_body(&visit, &act, &errors);
            let page = visit
                .page(Area::Settings, &visit.t("home-centre"), body)
                .await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(refusal) => Err(refusal.into()),
        Ok(Outcome::Requested { request, .. }) => {
            Ok(visit.see_other(&format!("/approvals/{request}")))
        }
        Ok(_) => Ok(visit.see_other("/settings/centre")),
    }
}

pub(super) async fn about(visit: Visit) -> Answer {
    let version = env!("CARGO_PKG_VERSION");
    let body = html! {
        (ui::crumbs(visit.lang(), &[(&visit.t("ui-area-settings"), "/settings")], &visit.t("home-about")))
        (ui::page_head(visit.t("home-about")).fact(version).sentence(visit.t("home-about-more")))
        (ui::facts(&[
            (&visit.t("home-about-version"), html! { (version) }),
            (&visit.t("home-about-licence"), html! { "Apache-2.0" }),
            (&visit.t("home-about-features"), html! { (visit.app.features().len()) }),
        ]))
    };
    visit
        .page(Area::Settings, &visit.t("home-about"), body)
        .await
}
