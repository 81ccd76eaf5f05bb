//! Importing a list: upload, mapping with a preview, dry run, progress, rejected rows, undo.

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use desk::FieldError;
use files::blobs::Blobs;
use files::csv_out::CsvWriter;
use frame::{Answer, Failed, FormData, Posted, Upload, Visit, error_at, field_sentence};
use kernel::Moment;
use serde::Deserialize;
use ui::{Area, Arg, Choice, Col, Field, Form, Kind, Live, Markup, Row, Swap, html};

use super::{area_tabs, attachment, person_form, query, settled, unaccepted, words};
use crate::actions::{ImportContacts, Rehearsal, UndoImport, rehearsed};
use crate::model::{Column, Import, ImportId, ImportPlan, Lifecycle, ListConsent, Wording};
use crate::queries::{self, ListHead};

/// Rejected rows read at a time.
const REJECTS: i64 = 1_000;

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
        let sentence = visit.t("field-empty");
        return unaccepted(list_page(&visit, Some(sentence)).await);
    };
    let blobs = visit.desk().part::<Blobs>()?;
    let digest = blobs
        .put(&file.bytes)
        .map_err(|e| desk::Refusal::Database(kernel::DbError::Shape(e.to_string())))?
        .to_string();
    if let Err((key, args)) = queries::list_head(&blobs, &digest, &file.name) {
        let sentence = sentence(&visit, key, &owned(args));
        return unaccepted(list_page(&visit, Some(sentence)).await);
    }
    let pairs = [("file", digest.as_str()), ("name", file.name.as_str())];
    Ok(visit.see_other(&query("/care/import/plan", &pairs)))
}

fn owned(args: files::Args) -> Vec<(String, String)> {
    args.into_iter().map(|(n, v)| (n.to_owned(), v)).collect()
}

fn sentence(visit: &Visit, key: &str, args: &[(String, String)]) -> String {
    let args: Vec<(&str, Arg)> = args
        .iter()
        .map(|(n, v)| (n.as_str(), Arg::Text(v.clone())))
        .collect();
    visit.lang().tr(key, &args)
}

/// Which file the plan is for.
#[derive(Deserialize)]
pub struct Asked {
    file: String,
    name: String,
}

/// `/care/import/plan`
pub async fn plan(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let head = head(&visit, &asked.file, &asked.name)?;
    let plan = ImportPlan {
        columns: head.guessed.clone(),
        ..ImportPlan::default()
    };
    let shown = Planned {
        asked,
        plan,
        date: ui::fmt::input_date(&visit.zone, visit.now),
        errors: Vec::new(),
        rehearsal: None,
    };
    plan_page(&visit, &head, &shown).await
}

fn head(visit: &Visit, file: &str, name: &str) -> Result<ListHead, Failed> {
    let blobs = visit.desk().part::<Blobs>()?;
    queries::list_head(&blobs, file, name).map_err(|_| Failed::NotFound)
}

