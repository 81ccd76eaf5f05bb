//! Adding a contact by hand, and changing one.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::activity::{self, Activity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{field_errors, none_or, texts};
use crate::model::{Accepted, Contact, ContactId, Lifecycle, NO_IMPORT, Profile, Purpose, Wording};
use crate::queries;
use crate::rules;
use crate::store::{self, ConsentGiven, NewContact};

/// A consent taken down together with a contact.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentNow {
    pub wording: Wording,
    /// Where it was given: counter, telephone, paper.
    pub channel: String,
    /// Where the proof lies.
    pub evidence: String,
}

/// Adds one contact.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddContact {
    pub profile: Profile,
    #[serde(default)]
    pub consent: Option<ConsentNow>,
}

impl Act for AddContact {
    const KIND: &'static str = "contact.add";
    type Done = ContactId;

    fn subject(&self) -> Subject {
        Subject::any("contact")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = match rules::accept(&self.profile) {
            Ok(_) => Vec::new(),
            Err(faults) => field_errors("profile/", faults),
        };
        if let Some(consent) = &self.consent {
            errors.extend(texts(&[
                ("consent/wording/version", &consent.wording.version, 60),
                ("consent/wording/wording", &consent.wording.wording, 4_000),
                ("consent/channel", &consent.channel, 60),
                ("consent/evidence", &consent.evidence, 500),
            ]));
        }
        none_or(errors)
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.profile.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<ContactId, Refusal> {
        let accepted = accepted(&self.profile)?;
        unknown_address(scene, &accepted, None).await?;
        let contact = NewContact {
            id: ContactId::new(),
            suppressed: is_suppressed(scene, &accepted).await?,
            accepted,
            consent_email: false,
            imported_by: NO_IMPORT,
            created_at: scene.now,
            changed_at: scene.now,
            revision: 1,
        };
        store::add(scene.conn, permit, &contact).await?;
        if let Some(consent) = &self.consent {
            let purpose = Purpose::MarketingEmail;
            let wording =
                store::wording(scene.conn, permit, purpose, &consent.wording, scene.now).await?;
            let given = ConsentGiven {
                contact: contact.id,
                purpose,
                wording,
                channel: consent.channel.clone(),
                evidence: consent.evidence.clone(),
                at: scene.now,
            };
            store::consent(scene.conn, permit, &given).await?;
        }
        let profile = &contact.accepted.profile;
        if profile.lifecycle == Lifecycle::Lead.key() {
            let lead = Activity::new("lead.submitted", scene.now)
                .by(contact.id)
                .with(serde_json::json!({ "source": profile.source }));
            activity::record(scene.conn, scene.centre, &[lead]).await?;
        }
        Ok(contact.id)
    }
}

/// Changes what is kept of a contact.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeContact {
    pub contact: ContactId,
    /// The revision that was looked at.
    pub revision: i64,
    pub profile: Profile,
}

impl Act for ChangeContact {
    const KIND: &'static str = "contact.change";
    type Done = ContactId;

    fn subject(&self) -> Subject {
        Subject::of("contact", self.contact)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        rules::accept(&self.profile)
            .map(drop)
            .map_err(|faults| field_errors("profile/", faults))
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.profile.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<ContactId, Refusal> {
        let old = there(scene, self.contact).await?;
        if old.revision != self.revision {
            return Err(Refusal::conflict("audience-changed-meanwhile"));
        }
        let accepted = accepted(&self.profile)?;
        unknown_address(scene, &accepted, Some(old.id)).await?;
        let contact = NewContact {
            id: old.id,
            suppressed: is_suppressed(scene, &accepted).await?,
            accepted,
            consent_email: old.consent_email,
            imported_by: old.imported_by,
            created_at: old.created_at,
            changed_at: scene.now,
            revision: old.revision + 1,
        };
        store::change(scene.conn, permit, &contact).await?;
        Ok(old.id)
    }
}

pub(super) async fn there(scene: &Scene<'_>, id: ContactId) -> Result<Contact, Refusal> {
    queries::contact(scene.conn, scene.centre, id)
        .await?
        .ok_or(Refusal::Missing("contact"))
}

fn accepted(profile: &Profile) -> Result<Accepted, Refusal> {
    rules::accept(profile).map_err(|faults| Refusal::Invalid(field_errors("profile/", faults)))
}

async fn unknown_address(
    scene: &Scene<'_>,
    accepted: &Accepted,
    own: Option<ContactId>,
) -> Result<(), Refusal> {
    let Some(key) = &accepted.email_key else {
        return Ok(());
    };
    match queries::contact_by_address(scene.conn, scene.centre, key).await? {
        Some(other) if Some(other.id) != own => {
            Err(Refusal::field("profile/email", "audience-address-taken"))
        }
        _ => Ok(()),
    }
}

pub(super) async fn is_suppressed(scene: &Scene<'_>, accepted: &Accepted) -> Result<bool, Refusal> {
    let Some(key) = &accepted.email_key else {
        return Ok(false);
    };
    let hash = queries::address_hash(scene.desk.keys(), scene.centre, key);
    Ok(
        !queries::suppressed_hashes(scene.conn, scene.centre, &[hash])
            .await?
            .is_empty(),
    )
}
