//! Throwing a draft away and taking it back. What was ever published cannot be thrown
//! away, only retired: others may have read it.

use desk::{Act, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::writer;
use crate::model::{ItemId, ItemState};
use crate::{queries, store};

/// Puts an item into the trash.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trash {
    pub item: ItemId,
}

impl Act for Trash {
    const KIND: &'static str = "content.trash";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("item", self.item)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        title(scene, self.item).await
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let state = queries::state_of(scene.conn, scene.centre, self.item)
            .await?
            .ok_or(Refusal::Missing("item"))?;
        match state {
            ItemState::Waiting => Err(Refusal::conflict("content-waits")),
            ItemState::Published | ItemState::Retired => {
                Err(Refusal::conflict("content-was-published"))
            }
            ItemState::Draft | ItemState::Back | ItemState::Trashed => {
                let published = queries::publications(scene.conn, scene.centre, self.item).await?;
                if !published.is_empty() {
                    return Err(Refusal::conflict("content-was-published"));
                }
                let by = writer(scene)?;
                Ok(store::trash(scene.conn, permit, self.item, by, scene.now).await?)
            }
        }
    }
}

/// Takes an item out of the trash.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    pub item: ItemId,
}

impl Act for Restore {
    const KIND: &'static str = "content.restore";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("item", self.item)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        title(scene, self.item).await
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        queries::item(scene.conn, scene.centre, self.item)
            .await?
            .ok_or(Refusal::Missing("item"))?;
        Ok(store::restore(scene.conn, permit, self.item).await?)
    }
}

async fn title(scene: &Scene<'_>, item: ItemId) -> Result<String, Refusal> {
    let item = queries::item(scene.conn, scene.centre, item).await?;
    Ok(item.map(|item| item.title).unwrap_or_default())
}
