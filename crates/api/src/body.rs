//! A body of JSON, read with the limits of the API and its own answers.

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, header};
use serde_json::Value as Json;

use crate::Problem;

/// The largest body of a call, in bytes.
pub(crate) const LIMIT: usize = 1024 * 1024;

/// The JSON of a call, whatever it holds.
pub(crate) struct JsonBody(pub Json);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::media_type());
        }
        let body: Body = request.into_body();
        if body.size_hint().lower() > LIMIT as u64 {
            return Err(Problem::too_large(LIMIT));
        }
        // A body that breaks off cannot be told from one that is too long; both are
        // the caller's.
        let bytes = to_bytes(body, LIMIT)
            .await
            .map_err(|_| Problem::too_large(LIMIT))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Problem::malformed(&format!("{}:{}", error.line(), error.column())))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
    else {
        return false;
    };
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}
