//! Importing a list: the lists so far, and the upload of a new one.

mod plan;
mod progress;
mod tried;

use files::blobs::{BlobError, Blobs, Digest};
use frame::{Answer, Upload, Visit};
use ui::{Area, Arg, Col, Field, Form, Markup, Row, html};

use super::{area_tabs, query, unaccepted, words};
use crate::model::{Import, ImportPlan};
use crate::queries;

pub use plan::{plan, start};
pub use progress::{progress, rejected, show, undo};

/// `/care/import`
pub async fn list(visit: Visit) -> Answer {
    list_page(&visit, None).await
}

async fn list_page(visit: &Visit, error: Option<String>) -> Answer {
    let (lang, conn) = (visit.lang(), visit.reader());
    let imports = queries::imports(&conn, visit.centre.id, 50).await?;
    let title = visit.t("audience-tab-import");
    let table = ui::table(lang, &title)
        .col(Col::new(visit.t("audience-file")))
        .col(Col::new(visit.t("audience-when")).short())
        .col(Col::num(visit.t("audience-rows-created")))
        .col(Col::num(visit.t("audience-rows-updated")))
        .col(Col::num(visit.t("audience-rows-rejected")))
        .col(Col::new(visit.t("audience-state")))
        .rows(imports.iter().map(|i| {
            Row::link(&i.file_name, format!("/care/import/{}", i.id))
                .cell(ui::fmt::stamp(lang, &visit.zone, visit.now, i.at))
                .cell(ui::fmt::number(i.counts.created))
                .cell(ui::fmt::number(i.counts.updated))
                .cell(ui::fmt::number(i.counts.rejected))
                .cell(state(visit, i))
        }))
        .fold()
        .when_empty(ui::empty(
            &visit.t("audience-imports-empty"),
            &visit.t("audience-imports-empty-more"),
            None,
        ));
    let form = Form::post("/care/import", visit.csrf()).with_files().body(html! {
        (Field::file("file", visit.t("audience-file"), ".csv,.txt,.tsv,.xlsx").hint(visit.t("audience-file-hint")).error(error))
        (ui::submit(visit.t("audience-upload")))
    });
    let body = html! {
        (ui::page_head(&title).sentence(visit.t("audience-import-sentence")))
        (area_tabs(visit, "/care/import"))
        (ui::section(visit.t("audience-import-list")).body(form))
        (ui::section(visit.t("audience-imports-before")).body(table))
    };
    visit.page(Area::Care, &title, body).await
}

fn state(visit: &Visit, import: &Import) -> Markup {
    let (state, key) = match import {
        Import {
            undo: Some(undo), ..
        } if undo.ended_at.is_none() => (ui::State::Wait, "audience-import-undoing"),
        Import { undo: Some(_), .. } => (ui::State::Back, "audience-import-was-undone"),
        Import { ended_at: None, .. } => (ui::State::Wait, "audience-import-running"),
        Import { error, .. } if !error.is_empty() => {
            (ui::State::Stopped, "audience-import-stopped-early")
        }
        _ => (ui::State::Done, "audience-import-done"),
    };
    ui::state(state, visit.t(key))
}

/// Keeps the file and goes on to its columns.
pub async fn upload(upload: Upload) -> Answer {
    let visit = upload.visit;
    let Some(file) = upload.files.iter().find(|f| !f.bytes.is_empty()) else {
        let empty = upload.files.iter().any(|f| !f.name.is_empty());
        let sentence = visit.t(if empty {
            "audience-sheet-empty"
        } else {
            "audience-file-none"
        });
        return unaccepted(list_page(&visit, Some(sentence)).await);
    };
    let blobs = visit.desk().part::<Blobs>()?;
    let broken = |e: BlobError| desk::Refusal::Database(kernel::DbError::Shape(e.to_string()));
    let was_there = blobs.has(&Digest::of(&file.bytes));
    let stored = blobs.put(&file.bytes).map_err(broken)?;
    let digest = stored.to_string();
    let plan = ImportPlan::default();
    if let Err((key, args)) = queries::list_head(&blobs, &digest, &file.name, &plan) {
        // What is no list is not kept, unless it lay there for another reason.
        if !was_there {
            blobs.remove(&stored).map_err(broken)?;
        }
        let sentence = sentence(&visit, key, &owned(args));
        return unaccepted(list_page(&visit, Some(sentence)).await);
    }
    let pairs = [("file", digest.as_str()), ("name", file.name.as_str())];
    Ok(visit.see_other(&query("/care/import/plan", &pairs)))
}

fn owned(args: files::Args) -> Vec<(String, String)> {
    args.into_iter().map(|(n, v)| (n.to_owned(), v)).collect()
}

/// Why a row or a file is not taken; a limit is told with the name of its field.
fn sentence(visit: &Visit, key: &str, args: &[(String, String)]) -> String {
    let mut named = false;
    let args: Vec<(&str, Arg)> = args
        .iter()
        .map(|(name, value)| {
            let label = (name == "field").then(|| words::field_key(value));
            named |= label.is_some();
            let value = label.map_or_else(|| value.clone(), |label| visit.t(label));
            (name.as_str(), Arg::Text(value))
        })
        .collect();
    let key = if named && key == "field-too-long" {
        "audience-row-field-too-long"
    } else {
        key
    };
    visit.lang().tr(key, &args)
}
