//! The list of tasks, the tick and its undo.

use axum::extract::{Path, Query};
use frame::{Answer, Failed, Posted, Visit};
use serde::Deserialize;
use ui::{Area, Body, Chip, Choice, Field, Markup, Shell, Tab, Toast, Todo, html};

use super::after;
use super::words::{Names, cursor, due_mark, duty_word, either, encoded, id_of};
use crate::actions::CloseTask;
use crate::model::{Task, TaskId};
use crate::queries::{self, TaskFilter};

#[derive(Deserialize)]
pub(super) struct Asked {
    /// `mine` (default), `all` or `done`.
    #[serde(default)]
    tab: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    duty: String,
    #[serde(default)]
    after: String,
    /// The task that was ticked off a moment ago.
    #[serde(default)]
    ticked: String,
}

const PAGE: usize = 50;

pub(super) async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let lang = visit.lang();
    let conn = visit.reader();
    let (done, all) = (asked.tab == "done", asked.tab == "all");
    let filter = TaskFilter {
        assignee: (!all && !done).then(|| visit.account()),
        duty: asked.duty.clone(),
        q: asked.q.clone(),
        after: cursor(&asked.after),
    };
    let mut found = if done {
        queries::done_tasks(&conn, visit.centre.id, &filter, 51).await?
    } else {
        queries::open_tasks(&conn, visit.centre.id, &filter, 51).await?
    };
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| {
        let at = if done {
            last.done.map_or(0, |d| d.at.0)
        } else {
            last.due.map_or(i64::MAX, |d| d.0)
        };
        let (q, duty, tab) = (encoded(&asked.q), encoded(&asked.duty), encoded(&asked.tab));
        format!(
            "/today/tasks?tab={tab}&q={q}&duty={duty}&after={at}_{}",
            last.id
        )
    });
    let tab = |key: &str, word: &str| {
        let current = key == "mine" && !done && !all || key == asked.tab;
        Tab::new(visit.t(word), format!("/today/tasks?tab={key}"), current)
    };
    let new = ui::link_button(visit.t("planning-task-new"), "/today/tasks/new")
        .main()
        .key("n");
    let body = html! {
        (ui::crumbs(lang, &[(&visit.t("ui-area-today"), "/today")], &visit.t("planning-tasks")))
        (ui::page_head(visit.t("planning-tasks")).act(new))
        (ui::tabs(&visit.t("planning-tasks"), &[tab("mine", "planning-tab-mine"), tab("all", "planning-tab-all"), tab("done", "planning-tab-done")]))
        (ui::list_search(lang, "/today/tasks", &asked.q, "tasks"))
        (duty_filter(&visit, &asked).await?)
        div id="tasks" {
            (rows(&visit, &found, &asked).await?)
            @if let Some(next) = &next { div { (ui::link_button(visit.t("planning-more-tasks"), next.clone())) } }
        }
    };
    let toast = ticked(&visit, &asked).await?;
    visit
        .page_with(Shell {
            at: Some(Area::Today),
            title: &visit.t("planning-tasks"),
            body: Body(body),
            toast,
            ..Shell::default()
        })
        .await
}

/// 「完成了〈…〉」 with the way back.
async fn ticked(visit: &Visit, asked: &Asked) -> Result<Option<Toast>, Failed> {
    let Ok(id) = asked.ticked.parse::<TaskId>() else {
        return Ok(None);
    };
    let task = queries::task(&visit.reader(), visit.centre.id, id).await?;
    Ok(task.filter(|task| task.done.is_some()).map(|task| {
        let words = visit
            .lang()
            .tr("planning-ticked", &[("title", task.title.into())]);
        Toast::new(words).undo(format!("/today/tasks/{id}/done"), visit.csrf())
    }))
}

