//! The screens of planning: campaigns with their numbers, tasks, the card of the day.

mod activity;
mod campaign;
mod campaign_form;
mod campaigns;
mod choice;
mod progress;
mod task_form;
mod tasks;
mod today;
mod words;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};
use desk::{Outcome, Refusal};
use frame::{Answer, App, Visit};

pub(crate) use campaign::preview;
pub(crate) use today::{search_hits, today_cards};

/// Every address of these screens.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/plan", get(async || Redirect::to("/plan/campaigns")))
        .route(
            "/plan/campaigns",
            get(campaigns::list).post(campaign_form::open),
        )
        .route("/plan/campaigns/new", get(campaign_form::new))
        .route("/plan/campaigns/{id}", get(campaign::show))
        .route(
            "/plan/campaigns/{id}/edit",
            get(campaign_form::edit).post(campaign_form::change),
        )
        .route("/plan/campaigns/{id}/proposal", post(progress::propose))
        .route("/plan/campaigns/{id}/launch", post(progress::launch))
        .route(
            "/plan/campaigns/{id}/end",
            get(progress::end_form).post(progress::close),
        )
        .route("/plan/campaigns/{id}/activity", get(activity::of_campaign))
        .route("/plan/activity", get(activity::of_all))
        .route("/outlets/campaign/choice", get(choice::show))
        .route("/today/tasks", get(tasks::list).post(task_form::add))
        .route("/today/tasks/new", get(task_form::new))
        .route(
            "/today/tasks/{id}",
            get(task_form::edit).post(task_form::change),
        )
        .route("/today/tasks/{id}/done", post(tasks::tick))
        .route("/today/tasks/{id}/return", post(tasks::send_back))
}

/// Where a form goes on: done to a page of its own, what waits to where it is decided.
fn after(visit: &Visit, outcome: Result<Outcome, Refusal>, done: &str) -> Answer {
    match outcome? {
        Outcome::Done { .. } => Ok(visit.see_other(done)),
        Outcome::Requested { request, .. } => Ok(visit.see_other(&format!("/approvals/{request}"))),
        Outcome::Proposed { proposal, .. } => {
            Ok(visit.see_other(&format!("/approvals/proposals/{proposal}")))
        }
    }
}
