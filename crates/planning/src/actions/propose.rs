//! Recommending the design of a campaign. Once accepted it counts as approved.

use charter::Facts;
use desk::{Act, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{campaign_of, me};
use crate::model::{Campaign, CampaignId, CampaignState};
use crate::store;

/// Recommends a campaign as it was read at `revision`; a later change of the draft
/// makes the recommendation void, so that nobody accepts what they did not see.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    pub campaign: CampaignId,
    pub revision: i64,
}

impl Propose {
    async fn fitting(&self, scene: &Scene<'_>) -> Result<Campaign, Refusal> {
        let it = campaign_of(scene, self.campaign).await?;
        if it.state() != CampaignState::Idea {
            return Err(Refusal::conflict("planning-already-accepted"));
        }
        if it.revision != self.revision {
            return Err(Refusal::conflict("planning-changed-meanwhile"));
        }
        if it.objective.is_empty() {
            return Err(Refusal::conflict("planning-objective-needed"));
        }
        if it.kpi.is_none() || it.target.is_none() {
            return Err(Refusal::conflict("planning-target-needed"));
        }
        Ok(it)
    }
}

impl Act for Propose {
    const KIND: &'static str = "campaign.propose";
    type Done = CampaignId;

    fn subject(&self) -> Subject {
        Subject::of("campaign", self.campaign)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(campaign_of(scene, self.campaign).await?.name)
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        self.fitting(scene).await?;
        Ok(Facts::of(Self::KIND))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<CampaignId, Refusal> {
        self.fitting(scene).await?;
        store::approve(scene.conn, permit, self.campaign, me(scene)?, scene.now).await?;
        Ok(self.campaign)
    }
}
