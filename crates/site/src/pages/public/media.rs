//! Pictures of the library. What is handed out is what was decoded and written anew on
//! upload; anything else in the store is not found here.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use content::VersionId;
use files::blobs::{BlobError, Blobs, Digest};
use frame::App;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use uuid::Uuid;

use super::Trouble;

/// A digest never comes to mean other bytes.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Bytes of pictures kept in memory.
const KEPT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Pictures somebody asked for lately, the last one first.
#[derive(Debug, Default)]
pub struct Pictures(Mutex<VecDeque<(String, Bytes)>>);

impl Pictures {
    fn get(&self, digest: &str) -> Option<Bytes> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(name, _)| name == digest)?;
        let found = kept.remove(place)?;
        let bytes = found.1.clone();
        kept.push_front(found);
        Some(bytes)
    }

    fn keep(&self, digest: &str, bytes: &Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((digest.to_owned(), bytes.clone()));
        let mut total = 0;
        kept.retain(|(_, bytes)| {
            total += bytes.len();
            total <= KEPT_BYTES_MAX
        });
    }
}

/// `GET /media/{digest}`: what something public shows.
pub async fn picture(
    State(app): State<App>,
    axum::Extension(public): axum::Extension<super::Shared>,
    Path(name): Path<String>,
    asked: HeaderMap,
) -> Response {
    let Ok(digest) = name.parse::<Digest>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let edition = match public.shelf.edition(&app).await {
        Ok(Some(edition)) => edition,
        other => return Trouble::of_edition(other).into_response(),
    };
    match edition.shows(&app, &digest).await {
        Ok(true) => handed_out(&app, &public, &digest, &asked, FOREVER),
        Ok(false) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => Trouble::from(error).into_response(),
    }
}

/// `GET /draft-media/{version}/{seal}/{digest}`: the same inside the preview of a draft,
/// whose address cannot be guessed.
pub async fn draft_picture(
    State(app): State<App>,
    axum::Extension(public): axum::Extension<super::Shared>,
    Path((version, seal, name)): Path<(Uuid, Uuid, String)>,
    asked: HeaderMap,
) -> Response {
    let missing = StatusCode::NOT_FOUND.into_response();
    let Ok(digest) = name.parse::<Digest>() else {
        return missing;
    };
    let edition = match public.shelf.edition(&app).await {
        Ok(Some(edition)) => edition,
        other => return Trouble::of_edition(other).into_response(),
    };
    if !content::draft_media_holds(app.desk().keys(), version, seal) {
        return missing;
    }
    let conn = app.desk().database().reader();
    match content::queries::version(&conn, edition.centre.id, VersionId(version)).await {
        Ok(Some(version)) if content::queries::pictures_of(&version).contains(&name) => {
            handed_out(&app, &public, &digest, &asked, "private, no-store")
        }
        Ok(_) => missing,
        Err(error) => Trouble::from(error).into_response(),
    }
}

fn handed_out(
    app: &App,
    public: &super::Public,
    digest: &Digest,
    asked: &HeaderMap,
    cache: &'static str,
) -> Response {
    let name = digest.as_str();
    let bytes = match public.pictures.get(name) {
        Some(bytes) => bytes,
        None => match read(app, digest) {
            Ok(bytes) => {
                public.pictures.keep(name, &bytes);
                bytes
            }
            Err(status) => return status.into_response(),
        },
    };
    let Some(content_type) = kind_of(&bytes) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{name}\"");
    let known = asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response = Response::new(if known {
        Body::empty()
    } else {
        Body::from(bytes)
    });
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let head = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        head.insert(header::ETAG, tag);
    }
    for (name, value) in [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, cache),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ),
    ] {
        head.insert(name, HeaderValue::from_static(value));
    }
    response.headers_mut().insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("cross-origin"),
    );
    response
}

fn read(app: &App, digest: &Digest) -> Result<Bytes, StatusCode> {
    let store = app.desk().part::<Blobs>();
    let store = store.map_err(|_| StatusCode::NOT_FOUND)?;
    match store.get(digest) {
        Ok(bytes) => Ok(Bytes::from(bytes)),
        Err(BlobError::Missing) => Err(StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(%error, "a picture cannot be read");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// What the bytes are, by their first ones; lists and other files of the store are nothing.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_are_handed_out() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
        assert_eq!(kind_of(b"name,email\nA,a@b.example"), None);
        assert_eq!(kind_of(b"<svg onload=alert(1)>"), None);
    }

    #[test]
    fn the_memory_for_pictures_has_an_end() {
        let pictures = Pictures::default();
        let large = Bytes::from(vec![0; KEPT_BYTES_MAX / 2 + 1]);
        pictures.keep("a", &large);
        pictures.keep("b", &large);
        assert!(pictures.get("a").is_none());
        assert!(pictures.get("b").is_some());
    }
}
