//! The acts of planning.

mod campaign;
mod close;
mod launch;
mod propose;
mod task;

pub use campaign::Draft;
pub use close::Close;
pub use launch::Launch;
pub use propose::Propose;
pub use task::{AddTask, ChangeTask, CloseTask};

use desk::{FieldError, Refusal, Scene};
use kernel::AccountId;

use crate::model::{Campaign, CampaignId};
use crate::{queries, rules};

fn text_error(field: &str, text: &str, most: usize) -> Option<FieldError> {
    rules::text_fault(text, most).map(|code| FieldError::at(field, code).with("limit", most))
}

fn length_error(field: &str, text: &str, most: usize) -> Option<FieldError> {
    text_error(field, text, most).filter(|_| !text.trim().is_empty())
}

fn all_fine(errors: Vec<FieldError>) -> Result<(), Vec<FieldError>> {
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

/// Somebody of the house who can still sign in.
async fn known_account(scene: &Scene<'_>, field: &str, id: AccountId) -> Result<(), Refusal> {
    let account = people::queries::account(scene.conn, scene.centre, id).await?;
    if account.is_some_and(|a| !a.closed) {
        Ok(())
    } else {
        Err(Refusal::field(field, "planning-unknown-person"))
    }
}

async fn campaign_of(scene: &Scene<'_>, id: CampaignId) -> Result<Campaign, Refusal> {
    queries::campaign(scene.conn, scene.centre, id)
        .await?
        .ok_or(Refusal::Missing("campaign"))
}

/// Who acts; a machine without an account plans nothing.
fn me(scene: &Scene<'_>) -> Result<AccountId, Refusal> {
    scene.actor.account().ok_or(Refusal::Missing("account"))
}
