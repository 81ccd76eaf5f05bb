//! Taking pictures in and showing them.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use desk::{Outcome, Refusal};
use files::blobs::{BlobError, Blobs};
use files::picture::{Picture, PictureError};
use frame::{Answer, Failed, Upload, Uploaded, Visit};
use http::{StatusCode, header};
use kernel::DbError;
use serde_json::json;
use ui::Arg;

use crate::actions::{AddMedia, Added};
use crate::in_background;
use crate::model::MediaId;
use crate::queries;

/// Why a picture was not taken: a sentence, or a failure of the house.
pub enum NotTaken {
    Because(String),
    Failed(Failed),
}

/// `POST /content/pictures`: what was dropped or pasted into the editor.
pub async fn upload(upload: Upload) -> Answer {
    let Upload { visit, files, .. } = upload;
    let Some(file) = files.into_iter().next() else {
        return Ok(refused(&visit.t("content-no-file")));
    };
    match take(&visit, file, "").await {
        Ok((_, digest, alt)) => Ok(Json(ui::Uploaded { src: digest, alt }).into_response()),
        Err(NotTaken::Because(sentence)) => Ok(refused(&sentence)),
        Err(NotTaken::Failed(failed)) => Err(failed),
    }
}

fn refused(sentence: &str) -> Response {
    let body = Json(json!({ "detail": sentence }));
    (StatusCode::UNPROCESSABLE_ENTITY, body).into_response()
}

/// `GET /content/media/{digest}`
pub async fn show(visit: Visit, Path(digest): Path<String>) -> Answer {
    let media = queries::media_of_digest(&visit.reader(), visit.centre.id, &digest)
        .await?
        .ok_or(Failed::NotFound)?;
    let blobs = visit.desk().part::<Blobs>()?;
    let digest = digest.parse().map_err(|_| Failed::NotFound)?;
    let bytes = in_background(move || blobs.get(&digest)).await?;
    let bytes = bytes.map_err(|error| match error {
        BlobError::Missing => Failed::NotFound,
        other => Failed::from(DbError::Shape(other.to_string())),
    })?;
    let head = [
        (header::CONTENT_TYPE, media.content_type),
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable".to_owned(),
        ),
    ];
    Ok((head, bytes).into_response())
}

/// Makes a picture safe, stores it and adds it to the library.
pub async fn take(
    visit: &Visit,
    file: Uploaded,
    alt: &str,
) -> Result<(MediaId, String, String), NotTaken> {
    let lang = visit.lang();
    let name = file.name.clone();
    let picture = in_background(move || Picture::from_upload(&file.bytes, &file.name))
        .await
        .map_err(|error| NotTaken::Failed(error.into()))?;
    let picture = picture.map_err(|error| {
        let (_, args) = error.message();
        let args: Vec<(&str, Arg)> = args
            .iter()
            .map(|(name, value)| (*name, Arg::Text(value.clone())))
            .collect();
        NotTaken::Because(lang.tr(why(&error), &args))
    })?;
    let blobs = visit
        .desk()
        .part::<Blobs>()
        .map_err(|refusal| NotTaken::Failed(refusal.into()))?;
    let (width, height) = (picture.width, picture.height);
    let (content_type, bytes) = (picture.content_type, picture.full.len());
    let stored =
        in_background(move || Ok((blobs.stage(&picture.full)?, blobs.stage(&picture.thumb)?)))
            .await;
    // Both are gone again when the act is refused.
    let (full, small) = stored
        .map_err(|error| NotTaken::Failed(error.into()))?
        .map_err(|_: BlobError| NotTaken::Because(lang.t("content-picture-not-stored")))?;
    let (digest, thumb) = (full.digest().clone(), small.digest().clone());
    let act = AddMedia {
        digest: digest.as_str().to_owned(),
        thumb: thumb.as_str().to_owned(),
        name: name.chars().take(120).collect(),
        alt: alt.to_owned(),
        content_type: content_type.to_owned(),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        width: width.into(),
        height: height.into(),
    };
    let id = added(visit.act(&act).await, visit)?;
    Ok((id, digest.as_str().to_owned(), act.alt))
}

fn why(error: &PictureError) -> &'static str {
    match error {
        PictureError::Empty => "content-picture-empty",
        PictureError::TooManyBytes => "content-picture-bytes",
        PictureError::TooManyPixels { .. } => "content-picture-pixels",
        PictureError::Svg => "content-picture-svg",
        PictureError::Heic => "content-picture-heic",
        PictureError::NotTaken => "content-picture-kind",
        PictureError::HoldsAPage => "content-picture-page",
        PictureError::NameMisleads => "content-picture-name",
        PictureError::Damaged => "content-picture-damaged",
    }
}

fn added(outcome: Result<Outcome, Refusal>, visit: &Visit) -> Result<MediaId, NotTaken> {
    match outcome {
        Ok(outcome) => serde_json::from_value::<Added>(outcome.result().clone())
            .map(|added| added.media)
            .map_err(|e| NotTaken::Failed(DbError::Shape(e.to_string()).into())),
        Err(refusal @ (Refusal::Invalid(_) | Refusal::Conflict { .. })) => Err(NotTaken::Because(
            frame::refusal_sentence(visit.lang(), &refusal),
        )),
        Err(refusal) => Err(NotTaken::Failed(refusal.into())),
    }
}
