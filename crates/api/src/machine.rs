//! What the routes share: the rate of each token, and the schemas and the document,
//! made from the registry once.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use desk::Registry;
use http::Extensions;
use serde_json::Value as Json;

use crate::limiter::Limiter;
use crate::{Problem, checks, decide, openapi, schema};

/// Shared by all routes of one router.
#[derive(Clone, Debug, Default)]
pub(crate) struct Machine {
    pub limiter: Arc<Limiter>,
    known: Arc<OnceLock<Known>>,
}

/// What is generated from the registry, which does not change while the program runs.
#[derive(Debug)]
pub(crate) struct Known {
    /// Schema of the payload, by kind of act.
    pub acts: BTreeMap<&'static str, Json>,
    /// Schema of the parameters, by name of question.
    pub queries: BTreeMap<&'static str, Json>,
    pub checks: Json,
    pub decide: Json,
    /// The OpenAPI document.
    pub document: Bytes,
}

impl Machine {
    /// # Errors
    /// A failure of the program when the layer is missing.
    pub(crate) fn of(extensions: &Extensions) -> Result<&Self, Problem> {
        extensions.get().ok_or_else(Problem::failed)
    }

    pub(crate) fn known(&self, registry: &Registry) -> &Known {
        self.known.get_or_init(|| Known {
            acts: registry
                .acts()
                .map(|act| (act.kind, schema::bounded((act.schema)())))
                .collect(),
            queries: registry
                .queries()
                .map(|query| (query.name, schema::bounded((query.schemas)().0)))
                .collect(),
            checks: schema::input::<checks::Text>(),
            decide: schema::input::<decide::Case>(),
            document: openapi::document(registry).to_string().into(),
        })
    }
}
