//! A mailing of the sample centre with everything that came of it, as one batched act:
//! nothing of it was ever sent.

use charter::Facts;
use desk::{Act, Permit, Refusal, Scene, Subject};
use kernel::activity::{self, Activity};
use kernel::{Moment, canonical, sha256};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::composed;
use super::outlet::campaign_word;
use crate::model::{Choice, MailingId};
use crate::store::{self, NewMailing, PastDelivery};

/// A past mailing to so many readers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleMailing {
    pub mailing: MailingId,
    pub version: Uuid,
    pub campaign: Option<Uuid>,
    pub choice: Choice,
    pub segment_name: String,
    pub readers: Vec<SampleReader>,
}

/// What one reader did; times are microseconds after the mail went out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleReader {
    pub contact: Uuid,
    pub address: String,
    pub name: String,
    pub bounced: bool,
    /// Seconds after sending; `null` when never.
    pub opened_after: Option<i64>,
    pub clicked_after: Option<i64>,
    /// A program opened it before.
    pub machine: bool,
}

impl Act for SampleMailing {
    const KIND: &'static str = "sample.mailing";
    /// How many deliveries it has.
    type Done = usize;

    fn subject(&self) -> Subject {
        Subject::of("mailing", self.mailing)
    }

    async fn facts(&self, _scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let reach = i64::try_from(self.readers.len()).unwrap_or(i64::MAX);
        Ok(Facts::of(Self::KIND).number("audience", reach))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<usize, Refusal> {
        if !scene.sample {
            return Err(Refusal::conflict("channels-sample-only"));
        }
        let version =
            content::queries::version(scene.conn, scene.centre, content::VersionId(self.version))
                .await?
                .ok_or(Refusal::Missing("version"))?;
        let campaign = campaign_word(scene, self.campaign, &version).await?;
        let frozen = composed(scene, &version, &self.choice, &campaign).await?;
        let centre = desk::centre::of(scene.conn, scene.centre).await?;
        let bound = json!({ "segment": { "name": self.segment_name } });
        let mailing = NewMailing {
            id: self.mailing,
            item: version.item.0,
            version: self.version,
            campaign: self.campaign,
            segment_name: self.segment_name.clone(),
            digest: sha256(canonical(&bound).as_bytes()).to_string(),
            bound: bound.to_string(),
            choice: self.choice.clone(),
            lang: version.language.key(),
            html: frozen.html,
            body: frozen.body,
            links: frozen.links,
            from_name: centre.name,
            from_address: "news@example.test".into(),
            reply_to: String::new(),
            sample: true,
            scheduled_at: scene.now,
            created_at: scene.now,
        };
        store::create(scene.conn, permit, &mailing).await?;
        let past: Vec<PastDelivery> = self.readers.iter().map(|r| r.delivery(scene.now)).collect();
        store::past(scene.conn, permit, self.mailing, &past, scene.now).await?;
        let happened: Vec<Activity> = self
            .readers
            .iter()
            .flat_map(|r| r.activities(self.mailing, self.campaign, scene.now))
            .collect();
        activity::record(scene.conn, scene.centre, &happened).await?;
        Ok(self.readers.len())
    }
}

impl SampleReader {
    fn delivery(&self, sent: Moment) -> PastDelivery {
        PastDelivery {
            contact: self.contact,
            address: self.address.clone(),
            name: self.name.clone(),
            bounced: self.bounced,
            opened_at: self.opened_after.map(|s| sent.plus_seconds(s)),
            clicked_at: self.clicked_after.map(|s| sent.plus_seconds(s)),
            machine_at: self.machine.then(|| sent.plus_seconds(1)),
        }
    }

    fn activities(
        &self,
        mailing: MailingId,
        campaign: Option<Uuid>,
        sent: Moment,
    ) -> Vec<Activity> {
        let of = |kind, at| {
            Activity::new(kind, at)
                .by(self.contact)
                .about(mailing)
                .of_campaign(campaign)
        };
        let mut all = vec![of("mail.sent", sent)];
        if self.bounced {
            all.push(of("mail.bounced", sent.plus_seconds(20)));
        }
        if self.machine {
            let mut opened =
                of("mail.opened", sent.plus_seconds(1)).with(json!({ "reason": "privacy" }));
            opened.machine = true;
            all.push(opened);
        }
        all.extend(
            self.opened_after
                .map(|s| of("mail.opened", sent.plus_seconds(s))),
        );
        all.extend(
            self.clicked_after
                .map(|s| of("mail.clicked", sent.plus_seconds(s))),
        );
        all
    }
}
