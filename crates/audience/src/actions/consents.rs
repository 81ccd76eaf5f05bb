//! What people agree to, take back, and never want again.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::Moment;
use kernel::activity::{self, Activity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contacts::there;
use super::{none_or, texts};
use crate::model::{ContactId, Purpose, SuppressionReason, Wording};
use crate::queries;
use crate::store::{self, ConsentGiven};

/// Takes down that a person agreed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordConsent {
    pub contact: ContactId,
    pub purpose: Purpose,
    pub wording: Wording,
    /// Where it was given: website, counter, telephone, paper.
    pub channel: String,
    /// Where the proof lies.
    pub evidence: String,
    /// When it was given; now where it is left out. Never in the future.
    #[serde(default)]
    pub at: Option<Moment>,
}

impl Act for RecordConsent {
    const KIND: &'static str = "consent.record";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("contact", self.contact)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        none_or(texts(&[
            ("wording/version", &self.wording.version, 60),
            ("wording/wording", &self.wording.wording, 4_000),
            ("channel", &self.channel, 60),
            ("evidence", &self.evidence, 500),
        ]))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let contact = there(scene, self.contact).await?;
        let at = self.at.unwrap_or(scene.now);
        if at > scene.now {
            return Err(Refusal::field("at", "audience-consent-future"));
        }
        let wording =
            store::wording(scene.conn, permit, self.purpose, &self.wording, scene.now).await?;
        let given = ConsentGiven {
            contact: contact.id,
            purpose: self.purpose,
            wording,
            channel: self.channel.clone(),
            evidence: self.evidence.clone(),
            at,
        };
        store::consent(scene.conn, permit, &given).await?;
        // Whoever left stays silent: coming back is an act of its own, with its own proof.
        note(
            scene,
            "consent.given",
            contact.id,
            self.purpose,
            &self.channel,
        )
        .await
    }
}

/// Takes down that a person took a consent back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawConsent {
    pub contact: ContactId,
    pub purpose: Purpose,
    pub channel: String,
    #[serde(default)]
    pub reason: String,
}

impl Act for WithdrawConsent {
    const KIND: &'static str = "consent.withdraw";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("contact", self.contact)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = texts(&[("channel", &self.channel, 60)]);
        if self.reason.chars().count() > 500 {
            errors.push(FieldError::at("reason", "field-too-long").with("limit", 500));
        }
        none_or(errors)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let contact = there(scene, self.contact).await?;
        store::withdraw(
            scene.conn,
            permit,
            contact.id,
            self.purpose,
            &self.channel,
            &self.reason,
            scene.now,
        )
        .await?;
        note(
            scene,
            "consent.withdrawn",
            contact.id,
            self.purpose,
            &self.channel,
        )
        .await
    }
}

/// Stops marketing mail to an address: the person's own right, for good.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unsubscribe {
    /// Whom the mail went to, where that is known.
    #[serde(default)]
    pub contact: Option<ContactId>,
    /// The address it went to, normalised or not.
    pub address: String,
    /// `link`, `one_click`, `reply`, `telephone`, `counter`.
    pub via: String,
}

impl Act for Unsubscribe {
    const KIND: &'static str = "contact.unsubscribe";
    /// Whether the address was still being written to.
    type Done = bool;

    fn subject(&self) -> Subject {
        match self.contact {
            Some(contact) => Subject::of("contact", contact),
            None => Subject::any("contact"),
        }
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = texts(&[("via", &self.via, 60)]);
        if mail::EmailAddress::parse(&self.address).is_err() {
            errors.push(FieldError::at("address", "audience-email-no-at"));
        }
        none_or(errors)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<bool, Refusal> {
        let address = normalised(&self.address)?;
        let hash = queries::address_hash(scene.desk.keys(), scene.centre, &address);
        let before =
            queries::suppressed_hashes(scene.conn, scene.centre, std::slice::from_ref(&hash))
                .await?;
        let reason = SuppressionReason::Unsubscribed;
        store::suppress(scene.conn, permit, &address, &hash, reason, scene.now).await?;
        let named = match self.contact {
            Some(id) => queries::contact(scene.conn, scene.centre, id).await?,
            None => None,
        };
        let contact = match named {
            Some(contact) => Some(contact),
            None => queries::contact_by_address(scene.conn, scene.centre, &address).await?,
        };
        if let Some(contact) = contact.filter(|c| c.consent_email) {
            let purpose = Purpose::MarketingEmail;
            store::withdraw(
                scene.conn, permit, contact.id, purpose, &self.via, "", scene.now,
            )
            .await?;
            note(scene, "consent.withdrawn", contact.id, purpose, &self.via).await?;
        }
        Ok(before.is_empty())
    }
}

/// Stops all marketing to an address for a reason of the house: a complaint, an address
/// that does not exist.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suppress {
    pub address: String,
    pub reason: SuppressionReason,
}

impl Act for Suppress {
    const KIND: &'static str = "contact.suppress";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("contact")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        match mail::EmailAddress::parse(&self.address) {
            Ok(_) => Ok(()),
            Err(_) => Err(vec![FieldError::at("address", "audience-email-no-at")]),
        }
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let address = normalised(&self.address)?;
        let hash = queries::address_hash(scene.desk.keys(), scene.centre, &address);
        Ok(store::suppress(scene.conn, permit, &address, &hash, self.reason, scene.now).await?)
    }
}

fn normalised(address: &str) -> Result<String, Refusal> {
    mail::EmailAddress::parse(address)
        .map(|a| a.normalised())
        .map_err(|_| Refusal::field("address", "audience-email-no-at"))
}

async fn note(
    scene: &Scene<'_>,
    kind: &'static str,
    contact: ContactId,
    purpose: Purpose,
    channel: &str,
) -> Result<(), Refusal> {
    let data = serde_json::json!({ "purpose": purpose.key(), "channel": channel });
    let activity = Activity::new(kind, scene.now).by(contact).with(data);
    Ok(activity::record(scene.conn, scene.centre, &[activity]).await?)
}
