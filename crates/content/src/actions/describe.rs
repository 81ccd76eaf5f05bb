//! What stands around the text: kind, address, summary, cover, sources, next review.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::Moment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Saved, item_to_change, none_of, writer};
use crate::model::{Item, ItemId, Kind, Language, TextSource};
use crate::{queries, rules, store};

/// Changes the facts of an item.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Describe {
    pub item: ItemId,
    /// The revision the writer holds.
    pub revision: i64,
    pub kind: Kind,
    pub language: Language,
    /// The readable part of the address; made from the title when empty.
    #[serde(default)]
    pub slug: String,
    #[serde(default)]
    pub summary: String,
    /// SHA-256 of a picture of the library, in hexadecimal.
    #[serde(default)]
    pub cover: Option<String>,
    #[serde(default)]
    pub sources: Vec<TextSource>,
    #[serde(default)]
    pub next_review_at: Option<Moment>,
}

impl Act for Describe {
    const KIND: &'static str = "content.describe";
    type Done = Saved;

    fn subject(&self) -> Subject {
        Subject::of("item", self.item)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        none_of([
            rules::too_long("summary", &self.summary, rules::SUMMARY_MAX),
            rules::sources_fault(&self.sources),
        ])
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let item = queries::item(scene.conn, scene.centre, self.item).await?;
        Ok(item.map(|item| item.title).unwrap_or_default())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Saved, Refusal> {
        let item = item_to_change(scene, self.item).await?;
        if item.revision != self.revision {
            return Err(Refusal::conflict("content-moved-on"));
        }
        if let Some(cover) = &self.cover {
            queries::media_of_digest(scene.conn, scene.centre, cover)
                .await?
                .ok_or_else(|| Refusal::field("cover", "content-no-such-picture"))?;
        }
        let wanted = if self.slug.trim().is_empty() {
            &item.title
        } else {
            &self.slug
        };
        let slug = queries::free_slug(scene.conn, scene.centre, &text::slug(wanted), Some(item.id))
            .await?;
        let by = writer(scene)?;
        let words = item.summary != self.summary.trim() || item.sources != self.sources;
        let changed = Item {
            kind: self.kind,
            language: self.language,
            slug,
            summary: self.summary.trim().to_owned(),
            cover: self.cover.clone(),
            sources: self.sources.clone(),
            next_review_at: self.next_review_at,
            revision: item.revision + 1,
            saved_by: by,
            saved_at: scene.now,
            ..item
        };
        let folded = rules::folded(&changed.title, &changed.summary, &changed.doc);
        if !store::save_item(scene.conn, permit, &changed, self.revision, &folded).await? {
            return Err(Refusal::conflict("content-moved-on"));
        }
        if words {
            store::note_hand(scene.conn, permit, changed.id, by).await?;
        }
        Ok(Saved {
            revision: changed.revision,
        })
    }
}
