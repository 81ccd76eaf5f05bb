//! The plan of an import: how the file is read, what its columns are, who agreed, and a dry run.

use axum::extract::Query;
use desk::FieldError;
use files::blobs::Blobs;
use files::sheet::TextEncoding;
use frame::{Answer, Failed, FormData, Posted, Visit, error_at};
use kernel::Moment;
use serde::Deserialize;
use ui::{Area, Choice, Col, Field, Form, Gap, Kind, Markup, Row, html};

use super::super::{person_form, settled, unaccepted, words};
use super::tried::tried_markup;
use super::{owned, sentence};
use crate::actions::{ImportContacts, Rehearsal, rehearsed};
use crate::model::{Column, ImportPlan, Lifecycle, ListConsent, Wording};
use crate::queries::{self, ListHead};

/// Which file the plan is for.
#[derive(Deserialize)]
pub struct Asked {
    file: String,
    name: String,
}

/// `/care/import/plan`
pub async fn plan(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let unread = ImportPlan::default();
    let head = head(&visit, &asked, &unread)?.map_err(|_| Failed::NotFound)?;
    let plan = ImportPlan {
        columns: head.guessed.clone(),
        ..unread
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

/// The head of the file, or why it cannot be read this way.
fn head(
    visit: &Visit,
    asked: &Asked,
    plan: &ImportPlan,
) -> Result<Result<ListHead, FieldError>, Failed> {
    let blobs = visit.desk().part::<Blobs>()?;
    let found = queries::list_head(&blobs, &asked.file, &asked.name, plan);
    Ok(found.map_err(|(key, args)| {
        let error = FieldError::at("plan/encoding", key);
        owned(args)
            .iter()
            .fold(error, |error, (name, value)| error.with(name, value))
    }))
}

/// Reads the file anew, checks the plan, tries it without writing, or begins.
pub async fn start(posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let mut shown = Planned {
        asked: Asked {
            file: form.text("file"),
            name: form.text("name"),
        },
        plan: plan_of(&visit, &form),
        date: form.text("date"),
        errors: Vec::new(),
        rehearsal: None,
    };
    let head = match head(&visit, &shown.asked, &shown.plan)? {
        Ok(head) => head,
        Err(error) => return unreadable(&visit, shown, error).await,
    };
    if form.text("act") == "reread" || shown.plan.columns.len() != head.header.len() {
        shown.plan.columns.clone_from(&head.guessed);
        return plan_page(&visit, &head, &shown).await;
    }
    let act = ImportContacts {
        file: shown.asked.file.clone(),
        name: shown.asked.name.clone(),
        plan: shown.plan.clone(),
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

/// The choice of encoding or sheet does not fit: the page again, read as it was guessed.
async fn unreadable(visit: &Visit, mut shown: Planned, error: FieldError) -> Answer {
    shown.plan.encoding.clear();
    shown.plan.table.clear();
    let head = head(visit, &shown.asked, &shown.plan)?.map_err(|_| Failed::NotFound)?;
    shown.plan.columns.clone_from(&head.guessed);
    shown.errors = vec![error];
    unaccepted(plan_page(visit, &head, &shown).await)
}

fn plan_of(visit: &Visit, form: &FormData) -> ImportPlan {
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
        columns: (0..files::sheet::COLUMNS_MAX)
            .map(|place| format!("c{place}"))
            .take_while(|name| form.fields().iter().any(|(field, _)| field == name))
            .map(|name| Column::of(&form.text(&name)))
            .collect(),
        consent,
        tags: person_form::split(&form.text("tags")),
        source: form.text("source"),
        lifecycle: form.text("lifecycle"),
        overwrite: form.ticked("overwrite"),
        encoding: form.text("encoding"),
        table: form.text("table"),
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

/// Fields of the page: name, pointer of the payload, key of the label.
const FIELDS: [(&str, &str, &str); 9] = [
    ("encoding", "plan/encoding", "audience-encoding"),
    ("c0", "plan/columns", "audience-columns"),
    ("consent", "plan/consent", "audience-consent-who"),
    (
        "version",
        "plan/consent/wording/version",
        "audience-consent-version",
    ),
    (
        "wording",
        "plan/consent/wording/wording",
        "audience-consent-wording",
    ),
    (
        "channel",
        "plan/consent/channel",
        "audience-consent-channel",
    ),
    (
        "evidence",
        "plan/consent/evidence",
        "audience-consent-evidence",
    ),
    ("tags", "plan/tags", "audience-tags"),
    ("lifecycle", "plan/lifecycle", "audience-lifecycle"),
];

fn error_summary(visit: &Visit, shown: &Planned) -> Markup {
    let labels: Vec<(&str, String)> = FIELDS
        .iter()
        .filter(|(_, pointer, _)| shown.error(visit, pointer).is_some())
        .map(|(name, _, key)| (*name, visit.t(key)))
        .collect();
    let links: Vec<(&str, &str)> = labels.iter().map(|(n, l)| (*n, l.as_str())).collect();
    // An error of no field on the page is still said.
    let rest: Vec<String> = shown
        .errors
        .iter()
        .filter(|e| {
            let pointer = e.pointer.trim_start_matches('/');
            FIELDS.iter().all(|(_, known, _)| *known != pointer)
        })
        .map(|e| frame::field_sentence(visit.lang(), e))
        .collect();
    html! {
        (ui::error_summary(visit.lang(), &links))
        @if !rest.is_empty() {
            (ui::notice(Kind::Stop, visit.t("audience-plan-not-yet"), rest.join(&visit.t("frame-and"))))
        }
    }
}

async fn plan_page(visit: &Visit, head: &ListHead, shown: &Planned) -> Answer {
    let lang = visit.lang();
    let form = Form::post("/care/import/plan", visit.csrf())
        .wide()
        .hidden("file", &shown.asked.file)
        .hidden("name", &shown.asked.name)
        .body(html! {
            (error_summary(visit, shown))
            @if let Some(tried) = &shown.rehearsal { (tried_markup(visit, tried)) }
            @if head.headless {
                (ui::notice(Kind::Wait, visit.t("audience-headless"), visit.t("audience-headless-more")))
            }
            (reading(visit, head, shown))
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

/// How the file was read, to be changed where the guess was wrong.
fn reading(visit: &Visit, head: &ListHead, shown: &Planned) -> Markup {
    let error = shown.error(visit, "plan/encoding");
    let again = ui::submit(visit.t("audience-reread"))
        .usual()
        .value("act", "reread");
    let field = if let Some(read_as) = head.encoding {
        let choices = TextEncoding::ALL
            .into_iter()
            .map(|it| {
                let word = visit.t(words::encoding_key(it));
                Choice::new(it.label(), word, it == read_as)
            })
            .collect();
        Field::select("encoding", visit.t("audience-encoding"), choices)
            .hint(visit.t("audience-encoding-hint"))
    } else if head.tables.len() > 1 {
        let choices = head
            .tables
            .iter()
            .enumerate()
            .map(|(place, name)| {
                let first = shown.plan.table.is_empty() && place == 0;
                Choice::new(name, name, first || *name == shown.plan.table)
            })
            .collect();
        Field::select("table", visit.t("audience-table"), choices)
            .hint(visit.t("audience-table-hint"))
    } else {
        return html! { @if let Some(error) = error { (ui::notice(Kind::Stop, visit.t("audience-file-broken"), error)) } };
    };
    let field = field.required(false).error(error).narrow();
    let parts = [html! { (field) }, ui::actions(&[again])];
    ui::section(visit.t("audience-reading")).body(ui::stack(Gap::Small, &parts))
}

fn columns(visit: &Visit, head: &ListHead, shown: &Planned) -> Markup {
    let example = |place: usize| {
        head.rows
            .iter()
            .filter_map(|row| row.get(place))
            .find(|cell| !cell.trim().is_empty())
            .map(|cell| shortened(cell, EXAMPLE_CHARS))
            .unwrap_or_default()
    };
    let mut words = vec![(String::new(), visit.t("audience-column-skip"))];
    words.extend(
        Column::ALL
            .iter()
            .map(|c| (c.key().to_owned(), visit.t(words::column_key(*c)))),
    );
    let rows = head.header.iter().enumerate().map(|(place, heading)| {
        let chosen = shown.plan.columns.get(place).copied().flatten();
        let chosen = chosen.map_or("", Column::key);
        let select = ui::choice_in_line(&format!("c{place}"), heading, &words, chosen);
        Row::new(heading).detail(example(place)).cell(select)
    });
    let table = ui::table(visit.lang(), visit.t("audience-columns"))
        .col(Col::new(visit.t("audience-column-of-file")))
        .col(Col::new(visit.t("audience-column-becomes")))
        .rows(rows)
        .fold();
    html! {
        @if let Some(error) = shown.error(visit, "plan/columns") {
            (ui::notice(Kind::Stop, visit.t("audience-plan-not-yet"), error))
        }
        (table)
    }
}

/// Letters of a cell that the preview and an example show.
const PREVIEW_CHARS: usize = 32;
const EXAMPLE_CHARS: usize = 60;

fn shortened(cell: &str, chars: usize) -> String {
    let mut short: String = cell.chars().take(chars).collect();
    if cell.chars().nth(chars).is_some() {
        short.push('…');
    }
    short
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
    // Needed as soon as somebody agreed; the server says so, since the browser cannot know.
    let field = |field: Field, pointer: &str| field.required(false).error(error(pointer));
    let who = Field::radios(
        "consent",
        visit.t("audience-consent-who"),
        vec![
            choice("none", "audience-consent-nobody"),
            choice("column", "audience-consent-column"),
            choice("everybody", "audience-consent-everybody"),
        ],
    );
    let fields = [
        html! { (who.error(error("plan/consent"))) },
        ui::meta(visit.t("audience-consent-if-any")),
        html! { (field(Field::text("version", visit.t("audience-consent-version")).value(&wording.version).max_chars(60).narrow(), "plan/consent/wording/version")) },
        html! { (field(Field::textarea("wording", visit.t("audience-consent-wording"), 2).value(&wording.wording).max_chars(4_000), "plan/consent/wording/wording")) },
        html! { (field(Field::date("date", visit.t("audience-consent-date")).value(&shown.date), "plan/consent/at")) },
        html! { (field(Field::text("channel", visit.t("audience-consent-channel")).value(channel).max_chars(60), "plan/consent/channel")) },
        html! { (field(Field::text("evidence", visit.t("audience-consent-evidence")).value(evidence).max_chars(500).hint(visit.t("audience-consent-evidence-hint")), "plan/consent/evidence")) },
    ];
    ui::stack(Gap::Usual, &fields)
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
    let fields = [
        html! { (Field::text("tags", visit.t("audience-tags")).value(tags.join(", ")).hint(visit.t("audience-tags-hint")).optional(visit.lang()).error(shown.error(visit, "plan/tags"))) },
        html! { (Field::text("source", visit.t("audience-source")).value(&shown.plan.source).optional(visit.lang())) },
        html! { (Field::select("lifecycle", visit.t("audience-lifecycle"), lifecycles).error(shown.error(visit, "plan/lifecycle"))) },
        html! { (Field::checkbox("overwrite", visit.t("audience-overwrite"), shown.plan.overwrite).hint(visit.t("audience-overwrite-hint"))) },
    ];
    ui::stack(Gap::Usual, &fields)
}

fn preview(visit: &Visit, head: &ListHead, shown: &Planned) -> Markup {
    let mut table = ui::table(visit.lang(), visit.t("audience-preview"))
        .col(Col::num(visit.t("audience-line")))
        .col(Col::new(visit.t("audience-state")));
    for heading in &head.header {
        table = table.col(Col::new(heading));
    }
    let rows = head.rows.iter().zip(&head.lines).map(|(cells, line)| {
        let first = match queries::row_fault(&shown.plan, cells) {
            None => ui::state(ui::State::Good, visit.t("audience-row-taken")),
            Some((key, args)) => ui::state(ui::State::Late, sentence(visit, key, &args)),
        };
        let row = Row::new(line.to_string()).cell(first);
        cells
            .iter()
            .fold(row, |row, cell| row.cell(shortened(cell, PREVIEW_CHARS)))
    });
    html! { (table.rows(rows).scroll()) }
}
