//! The form of a task, new or changed.

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use desk::{FieldError, Refusal};
use frame::{Answer, Failed, FormData, Posted, Visit};
use http::StatusCode;
use jiff::civil::{Date, Time};
use kernel::Moment;
use serde::Deserialize;
use ui::{Area, Choice, Field, Form, Markup, State, fmt, html};

use super::after;
use super::words::{Names, due_mark, either, encoded, error_at, id_of, moment_at, summary};
use crate::actions::{AddTask, ChangeTask};
use crate::model::{CampaignState, Task, TaskId};
use crate::queries;

const LABELS: [(&str, &str); 7] = [
    ("title", "planning-task-title"),
    ("detail", "planning-task-detail"),
    ("date", "planning-task-date"),
    ("time", "planning-task-time"),
    ("assignee", "planning-task-assignee"),
    ("duty", "planning-duty"),
    ("campaign", "planning-campaign"),
];

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    item: String,
    #[serde(default)]
    title: String,
}

pub(super) async fn new(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let form = frame::read_form(&format!(
        "assignee={}&campaign={}&item={}&title={}",
        visit.account(),
        encoded(&asked.campaign),
        encoded(&asked.item),
        encoded(&asked.title)
    ));
    let body = body(&visit, None, &form, &[]).await?;
    let title = visit.t("planning-task-new");
    visit.page(Area::Today, &title, body).await
}

pub(super) async fn edit(visit: Visit, Path(id): Path<String>) -> Answer {
    let task = known(&visit, &id).await?;
    let time = task.due.filter(|_| !task.all_day);
    let pairs = [
        ("title", task.title.clone()),
        ("detail", task.detail.clone()),
        (
            "date",
            task.due
                .map_or_else(String::new, |at| fmt::input_date(&visit.zone, at)),
        ),
        (
            "time",
            time.map_or_else(String::new, |at| fmt::time(&visit.zone, at)),
        ),
        ("assignee", task.assignee.to_string()),
        ("duty", task.duty.clone()),
        (
            "campaign",
            task.campaign.map_or_else(String::new, |c| c.to_string()),
        ),
        (
            "item",
            task.item.map_or_else(String::new, |i| i.to_string()),
        ),
    ];
    let filled: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    let form = frame::read_form(&filled.join("&"));
    let body = body(&visit, Some(&task), &form, &[]).await?;
    visit.page(Area::Today, &task.title, body).await
}

async fn known(visit: &Visit, id: &str) -> Result<Task, Failed> {
    queries::task(&visit.reader(), visit.centre.id, id_of(id)?)
        .await?
        .ok_or(Failed::NotFound)
}

pub(super) async fn add(posted: Posted) -> Answer {
    save(posted, None).await
}

pub(super) async fn change(Path(id): Path<String>, posted: Posted) -> Answer {
    let before = known(&posted.visit, &id).await?;
    save(posted, Some(before)).await
}

async fn save(posted: Posted, before: Option<Task>) -> Answer {
    let (visit, form) = (posted.visit, posted.form);
    let id = before.as_ref().map_or_else(TaskId::new, |task| task.id);
    let outcome = match act_of(&visit, &form, id) {
        Err(errors) => Err(Refusal::Invalid(errors)),
        Ok(act) if before.is_some() => visit.act(&ChangeTask(act)).await,
        Ok(act) => visit.act(&act).await,
    };
    match outcome {
        Err(Refusal::Invalid(errors)) => {
            let body = body(&visit, before.as_ref(), &form, &errors).await?;
            let title = visit.t("planning-task-new");
            let page = visit.page(Area::Today, &title, body).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        outcome => after(&visit, outcome, "/today/tasks"),
    }
}

fn act_of(visit: &Visit, form: &FormData, task: TaskId) -> Result<AddTask, Vec<FieldError>> {
    let mut errors = Vec::new();
    let assignee = form.parsed("assignee");
    if assignee.is_none() {
        errors.push(FieldError::at("assignee", "field-empty"));
    }
    if form.text("duty").is_empty() {
        errors.push(FieldError::at("duty", "field-empty"));
    }
    let (due, all_day) = match due_of(visit, &form.text("date"), &form.text("time")) {
        Ok(due) => due,
        Err(field) => {
            errors.push(FieldError::at(field, "planning-date-shape"));
            (None, false)
        }
    };
    let Some(assignee) = assignee.filter(|_| errors.is_empty()) else {
        return Err(errors);
    };
    Ok(AddTask {
        task,
        title: form.text("title"),
        detail: form.text("detail"),
        due,
        all_day,
        assignee,
        duty: form.text("duty"),
        campaign: form.parsed("campaign"),
        item: form.parsed("item"),
    })
}

/// The instant of a date with an optional time; without a time, the last minute of the
/// day. The error names the field.
fn due_of(visit: &Visit, date: &str, time: &str) -> Result<(Option<Moment>, bool), &'static str> {
    if date.is_empty() {
        return if time.is_empty() {
            Ok((None, false))
        } else {
            Err("date")
        };
    }
    let date: Date = date.parse().map_err(|_| "date")?;
    if time.is_empty() {
        return Ok((moment_at(visit, date, Time::constant(23, 59, 0, 0)), true));
    }
    let time: Time = time.parse().map_err(|_| "time")?;
    Ok((moment_at(visit, date, time), false))
}

