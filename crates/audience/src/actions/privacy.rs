//! Handing a person everything that is kept of them.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contacts::there;
use super::{none_or, person_as_json, texts};
use crate::model::ContactId;

/// Puts on record that everything kept of a person is handed out. The data itself goes to
/// whoever asks and stays out of the ledger, which is never erased.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportPerson {
    pub contact: ContactId,
    /// Who asked for it and how; never the person's data.
    pub reason: String,
}

/// What was handed out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PersonExported {
    pub contact: ContactId,
    /// Size of the JSON in bytes.
    pub bytes: usize,
    /// SHA-256 over its canonical form, in hexadecimal.
    pub digest: String,
}

impl Act for ExportPerson {
    const KIND: &'static str = "privacy.export";
    type Done = PersonExported;

    fn subject(&self) -> Subject {
        Subject::of("contact", self.contact)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        none_or(texts(&[("reason", &self.reason, 500)]))
    }

    async fn perform(
        &self,
        scene: &Scene<'_>,
        _permit: &Permit,
    ) -> Result<PersonExported, Refusal> {
        there(scene, self.contact).await?;
        let all = person_as_json(scene.desk, scene.conn, scene.centre, self.contact).await?;
        let text = kernel::canonical(&all);
        Ok(PersonExported {
            contact: self.contact,
            bytes: text.len(),
            digest: kernel::sha256(text.as_bytes()).to_string(),
        })
    }
}
