//! Letting an accepted campaign run: an important release.

use charter::Facts;
use compliance::topics::{Topic, sensitive_topics};
use desk::{Act, Permit, Refusal, Scene, Stream, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::{campaign_of, me};
use crate::model::{Campaign, CampaignId, CampaignState};
use crate::store;

/// Launches a campaign whose design was accepted.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Launch {
    pub campaign: CampaignId,
}

impl Launch {
    async fn approved(&self, scene: &Scene<'_>) -> Result<Campaign, Refusal> {
        let it = campaign_of(scene, self.campaign).await?;
        match it.state() {
            CampaignState::Approved => Ok(it),
            CampaignState::Idea => Err(Refusal::conflict("planning-not-accepted")),
            CampaignState::Live => Err(Refusal::conflict("planning-already-live")),
            CampaignState::Closed => Err(Refusal::conflict("planning-already-closed")),
        }
    }
}

impl Act for Launch {
    const KIND: &'static str = "campaign.launch";
    const STREAM: Option<Stream> = Some(Stream::Publishing);
    type Done = CampaignId;

    fn subject(&self) -> Subject {
        Subject::of("campaign", self.campaign)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(campaign_of(scene, self.campaign).await?.name)
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let it = self.approved(scene).await?;
        let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
        let topics: Vec<Topic> = book
            .house
            .sensitive_topics
            .iter()
            .map(|topic| Topic {
                id: topic.id.clone(),
                zh: topic.zh.clone(),
                en: topic.en.clone(),
                words: topic.words.clone(),
            })
            .collect();
        let said = format!("{}\n{}", it.name, it.objective);
        let found = sensitive_topics(&said, &topics);
        Ok(Facts::of(Self::KIND).words("topics", found.into_iter().map(|hit| hit.topic)))
    }

    async fn snapshot(&self, scene: &Scene<'_>) -> Result<Json, Refusal> {
        let it = campaign_of(scene, self.campaign).await?;
        Ok(json!({
            "campaign": it.id,
            "name": it.name,
            "slug": it.slug,
            "objective": it.objective,
            "kind": it.kind,
            "from": it.from,
            "until": it.until,
            "owner": it.owner,
            "kpi": it.kpi,
            "target": it.target,
        }))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<CampaignId, Refusal> {
        self.approved(scene).await?;
        store::launch(scene.conn, permit, self.campaign, me(scene)?, scene.now).await?;
        Ok(self.campaign)
    }
}