async fn body(
    visit: &Visit,
    before: Option<&Task>,
    form: &FormData,
    errors: &[FieldError],
) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let names = Names::of(visit).await?;
    let error = |field: &str| error_at(lang, errors, field);
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let duties = book
        .document
        .duties
        .iter()
        .map(|d| Choice::new(&d.id, either(lang, &d.zh, &d.en), form.raw("duty") == d.id))
        .collect();
    let title = before.map_or_else(|| visit.t("planning-task-new"), |task| task.title.clone());
    let action = before.map_or_else(
        || "/today/tasks".to_owned(),
        |task| format!("/today/tasks/{}", task.id),
    );
    let campaigns = campaigns(visit, form.raw("campaign")).await?;
    let fields = html! {
        (Field::text("title", visit.t("planning-task-title")).value(form.raw("title")).error(error("title")).max_chars(120).autofocus())
        (Field::textarea("detail", visit.t("planning-task-detail"), 3).value(form.raw("detail")).error(error("detail")).optional(lang))
        (ui::beside(&[
            Field::date("date", visit.t("planning-task-date")).value(form.raw("date")).error(error("date")).optional(lang),
            Field::time("time", visit.t("planning-task-time")).value(form.raw("time")).error(error("time")).optional(lang),
        ]))
        (Field::select("assignee", visit.t("planning-task-assignee"), names.choices(form.parsed("assignee"))).error(error("assignee")).narrow())
        (Field::select("duty", visit.t("planning-duty"), duties).error(error("duty")).narrow())
        (Field::select("campaign", visit.t("planning-campaign"), campaigns).error(error("campaign")).narrow().optional(lang))
        (ui::actions(&[
            ui::submit(visit.t("planning-save")).main(),
            ui::link_button(visit.t("planning-cancel"), "/today/tasks").plain(),
        ]))
    };
    Ok(html! {
        (ui::crumbs(lang, &[(&visit.t("ui-area-today"), "/today"), (&visit.t("planning-tasks"), "/today/tasks")], &title))
        (head(visit, before, &title))
        (summary(visit, errors, &LABELS))
        (Form::post(action, visit.csrf()).hidden("item", form.raw("item")).body(fields))
        @if let Some(task) = before { (progress(visit, task, &names)) }
    })
}

fn head(visit: &Visit, task: Option<&Task>, title: &str) -> ui::PageHead {
    let head = ui::page_head(title);
    match task {
        None => head,
        Some(task) if task.done.is_some() => head
            .fact(ui::state(State::Done, visit.t("planning-task-done")))
            .fact(due_mark(visit, task)),
        Some(task) => head.fact(due_mark(visit, task)),
    }
}

/// Done or back: the tick, and the reason when a task is returned.
fn progress(visit: &Visit, task: &Task, names: &Names) -> Markup {
    let lang = visit.lang();
    let tick = format!("/today/tasks/{}/done", task.id);
    let returned = task.returned.as_ref().map(|r| {
        let who = names.get(visit, r.account);
        let when = fmt::near(lang, &visit.zone, visit.now, r.at);
        let args = [("who", who.into()), ("when", when.into())];
        (
            lang.tr("planning-task-returned-by", &args),
            r.reason.clone(),
        )
    });
    let back = Form::post(format!("/today/tasks/{}/return", task.id), visit.csrf()).body(html! {
        (Field::textarea("reason", visit.t("planning-task-reason"), 2))
        (ui::submit(visit.t("planning-task-return")))
    });
    ui::section(visit.t("planning-task-progress")).body(html! {
        @if let Some((who, reason)) = &returned { (ui::notice(ui::Kind::Wait, who, reason)) }
        @if task.done.is_some() {
            (ui::post_button(&tick, visit.csrf(), &[], ui::submit(visit.t("planning-task-reopen"))))
            (back)
        } @else {
            (ui::post_button(&tick, visit.csrf(), &[("done", "1")], ui::submit(visit.t("planning-task-tick"))))
        }
    })
}

async fn campaigns(visit: &Visit, chosen: &str) -> Result<Vec<Choice>, Failed> {
    let all = queries::campaigns(&visit.reader(), visit.centre.id).await?;
    let none = Choice::new("", visit.t("planning-choice-none"), chosen.is_empty());
    let open = all
        .iter()
        .filter(|it| it.state() != CampaignState::Closed || it.id.to_string() == chosen);
    let open = open.map(|it| Choice::new(it.id.to_string(), &it.name, it.id.to_string() == chosen));
    Ok(std::iter::once(none).chain(open).collect())
}
