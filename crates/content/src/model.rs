//! What content is made of: items with a working copy, named versions that never
//! change, publications, and pictures of the library.

use kernel::{AccountId, Keys, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::doc::Doc;

kernel::id!(
    /// An article or a newsletter, from the first draft on.
    ItemId
);
kernel::id!(
    /// A version of an item that never changes again.
    VersionId
);
kernel::id!(
    /// A picture of the media library.
    MediaId
);

/// What kind of content something is; the house rules judge by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Education,
    News,
    Hours,
    Thanks,
    Repost,
    Reminder,
    Service,
    Feature,
}

impl Kind {
    /// Every kind, in the order of lists.
    pub const ALL: [Self; 8] = [
        Self::Education,
        Self::News,
        Self::Hours,
        Self::Thanks,
        Self::Repost,
        Self::Reminder,
        Self::Service,
        Self::Feature,
    ];

    /// The word in rows, facts and addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Education => "education",
            Self::News => "news",
            Self::Hours => "hours",
            Self::Thanks => "thanks",
            Self::Repost => "repost",
            Self::Reminder => "reminder",
            Self::Service => "service",
            Self::Feature => "feature",
        }
    }

    /// The kind of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// The language a text is written in, as a BCP 47 tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    #[default]
    #[serde(rename = "zh-Hant")]
    ZhHant,
    #[serde(rename = "en")]
    En,
}

impl Language {
    /// Every language a text can have.
    pub const ALL: [Self; 2] = [Self::ZhHant, Self::En];

    /// The tag in rows and in the `lang` attribute.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// The language of a tag.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.key() == key)
    }
}

/// Where a statement comes from, printed below the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextSource {
    pub title: String,
    /// `http` or `https`; empty for printed matter.
    #[serde(default)]
    pub url: String,
    /// When it was published or read, `2026-05-01`, `2026-05` or `2026`.
    #[serde(default)]
    pub date: String,
}

impl TextSource {
    /// The sources of a form: a line each, `title | address | date`; the last two may
    /// be left out.
    #[must_use]
    pub fn of_lines(lines: &str) -> Vec<Self> {
        let filled = lines.lines().map(str::trim).filter(|line| !line.is_empty());
        filled
            .map(|line| {
                let mut parts = line
                    .split(['|', '\u{ff5c}'])
                    .map(|part| part.trim().to_owned());
                let title = parts.next().unwrap_or_default();
                let (mut url, mut date) = (String::new(), String::new());
                for part in parts {
                    if part.starts_with("http") {
                        url = part;
                    } else {
                        date = part;
                    }
                }
                Self { title, url, date }
            })
            .collect()
    }

