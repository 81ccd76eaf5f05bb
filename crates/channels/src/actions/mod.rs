//! The acts of the channels, and their outlet.

mod doubt;
mod letter;
mod outlet;
mod personal;
mod sample;
mod settings;

use charter::{Actor, Who};
use desk::{ActEntry, Desk, Duty, Options, Outcome, Refusal};
use kernel::CentreId;
use kernel::activity::{self, Activity};
use serde_json::json;

use crate::queries::Target;
use crate::store;

pub use crate::jobs::{Intake, filled};
pub use doubt::SettleDoubt;
pub use letter::LetterAgain;
pub use outlet::{Email, composed, preview_holds, preview_path, visible_preview};
pub use personal::MailPart;
pub use sample::{SampleMailing, SampleReader};
pub use settings::{ChangeSending, ask_for_test, lay_aside, make_dkim_key, record_of_key};

/// Every act of the channels.
#[must_use]
pub fn acts() -> Vec<ActEntry> {
    vec![
        ActEntry::of::<ChangeSending>(),
        ActEntry::of::<SettleDoubt>(),
        ActEntry::of::<LetterAgain>(),
        ActEntry::of::<SampleMailing>(),
    ]
}

/// A reader leaves by the link of a mail.
///
/// # Errors
/// [`Refusal`]; nothing was changed then.
pub async fn unsubscribe(
    desk: &Desk,
    centre: CentreId,
    target: &Target,
    via: &str,
) -> Result<Outcome, Refusal> {
    let visitor = Actor {
        centre,
        who: Who::Visitor,
        holds: Vec::new(),
    };
    let act = audience::actions::Unsubscribe {
        contact: Some(audience::model::ContactId(target.contact)),
        address: target.address.clone(),
        via: via.to_owned(),
    };
    let outcome = desk.act(&visitor, &act, Options::default()).await?;
    let now = desk.clock().now();
    let tx = desk.database().begin().await?;
    if store::leaves(&tx, &Duty::intake(), centre, target.delivery, now).await? {
        let left = Activity::new("mail.unsubscribed", now)
            .by(target.contact)
            .about(target.mailing)
            .of_campaign(target.campaign)
            .with(json!({ "via": via }));
        activity::record(&tx, centre, &[left]).await?;
    }
    tx.commit().await?;
    Ok(outcome)
}

/// Takes a leaving back, by the link in the letter itself. `wording` is what the page said.
///
/// # Errors
/// [`Refusal`]; nothing was changed then.
pub async fn resubscribe(
    desk: &Desk,
    centre: CentreId,
    target: &Target,
    wording: audience::model::Wording,
) -> Result<Outcome, Refusal> {
    let visitor = Actor {
        centre,
        who: Who::Visitor,
        holds: Vec::new(),
    };
    let act = audience::actions::Resubscribe {
        contact: audience::model::ContactId(target.contact),
        address: target.address.clone(),
        wording,
        channel: "link".to_owned(),
        evidence: format!("mailing {}", target.mailing),
    };
    let outcome = desk.act(&visitor, &act, Options::default()).await?;
    let tx = desk.database().begin().await?;
    store::stays(&tx, &Duty::intake(), centre, target.delivery).await?;
    tx.commit().await?;
    Ok(outcome)
}
