//! Taking published content down.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::activity::{self, Activity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::none_of;
use crate::model::ItemId;
use crate::{queries, rules, store};

/// Ends what stands of an item at one outlet, or at all. It can be published again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retire {
    pub item: ItemId,
    /// Name of an outlet; all when it is left out.
    #[serde(default)]
    pub outlet: Option<String>,
    #[serde(default)]
    pub reason: String,
}

/// How many publications ended.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Retired {
    pub ended: i64,
}

impl Act for Retire {
    const KIND: &'static str = "content.retire";
    type Done = Retired;

    fn subject(&self) -> Subject {
        Subject::of("item", self.item)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        none_of([rules::too_long("reason", &self.reason, 500)])
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let item = queries::item(scene.conn, scene.centre, self.item).await?;
        Ok(item.map(|item| item.title).unwrap_or_default())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Retired, Refusal> {
        let publications = queries::publications(scene.conn, scene.centre, self.item).await?;
        let standing = publications.iter().filter(|publication| {
            publication.ended_at.is_none()
                && self
                    .outlet
                    .as_ref()
                    .is_none_or(|outlet| *outlet == publication.outlet)
        });
        let mut ended = 0;
        let by = scene.actor.account();
        for publication in standing {
            let reason = self.reason.trim();
            store::end_publication(scene.conn, permit, publication.id, reason, by, scene.now)
                .await?;
            ended += 1;
        }
        if ended == 0 {
            return Err(Refusal::conflict("content-not-published"));
        }
        let retired = Activity::new("content.retired", scene.now)
            .about(self.item)
            .with(json!({ "outlet": self.outlet }));
        activity::record(scene.conn, scene.centre, &[retired]).await?;
        Ok(Retired { ended })
    }
}
