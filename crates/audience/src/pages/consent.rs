//! Consent and privacy: which words people agreed to, and which addresses stay silent.

use axum::extract::Query;
use frame::{Answer, Posted, Visit, field_sentence};
use kernel::Moment;
use serde::Deserialize;
use ui::{Area, Choice, Col, Field, Form, Row, html};

use super::{area_tabs, settled, unaccepted, words};
use crate::actions::Suppress;
use crate::model::SuppressionReason;
use crate::queries;

/// Rows of a page.
const PAGE: usize = 50;

/// What the address says.
#[derive(Default, Deserialize)]
pub struct Asked {
    before: Option<i64>,
}

/// `/care/consent`
pub async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    page(&visit, asked.before.map(Moment), "", None).await
}

/// Puts an address on the list.
pub async fn suppress(posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let reason = match form.text("reason").as_str() {
        "complaint" => SuppressionReason::Complaint,
        _ => SuppressionReason::Manual,
    };
    let act = Suppress {
        address: form.text("address"),
        reason,
    };
    match visit.act(&act).await {
        Ok(outcome) => Ok(settled(&visit, &outcome, "/care/consent")),
        Err(desk::Refusal::Invalid(errors)) => {
            let sentence = errors.first().map(|e| field_sentence(visit.lang(), e));
            unaccepted(page(&visit, None, &act.address, sentence).await)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn page(
    visit: &Visit,
    before: Option<Moment>,
    address: &str,
    error: Option<String>,
) -> Answer {
    let (conn, centre, lang) = (visit.reader(), visit.centre.id, visit.lang());
    let wordings = queries::wordings(&conn, centre).await?;
    let mut silent = queries::suppressions(&conn, centre, before).await?;
    let more = (silent.len() > PAGE).then(|| silent.truncate(PAGE));
    let next = more
        .and(silent.last())
        .map(|s| format!("/care/consent?before={}", s.at.0));
    let title = visit.t("audience-tab-consent");
    let wording_table = ui::table(lang, visit.t("audience-wordings"))
        .col(Col::new(visit.t("audience-consent-wording")))
        .col(Col::new(visit.t("audience-consent-purpose")))
        .col(Col::new(visit.t("audience-consent-version")))
        .col(Col::num(visit.t("audience-given")))
        .rows(wordings.iter().map(|w| {
            Row::new(&w.wording.wording)
                .cell(visit.t(words::purpose_of(&w.purpose)))
                .cell(&w.wording.version)
                .cell(ui::fmt::number(w.given))
        }))
        .fold()
        .when_empty(ui::empty(
            &visit.t("audience-wordings-empty"),
            &visit.t("audience-wordings-empty-more"),
            None,
        ));
    let silent_table = ui::table(lang, visit.t("audience-silent"))
        .col(Col::new(visit.t("audience-silent-mark")))
        .col(Col::new(visit.t("audience-reason")))
        .col(Col::new(visit.t("audience-since")).short())
        .rows(silent.iter().map(|s| {
            Row::new(s.hash.get(..12).unwrap_or(&s.hash))
                .cell(visit.t(words::reason_of(&s.reason)))
                .cell(ui::fmt::date_full(lang, &visit.zone, s.at))
        }))
        .fold()
        .more(next)
        .when_empty(ui::empty(
            &visit.t("audience-silent-empty"),
            &visit.t("audience-silent-empty-more"),
            None,
        ));
    let form = Form::post("/care/consent", visit.csrf()).body(html! {
        (Field::email("address", visit.t("audience-email")).value(address).autocomplete("off").error(error))
        (Field::select("reason", visit.t("audience-reason"), vec![
            Choice::new("manual", visit.t("audience-suppressed-manual"), true),
            Choice::new("complaint", visit.t("audience-suppressed-complaint"), false),
        ]))
        (ui::submit(visit.t("audience-silence")))
    });
    let body = html! {
        (ui::page_head(&title).sentence(visit.t("audience-consent-sentence")))
        (area_tabs(visit, "/care/consent"))
        (ui::columns(
            html! {
                (ui::section(visit.t("audience-wordings")).body(wording_table))
                (ui::section(visit.t("audience-silent")).small(visit.t("audience-silent-more")).body(silent_table))
            },
            ui::section(visit.t("audience-silence")).body(form),
        ))
    };
    visit.page(Area::Care, &title, body).await
}
