//! Closing a campaign with what came of it.

use charter::Facts;
use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{all_fine, campaign_of, length_error, me, text_error};
use crate::model::{CampaignEnd, CampaignId, CampaignState, NextTime};
use crate::{rules, store};

/// Closes a campaign, run or given up: what was learned and what to do next time belong
/// to it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    pub campaign: CampaignId,
    #[serde(default)]
    pub results: String,
    pub lessons: String,
    pub decision: NextTime,
}

impl Act for Close {
    const KIND: &'static str = "campaign.close";
    type Done = CampaignId;

    fn subject(&self) -> Subject {
        Subject::of("campaign", self.campaign)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let errors = [
            length_error("results", &self.results, rules::TEXT_MOST),
            text_error("lessons", &self.lessons, rules::TEXT_MOST),
        ];
        all_fine(errors.into_iter().flatten().collect())
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(campaign_of(scene, self.campaign).await?.name)
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let it = campaign_of(scene, self.campaign).await?;
        if it.state() == CampaignState::Closed {
            return Err(Refusal::conflict("planning-already-closed"));
        }
        Ok(Facts::of(Self::KIND))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<CampaignId, Refusal> {
        let end = CampaignEnd {
            results: self.results.trim().to_owned(),
            lessons: self.lessons.trim().to_owned(),
            decision: self.decision,
            account: me(scene)?,
            at: scene.now,
        };
        store::close_campaign(scene.conn, permit, self.campaign, &end).await?;
        Ok(self.campaign)
    }
}
