//! The field that other forms load to ask which campaign a piece belongs to.

use axum::extract::Query;
use axum::response::IntoResponse;
use frame::{Answer, Visit};
use serde::Deserialize;
use ui::{Choice, Field, Render};

use crate::model::CampaignId;
use crate::queries;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    campaign: String,
}

/// A select named `campaign` with every approved or live campaign, the first choice
/// being none. `?campaign=` says which is chosen.
pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let chosen: Option<CampaignId> = asked.campaign.parse().ok();
    let none = Choice::new("", visit.t("planning-choice-none"), chosen.is_none());
    let open = queries::choices(&visit.reader(), visit.centre.id).await?;
    let open = open
        .iter()
        .map(|it| Choice::new(it.id.to_string(), &it.name, chosen == Some(it.id)));
    let choices = std::iter::once(none).chain(open).collect();
    let field = Field::select("campaign", visit.t("planning-choice"), choices)
        .hint(visit.t("planning-choice-hint"))
        .optional(visit.lang());
    Ok(field.render().into_response())
}
