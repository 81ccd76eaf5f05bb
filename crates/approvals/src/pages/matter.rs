//! Raising a matter under one of the 48 lines, for what no special act covers.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use charter::{Level, Verdict};
use desk::rulebook::Rulebook;
use desk::{Outcome, RaiseMatter, Refusal};
use frame::{Answer, Failed, FormData, Posted, Visit, error_at, verdict_view};
use http::StatusCode;
use serde::Deserialize;
use ui::{Area, Choice, Field, Form, Live, Markup, Swap, error_summary, html, page_head, submit};

use super::words::either;

/// The part of the page that follows the chosen line.
const VERDICT_ID: &str = "matter-verdict";

#[derive(Default, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    cell: String,
}

pub(super) async fn form(visit: Visit, Query(chosen): Query<Chosen>) -> Answer {
    let typed = Typed {
        cell: chosen.cell,
        ..Typed::default()
    };
    page(&visit, &typed, &[]).await
}

/// What follows from the chosen line, while it is being chosen.
pub(super) async fn verdict(visit: Visit, Query(chosen): Query<Chosen>) -> Answer {
    Ok(consequence(&visit, &chosen.cell).await?.into_response())
}

pub(super) async fn raise(Posted { visit, form }: Posted) -> Answer {
    let typed = Typed::of(&form);
    let act = RaiseMatter {
        cell: typed.cell.clone(),
        title: typed.title.clone(),
        body: typed.body(&visit),
    };
    match visit.act(&act).await {
        Ok(Outcome::Done { .. }) => Ok(visit.see_other("/charter/ledger?said=noted")),
        Ok(Outcome::Proposed { proposal, .. }) => {
            Ok(visit.see_other(&format!("/approvals/proposals/{proposal}?said=proposed")))
        }
        Ok(Outcome::Requested { request, .. }) => {
            Ok(visit.see_other(&format!("/approvals/{request}?said=requested")))
        }
        Err(Refusal::Invalid(errors)) => page(&visit, &typed, &errors).await,
        Err(refusal) => Err(Failed::Refused(refusal)),
    }
}

/// What stands in the fields.
#[derive(Default)]
struct Typed {
    cell: String,
    title: String,
    evidence: String,
    options: String,
    recommendation: String,
}

impl Typed {
    fn of(form: &FormData) -> Self {
        Self {
            cell: form.text("cell"),
            title: form.text("title"),
            evidence: form.text("evidence"),
            options: form.text("options"),
            recommendation: form.text("recommendation"),
        }
    }

    /// One text with a heading for each part that was written.
    fn body(&self, visit: &Visit) -> String {
        let parts = [
            ("approvals-matter-evidence", &self.evidence),
            ("approvals-matter-options", &self.options),
            ("approvals-matter-recommendation", &self.recommendation),
        ];
        let written = parts.iter().filter(|(_, text)| !text.is_empty());
        written
            .map(|(key, text)| format!("{}\n{text}", visit.t(key)))
            .collect::<Vec<_>>()
            .join("\n\n")
    }
}

async fn page(visit: &Visit, typed: &Typed, errors: &[desk::FieldError]) -> Answer {
    let lang = visit.lang();
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let error = |field: &str| error_at(lang, errors, field);
    let (cell, title, body) = (
        visit.t("approvals-matter-cell"),
        visit.t("approvals-matter-title"),
        visit.t("approvals-matter-evidence"),
    );
    let summary: Vec<(&str, &str)> = errors
        .iter()
        .map(|e| match e.pointer.as_str() {
            "/cell" => ("cell", cell.as_str()),
            "/title" => ("title", title.as_str()),
            _ => ("evidence", body.as_str()),
        })
        .collect();
    let live = Live::get("/approvals/matter/verdict")
        .into(VERDICT_ID)
        .swap(Swap::Morph)
        .on_change();
    let area = |name: &str, key: &str, value: &str| {
        Field::textarea(name, visit.t(key), 4)
            .value(value)
            .max_chars(6_000)
    };
    let content = html! {
        (ui::crumbs(lang, &[(&visit.t("ui-area-approvals"), "/approvals")], &visit.t("approvals-raise")))
        (page_head(visit.t("approvals-raise")).sentence(visit.t("approvals-raise-more")))
        (error_summary(lang, &summary))
        (Form::post("/approvals/matter", visit.csrf()).wide().warns_before_leaving().body(html! {
            (Field::select("cell", &*cell, cells(visit, &book, &typed.cell)).error(error("cell")).live(live))
            (Field::text("title", &*title).value(&*typed.title).error(error("title")).max_chars(200))
            (area("evidence", "approvals-matter-evidence", &typed.evidence).error(error("body")))
            (area("options", "approvals-matter-options", &typed.options).required(false).optional(lang))
            (area("recommendation", "approvals-matter-recommendation", &typed.recommendation).required(false).optional(lang))
            div id=(VERDICT_ID) { (consequence(visit, &typed.cell).await?) }
        }))
    };
    let mut answer: Response = visit
        .page(Area::Approvals, &visit.t("approvals-raise"), content)
        .await?;
    if !errors.is_empty() {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

/// The 48 lines in the order of the document, each with its kind of decision before it.
fn cells(visit: &Visit, book: &Rulebook, chosen: &str) -> Vec<Choice> {
    let lang = visit.lang();
    let mut choices = vec![Choice::new(
        "",
        visit.t("approvals-matter-choose"),
        chosen.is_empty(),
    )];
    for group in &book.document.authority {
        for cell in &group.cells {
            let word = format!(
                "{}・{}",
                either(lang, &group.zh, &group.en),
                either(lang, &cell.zh, &cell.en)
            );
            choices.push(Choice::new(cell.id.clone(), word, cell.id == chosen));
        }
    }
    choices
}

/// The verdict and the button whose words say what follows.
async fn consequence(visit: &Visit, cell: &str) -> Result<Markup, Failed> {
    let lang = visit.lang();
    if cell.is_empty() {
        return Ok(html! { (ui::meta(visit.t("approvals-matter-first"))) });
    }
    let act = RaiseMatter {
        cell: cell.to_owned(),
        title: visit.t("approvals-raise"),
        body: String::new(),
    };
    let verdict: Verdict = match visit.look(&act).await {
        Ok(verdict) => verdict,
        Err(Refusal::Invalid(_)) => {
            return Ok(html! { (ui::meta(visit.t("unknown-cell"))) });
        }
        Err(refusal) => return Err(Failed::Refused(refusal)),
    };
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let view = verdict_view(lang, &book, &verdict);
    let button = match verdict.level {
        Level::Independent => Some("approvals-matter-note"),
        Level::Recommend => Some("approvals-matter-propose"),
        Level::Approval => Some("approvals-matter-request"),
        Level::Forbidden => None,
    };
    Ok(html! {
        (ui::verdict(lang, &view))
        @if let Some(word) = button { p { (submit(visit.t(word))) } }
    })
}