    /// The same lines again.
    #[must_use]
    pub fn to_lines(sources: &[Self]) -> String {
        let line = |source: &Self| {
            [&source.title, &source.url, &source.date]
                .into_iter()
                .filter(|part| !part.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join(" | ")
        };
        sources.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// The state of an item, computed from rows: requests, publications, trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    Draft,
    /// A request to publish it waits.
    Waiting,
    /// The last request was sent back.
    Back,
    Published,
    /// Published once and taken down.
    Retired,
    Trashed,
}

impl ItemState {
    /// Every state, in the order of filters.
    pub const ALL: [Self; 6] = [
        Self::Draft,
        Self::Waiting,
        Self::Back,
        Self::Published,
        Self::Retired,
        Self::Trashed,
    ];

    /// The word in addresses and SQL.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Waiting => "waiting",
            Self::Back => "back",
            Self::Published => "published",
            Self::Retired => "retired",
            Self::Trashed => "trashed",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// An item with its working copy.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: ItemId,
    pub kind: Kind,
    pub language: Language,
    /// The readable part of its address; unique in the centre.
    pub slug: String,
    pub title: String,
    pub summary: String,
    /// SHA-256 of the cover picture, in hexadecimal.
    pub cover: Option<String>,
    pub sources: Vec<TextSource>,
    pub doc: Doc,
    /// Grows with every change of the working copy.
    pub revision: i64,
    pub next_review_at: Option<Moment>,
    /// The version it was duplicated from.
    pub copied_from: Option<VersionId>,
    pub author: AccountId,
    pub created_at: Moment,
    pub saved_by: AccountId,
    pub saved_at: Moment,
}

impl Item {
    /// Whether the working copy says exactly what a version says.
    #[must_use]
    pub fn says(&self, version: &Version) -> bool {
        self.title == version.title
            && self.summary == version.summary
            && self.cover == version.cover
            && self.sources == version.sources
            && self.kind == version.kind
            && self.language == version.language
            && self.slug == version.slug
            && self.doc == version.doc
    }
}

/// A version: what was submitted, never changed again. Everything a renderer needs.
#[derive(Clone, Debug)]
pub struct Version {
    pub id: VersionId,
    pub item: ItemId,
    /// Counted from 1 within the item.
    pub number: i64,
    /// A name somebody gave it; often empty.
    pub name: String,
    pub kind: Kind,
    pub language: Language,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub cover: Option<String>,
    pub sources: Vec<TextSource>,
    pub doc: Doc,
    /// The revision of the working copy it was taken from.
    pub revision: i64,
    /// Who wrote the item.
    pub author: AccountId,
    /// When the item was begun.
    pub created_at: Moment,
    /// When this version was made.
    pub at: Moment,
    /// When the item was first published anywhere, if it was.
    pub first_published_at: Option<Moment>,
    /// Who agreed to publishing this version, in order. Empty for what went out by the
    /// author's own decision.
    pub reviewers: Vec<Reviewer>,
    /// When the text is to be looked at again.
    pub next_review_at: Option<Moment>,
}

impl Version {
    /// The working copy as it would be kept now.
    #[must_use]
    pub fn of_item(item: Item, number: i64, name: &str, at: Moment) -> Self {
        Self {
            id: VersionId::new(),
            item: item.id,
            number,
            name: name.to_owned(),
            kind: item.kind,
            language: item.language,
            slug: item.slug,
            title: item.title,
            summary: item.summary,
            cover: item.cover,
            sources: item.sources,
            doc: item.doc,
            revision: item.revision,
            author: item.author,
            created_at: item.created_at,
            at,
            first_published_at: None,
            reviewers: Vec::new(),
            next_review_at: item.next_review_at,
        }
    }
}

/// Somebody who agreed to a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewer {
    pub account: AccountId,
    /// The position in which they agreed.
    pub position: String,
    pub at: Moment,
}

/// A version in a list.
#[derive(Clone, Debug)]
pub struct VersionLine {
    pub id: VersionId,
    pub number: i64,
    pub name: String,
    pub title: String,
    pub at: Moment,
    pub by: AccountId,
    /// Outlets it was published through.
    pub published: bool,
}

/// What stands at an outlet: the latest publication of an item that has not ended.
#[derive(Clone, Debug)]
pub struct Published {
    pub item: ItemId,
    pub version: VersionId,
    pub kind: Kind,
    pub language: Language,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub cover: Option<String>,
    pub author: AccountId,
    /// When the item first went out through this outlet.
    pub first_at: Moment,
    /// When this version went out.
    pub at: Moment,
    pub leaf: Uuid,
}

/// A publication of an item, ended or not.
#[derive(Clone, Debug)]
pub struct Publication {
    pub id: Uuid,
    pub version: VersionId,
    pub number: i64,
    pub outlet: String,
    pub campaign: Option<Uuid>,
    pub at: Moment,
    pub ended_at: Option<Moment>,
}

/// A line of the library.
#[derive(Clone, Debug)]
pub struct ItemLine {
    pub id: ItemId,
    pub kind: Kind,
    pub language: Language,
    pub title: String,
    pub state: ItemState,
    pub author: AccountId,
    pub saved_by: AccountId,
    pub saved_at: Moment,
    pub next_review_at: Option<Moment>,
}

/// A picture of the library.
#[derive(Clone, Debug)]
pub struct Media {
    pub id: MediaId,
    /// SHA-256 of the picture, in hexadecimal; its id in texts.
    pub digest: String,
    pub thumb: String,
    pub name: String,
    /// What people read who cannot see it, unless a text says it better.
    pub alt: String,
    pub content_type: String,
    pub bytes: i64,
    pub width: i64,
    pub height: i64,
    pub added_by: AccountId,
    pub at: Moment,
    /// Items whose working copy or published version shows it.
    pub used: i64,
}

/// What the seal of a draft's pictures is bound to.
const DRAFT_MEDIA: &str = "content-draft-media";

/// Where the public side shows the pictures of a version inside its preview: an address
/// that cannot be guessed, to which the digest of the picture is added.
#[must_use]
pub fn draft_media_path(keys: &Keys, version: Uuid) -> String {
    let seal = keys.seal(DRAFT_MEDIA, &[version.as_bytes()]);
    format!(
        "/draft-media/{version}/{}/",
        Uuid::from_bytes(seal).simple()
    )
}

/// Whether the seal of such an address belongs to the version.
#[must_use]
pub fn draft_media_holds(keys: &Keys, version: Uuid, seal: Uuid) -> bool {
    keys.seal_holds(DRAFT_MEDIA, &[version.as_bytes()], seal.as_bytes())
}
