//! Preparing the draft of a campaign.

use charter::Facts;
use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::{AccountId, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{all_fine, known_account, length_error, me, text_error};
use crate::model::{Campaign, CampaignId, CampaignKind, CampaignState, Signed};
use crate::{queries, rules, store};

/// Opens a campaign or changes its draft. What was accepted is not changed any more.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub campaign: CampaignId,
    pub name: String,
    /// The value of `utm_campaign`: lower-case letters, digits, hyphens.
    pub slug: String,
    #[serde(default)]
    pub objective: String,
    pub kind: CampaignKind,
    /// First instant of the window, in microseconds.
    pub from: Moment,
    /// First instant after the window, in microseconds.
    pub until: Moment,
    pub owner: AccountId,
    /// Id of the indicator it is measured by.
    #[serde(default)]
    pub kpi: Option<String>,
    /// What the indicator should reach, in whole units of it.
    #[serde(default)]
    pub target: Option<i64>,
    /// The revision that was edited; 0 for a new campaign.
    #[serde(default)]
    pub revision: i64,
}

impl Act for Draft {
    const KIND: &'static str = "campaign.draft";
    type Done = CampaignId;

    fn subject(&self) -> Subject {
        Subject::of("campaign", self.campaign)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut errors: Vec<FieldError> = [
            text_error("name", &self.name, rules::NAME_MOST),
            length_error("objective", &self.objective, rules::TEXT_MOST),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !rules::is_slug(&self.slug) {
            errors.push(
                FieldError::at("slug", "planning-slug-shape").with("limit", rules::SLUG_MOST),
            );
        }
        if self.until <= self.from {
            errors.push(FieldError::at("until", "planning-window-reversed"));
        }
        if self.target.is_some_and(|target| target <= 0) {
            errors.push(FieldError::at("target", "planning-target-positive"));
        }
        all_fine(errors)
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.trim().to_owned())
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        known_account(scene, "owner", self.owner).await?;
        if let Some(kpi) = &self.kpi {
            let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
            let mut known = book.document.kpis.iter().flat_map(|group| &group.kpis);
            if !known.any(|one| one.id == *kpi) {
                return Err(Refusal::field("kpi", "planning-unknown-kpi"));
            }
        }
        let same = queries::campaign_of_slug(scene.conn, scene.centre, &self.slug).await?;
        if same.is_some_and(|other| other.id != self.campaign) {
            return Err(Refusal::field("slug", "planning-slug-taken"));
        }
        Ok(Facts::of(Self::KIND))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<CampaignId, Refusal> {
        let now = Signed {
            account: me(scene)?,
            at: scene.now,
        };
        let before = queries::campaign(scene.conn, scene.centre, self.campaign).await?;
        let it = Campaign {
            id: self.campaign,
            name: self.name.trim().to_owned(),
            slug: self.slug.clone(),
            objective: self.objective.trim().to_owned(),
            kind: self.kind,
            from: self.from,
            until: self.until,
            owner: self.owner,
            kpi: self.kpi.clone(),
            target: self.target,
            revision: before.as_ref().map_or(1, |b| b.revision + 1),
            created: before.as_ref().map_or(now, |b| b.created),
            approved: None,
            launched: None,
            end: None,
        };
        let folded = text::fold(&format!("{} {} {}", it.name, it.slug, it.objective));
        match before {
            None => store::open_campaign(scene.conn, permit, &it, &folded).await?,
            Some(before) if before.state() != CampaignState::Idea => {
                return Err(Refusal::conflict("planning-already-accepted"));
            }
            Some(_) => {
                let kept =
                    store::change_campaign(scene.conn, permit, &it, &folded, self.revision).await?;
                if !kept {
                    return Err(Refusal::conflict("planning-changed-meanwhile"));
                }
            }
        }
        Ok(self.campaign)
    }
}
