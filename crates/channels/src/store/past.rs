//! Deliveries of the sample centre: mailings that are over from the start.

use desk::Permit;
use kernel::{Conn, DbError, Moment, Value, args};
use uuid::Uuid;

use crate::model::{DeliveryId, DeliveryState, MailingId};

/// A delivery of the sample centre with what came of it.
#[derive(Clone, Debug)]
pub struct PastDelivery {
    pub contact: Uuid,
    pub address: String,
    pub name: String,
    pub bounced: bool,
    pub opened_at: Option<Moment>,
    pub clicked_at: Option<Moment>,
}

/// Writes the deliveries of a mailing that is over; for the sample centre.
///
/// # Errors
/// What the engine answers.
pub async fn past(
    tx: &Conn,
    permit: &Permit,
    mailing: MailingId,
    past: &[PastDelivery],
    now: Moment,
) -> Result<(), DbError> {
    let rows = past.iter().map(|d| row(permit, mailing, d, now)).collect();
    let columns = [
        "centre_id",
        "id",
        "mailing_id",
        "contact_id",
        "address",
        "name",
        "lang",
        "stream",
        "state",
        "reason",
        "detail",
        "next_at",
        "attempts",
        "doubts",
        "queued_at",
        "offered_at",
        "accepted_at",
        "opened_at",
        "clicked_at",
    ];
    tx.insert("delivery", &columns, rows, true).await?;
    tx.run(
        "update mailing set audience_at = $3, total = $4 where centre_id = $1 and id = $2",
        args![permit.centre(), mailing, now, past.len() as i64],
    )
    .await?;
    tx.run(
        "insert into mailing_end (centre_id, mailing_id, how, at, leaf_id) values ($1, $2, 'sent', $3, $4)",
        args![permit.centre(), mailing, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

fn row(permit: &Permit, mailing: MailingId, d: &PastDelivery, now: Moment) -> Vec<Value> {
    let state = if d.bounced {
        DeliveryState::Bounced
    } else {
        DeliveryState::Accepted
    };
    args![
        permit.centre(),
        DeliveryId::new(),
        mailing,
        d.contact,
        d.address.clone(),
        d.name.clone(),
        "zh-Hant",
        "marketing",
        state.key(),
        "",
        "",
        now,
        1_i64,
        0_i64,
        now,
        now,
        now,
        d.opened_at,
        d.clicked_at
    ]
    .to_vec()
}