async fn rows(visit: &Visit, tasks: &[Task], asked: &Asked) -> Result<Markup, Failed> {
    let lang = visit.lang();
    if tasks.is_empty() {
        let (title, more) = if asked.q.is_empty() && asked.duty.is_empty() {
            ("planning-tasks-none", "planning-tasks-none-more")
        } else {
            ("planning-none-found", "planning-none-found-more")
        };
        return Ok(ui::empty(&visit.t(title), &visit.t(more), None));
    }
    let names = Names::of(visit).await?;
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let dot = visit.t("planning-dot");
    let todos: Vec<Todo> = tasks
        .iter()
        .map(|task| {
            let mut detail = vec![
                duty_word(lang, &book, &task.duty),
                names.get(visit, task.assignee),
            ];
            detail.extend(task.campaign_name.clone());
            detail.extend(task.returned.as_ref().map(|r| r.reason.clone()));
            Todo {
                title: task.title.clone(),
                href: format!("/today/tasks/{}", task.id),
                detail: detail.join(&dot),
                when: due_mark(visit, task),
                done: task.done.is_some(),
                tick: Some((
                    format!("/today/tasks/{}/done?back={}", task.id, encoded(&asked.tab)),
                    visit.csrf().to_owned(),
                )),
            }
        })
        .collect();
    Ok(ui::todos(lang, &todos))
}

async fn duty_filter(visit: &Visit, asked: &Asked) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let tab = encoded(&asked.tab);
    let chips: Vec<Chip> = (!asked.duty.is_empty())
        .then(|| Chip {
            name: visit.t("planning-duty"),
            value: duty_word(lang, &book, &asked.duty),
            without: format!("/today/tasks?tab={tab}&q={}", encoded(&asked.q)),
        })
        .into_iter()
        .collect();
    let duties = book.document.duties.iter();
    let choices = duties
        .map(|d| Choice::new(&d.id, either(lang, &d.zh, &d.en), d.id == asked.duty))
        .collect();
    let tabs = [
        ("mine", "planning-tab-mine"),
        ("all", "planning-tab-all"),
        ("done", "planning-tab-done"),
    ];
    let tabs = tabs
        .iter()
        .map(|(key, word)| Choice::new(*key, visit.t(word), asked.tab == *key))
        .collect();
    let fields = html! {
        (Field::select("tab", visit.t("planning-tasks"), tabs))
        (Field::select("duty", visit.t("planning-duty"), choices))
    };
    Ok(ui::filters(
        lang,
        "/today/tasks",
        &chips,
        &format!("/today/tasks?tab={tab}"),
        fields,
    ))
}

#[derive(Deserialize)]
pub(super) struct Back {
    /// Where the tick stood: `today`, `campaign`, or a tab of the list.
    #[serde(default)]
    back: String,
}

/// A tick, or a tick taken away.
pub(super) async fn tick(
    Path(id): Path<String>,
    Query(back): Query<Back>,
    posted: Posted,
) -> Answer {
    let act = CloseTask {
        task: id_of(&id)?,
        done: posted.form.ticked("done"),
        reason: String::new(),
    };
    let outcome = posted.visit.act(&act).await;
    let ticked = if act.done {
        format!("ticked={id}")
    } else {
        String::new()
    };
    let to = match back.back.as_str() {
        "today" => format!("/today?{ticked}"),
        "campaign" => {
            let visit = &posted.visit;
            let task = queries::task(&visit.reader(), visit.centre.id, act.task).await?;
            let campaign = task.and_then(|t| t.campaign).ok_or(Failed::NotFound)?;
            format!("/plan/campaigns/{campaign}")
        }
        tab => format!("/today/tasks?tab={}&{ticked}", encoded(tab)),
    };
    after(&posted.visit, outcome, &to)
}

/// A task comes back to whoever did it, with the reason.
pub(super) async fn send_back(Path(id): Path<String>, posted: Posted) -> Answer {
    let reason = posted.form.text("reason");
    if reason.is_empty() {
        return Err(desk::Refusal::field("reason", "comment-needed").into());
    }
    let act = CloseTask {
        task: id_of(&id)?,
        done: false,
        reason,
    };
    let outcome = posted.visit.act(&act).await;
    after(&posted.visit, outcome, &format!("/today/tasks/{id}"))
}
