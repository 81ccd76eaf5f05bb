//! Saving while people type. Two who write at once never overwrite each other: whoever
//! holds an old revision is told so and keeps their text.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{item_to_change, none_of, read_doc, writer};
use crate::model::ItemId;
use crate::{queries, rules, store};

/// Saves title and text of the working copy, without a line in the ledger.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Autosave {
    pub item: ItemId,
    /// The revision the writer holds.
    pub revision: i64,
    pub title: String,
    /// The text in the JSON of the editor.
    pub doc: serde_json::Value,
}

/// Where the working copy stands now.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Saved {
    pub revision: i64,
}

impl Act for Autosave {
    const KIND: &'static str = "content.autosave";
    const QUIET: bool = true;
    type Done = Saved;

    fn subject(&self) -> Subject {
        Subject::of("item", self.item)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        none_of([rules::title_fault(&self.title)])?;
        read_doc(&self.doc).map(drop).map_err(|error| vec![error])
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Saved, Refusal> {
        let mut item = item_to_change(scene, self.item).await?;
        if item.revision != self.revision {
            return Err(Refusal::conflict("content-moved-on"));
        }
        let doc = read_doc(&self.doc).map_err(|error| Refusal::Invalid(vec![error]))?;
        let title = self.title.trim();
        if item.title == title && item.doc == doc {
            return Ok(Saved {
                revision: item.revision,
            });
        }
        if item.title != title && item.slug == text::slug(&item.title) {
            item.slug = self.slug_of(scene, title, &item.slug).await?;
        }
        title.clone_into(&mut item.title);
        item.doc = doc;
        item.revision += 1;
        let by = writer(scene)?;
        item.saved_by = by;
        item.saved_at = scene.now;
        let folded = rules::folded(&item.title, &item.summary, &item.doc);
        if !store::save_item(scene.conn, permit, &item, self.revision, &folded).await? {
            return Err(Refusal::conflict("content-moved-on"));
        }
        store::note_hand(scene.conn, permit, item.id, by).await?;
        Ok(Saved {
            revision: item.revision,
        })
    }
}

impl Autosave {
    /// The address that follows the title: until it was published once, nobody knows the
    /// old one, and a claim taken out of the title must not live on in it.
    async fn slug_of(&self, scene: &Scene<'_>, title: &str, held: &str) -> Result<String, Refusal> {
        let published = queries::publications(scene.conn, scene.centre, self.item).await?;
        if !published.is_empty() {
            return Ok(held.to_owned());
        }
        let wanted = text::slug(title);
        Ok(queries::free_slug(scene.conn, scene.centre, &wanted, Some(self.item)).await?)
    }
}
