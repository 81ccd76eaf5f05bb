//! The steps of a campaign: proposing, launching, closing.

use axum::extract::Path;
use axum::response::IntoResponse;
use desk::{FieldError, Refusal};
use frame::{Answer, Failed, FormData, Posted, Visit};
use http::StatusCode;
use ui::{Area, Choice, Field, Form, Markup, html};

use super::after;
use super::words::{error_at, id_of, next_word, summary};
use crate::actions::{Close, Launch, Propose};
use crate::model::{Campaign, NextTime};
use crate::queries;

pub(super) async fn propose(Path(id): Path<String>, posted: Posted) -> Answer {
    let act = Propose {
        campaign: id_of(&id)?,
        revision: posted.form.parsed("revision").unwrap_or(0),
    };
    let outcome = posted.visit.act(&act).await;
    after(&posted.visit, outcome, &format!("/plan/campaigns/{id}"))
}

pub(super) async fn launch(Path(id): Path<String>, posted: Posted) -> Answer {
    let act = Launch {
        campaign: id_of(&id)?,
    };
    let outcome = posted.visit.act(&act).await;
    after(&posted.visit, outcome, &format!("/plan/campaigns/{id}"))
}

const LABELS: [(&str, &str); 3] = [
    ("results", "planning-results"),
    ("lessons", "planning-lessons"),
    ("decision", "planning-decision"),
];

pub(super) async fn end_form(visit: Visit, Path(id): Path<String>) -> Answer {
    let it = known(&visit, &id).await?;
    let body = end_body(&visit, &it, &FormData::default(), &[]);
    visit.page(Area::Plan, &it.name, body).await
}

async fn known(visit: &Visit, id: &str) -> Result<Campaign, Failed> {
    queries::campaign(&visit.reader(), visit.centre.id, id_of(id)?)
        .await?
        .ok_or(Failed::NotFound)
}

pub(super) async fn close(Path(id): Path<String>, posted: Posted) -> Answer {
    let (visit, form) = (posted.visit, posted.form);
    let it = known(&visit, &id).await?;
    let outcome = match NextTime::from_key(form.raw("decision")) {
        None => Err(Refusal::field("decision", "field-empty")),
        Some(decision) => {
            let act = Close {
                campaign: it.id,
                results: form.text("results"),
                lessons: form.text("lessons"),
                decision,
            };
            visit.act(&act).await
        }
    };
    match outcome {
        Err(Refusal::Invalid(errors)) => {
            let body = end_body(&visit, &it, &form, &errors);
            let page = visit.page(Area::Plan, &it.name, body).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        outcome => after(&visit, outcome, &format!("/plan/campaigns/{id}")),
    }
}

fn end_body(visit: &Visit, it: &Campaign, form: &FormData, errors: &[FieldError]) -> Markup {
    let lang = visit.lang();
    let here = format!("/plan/campaigns/{}", it.id);
    let choices = NextTime::ALL
        .into_iter()
        .map(|n| Choice::new(n.key(), next_word(lang, n), form.raw("decision") == n.key()))
        .collect();
    let error = |field: &str| error_at(lang, errors, field);
    html! {
        (ui::crumbs(lang, &[(&visit.t("planning-campaigns"), "/plan/campaigns"), (&it.name, &here)], &visit.t("planning-close")))
        (ui::page_head(visit.t("planning-close")).sentence(visit.t("planning-close-more")))
        (summary(visit, errors, &LABELS))
        (Form::post(format!("{here}/end"), visit.csrf()).warns_before_leaving().body(html! {
            (Field::textarea("results", visit.t("planning-results"), 4).value(form.raw("results")).error(error("results")).optional(lang))
            (Field::textarea("lessons", visit.t("planning-lessons"), 4).value(form.raw("lessons")).error(error("lessons")).hint(visit.t("planning-lessons-hint")))
            (Field::radios("decision", visit.t("planning-decision"), choices).error(error("decision")))
            (ui::actions(&[
                ui::submit(visit.t("planning-close")).main(),
                ui::link_button(visit.t("planning-cancel"), here.clone()).plain(),
            ]))
        }))
    }
}
