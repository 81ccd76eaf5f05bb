//! Posting a target.

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use desk::{Outcome, Refusal};
use frame::{Answer, Failed, Posted};
use http::StatusCode;
use ui::Area;

use super::period::{Wanted, asked, query};
use crate::actions::SetTarget;
use crate::queries;

pub(super) async fn set(
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    posted: Posted,
) -> Answer {
    let (visit, form) = (posted.visit, posted.form);
    let asked = asked(&visit, &wanted);
    let definition = queries::definition(&id).ok_or(Failed::NotFound)?;
    let typed = form.text("target");
    let outcome = match queries::thousandths_of(&typed) {
        None => Err(Refusal::field("target", "analytics-target-shape")),
        Some(thousandths) => {
            let act = SetTarget {
                kpi: definition.id.clone(),
                grain: asked.grain,
                from: asked.span().from,
                thousandths,
            };
            visit.act(&act).await
        }
    };
    let back = format!(
        "/insight/kpi/{}?{}",
        definition.id,
        query(asked.grain, asked.start)
    );
    match outcome {
        Ok(Outcome::Done { .. }) => Ok(visit.see_other(&back)),
        Ok(Outcome::Requested { request, .. }) => {
            Ok(visit.see_other(&format!("/approvals/{request}")))
        }
        Ok(Outcome::Proposed { proposal, .. }) => {
            Ok(visit.see_other(&format!("/approvals/proposals/{proposal}")))
        }
        Err(Refusal::Invalid(_)) => {
            let fault = (typed, visit.t("analytics-target-shape"));
            let body = super::one::body(&visit, &asked, &id, Some(fault)).await?;
            let page = visit
                .page(Area::Insight, &visit.t("analytics-targets"), body)
                .await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(refusal) => Err(refusal.into()),
    }
}
