//! Coming back: who left by mistake, or was silenced by an error, is written to again.

use charter::Who;
use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::activity::{self, Activity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contacts::there;
use super::{none_or, texts};
use crate::model::{ContactId, Purpose, SuppressionReason, Wording};
use crate::queries;
use crate::store::{self, ConsentGiven};

/// Lifts what keeps an address silent, with a fresh consent of its owner. The owner does it by
/// the link in a letter to that very address and undoes their own leaving, no more; somebody of
/// the house needs the proof of what the owner asked for. A complaint and an erasure stay.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resubscribe {
    pub contact: ContactId,
    /// The address that is written to again; it must still be the contact's.
    pub address: String,
    /// What the person agreed to, as it was shown.
    pub wording: Wording,
    /// Where: `link`, counter, telephone, paper.
    pub channel: String,
    /// Where the proof lies.
    pub evidence: String,
}

impl Act for Resubscribe {
    const KIND: &'static str = "contact.resubscribe";
    /// Whether the address was silent until now.
    type Done = bool;

    fn subject(&self) -> Subject {
        Subject::of("contact", self.contact)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = texts(&[
            ("wording/version", &self.wording.version, 60),
            ("wording/wording", &self.wording.wording, 4_000),
            ("channel", &self.channel, 60),
            ("evidence", &self.evidence, 500),
        ]);
        if mail::EmailAddress::parse(&self.address).is_err() {
            errors.push(FieldError::at("address", "audience-email-no-at"));
        }
        none_or(errors)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let found = queries::contact(scene.conn, scene.centre, self.contact).await?;
        Ok(found.map(|c| c.profile.name).unwrap_or_default())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<bool, Refusal> {
        let contact = there(scene, self.contact).await?;
        let address = mail::EmailAddress::parse(&self.address)
            .map(|a| a.normalised())
            .map_err(|_| Refusal::field("address", "audience-email-no-at"))?;
        if contact.email_key.as_deref() != Some(address.as_str()) {
            return Err(Refusal::conflict("audience-address-changed"));
        }
        let hash = queries::address_hash(scene.desk.keys(), scene.centre, &address);
        let reason = queries::suppression_reason(scene.conn, scene.centre, &hash).await?;
        let own = matches!(scene.actor.who, Who::Visitor);
        if reason.as_deref().is_some_and(|word| !may_lift(word, own)) {
            return Err(Refusal::conflict("audience-silent-for-good"));
        }
        if reason.is_none() && contact.consent_email {
            return Ok(false);
        }
        store::desuppress(scene.conn, permit, &address, &hash).await?;
        let purpose = Purpose::MarketingEmail;
        let wording = store::wording(scene.conn, permit, purpose, &self.wording, scene.now).await?;
        let given = ConsentGiven {
            contact: contact.id,
            purpose,
            wording,
            channel: self.channel.clone(),
            evidence: self.evidence.clone(),
            at: scene.now,
        };
        store::consent(scene.conn, permit, &given).await?;
        let data = serde_json::json!({ "purpose": purpose.key(), "channel": self.channel });
        let agreed = Activity::new("consent.given", scene.now)
            .by(contact.id)
            .with(data);
        activity::record(scene.conn, scene.centre, &[agreed]).await?;
        Ok(reason.is_some())
    }
}

/// Whether what keeps an address silent can be lifted by its owner's link, or by the house.
fn may_lift(reason: &str, own: bool) -> bool {
    match SuppressionReason::of(reason) {
        Some(SuppressionReason::Unsubscribed) => true,
        Some(SuppressionReason::Manual | SuppressionReason::HardBounce) => !own,
        Some(SuppressionReason::Complaint | SuppressionReason::Erased) | None => false,
    }
}
