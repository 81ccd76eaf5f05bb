//! An address that the server calls dead is never written to again.

use audience::actions::Suppress;
use audience::model::SuppressionReason;
use charter::{Actor, Who};
use desk::{Desk, Options, Refusal};
use kernel::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

use crate::model::DeliveryId;
use crate::queries;

pub(super) const KIND: &str = "mail.suppress";

/// A delivery that came back for good.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Dead {
    pub delivery: DeliveryId,
}

pub(super) async fn suppress_now(desk: Desk, job: Job) -> Result<(), Failure> {
    let dead: Dead = job.payload()?;
    let target = queries::target(&desk.database().reader(), job.centre, dead.delivery).await?;
    let Some(target) = target.filter(|t| !t.address.is_empty()) else {
        return Ok(());
    };
    let system = Actor {
        centre: job.centre,
        who: Who::System,
        holds: Vec::new(),
    };
    let act = Suppress {
        address: target.address,
        reason: SuppressionReason::HardBounce,
    };
    let options = Options {
        idempotency_key: Some(format!("bounce-{}", dead.delivery)),
        note: None,
    };
    match desk.act(&system, &act, options).await {
        Ok(_) => Ok(()),
        Err(Refusal::Database(error)) => Err(Failure::Passing(error.to_string())),
        Err(refusal) => Err(Failure::Final(refusal.to_string())),
    }
}
