//! A person's right to see what is kept of them, and to have it erased.

use async_trait::async_trait;
use desk::{Act, Desk, FieldError, Permit, PersonalData, Refusal, Scene, Subject};
use kernel::{CentreId, Conn, DbError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::contacts::there;
use super::{none_or, texts};
use crate::model::{ContactId, SuppressionReason};
use crate::queries;
use crate::store;

/// Erases a person in every part of the program. Only the keyed hash of the address stays,
/// so that nobody writes to it again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseContact {
    pub contact: ContactId,
    /// Who asked for it and how; never the person's data.
    pub reason: String,
}

impl Act for EraseContact {
    const KIND: &'static str = "contact.erase";
    /// How many parts were erased.
    type Done = usize;

    fn subject(&self) -> Subject {
        Subject::of("contact", self.contact)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        none_or(texts(&[("reason", &self.reason, 500)]))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<usize, Refusal> {
        let contact = there(scene, self.contact).await?;
        if let Some(address) = &contact.email_key {
            let hash = queries::address_hash(scene.desk.keys(), scene.centre, address);
            let reason = SuppressionReason::Erased;
            store::suppress(scene.conn, permit, address, &hash, reason, scene.now).await?;
        }
        let parts = scene.desk.registry().personal();
        for part in parts {
            part.erase(scene.conn, permit, self.contact.0).await?;
        }
        Ok(parts.len())
    }
}

/// Everything every part keeps of a person, readable by the person.
///
/// # Errors
/// What the engine answers.
pub async fn person_as_json(
    desk: &Desk,
    conn: &Conn,
    centre: CentreId,
    contact: ContactId,
) -> Result<Json, DbError> {
    let mut all = serde_json::Map::new();
    for part in desk.registry().personal() {
        all.insert(
            part.part().to_owned(),
            part.export(conn, centre, contact.0).await?,
        );
    }
    Ok(Json::Object(all))
}

/// What the audience knows of a person.
pub struct AudiencePart;

#[async_trait]
impl PersonalData for AudiencePart {
    fn part(&self) -> &'static str {
        "audience"
    }

    async fn export(&self, conn: &Conn, centre: CentreId, contact: Uuid) -> Result<Json, DbError> {
        let id = ContactId(contact);
        let Some(found) = queries::contact(conn, centre, id).await? else {
            return Ok(Json::Null);
        };
        let timeline: Vec<Json> = queries::timeline(conn, centre, id, 10_000)
            .await?
            .into_iter()
            .map(|row| {
                let data: Json = serde_json::from_str(&row.data).unwrap_or(Json::Null);
                json!({ "at": row.at.rfc3339(), "kind": row.kind, "data": data })
            })
            .collect();
        Ok(json!({
            "contact": found.profile,
            "address": found.email_key,
            "consent_email": found.consent_email,
            "suppressed": found.suppressed,
            "created_at": found.created_at.rfc3339(),
            "changed_at": found.changed_at.rfc3339(),
            "consents": queries::consents_of(conn, centre, id).await?,
            "messages": queries::messages_of(conn, centre, id).await?,
            "timeline": timeline,
        }))
    }

    async fn erase(&self, tx: &Conn, permit: &Permit, contact: Uuid) -> Result<(), DbError> {
        let id = ContactId(contact);
        if let Some(found) = queries::contact(tx, permit.centre(), id).await? {
            store::forget_rejects(tx, permit, &found.email_key.unwrap_or_default()).await?;
            let digits: String = found
                .profile
                .phone
                .chars()
                .rev()
                .take(8)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            store::forget_rejects(tx, permit, &digits).await?;
        }
        store::erase(tx, permit, id).await
    }
}
