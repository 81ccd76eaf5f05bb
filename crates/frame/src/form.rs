//! What a form posted: read once, with the token of the session checked first.

use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use crate::{App, Failed, Visit};

/// Fields of a form, in order; names may repeat.
#[derive(Clone, Debug, Default)]
pub struct FormData(Vec<(String, String)>);

impl FormData {
    /// The first value of a field, trimmed; empty when it is missing.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.raw(name).trim().to_owned()
    }

    /// The first value of a field as it came.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map_or("", |(_, v)| v)
    }

    /// Every value of a field that repeats.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, v)| v.clone())
            .collect()
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        self.0.iter().any(|(n, v)| n == name && !v.is_empty())
    }

    /// A value parsed; `None` when it is missing or does not parse.
    #[must_use]
    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.raw(name).trim().parse().ok()
    }

    /// All fields in order.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.0
    }
}

/// Reads `application/x-www-form-urlencoded`.
#[must_use]
pub fn read_form(body: &str) -> FormData {
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    let pairs = body.split('&').filter(|p| !p.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (
            decode(name),
            decode(value).replace("\r\n", "\n").replace('\0', ""),
        )
    });
    FormData(pairs.collect())
}

/// A form posted by a signed-in person, its token checked.
pub struct Posted {
    pub visit: Visit,
    pub form: FormData,
}

impl FromRequest<App> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await?;
        let headers = parts.headers.clone();
        let body = String::from_request(Request::from_parts(parts, body), app)
            .await
            .map_err(IntoResponse::into_response)?;
        let form = read_form(&body);
        check_token(&visit, &headers, form.raw("csrf")).map_err(IntoResponse::into_response)?;
        Ok(Self { visit, form })
    }
}

/// JSON posted by a script of ours, with the token in the header `x-csrf-token`.
pub struct PostedJson<T> {
    pub visit: Visit,
    pub value: T,
}

impl<T: DeserializeOwned> FromRequest<App> for PostedJson<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await?;
        check_token(&visit, &parts.headers, "").map_err(IntoResponse::into_response)?;
        let bytes = axum::body::Bytes::from_request(Request::from_parts(parts, body), app)
            .await
            .map_err(IntoResponse::into_response)?;
        let value = serde_json::from_slice(&bytes)
            .map_err(|_| Failed::status(StatusCode::UNPROCESSABLE_ENTITY).into_response())?;
        Ok(Self { visit, value })
    }
}

/// A file of an upload.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// The name of the form field.
    pub field: String,
    /// The name the browser gave; never a path.
    pub name: String,
    pub bytes: axum::body::Bytes,
}

/// A multipart form with files, its token checked (field `csrf` or header `x-csrf-token`).
pub struct Upload {
    pub visit: Visit,
    pub form: FormData,
    pub files: Vec<Uploaded>,
}

impl FromRequest<App> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await?;
        let headers = parts.headers.clone();
        let bad = |e: axum::extract::multipart::MultipartError| e.into_response();
        let mut multipart = Multipart::from_request(Request::from_parts(parts, body), app)
            .await
            .map_err(IntoResponse::into_response)?;
        let (mut form, mut files) = (FormData::default(), Vec::new());
        while let Some(part) = multipart.next_field().await.map_err(bad)? {
            let field = part.name().unwrap_or_default().to_owned();
            match part
                .file_name()
                .map(|n| n.rsplit(['/', '\\']).next().unwrap_or(n).to_owned())
            {
                Some(name) => files.push(Uploaded {
                    field,
                    name,
                    bytes: part.bytes().await.map_err(bad)?,
                }),
                None => form.0.push((field, part.text().await.map_err(bad)?)),
            }
        }
        check_token(&visit, &headers, form.raw("csrf")).map_err(IntoResponse::into_response)?;
        Ok(Self { visit, form, files })
    }
}

fn check_token(visit: &Visit, headers: &HeaderMap, field: &str) -> Result<(), Failed> {
    let header = headers
        .get("x-csrf-token")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let given = if field.is_empty() { header } else { field };
    if bool::from(given.as_bytes().ct_eq(visit.csrf().as_bytes())) {
        return Ok(());
    }
    Err(Failed::stale_form(visit.lang()))
}
