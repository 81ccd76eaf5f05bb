//! Files of contacts: asking for one, and fetching what was allowed.

use axum::extract::{Path, Query};
use files::blobs::Blobs;
use frame::{Answer, Failed, Posted, Visit, field_sentence};
use serde::Deserialize;
use ui::{Area, Choice, Col, Field, Form, Row, html};
use uuid::Uuid;

use super::{area_tabs, attachment, settled, unaccepted};
use crate::actions::ExportContacts;
use crate::queries;

/// What the address says.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    segment: String,
}

/// `/care/exports`
pub async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    page(&visit, &asked.segment, "", None).await
}

/// Makes a file, or asks for it.
pub async fn make(posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let named = form.text("segment");
    let segment = form.parsed("segment");
    if segment.is_none() && !named.is_empty() {
        return Err(desk::Refusal::field("segment", "audience-unknown-segment").into());
    }
    let act = ExportContacts {
        segment,
        reason: form.text("reason"),
    };
    match visit.act(&act).await {
        Ok(outcome) => Ok(settled(&visit, &outcome, "/care/exports")),
        Err(desk::Refusal::Invalid(errors)) => {
            let sentence = errors.first().map(|e| field_sentence(visit.lang(), e));
            unaccepted(page(&visit, &form.text("segment"), &act.reason, sentence).await)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn page(visit: &Visit, segment: &str, reason: &str, error: Option<String>) -> Answer {
    let (conn, centre, lang) = (visit.reader(), visit.centre.id, visit.lang());
    let mut choices = vec![Choice::new(
        "",
        visit.t("audience-everybody"),
        segment.is_empty(),
    )];
    for one in queries::segments(&conn, centre).await? {
        let id = one.id.to_string();
        choices.push(Choice::new(id.clone(), one.name, id == segment));
    }
    let mut rows = Vec::new();
    for export in queries::exports(&conn, centre).await? {
        let who = match export.by {
            Some(account) => visit.name_of(account).await?,
            None => String::new(),
        };
        rows.push(
            Row::link(
                ui::fmt::date_time(lang, &visit.zone, export.at),
                format!("/care/exports/{}", export.id),
            )
            .cell(ui::fmt::number(export.contacts))
            .cell(who),
        );
    }
    let verdict = visit
        .look(&ExportContacts {
            segment: None,
            reason: "-".into(),
        })
        .await?;
    let book = visit.desk().rulebook(&conn, centre).await?;
    let table = ui::table(lang, visit.t("audience-tab-exports"))
        .col(Col::new(visit.t("audience-file")))
        .col(Col::num(visit.t("audience-contacts")))
        .col(Col::new(visit.t("audience-by")))
        .rows(rows)
        .fold()
        .when_empty(ui::empty(
            &visit.t("audience-exports-empty"),
            &visit.t("audience-exports-empty-more"),
            None,
        ));
    let form = Form::post("/care/exports", visit.csrf()).body(html! {
        (Field::select("segment", visit.t("audience-segment"), choices).required(false))
        (Field::text("reason", visit.t("audience-export-reason")).value(reason).error(error).max_chars(500))
        (ui::submit(visit.t("audience-export")))
    });
    let title = visit.t("audience-tab-exports");
    let body = html! {
        (ui::page_head(&title).sentence(visit.t("audience-export-sentence")))
        (area_tabs(visit, "/care/exports"))
        (ui::columns(
            html! { (table) },
            html! {
                (ui::section(visit.t("audience-export")).body(form))
                (ui::verdict(lang, &frame::verdict_view(lang, &book, &verdict)))
            },
        ))
    };
    visit.page(Area::Care, &title, body).await
}

/// The file itself, for the one who asked and those who decide.
pub async fn fetch(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let found = queries::export(&visit.reader(), visit.centre.id, id).await?;
    let export = found.ok_or(Failed::NotFound)?;
    let decides =
        visit.holds(charter::Position::HEAD) || visit.holds(charter::Position::SUPERINTENDENT);
    if export.by != Some(visit.account()) && !decides {
        return Err(Failed::NotFound);
    }
    let digest = export.file.parse().map_err(|_| Failed::NotFound)?;
    let bytes = visit
        .desk()
        .part::<Blobs>()?
        .get(&digest)
        .map_err(|_| Failed::NotFound)?;
    Ok(attachment(bytes, "text/csv; charset=utf-8", "contacts.csv"))
}
