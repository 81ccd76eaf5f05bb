//! Why an act was not done, in keys that a page turns into sentences.

use charter::Verdict;
use kernel::DbError;

use crate::FieldError;

/// Why an act was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The charter forbids it, or leaves it to somebody else.
    #[error("forbidden")]
    Forbidden(Box<Verdict>),
    /// The payload cannot be accepted.
    #[error("invalid: {0:?}")]
    Invalid(Vec<FieldError>),
    /// The state moved on: the key says how.
    #[error("conflict: {key}")]
    Conflict {
        key: &'static str,
        args: Vec<(String, String)>,
    },
    /// Marketing and publishing are frozen.
    #[error("frozen")]
    Frozen,
    /// There is no such thing, or the actor may not know that there is.
    #[error("missing: {0}")]
    Missing(&'static str),
    /// No act of that kind is registered.
    #[error("unknown act {0}")]
    UnknownAct(String),
    #[error(transparent)]
    Database(#[from] DbError),
}

impl Refusal {
    /// A conflict without arguments.
    #[must_use]
    pub fn conflict(key: &'static str) -> Self {
        Self::Conflict {
            key,
            args: Vec::new(),
        }
    }

    /// One field that cannot be accepted.
    #[must_use]
    pub fn field(field: &str, code: &str) -> Self {
        Self::Invalid(vec![FieldError::at(field, code)])
    }
}
