//! How an import fares: progress, the rows that were not taken, and taking it back.

use axum::extract::Path;
use axum::response::IntoResponse;
use files::blobs::Blobs;
use files::csv_out::CsvWriter;
use frame::{Answer, Failed, Posted, Visit};
use ui::{Area, Kind, Live, Markup, Swap, html};

use super::super::{attachment, settled};
use super::{sentence, state};
use crate::actions::UndoImport;
use crate::model::{Import, ImportId};
use crate::queries;

/// Rejected rows read at a time.
const REJECTS: i64 = 1_000;

/// `/care/import/{id}`
pub async fn show(visit: Visit, Path(id): Path<ImportId>) -> Answer {
    let found = queries::import(&visit.reader(), visit.centre.id, id).await?;
    let import = found.ok_or(Failed::NotFound)?;
    let lang = visit.lang();
    let head = ui::page_head(&import.file_name).named(
        &visit.t("audience-when"),
        ui::fmt::stamp(lang, &visit.zone, visit.now, import.at),
    );
    let body = html! {
        (ui::crumbs(lang, &[(&visit.t("audience-tab-import"), "/care/import")], &import.file_name))
        (head)
        div id="progress" { (standing(&visit, &import).await?) }
    };
    visit.page(Area::Care, &import.file_name, body).await
}

/// Asks again before an import is taken back, with what that would do now.
async fn undo_dialog(visit: &Visit, id: ImportId) -> Result<Markup, Failed> {
    let would = queries::undo_forecast(&visit.reader(), visit.centre.id, id).await?;
    let args = [
        ("removed", ui::fmt::number(would.removed).into()),
        ("restored", ui::fmt::number(would.restored).into()),
        ("kept", ui::fmt::number(would.kept).into()),
    ];
    Ok(ui::confirm(
        visit.lang(),
        "undo",
        &visit.t("audience-undo-question"),
        html! {
            p { (visit.lang().tr("audience-undo-counts", &args)) }
            p { (visit.t("audience-undo-more")) }
        },
        &format!("/care/import/{id}/undo"),
        visit.csrf(),
        ui::submit(visit.t("audience-undo")).stop(),
    ))
}

/// The part of the page that is asked for again while the import runs.
pub async fn progress(visit: Visit, Path(id): Path<ImportId>) -> Answer {
    let found = queries::import(&visit.reader(), visit.centre.id, id).await?;
    let import = found.ok_or(Failed::NotFound)?;
    Ok(standing(&visit, &import).await?.into_response())
}

/// How far it is; once it has ended, also the way back. While it runs nobody knows yet
/// what undoing would do.
async fn standing(visit: &Visit, import: &Import) -> Result<Markup, Failed> {
    let undoable = import.undo.is_none() && import.ended_at.is_some();
    Ok(html! {
        (progress_markup(visit, import))
        @if undoable {
            p { (ui::button(visit.t("audience-undo")).stop().opens("undo")) }
            (undo_dialog(visit, import.id).await?)
        }
    })
}

