//! Pictures of the library. The bytes are staged before the act; the act keeps them and
//! makes them known.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{none_of, writer};
use crate::model::{Media, MediaId};
use crate::{queries, rules, store};

/// Adds a picture to the library; the same picture a second time is the same picture.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddMedia {
    /// SHA-256 of the picture, in hexadecimal; its bytes must lie in the store.
    pub digest: String,
    /// SHA-256 of its thumbnail.
    pub thumb: String,
    pub name: String,
    #[serde(default)]
    pub alt: String,
    /// `image/jpeg` or `image/png`.
    pub content_type: String,
    /// Size in bytes.
    pub bytes: i64,
    /// In pixels.
    pub width: i64,
    /// In pixels.
    pub height: i64,
}

/// The picture.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Added {
    pub media: MediaId,
}

impl Act for AddMedia {
    const KIND: &'static str = "media.add";
    type Done = Added;

    fn subject(&self) -> Subject {
        Subject::any("media")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        none_of([
            rules::too_long("name", &self.name, rules::NAME_MAX),
            rules::too_long("alt", &self.alt, rules::ALT_MAX),
        ])?;
        for (field, digest) in [("digest", &self.digest), ("thumb", &self.thumb)] {
            if digest.parse::<kernel::Digest>().is_err() {
                return Err(vec![FieldError::at(field, "content-no-such-picture")]);
            }
        }
        if !["image/jpeg", "image/png"].contains(&self.content_type.as_str()) {
            return Err(vec![FieldError::at(
                "content_type",
                "content-no-such-picture",
            )]);
        }
        Ok(())
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Added, Refusal> {
        let blobs = scene.desk.part::<files::blobs::Blobs>()?;
        for (field, digest) in [("digest", &self.digest), ("thumb", &self.thumb)] {
            let taken = digest
                .parse::<files::blobs::Digest>()
                .is_ok_and(|digest| blobs.keep(&digest).is_ok() && is_picture(&blobs, &digest));
            if !taken {
                return Err(Refusal::field(field, "content-no-such-picture"));
            }
        }
        let known = queries::media_of_digest(scene.conn, scene.centre, &self.digest).await?;
        if let Some(known) = known.filter(|known| known.digest == self.digest) {
            store::return_media(scene.conn, permit, known.id).await?;
            return Ok(Added { media: known.id });
        }
        let media = Media {
            id: MediaId::new(),
            digest: self.digest.clone(),
            thumb: self.thumb.clone(),
            name: self.name.trim().to_owned(),
            alt: self.alt.trim().to_owned(),
            content_type: self.content_type.clone(),
            bytes: self.bytes,
            width: self.width,
            height: self.height,
            added_by: writer(scene)?,
            at: scene.now,
            used: 0,
        };
        let folded = text::fold(&format!("{} {}", media.name, media.alt));
        store::insert_media(scene.conn, permit, &media, &folded).await?;
        Ok(Added { media: media.id })
    }
}

/// Lists and other files of the store are no pictures, whatever is said of them.
fn is_picture(blobs: &files::blobs::Blobs, digest: &files::blobs::Digest) -> bool {
    let mut start = [0; 4];
    let read = blobs
        .reader(digest)
        .and_then(|mut file| Ok(std::io::Read::read_exact(&mut file, &mut start)?));
    read.is_ok() && (start.starts_with(&[0xff, 0xd8, 0xff]) || start == *b"\x89PNG")
}

/// Says what a picture is called and what it shows.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMedia {
    pub media: MediaId,
    pub name: String,
    pub alt: String,
}

impl Act for ChangeMedia {
    const KIND: &'static str = "media.change";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("media", self.media)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let nameless = self.name.trim().is_empty().then_some(rules::Fault {
            field: "name",
            key: "field-empty",
            limit: None,
        });
        none_of([
            nameless,
            rules::too_long("name", &self.name, rules::NAME_MAX),
            rules::too_long("alt", &self.alt, rules::ALT_MAX),
        ])
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        queries::media(scene.conn, scene.centre, self.media)
            .await?
            .ok_or(Refusal::Missing("media"))?;
        let (name, alt) = (self.name.trim(), self.alt.trim());
        let folded = text::fold(&format!("{name} {alt}"));
        Ok(store::describe_media(scene.conn, permit, self.media, name, alt, &folded).await?)
    }
}

/// Takes a picture out of the library; one that is shown somewhere stays.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveMedia {
    pub media: MediaId,
}

impl Act for RemoveMedia {
    const KIND: &'static str = "media.remove";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("media", self.media)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let media = queries::media(scene.conn, scene.centre, self.media).await?;
        Ok(media.map(|media| media.name).unwrap_or_default())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let media = queries::media(scene.conn, scene.centre, self.media)
            .await?
            .ok_or(Refusal::Missing("media"))?;
        if media.used > 0 {
            return Err(Refusal::conflict("content-picture-used"));
        }
        let by = writer(scene)?;
        Ok(store::remove_media(scene.conn, permit, self.media, by, scene.now).await?)
    }
}
