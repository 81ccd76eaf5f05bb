//! Passwords and the links by which they are set.

use charter::Facts;
use desk::outbox::{self, Message};
use desk::{Act, Permit, Refusal, Scene, Subject};
use kernel::{AccountId, Conn, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::model::Secret;
use crate::store;

pub(crate) const RESET_SECONDS: i64 = 3_600;

/// Changes one's own password; every session ends.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    pub account: AccountId,
    /// The new password, laid aside.
    pub password: Uuid,
}

impl Act for ChangePassword {
    const KIND: &'static str = "password.change";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("account", self.account)
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        Ok(Facts::of(Self::KIND).flag("of_another", scene.actor.account() != Some(self.account)))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        take(scene.conn, permit, self.account, self.password, scene.now).await
    }
}

/// Sets a new password through the link sent to the address of the account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// SHA-256 of the secret in the link, in hexadecimal.
    pub link: String,
    pub password: Uuid,
}

impl Act for ResetPassword {
    const KIND: &'static str = "password.reset";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("account")
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        by_link(scene, permit, "reset", &self.link, self.password).await
    }
}

/// Accepts an invitation with a first password.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// SHA-256 of the secret in the link, in hexadecimal.
    pub link: String,
    pub password: Uuid,
}

impl Act for AcceptInvitation {
    const KIND: &'static str = "invitation.accept";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("account")
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        by_link(scene, permit, "invitation", &self.link, self.password).await
    }
}

/// Sends the link of an invitation or a reset; only its hash is kept.
pub(crate) async fn send_link(
    scene: &Scene<'_>,
    account: AccountId,
    purpose: &str,
    until: Moment,
) -> Result<(), Refusal> {
    let secret = Secret::new("hrl_");
    store::make_link(
        scene.conn,
        scene.centre,
        account,
        purpose,
        &secret.hash(),
        until,
    )
    .await?;
    let args = json!({ "path": format!("/{purpose}/{}", secret.reveal()) });
    Ok(outbox::put(
        scene.conn,
        &Message::to(scene.centre, account, purpose, args),
        scene.now,
    )
    .await?)
}

async fn by_link(
    scene: &Scene<'_>,
    permit: &Permit,
    purpose: &str,
    link: &str,
    password: Uuid,
) -> Result<(), Refusal> {
    let account = store::use_link(scene.conn, permit, purpose, link, scene.now).await?;
    let account = account.ok_or(Refusal::conflict("people-link-gone"))?;
    take(scene.conn, permit, account, password, scene.now).await
}

async fn take(
    conn: &Conn,
    permit: &Permit,
    account: AccountId,
    offer: Uuid,
    now: Moment,
) -> Result<(), Refusal> {
    let taken = store::take_password(conn, permit, account, offer, false, now).await?;
    if taken {
        Ok(())
    } else {
        Err(Refusal::conflict("people-password-gone"))
    }
}
