//! Deliveries of which nobody knows whether the server took them: somebody decides.

use desk::{Act, Permit, Refusal, Scene, Stream, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::jobs;
use crate::model::MailingId;
use crate::{queries, store};

/// Sends doubtful mails of a mailing again, under the Message-ID they had, or leaves
/// them as they are.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleDoubt {
    pub mailing: MailingId,
    pub resend: bool,
}

impl Act for SettleDoubt {
    const KIND: &'static str = "mailing.settle_doubt";
    const STREAM: Option<Stream> = Some(Stream::Publishing);
    /// How many mails it concerned.
    type Done = u64;

    fn subject(&self) -> Subject {
        Subject::of("mailing", self.mailing)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let mailing = queries::mailing(scene.conn, scene.centre, self.mailing).await?;
        Ok(mailing.ok_or(Refusal::Missing("mailing"))?.subject)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<u64, Refusal> {
        let mailing = queries::mailing(scene.conn, scene.centre, self.mailing)
            .await?
            .ok_or(Refusal::Missing("mailing"))?;
        if mailing.ended.is_some() {
            return Err(Refusal::conflict("channels-over"));
        }
        let touched = if self.resend {
            store::resend(scene.conn, permit, self.mailing, scene.now).await?
        } else {
            store::let_be(scene.conn, permit, self.mailing).await?
        };
        jobs::send_later(scene.conn, scene.centre, self.mailing, scene.now, scene.now).await?;
        Ok(touched)
    }
}
