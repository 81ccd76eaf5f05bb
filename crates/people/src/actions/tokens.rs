//! Tokens of programs and agents.

use charter::Facts;
use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::AccountId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{all_fine, name_error};
use crate::{queries, store};

/// Makes a token for a program of one's own. The secret never comes here, only its hash.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    pub token: Uuid,
    pub account: AccountId,
    pub name: String,
    /// An agent acts within the specialist's independent rights and never decides.
    pub agent: bool,
    /// Kinds of acts and names of questions; empty means all that the account may.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// SHA-256 of the secret, in hexadecimal.
    pub hash: String,
}

impl Act for CreateToken {
    const KIND: &'static str = "token.create";
    type Done = Uuid;

    fn subject(&self) -> Subject {
        Subject::of("token", self.token)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let hash = self
            .hash
            .parse::<kernel::Digest>()
            .is_err()
            .then(|| FieldError::at("hash", "people-unknown-choice"));
        all_fine(
            [name_error(&self.name), hash]
                .into_iter()
                .flatten()
                .collect(),
        )
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let other = scene.actor.account().is_some_and(|me| me != self.account);
        Ok(Facts::of(Self::KIND)
            .flag("of_another", other)
            .flag("agent_token", self.agent))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Uuid, Refusal> {
        let new = store::NewToken {
            id: self.token,
            account: self.account,
            name: self.name.trim(),
            hash: &self.hash,
            agent: self.agent,
            scopes: &self.scopes,
        };
        store::open_token(scene.conn, permit, &new, scene.now).await?;
        Ok(self.token)
    }
}

/// Ends a token at once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    pub token: Uuid,
}

impl Act for RevokeToken {
    const KIND: &'static str = "token.revoke";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("token", self.token)
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let owner = queries::token_owner(scene.conn, scene.centre, self.token)
            .await?
            .ok_or(Refusal::Missing("token"))?;
        Ok(Facts::of(Self::KIND).flag(
            "of_another",
            scene.actor.account().is_some_and(|me| me != owner),
        ))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        Ok(store::close_token(scene.conn, permit, self.token, scene.now).await?)
    }
}
