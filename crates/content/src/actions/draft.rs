//! Beginning an item: from nothing, or as a copy of another.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{none_of, read_doc, writer};
use crate::doc::{Block, Doc};
use crate::model::{Item, ItemId, Kind, Language, TextSource, VersionId};
use crate::{queries, rules, store};

/// Begins an item. Nobody outside sees it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub kind: Kind,
    #[serde(default)]
    pub language: Language,
    pub title: String,
    #[serde(default)]
    pub summary: String,
    /// The text in the JSON of the editor; empty when it is left out.
    #[serde(default)]
    pub doc: Option<serde_json::Value>,
    #[serde(default)]
    pub sources: Vec<TextSource>,
    /// SHA-256 of a picture of the library, in hexadecimal.
    #[serde(default)]
    pub cover: Option<String>,
    /// The item it repeats: text, sources and cover are taken from its last published
    /// version, or from its working copy when nothing was published.
    #[serde(default)]
    pub copy_of: Option<ItemId>,
}

/// The item that was begun.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Drafted {
    pub item: ItemId,
}

impl Act for Draft {
    const KIND: &'static str = "content.draft";
    type Done = Drafted;

    fn subject(&self) -> Subject {
        Subject::any("item")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        none_of([
            rules::title_fault(&self.title),
            rules::too_long("summary", &self.summary, rules::SUMMARY_MAX),
            rules::sources_fault(&self.sources),
        ])?;
        if let Some(doc) = &self.doc {
            read_doc(doc).map_err(|error| vec![error])?;
        }
        Ok(())
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.title.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Drafted, Refusal> {
        let doc = match &self.doc {
            Some(doc) => read_doc(doc).map_err(|error| Refusal::Invalid(vec![error]))?,
            None => Doc {
                blocks: vec![Block::Paragraph {
                    content: Vec::new(),
                }],
            },
        };
        let by = writer(scene)?;
        let title = self.title.trim().to_owned();
        let slug = queries::free_slug(scene.conn, scene.centre, &text::slug(&title), None).await?;
        let mut item = Item {
            id: ItemId::new(),
            kind: self.kind,
            language: self.language,
            slug,
            title,
            summary: self.summary.trim().to_owned(),
            cover: self.cover.clone(),
            sources: self.sources.clone(),
            doc,
            revision: 1,
            next_review_at: None,
            copied_from: None,
            author: by,
            created_at: scene.now,
            saved_by: by,
            saved_at: scene.now,
        };
        if let Some(other) = self.copy_of {
            copy(scene, other, &mut item).await?;
        }
        let folded = rules::folded(&item.title, &item.summary, &item.doc);
        store::insert_item(scene.conn, permit, &item, &folded).await?;
        store::note_hand(scene.conn, permit, item.id, by).await?;
        if let Some(other) = self.copy_of.filter(|_| item.copied_from.is_none()) {
            store::copy_hands(scene.conn, permit, other, item.id).await?;
        }
        Ok(Drafted { item: item.id })
    }
}

async fn copy(scene: &Scene<'_>, other: ItemId, item: &mut Item) -> Result<(), Refusal> {
    let original = queries::item(scene.conn, scene.centre, other)
        .await?
        .ok_or(Refusal::Missing("item"))?;
    let published = queries::publications(scene.conn, scene.centre, other).await?;
    let version: Option<VersionId> = published.first().map(|publication| publication.version);
    if let Some(version) = version
        && let Some(version) = queries::version(scene.conn, scene.centre, version).await?
    {
        item.title = version.title;
        item.summary = version.summary;
        item.doc = version.doc;
        item.sources = version.sources;
        item.cover = version.cover;
        item.copied_from = Some(version.id);
    } else {
        item.summary = original.summary;
        item.doc = original.doc;
        item.sources = original.sources;
        item.cover = original.cover;
    }
    Ok(())
}