fn progress_markup(visit: &Visit, import: &Import) -> Markup {
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let undoing = import.undo.as_ref().is_some_and(|u| u.ended_at.is_none());
    let running = import.ended_at.is_none() || undoing;
    let counts = &import.counts;
    // While it is taken back, the bar tells how far that is.
    let (done, total) = match &import.undo {
        Some(undo) => (
            undo.removed + undo.restored + undo.kept,
            counts.created + counts.updated,
        ),
        None => (import.position, import.total),
    };
    let it = ui::Progress {
        title: visit.t(if import.undo.is_some() {
            "audience-undo-progress"
        } else {
            "audience-progress"
        }),
        done: number(done),
        total: number(total.max(done)),
        problems: if running { number(counts.rejected) } else { 0 },
        finished: !running,
        ..ui::Progress::default()
    };
    let counts = [
        ("audience-rows-created", counts.created),
        ("audience-rows-updated", counts.updated),
        ("audience-rows-unchanged", counts.unchanged),
        ("audience-rows-repeated", counts.repeated),
        ("audience-rows-rejected", counts.rejected),
    ];
    let pairs: Vec<(String, Markup)> = counts
        .iter()
        .map(|(key, n)| (visit.t(key), html! { (ui::fmt::number(*n)) }))
        .chain(std::iter::once((
            visit.t("audience-file-digest"),
            html! { (import.file) },
        )))
        .collect();
    let pairs: Vec<(&str, Markup)> = pairs.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
    let again = Live::get(format!("/care/import/{}/progress", import.id))
        .into("progress")
        .swap(Swap::Morph)
        .every(1);
    html! {
        p { (state(visit, import)) }
        (ui::progress(visit.lang(), &it))
        @if !import.error.is_empty() { (ui::notice(Kind::Wait, visit.t("audience-import-stopped-early"), visit.t(&import.error))) }
        @if let Some(undo) = &import.undo {
            @let args = [("removed", undo.removed.into()), ("restored", undo.restored.into()), ("kept", undo.kept.into())];
            (ui::notice(Kind::Plain, visit.t("audience-import-was-undone"), visit.lang().tr("audience-undone-more", &args)))
        }
        (ui::facts(&pairs))
        (ui::actions(&[
            ui::link_button(visit.t("audience-see-people"), format!("/care/people?import={}", import.id)),
        ]))
        @if import.counts.rejected + import.counts.repeated > 0 && import.undo.is_none() {
            (ui::actions(&[ui::link_button(visit.t("audience-rejected-file"), format!("/care/import/{}/rejected.csv", import.id))]))
            (ui::meta(visit.t("audience-rejected-file-more")))
        }
        @if running {
            (ui::link_button(visit.t("audience-look-again"), format!("/care/import/{}", import.id)).plain().live(again))
        }
    }
}

/// The rows that were not taken, with why, as CSV.
pub async fn rejected(visit: Visit, Path(id): Path<ImportId>) -> Answer {
    let conn = visit.reader();
    let found = queries::import(&conn, visit.centre.id, id).await?;
    let import = found.ok_or(Failed::NotFound)?;
    let blobs = visit.desk().part::<Blobs>()?;
    let file = import.file.to_string();
    let header = queries::list_head(&blobs, &file, &import.file_name, &import.plan)
        .map(|h| h.header)
        .unwrap_or_default();
    let broken = |error: std::io::Error| Failed::from(kernel::DbError::Shape(error.to_string()));
    let mut csv = CsvWriter::new(Vec::new(), true).map_err(broken)?;
    let first = [visit.t("audience-line"), visit.t("audience-reason")];
    csv.row(first.iter().chain(&header)).map_err(broken)?;
    let mut after = 0;
    loop {
        let rejects = queries::import_rejects(&conn, visit.centre.id, id, after, REJECTS).await?;
        let Some(last) = rejects.last() else { break };
        after = last.line;
        for reject in &rejects {
            let why = [
                reject.line.to_string(),
                sentence(&visit, &reject.reason, &reject.args),
            ];
            csv.row(why.iter().chain(&reject.cells)).map_err(broken)?;
        }
    }
    let bytes = csv.finish().map_err(broken)?;
    let stem = import
        .file_name
        .rsplit_once('.')
        .map_or(import.file_name.as_str(), |(stem, _)| stem);
    let name = visit
        .lang()
        .tr("audience-rejected-name", &[("name", stem.into())]);
    Ok(attachment(bytes, "text/csv; charset=utf-8", &name))
}

/// Takes the import back.
pub async fn undo(Path(id): Path<ImportId>, posted: Posted) -> Answer {
    let visit = posted.visit;
    let outcome = visit.act(&UndoImport { import: id }).await?;
    Ok(settled(&visit, &outcome, &format!("/care/import/{id}")))
}
