//! Positions and deputies.

use charter::{Facts, Position};
use desk::roles::{self, Holding};
use desk::{Act, Permit, Refusal, Scene, Subject};
use kernel::{AccountId, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::queries;

/// Gives a position to an account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantPosition {
    pub account: AccountId,
    /// Id of a position of the house rules.
    pub position: String,
}

impl Act for GrantPosition {
    const KIND: &'static str = "position.grant";
    type Done = Uuid;

    fn subject(&self) -> Subject {
        Subject::of("account", self.account)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        person_and_position(scene, self.account, &self.position).await
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Uuid, Refusal> {
        let holding = holding(scene, self.account, &self.position, None, None).await?;
        roles::grant(scene.conn, permit, &holding, scene.now).await?;
        Ok(holding.id)
    }
}

/// Takes a position, or ends a deputy's term early.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokePosition {
    pub holding: Uuid,
}

impl Act for RevokePosition {
    const KIND: &'static str = "position.revoke";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("holding", self.holding)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let held = roles::holdings(scene.conn, scene.centre, scene.now).await?;
        let held = held
            .into_iter()
            .find(|h| h.id == self.holding)
            .ok_or(Refusal::Missing("holding"))?;
        person_and_position(scene, held.account, &held.position.0).await
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let held = roles::holdings(scene.conn, scene.centre, scene.now).await?;
        let held = held
            .iter()
            .find(|h| h.id == self.holding)
            .ok_or(Refusal::Missing("holding"))?;
        let last = |p: &str| held.position == *p && held.deputy_for.is_none();
        if last(Position::SUPERINTENDENT) {
            let others = roles::holdings(scene.conn, scene.centre, scene.now).await?;
            let left = others
                .iter()
                .filter(|h| h.position == *Position::SUPERINTENDENT && h.deputy_for.is_none());
            if left.count() < 2 {
                return Err(Refusal::conflict("people-last-superintendent"));
            }
        }
        Ok(roles::end(scene.conn, permit, self.holding, scene.now).await?)
    }
}

/// Lets somebody act in one's position for a term.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointDeputy {
    /// Whose position it is.
    pub of: AccountId,
    pub position: String,
    pub deputy: AccountId,
    /// First instant at which the term is over.
    pub until: Moment,
}

impl Act for AppointDeputy {
    const KIND: &'static str = "deputy.appoint";
    type Done = Uuid;

    fn subject(&self) -> Subject {
        Subject::of("account", self.deputy)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        person_and_position(scene, self.deputy, &self.position).await
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        Ok(Facts::of(Self::KIND).flag("of_another", scene.actor.account() != Some(self.of)))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Uuid, Refusal> {
        if self.until <= scene.now {
            return Err(Refusal::field("until", "people-term-over"));
        }
        if self.of == self.deputy {
            return Err(Refusal::field("deputy", "people-own-deputy"));
        }
        let own = roles::holdings(scene.conn, scene.centre, scene.now).await?;
        if !own.iter().any(|h| {
            h.account == self.of && h.position == *self.position.as_str() && h.deputy_for.is_none()
        }) {
            return Err(Refusal::field("position", "people-not-held"));
        }
        let holding = holding(
            scene,
            self.deputy,
            &self.position,
            Some(self.of),
            Some(self.until),
        )
        .await?;
        roles::grant(scene.conn, permit, &holding, scene.now).await?;
        Ok(holding.id)
    }
}

async fn holding(
    scene: &Scene<'_>,
    account: AccountId,
    position: &str,
    deputy_for: Option<AccountId>,
    until: Option<Moment>,
) -> Result<Holding, Refusal> {
    let known = queries::account(scene.conn, scene.centre, account)
        .await?
        .ok_or(Refusal::Missing("account"))?;
    let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
    if known.closed || !book.house.positions.iter().any(|p| p.id == *position) {
        return Err(Refusal::field("position", "people-unknown-choice"));
    }
    let held = roles::holdings(scene.conn, scene.centre, scene.now).await?;
    if held
        .iter()
        .any(|h| h.account == account && h.position == *position && h.deputy_for == deputy_for)
    {
        return Err(Refusal::field("position", "people-held-already"));
    }
    Ok(Holding {
        id: Uuid::now_v7(),
        account,
        position: Position(position.to_owned()),
        deputy_for,
        until,
    })
}

async fn person_and_position(
    scene: &Scene<'_>,
    account: AccountId,
    position: &str,
) -> Result<String, Refusal> {
    let name = queries::account(scene.conn, scene.centre, account)
        .await?
        .map(|a| a.name)
        .unwrap_or_default();
    let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
    let word = book
        .house
        .positions
        .iter()
        .find(|p| p.id == *position)
        .map_or(position, |p| p.zh.as_str());
    Ok(format!("{name} · {word}"))
}
