//! A form of the website: somebody asks to be contacted.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::activity::{self, Activity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::contacts::is_suppressed;
use super::{field_errors, none_or, texts};
use crate::model::{Accepted, Contact, ContactId, NO_IMPORT, Profile, Purpose, Wording};
use crate::queries;
use crate::rules::{self, Merge};
use crate::store::{self, ConsentGiven, LeadGiven, NewContact};

/// Takes a filled-in form down. What is kept of somebody known is filled up, never
/// overwritten: a form proves nothing about who filled it in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitLead {
    pub name: String,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub message: String,
    /// Whether the box for marketing mail was ticked. It is never ticked beforehand.
    #[serde(default)]
    pub consent: bool,
    /// The sentence beside the box, and its version.
    #[serde(default)]
    pub consent_wording: Option<Wording>,
    /// The path of the page with the form.
    #[serde(default)]
    pub page: String,
    #[serde(default)]
    pub utm_source: String,
    #[serde(default)]
    pub utm_medium: String,
    #[serde(default)]
    pub utm_campaign: String,
    #[serde(default)]
    pub campaign: Option<Uuid>,
}

impl SubmitLead {
    fn profile(&self) -> Profile {
        let source = if self.utm_source.trim().is_empty() {
            "website"
        } else {
            self.utm_source.trim()
        };
        Profile {
            name: self.name.clone(),
            email: self.email.clone().unwrap_or_default(),
            phone: self.phone.clone().unwrap_or_default(),
            source: source.chars().take(60).collect(),
            ..Profile::default()
        }
    }
}

impl Act for SubmitLead {
    const KIND: &'static str = "lead.submit";
    type Done = ContactId;

    fn subject(&self) -> Subject {
        Subject::any("contact")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = texts(&[("name", &self.name, 120)]);
        match rules::accept(&self.profile()) {
            Ok(accepted) if accepted.email_key.is_none() && accepted.profile.phone.is_empty() => {
                errors.push(FieldError::at("email", "audience-row-no-way"));
            }
            Ok(_) => {}
            Err(faults) => errors.extend(
                field_errors("", faults)
                    .into_iter()
                    .filter(|e| e.pointer != "/name"),
            ),
        }
        for (name, value, limit) in [
            ("message", &self.message, 4_000),
            ("page", &self.page, 500),
            ("utm_source", &self.utm_source, 200),
            ("utm_medium", &self.utm_medium, 200),
            ("utm_campaign", &self.utm_campaign, 200),
        ] {
            if value.chars().count() > limit {
                errors.push(FieldError::at(name, "field-too-long").with("limit", limit));
            }
        }
        if self.consent {
            let words = self.consent_wording.as_ref();
            errors.extend(texts(&[
                (
                    "consent_wording/version",
                    words.map_or("", |w| &w.version),
                    60,
                ),
                (
                    "consent_wording/wording",
                    words.map_or("", |w| &w.wording),
                    4_000,
                ),
            ]));
        }
        none_or(errors)
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<ContactId, Refusal> {
        let row = rules::accept(&self.profile())
            .map_err(|faults| Refusal::Invalid(field_errors("", faults)))?;
        let kept = self.known(scene, &row).await?;
        let contact = match kept {
            Some(contact) => fill_up(scene, permit, contact, &row).await?,
            None => begin(scene, permit, row).await?,
        };
        self.agree(scene, permit, contact).await?;
        let utm = serde_json::json!({
            "source": self.utm_source, "medium": self.utm_medium, "campaign": self.utm_campaign,
        });
        let given = LeadGiven {
            contact,
            message: self.message.trim().to_owned(),
            page: self.page.clone(),
            utm: utm.to_string(),
            campaign: self.campaign,
            at: scene.now,
        };
        let lead = store::lead(scene.conn, permit, &given).await?;
        let submitted = Activity::new("lead.submitted", scene.now)
            .by(contact)
            .about(lead)
            .of_campaign(self.campaign)
            .with(serde_json::json!({ "page": self.page, "utm": utm }));
        activity::record(scene.conn, scene.centre, &[submitted]).await?;
        Ok(contact)
    }
}

impl SubmitLead {
    async fn known(&self, scene: &Scene<'_>, row: &Accepted) -> Result<Option<Contact>, Refusal> {
        let addresses: Vec<String> = row.email_key.iter().cloned().collect();
        let phones: Vec<String> = row.phone().into_iter().collect();
        let people = queries::same_people(scene.conn, scene.centre, &addresses, &phones).await?;
        let by_address = people
            .iter()
            .find(|c| c.email_key.is_some() && c.email_key == row.email_key);
        let by_name = || {
            people.iter().find(|c| {
                (c.email_key.is_none() || row.email_key.is_none())
                    && text::fold(&c.profile.name) == text::fold(&row.profile.name)
            })
        };
        Ok(by_address.or_else(by_name).cloned())
    }

    async fn agree(
        &self,
        scene: &Scene<'_>,
        permit: &Permit,
        contact: ContactId,
    ) -> Result<(), Refusal> {
        let Some(words) = self.consent_wording.as_ref().filter(|_| self.consent) else {
            return Ok(());
        };
        let purpose = Purpose::MarketingEmail;
        let wording = store::wording(scene.conn, permit, purpose, words, scene.now).await?;
        let given = ConsentGiven {
            contact,
            purpose,
            wording,
            channel: "website".into(),
            evidence: self.page.clone(),
            at: scene.now,
        };
        store::consent(scene.conn, permit, &given).await?;
        let data = serde_json::json!({ "purpose": purpose.key(), "channel": "website" });
        let agreed = Activity::new("consent.given", scene.now)
            .by(contact)
            .with(data);
        Ok(activity::record(scene.conn, scene.centre, &[agreed]).await?)
    }
}

async fn begin(scene: &Scene<'_>, permit: &Permit, row: Accepted) -> Result<ContactId, Refusal> {
    let contact = NewContact {
        id: ContactId::new(),
        suppressed: is_suppressed(scene, &row).await?,
        accepted: row,
        consent_email: false,
        imported_by: NO_IMPORT,
        created_at: scene.now,
        changed_at: scene.now,
        revision: 1,
    };
    store::add(scene.conn, permit, &contact).await?;
    Ok(contact.id)
}

async fn fill_up(
    scene: &Scene<'_>,
    permit: &Permit,
    kept: Contact,
    row: &Accepted,
) -> Result<ContactId, Refusal> {
    let before = Accepted {
        profile: kept.profile,
        email_key: kept.email_key,
    };
    if let Merge::Changed(merged) = rules::merge(&before, row, false) {
        let suppressed = kept.suppressed || is_suppressed(scene, &merged).await?;
        let contact = NewContact {
            id: kept.id,
            accepted: *merged,
            consent_email: kept.consent_email,
            suppressed,
            imported_by: kept.imported_by,
            created_at: kept.created_at,
            changed_at: scene.now,
            revision: kept.revision + 1,
        };
        store::change(scene.conn, permit, &contact).await?;
    }
    Ok(kept.id)
}