/// Checks the plan, tries it without writing, or begins.
pub async fn start(posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let asked = Asked {
        file: form.text("file"),
        name: form.text("name"),
    };
    let head = head(&visit, &asked.file, &asked.name)?;
    let plan = plan_of(&visit, &form, head.header.len());
    let act = ImportContacts {
        file: asked.file.clone(),
        name: asked.name.clone(),
        plan: plan.clone(),
    };
    let mut shown = Planned {
        asked,
        plan,
        date: form.text("date"),
        errors: Vec::new(),
        rehearsal: None,
    };
    let looked = if form.text("act") == "start" {
        match visit.act(&act).await {
            Ok(outcome) => {
                let import = outcome.result()["import"].as_str().unwrap_or_default();
                return Ok(settled(&visit, &outcome, &format!("/care/import/{import}")));
            }
            Err(refusal) => Err(refusal),
        }
    } else {
        visit.look(&act).await.map(drop)
    };
    match looked {
        Ok(()) => {
            let conn = visit.reader();
            let scene = visit.desk().scene(&conn, visit.actor());
            let tried =
                rehearsed(&scene, &shown.asked.file, &shown.asked.name, &shown.plan).await?;
            shown.rehearsal = Some(tried);
            plan_page(&visit, &head, &shown).await
        }
        Err(desk::Refusal::Invalid(errors)) => {
            shown.errors = errors;
            unaccepted(plan_page(&visit, &head, &shown).await)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn plan_of(visit: &Visit, form: &FormData, columns: usize) -> ImportPlan {
    let wording = Wording {
        version: form.text("version"),
        wording: form.text("wording"),
    };
    let (channel, evidence) = (form.text("channel"), form.text("evidence"));
    let at = noon(visit, &form.text("date"))
        .unwrap_or(visit.now)
        .min(visit.now);
    let consent = match form.text("consent").as_str() {
        "column" => ListConsent::Column {
            wording,
            channel,
            evidence,
            at,
        },
        "everybody" => ListConsent::Everybody {
            wording,
            channel,
            evidence,
            at,
        },
        _ => ListConsent::None,
    };
    ImportPlan {
        columns: (0..columns)
            .map(|n| Column::of(&form.text(&format!("c{n}"))))
            .collect(),
        consent,
        tags: person_form::split(&form.text("tags")),
        source: form.text("source"),
        lifecycle: form.text("lifecycle"),
        overwrite: form.ticked("overwrite"),
    }
}

/// Noon of a day of a date field, in the centre's zone.
fn noon(visit: &Visit, day: &str) -> Option<Moment> {
    let date: jiff::civil::Date = day.parse().ok()?;
    let at = date.at(12, 0, 0, 0).to_zoned(visit.zone.clone()).ok()?;
    Some(Moment(at.timestamp().as_microsecond()))
}

/// What the page of a plan shows.
struct Planned {
    asked: Asked,
    plan: ImportPlan,
    date: String,
    errors: Vec<FieldError>,
    rehearsal: Option<Rehearsal>,
}

impl Planned {
    fn error(&self, visit: &Visit, pointer: &str) -> Option<String> {
        error_at(visit.lang(), &self.errors, pointer)
    }
}

async fn plan_page(visit: &Visit, head: &ListHead, shown: &Planned) -> Answer {
    let lang = visit.lang();
    let sentences: Vec<String> = shown
        .errors
        .iter()
        .map(|e| field_sentence(lang, e))
        .collect();
    let form = Form::post("/care/import/plan", visit.csrf())
        .wide()
        .hidden("file", &shown.asked.file)
        .hidden("name", &shown.asked.name)
        .body(html! {
            @if !sentences.is_empty() {
                (ui::notice(Kind::Stop, visit.t("audience-plan-not-yet"), sentences.join(&visit.t("frame-and"))))
            }
            @if let Some(tried) = &shown.rehearsal { (tried_markup(visit, tried)) }
            (ui::section(visit.t("audience-columns")).small(visit.t("audience-columns-more")).body(columns(visit, head, shown)))
            (ui::even_columns(
                ui::section(visit.t("audience-consent-given")).body(consent_fields(visit, shown)),
                ui::section(visit.t("audience-for-all")).body(list_fields(visit, shown)),
            ))
            (ui::section(visit.t("audience-preview")).small(visit.t("audience-preview-more")).body(preview(visit, head, shown)))
            (ui::actions(&[
                ui::submit(visit.t("audience-dry-run")).usual().value("act", "check"),
                ui::submit(visit.t("audience-import-start")).value("act", "start"),
            ]))
        });
    let body = html! {
        (ui::crumbs(lang, &[(&visit.t("audience-tab-import"), "/care/import")], &shown.asked.name))
        (ui::page_head(&shown.asked.name).sentence(visit.t("audience-plan-sentence")))
        (form)
    };
    visit.page(Area::Care, &shown.asked.name, body).await
}

fn tried_markup(visit: &Visit, tried: &Rehearsal) -> Markup {
    if let Some(key) = &tried.error {
        return ui::notice(Kind::Stop, visit.t("audience-file-broken"), visit.t(key));
    }
    let counts = [
        ("audience-rows-created", tried.counts.created),
        ("audience-rows-updated", tried.counts.updated),
        ("audience-rows-unchanged", tried.counts.unchanged),
        ("audience-rows-rejected", tried.counts.rejected),
    ];
    let mut table = ui::table(visit.lang(), visit.t("audience-dry-run"))
        .col(Col::new(visit.t("audience-what")))
        .col(Col::num(visit.t("audience-rows")));
    for (key, n) in counts {
        table = table.row(Row::new(visit.t(key)).cell(ui::fmt::number(n)));
    }
    for (key, n) in &tried.reasons {
        let args = [
            ("limit", "".into()),
            ("count", "".into()),
            ("expected", "".into()),
            ("column", "".into()),
            ("chars", "".into()),
        ];
        table = table.row(
            Row::new(visit.t("audience-rows-rejected"))
                .detail(visit.lang().tr(key, &args))
                .cell(ui::fmt::number(*n)),
        );
    }
    ui::section(visit.t("audience-dry-run"))
        .small(visit.t("audience-dry-run-more"))
        .body(table)
}

fn columns(visit: &Visit, head: &ListHead, shown: &Planned) -> Markup {
    let example = |place: usize| {
        head.rows
            .iter()
            .filter_map(|row| row.get(place))
            .find(|cell| !cell.trim().is_empty())
            .map(|cell| cell.chars().take(60).collect::<String>())
            .unwrap_or_default()
    };
    html! {
        @for (place, heading) in head.header.iter().enumerate() {
            @let chosen = shown.plan.columns.get(place).copied().flatten();
            @let choices = std::iter::once(Choice::new("", visit.t("audience-column-skip"), chosen.is_none()))
                .chain(Column::ALL.into_iter().map(|c| Choice::new(c.key(), visit.t(words::column_key(c)), chosen == Some(c))))
                .collect();
            (Field::select(format!("c{place}"), heading, choices).required(false).hint(example(place)).narrow())
        }
    }
}

fn consent_fields(visit: &Visit, shown: &Planned) -> Markup {
    let empty = Wording {
        version: String::new(),
        wording: String::new(),
    };
    let (kind, wording, channel, evidence) = match &shown.plan.consent {
        ListConsent::None => ("none", &empty, "", ""),
        ListConsent::Column {
            wording,
            channel,
            evidence,
            ..
        } => ("column", wording, channel.as_str(), evidence.as_str()),
        ListConsent::Everybody {
            wording,
            channel,
            evidence,
            ..
        } => ("everybody", wording, channel.as_str(), evidence.as_str()),
    };
    let choice = |value: &str, key: &str| Choice::new(value, visit.t(key), kind == value);
    let error = |pointer: &str| shown.error(visit, pointer);
    html! {
        (Field::radios("consent", visit.t("audience-consent-who"), vec![
            choice("none", "audience-consent-nobody"),
            choice("column", "audience-consent-column"),
            choice("everybody", "audience-consent-everybody"),
        ]).error(error("/plan/consent")))
        (Field::text("version", visit.t("audience-consent-version")).value(&wording.version).optional(visit.lang()).error(error("/plan/consent/wording/version")).narrow())
        (Field::textarea("wording", visit.t("audience-consent-wording"), 2).value(&wording.wording).optional(visit.lang()).error(error("/plan/consent/wording/wording")))
        (Field::date("date", visit.t("audience-consent-date")).value(&shown.date).optional(visit.lang()))
        (Field::text("channel", visit.t("audience-consent-channel")).value(channel).optional(visit.lang()).error(error("/plan/consent/channel")))
        (Field::text("evidence", visit.t("audience-consent-evidence")).value(evidence).hint(visit.t("audience-consent-evidence-hint")).optional(visit.lang()).error(error("/plan/consent/evidence")))
    }
}

fn list_fields(visit: &Visit, shown: &Planned) -> Markup {
    let tags: Vec<&str> = shown.plan.tags.iter().map(String::as_str).collect();
    let lifecycles = Lifecycle::ALL
        .iter()
        .map(|l| {
            Choice::new(
                l.key(),
                visit.t(words::lifecycle_key(*l)),
                shown.plan.lifecycle == l.key(),
            )
        })
        .collect();
    html! {
        (Field::text("tags", visit.t("audience-tags")).value(tags.join(", ")).hint(visit.t("audience-tags-hint")).optional(visit.lang()).error(shown.error(visit, "/plan/tags")))
        (Field::text("source", visit.t("audience-source")).value(&shown.plan.source).optional(visit.lang()))
        (Field::select("lifecycle", visit.t("audience-lifecycle"), lifecycles))
        (Field::checkbox("overwrite", visit.t("audience-overwrite"), shown.plan.overwrite).hint(visit.t("audience-overwrite-hint")))
    }
}

fn preview(visit: &Visit, head: &ListHead, shown: &Planned) -> Markup {
    let mut table = ui::table(visit.lang(), visit.t("audience-preview"))
        .col(Col::new(visit.t("audience-state")));
    for heading in &head.header {
        table = table.col(Col::new(heading));
    }
    let rows = head.rows.iter().map(|cells| {
        let first = match queries::row_fault(&shown.plan, cells) {
            None => ui::state(ui::State::Good, visit.t("audience-row-taken")),
            Some((key, args)) => ui::state(ui::State::Late, sentence(visit, key, &args)),
        };
        cells.iter().fold(Row::new(first), |row, cell| {
            row.cell(cell.chars().take(80).collect::<String>())
        })
    });
    html! { (table.rows(rows).scroll()) }
}

/// `/care/import/{id}`
pub async fn show(visit: Visit, Path(id): Path<ImportId>) -> Answer {
    let found = queries::import(&visit.reader(), visit.centre.id, id).await?;
    let import = found.ok_or(Failed::NotFound)?;
    let lang = visit.lang();
    let undo_dialog = ui::confirm(
        lang,
        "undo",
        &visit.t("audience-undo-question"),
        html! { p { (visit.t("audience-undo-more")) } },
        &format!("/care/import/{id}/undo"),
        visit.csrf(),
        ui::submit(visit.t("audience-undo")).stop(),
    );
    let mut head = ui::page_head(&import.file_name).named(
        &visit.t("audience-when"),
        ui::fmt::stamp(lang, &visit.zone, visit.now, import.at),
    );
    if import.undo.is_none() {
        head = head.act(ui::button(visit.t("audience-undo")).stop().opens("undo"));
    }
    let body = html! {
        (ui::crumbs(lang, &[(&visit.t("audience-tab-import"), "/care/import")], &import.file_name))
        (head)
        div id="progress" { (progress_markup(&visit, &import)) }
        (undo_dialog)
    };
    visit.page(Area::Care, &import.file_name, body).await
}

/// The part of the page that is asked for again while the import runs.
pub async fn progress(visit: Visit, Path(id): Path<ImportId>) -> Answer {
    let found = queries::import(&visit.reader(), visit.centre.id, id).await?;
    let import = found.ok_or(Failed::NotFound)?;
    Ok(progress_markup(&visit, &import).into_response())
}

fn progress_markup(visit: &Visit, import: &Import) -> Markup {
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let undoing = import.undo.as_ref().is_some_and(|u| u.ended_at.is_none());
    let running = import.ended_at.is_none() || undoing;
    let it = ui::Progress {
        title: visit.t(if undoing {
            "audience-import-undoing"
        } else {
            "audience-progress"
        }),
        done: number(import.position),
        total: number(import.total),
        problems: number(import.counts.rejected),
        finished: !running,
        ..ui::Progress::default()
    };
    let counts = [
        ("audience-rows-created", import.counts.created),
        ("audience-rows-updated", import.counts.updated),
        ("audience-rows-unchanged", import.counts.unchanged),
        ("audience-rows-rejected", import.counts.rejected),
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
            ui::link_button(visit.t("audience-rejected-file"), format!("/care/import/{}/rejected.csv", import.id)),
        ]))
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
    let header = queries::list_head(&blobs, &file, &import.file_name)
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
    Ok(attachment(bytes, "text/csv; charset=utf-8", "rejected.csv"))
}

/// Takes the import back.
pub async fn undo(Path(id): Path<ImportId>, posted: Posted) -> Answer {
    let visit = posted.visit;
    let outcome = visit.act(&UndoImport { import: id }).await?;
    Ok(settled(&visit, &outcome, &format!("/care/import/{id}")))
}
