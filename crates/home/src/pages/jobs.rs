//! Background work: what waits, what ran, what was missed.

use axum::extract::{Path, Query};
use frame::{Answer, Posted, Visit};
use kernel::jobs::{self, JobRow, ScheduleRow};
use serde::Deserialize;
use ui::{Area, Body, Col, Markup, Row, Shell, State, Toast, html};
use uuid::Uuid;

use crate::RetryJob;

const SHOWN: i64 = 100;

#[derive(Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    said: String,
}

pub(super) async fn list(visit: Visit, Query(said): Query<Said>) -> Answer {
    let conn = visit.reader();
    let jobs = jobs::jobs_of(&conn, visit.centre.id, SHOWN).await?;
    let schedules = jobs::schedules(&conn).await?;
    let body = html! {
        (ui::crumbs(visit.lang(), &[(&visit.t("ui-area-settings"), "/settings")], &visit.t("home-jobs")))
        (ui::page_head(visit.t("home-jobs")).sentence(visit.t("home-jobs-more")))
        (ui::section(visit.t("home-jobs-queue")).body(queue(&visit, &jobs)))
        (ui::section(visit.t("home-jobs-recurring")).body(recurring(&visit, &schedules)))
    };
    visit
        .page_with(Shell {
            at: Some(Area::Settings),
            title: &visit.t("home-jobs"),
            toast: (said.said == "again").then(|| Toast::new(visit.t("home-job-queued-again"))),
            body: Body(body),
            ..Shell::default()
        })
        .await
}

/// What a job does, in words; its kind where its feature has none.
fn job_word(visit: &Visit, kind: &str) -> String {
    let key = format!("job-{}", kind.replace('.', "-"));
    if visit.lang().has(&key) {
        visit.t(&key)
    } else {
        kind.to_owned()
    }
}

/// How it went so far: a sentence, with the program's own words below for who asks.
fn course(visit: &Visit, job: &JobRow) -> Markup {
    let at = ui::fmt::near(visit.lang(), &visit.zone, visit.now, job.run_at);
    let sentence = match job.state.as_str() {
        "missed" => visit.t("home-job-was-missed"),
        "failed" => visit
            .lang()
            .tr("home-job-gave-up", &[("n", job.attempts.into())]),
        "waiting" if !job.error.is_empty() => visit
            .lang()
            .tr("home-job-tries-again", &[("at", at.into())]),
        _ => String::new(),
    };
    let raw = if job.state == "done" {
        ""
    } else {
        job.error.as_str()
    };
    told(visit, &sentence, raw)
}

fn told(visit: &Visit, sentence: &str, raw: &str) -> Markup {
    html! {
        (sentence)
        @if !raw.is_empty() { (ui::folded(&visit.t("home-job-detail"), html! { p lang="en" { (raw) } })) }
    }
}

fn queue(visit: &Visit, jobs: &[JobRow]) -> ui::Table {
    let rows = jobs.iter().map(|job| {
        let (state, key) = match job.state.as_str() {
            "waiting" => (State::Wait, "home-job-waiting"),
            "running" => (State::Scheduled, "home-job-running"),
            "missed" => (State::Late, "home-job-missed"),
            "failed" => (State::Back, "home-job-failed"),
            _ => (State::Done, "home-job-done"),
        };
        let stopped = matches!(job.state.as_str(), "failed" | "missed");
        let again = stopped.then(|| {
            ui::post_button(
                &format!("/settings/jobs/{}/again", job.id),
                visit.csrf(),
                &[],
                ui::text_button(visit.t("home-job-again")),
            )
        });
        Row::new(job_word(visit, &job.kind))
            .detail(course(visit, job))
            .cell(ui::state(state, visit.t(key)))
            .cell(ui::fmt::near(
                visit.lang(),
                &visit.zone,
                visit.now,
                job.run_at,
            ))
            .cell(html! { @if let Some(again) = again { (again) } })
    });
    ui::table(visit.lang(), visit.t("home-jobs-queue"))
        .col(Col::new(visit.t("home-job-kind")))
        .col(Col::new(visit.t("home-job-state")))
        .col(Col::new(visit.t("home-job-at")).short())
        .col(Col::acts(visit.t("home-job-again")))
        .rows(rows)
        .fold()
        .when_empty(ui::empty(
            &visit.t("home-jobs-none"),
            &visit.t("home-jobs-none-more"),
            None,
        ))
}

fn recurring(visit: &Visit, schedules: &[ScheduleRow]) -> ui::Table {
    let near = |at| ui::fmt::near(visit.lang(), &visit.zone, visit.now, at);
    let rows = schedules.iter().map(|s| {
        Row::new(job_word(visit, &s.kind))
            .detail(told(visit, "", &s.last_error))
            .cell(s.last_at.map_or_else(|| visit.t("home-job-never"), near))
            .cell(near(s.next_at))
            .cell(ui::fmt::number(s.missed))
    });
    ui::table(visit.lang(), visit.t("home-jobs-recurring"))
        .col(Col::new(visit.t("home-job-kind")))
        .col(Col::new(visit.t("home-job-last")).short().named())
        .col(Col::new(visit.t("home-job-next")).short().named())
        .col(Col::num(visit.t("home-job-missed")))
        .rows(rows)
        .fold()
}

pub(super) async fn again(Path(job): Path<Uuid>, posted: Posted) -> Answer {
    posted.visit.act(&RetryJob { job }).await?;
    Ok(posted.visit.see_other("/settings/jobs?said=again"))
}
