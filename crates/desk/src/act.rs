//! What an act is: a typed, serialisable command with its facts.

use std::collections::BTreeSet;
use std::future::Future;

use charter::Facts;
use kernel::AccountId;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::gate::Stream;
use crate::{Permit, Refusal, Scene};

/// A command that changes what others see or what matters. The only way to change it.
pub trait Act: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// The name of the act, `feature.verb`; the charter's rows and the API use it.
    const KIND: &'static str;

    /// The stream it sends or publishes on; `None` for acts that stay in the building.
    /// A freeze holds acts of held streams.
    const STREAM: Option<Stream> = None;

    /// True for autosave: performed only when independent, and without a ledger leaf.
    const QUIET: bool = false;

    /// What a performed act answers.
    type Done: Serialize + Send;

    /// What the act is about.
    fn subject(&self) -> Subject;

    /// Checks of the payload alone, before anything is read.
    ///
    /// # Errors
    /// One error for each field that cannot be accepted.
    fn check(&self) -> Result<(), Vec<FieldError>> {
        Ok(())
    }

    /// A line that names the act in lists of those who decide, such as the title of the
    /// article.
    fn title(&self, scene: &Scene<'_>) -> impl Future<Output = Result<String, Refusal>> + Send {
        let _ = scene;
        async { Ok(String::new()) }
    }

    /// What the charter needs to know, computed from what is stored; the caller's word
    /// counts only where it makes the act weightier.
    fn facts(&self, scene: &Scene<'_>) -> impl Future<Output = Result<Facts, Refusal>> + Send {
        let _ = scene;
        async { Ok(Facts::of(Self::KIND)) }
    }

    /// Everything an approval binds: content, media digests, audience rule, schedule,
    /// links. It is recomputed before performing, and a changed byte asks again.
    fn snapshot(&self, scene: &Scene<'_>) -> impl Future<Output = Result<Json, Refusal>> + Send {
        let _ = scene;
        let payload = serde_json::to_value(self).unwrap_or(Json::Null);
        async { Ok(payload) }
    }

    /// Whose work the act carries out of the house, whoever submits it: nobody of them
    /// may agree to it. Must not change while what is asked stays the same.
    fn authors(
        &self,
        scene: &Scene<'_>,
    ) -> impl Future<Output = Result<BTreeSet<AccountId>, Refusal>> + Send {
        let _ = scene;
        async { Ok(BTreeSet::new()) }
    }

    /// Does it, inside the transaction of the scene.
    fn perform(
        &self,
        scene: &Scene<'_>,
        permit: &Permit,
    ) -> impl Future<Output = Result<Self::Done, Refusal>> + Send;
}

/// What an act is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Subject {
    /// The kind of thing: `item`, `contact`, `segment`, `centre`.
    pub kind: String,
    pub id: Option<Uuid>,
}

impl Subject {
    /// A particular thing.
    #[must_use]
    pub fn of(kind: &str, id: impl Into<Uuid>) -> Self {
        Self {
            kind: kind.to_owned(),
            id: Some(id.into()),
        }
    }

    /// A thing that does not exist yet, or there is only one of.
    #[must_use]
    pub fn any(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            id: None,
        }
    }
}

/// A field that cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldError {
    /// JSON pointer into the payload, for example `/title`.
    pub pointer: String,
    /// A stable key, also a key of the translations: `field-empty`, `field-too-long`.
    pub code: String,
    /// What the sentence of that key needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
}

impl FieldError {
    /// An error at a field named without its leading slash.
    #[must_use]
    pub fn at(field: &str, code: &str) -> Self {
        Self {
            pointer: format!("/{field}"),
            code: code.to_owned(),
            args: Vec::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}
