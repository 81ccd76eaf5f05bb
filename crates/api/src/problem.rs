//! Errors as RFC 9457 has them: `application/problem+json`, in both languages, and
//! without a word about the inside of the program.

use axum::response::{IntoResponse, Response};
use charter::Verdict;
use desk::{FieldError, QueryError, Refusal};
use frame::{field_sentence, refusal_sentence};
use http::{HeaderName, HeaderValue, StatusCode, header};
use kernel::DbError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Arg, Lang};

/// After so many seconds a caller may try again what failed for the moment.
const RETRY_SECONDS: u64 = 1;

/// Why a call was not answered as it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem(Box<Told>);

/// A problem as it is sent (RFC 9457, section 3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Problem")]
pub(crate) struct Told {
    /// Names the kind of problem; stable. `/problems/{key}` on the desk explains it.
    #[serde(rename = "type")]
    #[schemars(extend("format" = "uri-reference"))]
    pub kind: String,
    /// The kind of problem in a few English words.
    pub title: String,
    /// The HTTP status.
    #[schemars(range(min = 400, max = 599))]
    pub status: u16,
    /// What happened this time, in English.
    pub detail: String,
    /// The same in Traditional Chinese.
    pub detail_zh: String,
    /// Each part of the input that cannot be accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// What the charter says, where it forbids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Box<Verdict>>,
    #[serde(skip)]
    #[schemars(skip)]
    headers: Vec<(HeaderKey, String)>,
}

/// A part of the input that cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct FieldProblem {
    /// JSON pointer (RFC 6901) into the body; for parameters `/name`.
    pub pointer: String,
    /// A stable key.
    pub code: String,
    pub detail: String,
    pub detail_zh: String,
}

/// The headers a problem may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HeaderKey {
    RetryAfter,
    WwwAuthenticate,
}

impl Problem {
    /// What is sent.
    #[cfg(test)]
    pub(crate) fn told(&self) -> &Told {
        &self.0
    }

    /// A problem whose two sentences are those of a key.
    fn of(
        status: StatusCode,
        key: &str,
        title: &str,
        sentence: &str,
        args: &[(&str, Arg)],
    ) -> Self {
        Self(Box::new(Told {
            kind: format!("/problems/{key}"),
            title: Lang::En.t(title),
            status: status.as_u16(),
            detail: Lang::En.tr(sentence, args),
            detail_zh: Lang::ZhHant.tr(sentence, args),
            errors: Vec::new(),
            verdict: None,
            headers: Vec::new(),
        }))
    }

    fn with(mut self, name: HeaderKey, value: impl ToString) -> Self {
        self.0.headers.push((name, value.to_string()));
        self
    }

    /// No token, or one that does not work (RFC 6750, section 3).
    pub(crate) fn unauthenticated(given: bool) -> Self {
        let challenge = if given {
            r#"Bearer realm="Herald", error="invalid_token""#
        } else {
            r#"Bearer realm="Herald""#
        };
        let status = StatusCode::UNAUTHORIZED;
        Self::of(
            status,
            "unauthenticated",
            "api-unauthenticated",
            "api-unauthenticated-more",
            &[],
        )
        .with(HeaderKey::WwwAuthenticate, challenge)
    }

    /// The token is made for other things.
    pub(crate) fn out_of_scope(name: &str) -> Self {
        let args = [("name", Arg::Text(name.to_owned()))];
        Self::of(
            StatusCode::FORBIDDEN,
            "out-of-scope",
            "api-out-of-scope",
            "api-out-of-scope-more",
            &args,
        )
    }

    pub(crate) fn missing() -> Self {
        Self::of(
            StatusCode::NOT_FOUND,
            "missing",
            "api-missing",
            "api-missing-more",
            &[],
        )
    }

    pub(crate) fn method() -> Self {
        Self::of(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "api-method",
            "api-method-more",
            &[],
        )
    }

