//! How a refusal or a failure becomes an answer that says what happened, what is safe
//! and what to do.

use axum::response::{IntoResponse, Response};
use desk::{FieldError, Refusal};
use http::{HeaderValue, StatusCode};
use kernel::DbError;
use ui::{Arg, Lang, Theme, Trouble};

use crate::Visit;

/// What a page handler returns.
pub type Answer = Result<Response, Failed>;

/// Why a page could not be shown; turned into a page in one place.
#[derive(Debug)]
pub enum Failed {
    Refused(Refusal),
    NotFound,
    /// A form whose token is not that of the session.
    StaleForm(Lang),
    Status(StatusCode),
}

impl Failed {
    #[must_use]
    pub fn stale_form(lang: Lang) -> Self {
        Self::StaleForm(lang)
    }

    #[must_use]
    pub fn status(status: StatusCode) -> Self {
        Self::Status(status)
    }

    /// The page in a language; a request by htmx gets the notice only.
    #[must_use]
    pub fn show(&self, lang: Lang, theme: Theme, partial: bool) -> Response {
        let (trouble, more) = self.trouble(lang);
        let status = match self {
            Self::Status(status) => *status,
            Self::Refused(Refusal::Database(error)) if error.is_passing() => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            _ => {
                StatusCode::from_u16(trouble.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
        };
        if partial {
            let mut response =
                (status, ui::trouble_notice(lang, trouble, more.as_deref())).into_response();
            response
                .headers_mut()
                .insert("hx-retarget", HeaderValue::from_static("#notice"));
            response
                .headers_mut()
                .insert("hx-reswap", HeaderValue::from_static("innerHTML"));
            return response;
        }
        let body = ui::trouble(lang, trouble, more.as_deref(), None);
        (
            status,
            ui::bare_page(lang, theme, &lang.t("frame-trouble"), &body),
        )
            .into_response()
    }

    fn trouble(&self, lang: Lang) -> (Trouble, Option<String>) {
        match self {
            Self::NotFound | Self::Refused(Refusal::Missing(_) | Refusal::UnknownAct(_)) => {
                (Trouble::NotFound, None)
            }
            Self::Refused(Refusal::Forbidden(verdict)) => {
                let reasons: Vec<&str> = verdict
                    .rows
                    .iter()
                    .map(|r| {
                        if lang == Lang::En {
                            r.en.as_str()
                        } else {
                            r.zh.as_str()
                        }
                    })
                    .collect();
                (Trouble::Refused, Some(reasons.join(&lang.t("frame-and"))))
            }
            Self::Refused(Refusal::Frozen) => (Trouble::Frozen, None),
            Self::Refused(refusal @ (Refusal::Conflict { .. } | Refusal::Invalid(_))) => {
                (Trouble::Conflict, Some(refusal_sentence(lang, refusal)))
            }
            Self::Refused(Refusal::Database(error)) => {
                tracing::error!(%error, "a page failed");
                (Trouble::Failed, database_sentence(lang, error))
            }
            Self::StaleForm(_) => (Trouble::Expired, Some(lang.t("frame-stale-form"))),
            Self::Status(status) => (Trouble::of_status(status.as_u16()), None),
        }
    }
}

/// What is wrong with the database, where people can know or mend it.
fn database_sentence(lang: Lang, error: &DbError) -> Option<String> {
    if error.is_disk_full() {
        return Some(lang.t("frame-disk-full"));
    }
    error.is_passing().then(|| lang.t("frame-database-away"))
}

/// A refusal as one sentence for people.
#[must_use]
pub fn refusal_sentence(lang: Lang, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Conflict { key, args } => sentence(lang, key, args),
        Refusal::Invalid(errors) => errors
            .iter()
            .map(|e| field_sentence(lang, e))
            .collect::<Vec<_>>()
            .join(&lang.t("frame-and")),
        Refusal::Frozen => lang.t("ui-trouble-frozen"),
        Refusal::Forbidden(_) => lang.t("ui-trouble-refused"),
        Refusal::Missing(_) | Refusal::UnknownAct(_) => lang.t("ui-trouble-not-found"),
        Refusal::Database(error) => {
            database_sentence(lang, error).unwrap_or_else(|| lang.t("ui-trouble-failed"))
        }
    }
}

/// The sentence of one field that cannot be accepted.
#[must_use]
pub fn field_sentence(lang: Lang, error: &FieldError) -> String {
    sentence(lang, &error.code, &error.args)
}

/// The sentence of the first error at a field, if there is one; the field by its name or
/// its JSON pointer.
#[must_use]
pub fn error_at(lang: Lang, errors: &[FieldError], field: &str) -> Option<String> {
    let field = field.trim_start_matches('/');
    let error = errors
        .iter()
        .find(|e| e.pointer.trim_start_matches('/') == field)?;
    Some(field_sentence(lang, error))
}

fn sentence(lang: Lang, key: &str, args: &[(String, String)]) -> String {
    if !lang.has(key) {
        tracing::warn!(key, "a refusal has no sentence");
        return lang.t("frame-not-accepted");
    }
    let args: Vec<(&str, Arg)> = args
        .iter()
        .map(|(name, value)| (name.as_str(), Arg::Text(value.clone())))
        .collect();
    lang.tr(key, &args)
}

impl Visit {
    /// The page of a failure, in the visitor's language.
    #[must_use]
    pub fn failed(&self, failed: &Failed) -> Response {
        failed.show(self.lang(), self.who.theme, self.partial)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let lang = if let Self::StaleForm(lang) = self {
            lang
        } else {
            Lang::ZhHant
        };
        let mut response = self.show(lang, Theme::System, false);
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<DbError> for Failed {
    fn from(error: DbError) -> Self {
        Self::Refused(Refusal::Database(error))
    }
}
