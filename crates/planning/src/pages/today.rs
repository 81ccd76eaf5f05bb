//! The day's work on Today, and what the command palette finds.

use frame::{Card, Hit, Slot, Visit};
use kernel::DbError;
use ui::{Todo, html};

use super::words::{due_mark, duty_word, state_word, today};
use crate::model::{Task, TaskId};
use crate::queries;

/// 今天要做: what is due, what is late, what was done today with the way back.
pub(crate) async fn today_cards(visit: Visit) -> Result<Vec<Card>, DbError> {
    let lang = visit.lang();
    let conn = visit.reader();
    let (from, until) = today(&visit);
    let mine = queries::mine_today(&conn, visit.centre.id, visit.account(), from, until).await?;
    let book = visit.desk().rulebook(&conn, visit.centre.id).await?;
    let done = mine.tasks.iter().filter(|task| task.done.is_some()).count();
    let todos: Vec<Todo> = mine
        .tasks
        .iter()
        .map(|task| Todo {
            title: task.title.clone(),
            href: format!("/today/tasks/{}", task.id),
            detail: detail(&visit, task, &duty_word(lang, &book, &task.duty)),
            when: due_mark(&visit, task),
            done: task.done.is_some(),
            tick: Some((
                format!("/today/tasks/{}/done?back=today", task.id),
                visit.csrf().to_owned(),
            )),
        })
        .collect();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let args = [
        ("done", count(done).into()),
        ("all", count(todos.len()).into()),
    ];
    let later = lang.tr("planning-later", &[("n", mine.later.into())]);
    let body = html! {
        @if let Some(task) = just_ticked(&visit, &mine.tasks) {
            (ui::toast(lang, &ui::Toast::new(lang.tr("planning-ticked", &[("title", (&task.title).into())]))
                .undo(format!("/today/tasks/{}/done?back=today", task.id), visit.csrf())))
        }
        @if todos.is_empty() {
            (ui::empty(&visit.t("planning-day-free"), &visit.t("planning-day-free-more"),
                Some(ui::link_button(visit.t("planning-task-new"), "/today/tasks/new"))))
        } @else { (ui::todos(lang, &todos)) }
    };
    let section = ui::section(visit.t("planning-todo"))
        .small(lang.tr("planning-todo-count", &args))
        .more(&later, "/today/tasks")
        .body(body);
    Ok(vec![Card {
        slot: Slot::Main,
        order: 0,
        body: section,
    }])
}

fn detail(visit: &Visit, task: &Task, duty: &str) -> String {
    let mut parts = vec![duty.to_owned()];
    match &task.returned {
        Some(returned) if task.done.is_none() => parts.push(returned.reason.clone()),
        _ if !task.detail.is_empty() => parts.push(task.detail.clone()),
        _ => parts.extend(task.campaign_name.clone()),
    }
    parts.join(&visit.t("planning-dot"))
}

/// The task that the tick before this page was about.
fn just_ticked<'a>(visit: &Visit, tasks: &'a [Task]) -> Option<&'a Task> {
    let id: TaskId = visit.path.split_once("ticked=")?.1.parse().ok()?;
    tasks
        .iter()
        .find(|task| task.id == id && task.done.is_some())
}

/// Campaigns and tasks that a few words find.
pub(crate) async fn search_hits(visit: Visit, query: String) -> Result<Vec<Hit>, DbError> {
    if query.trim().is_empty() {
        return Ok(Vec::new());
    }
    let conn = visit.reader();
    let campaigns = queries::found(&conn, visit.centre.id, &query).await?;
    let tasks = queries::found_tasks(&conn, visit.centre.id, &query).await?;
    let campaign_word = visit.t("planning-campaign");
    let hits = campaigns.into_iter().map(|it| Hit {
        kind: format!(
            "{campaign_word}{}{}",
            visit.t("planning-dot"),
            state_word(visit.lang(), it.state())
        ),
        href: format!("/plan/campaigns/{}", it.id),
        weight: if it.end.is_some() { 40 } else { 70 },
        word: it.name,
    });
    let tasks = tasks.into_iter().map(|task| Hit {
        kind: visit.t("planning-task"),
        href: format!("/today/tasks/{}", task.id),
        weight: if task.done.is_some() { 10 } else { 50 },
        word: task.title,
    });
    Ok(hits.chain(tasks).collect())
}