    /// The body is not JSON.
    pub(crate) fn malformed(at: &str) -> Self {
        let args = [("at", Arg::Text(at.to_owned()))];
        Self::of(
            StatusCode::BAD_REQUEST,
            "malformed",
            "api-malformed",
            "api-malformed-more",
            &args,
        )
    }

    /// `limit` in bytes.
    pub(crate) fn too_large(limit: usize) -> Self {
        let args = [("limit", Arg::Text(limit.to_string()))];
        Self::of(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "api-too-large",
            "api-too-large-more",
            &args,
        )
    }

    pub(crate) fn media_type() -> Self {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::of(
            status,
            "media-type",
            "api-media-type",
            "api-media-type-more",
            &[],
        )
    }

    /// Too many calls; `seconds` until the next one is answered.
    pub(crate) fn too_many(seconds: u64) -> Self {
        let args = [("seconds", Arg::Text(seconds.to_string()))];
        Self::of(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many",
            "api-too-many",
            "api-too-many-more",
            &args,
        )
        .with(HeaderKey::RetryAfter, seconds)
    }

    /// Something broke inside; what, is in the log only.
    pub(crate) fn failed() -> Self {
        Self::of(
            StatusCode::INTERNAL_SERVER_ERROR,
            "failed",
            "api-failed",
            "api-failed-more",
            &[],
        )
    }

    /// Parts of the input cannot be accepted.
    pub(crate) fn invalid(errors: &[FieldError]) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let mut problem = Self::of(status, "invalid", "api-invalid", "api-invalid-more", &[]);
        problem.0.errors = errors
            .iter()
            .map(|error| FieldProblem {
                pointer: error.pointer.clone(),
                code: error.code.clone(),
                detail: field_sentence(Lang::En, error),
                detail_zh: field_sentence(Lang::ZhHant, error),
            })
            .collect();
        problem
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        if matches!(error, DbError::Missing) {
            return Self::missing();
        }
        tracing::error!(%error, "a call of the API failed");
        if error.is_passing() || error.is_disk_full() {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return Self::of(
                status,
                "unavailable",
                "api-unavailable",
                "api-unavailable-more",
                &[],
            )
            .with(HeaderKey::RetryAfter, RETRY_SECONDS);
        }
        Self::failed()
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (status, key, title) = match &refusal {
            Refusal::Database(_)
            | Refusal::Missing(_)
            | Refusal::UnknownAct(_)
            | Refusal::Invalid(_) => {
                return Self::without_sentence(refusal);
            }
            Refusal::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden", "api-forbidden"),
            Refusal::Conflict { key, .. } => (StatusCode::CONFLICT, *key, "api-conflict"),
            Refusal::Frozen => (StatusCode::CONFLICT, "frozen", "api-frozen"),
        };
        let mut problem = Self::of(status, key, title, title, &[]);
        problem.0.detail = refusal_sentence(Lang::En, &refusal);
        problem.0.detail_zh = refusal_sentence(Lang::ZhHant, &refusal);
        if let Refusal::Forbidden(verdict) = refusal {
            problem.0.verdict = Some(verdict);
        }
        problem
    }
}

impl Problem {
    fn without_sentence(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Database(error) => error.into(),
            Refusal::Invalid(errors) => Self::invalid(&errors),
            _ => Self::missing(),
        }
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Missing => Self::missing(),
            QueryError::NotYours => Self::of(
                StatusCode::FORBIDDEN,
                "not-yours",
                "api-not-yours",
                "api-not-yours-more",
                &[],
            ),
            QueryError::Forbidden(verdict) => Refusal::Forbidden(verdict).into(),
            QueryError::Shape(detail) => {
                let error = FieldError {
                    pointer: String::new(),
                    code: "payload-shape".into(),
                    args: Vec::new(),
                };
                Self::invalid(&[error.with("detail", detail)])
            }
            QueryError::Database(error) => error.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        for (name, value) in self.0.headers {
            let name: HeaderName = match name {
                HeaderKey::RetryAfter => header::RETRY_AFTER,
                HeaderKey::WwwAuthenticate => header::WWW_AUTHENTICATE,
            };
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
