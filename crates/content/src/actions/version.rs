//! Keeping the working copy as a version that never changes again.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{item_to_change, none_of, writer};
use crate::model::{ItemId, Version, VersionId};
use crate::{queries, rules, store};

/// Makes a version of the working copy. When the newest version says the same already,
/// that one is answered and nothing is made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeVersion {
    pub item: ItemId,
    #[serde(default)]
    pub name: String,
}

/// The version.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Made {
    pub version: VersionId,
    pub number: i64,
}

impl Act for MakeVersion {
    const KIND: &'static str = "content.version";
    type Done = Made;

    fn subject(&self) -> Subject {
        Subject::of("item", self.item)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        none_of([rules::too_long("name", &self.name, rules::NAME_MAX)])
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let item = queries::item(scene.conn, scene.centre, self.item).await?;
        Ok(item.map(|item| item.title).unwrap_or_default())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Made, Refusal> {
        let item = item_to_change(scene, self.item).await?;
        let latest = queries::latest_version(scene.conn, scene.centre, item.id).await?;
        if let Some(latest) = &latest
            && self.name.trim().is_empty()
            && item.says(latest)
        {
            return Ok(Made {
                version: latest.id,
                number: latest.number,
            });
        }
        let number = latest.map_or(0, |latest| latest.number) + 1;
        let version = Version::of_item(item, number, self.name.trim(), scene.now);
        store::insert_version(scene.conn, permit, &version, writer(scene)?).await?;
        Ok(Made {
            version: version.id,
            number: version.number,
        })
    }
}
