//! Deliveries of the sample centre: mailings that are over from the start.

use desk::Permit;
use kernel::{Conn, DbError, Moment, Value, args};
use uuid::Uuid;

use crate::model::{DeliveryId, DeliveryState, HitKind, MailingId, Reader};

/// A delivery of the sample centre with what came of it.
#[derive(Clone, Debug)]
pub struct PastDelivery {
    pub contact: Uuid,
    pub address: String,
    pub name: String,
    pub bounced: bool,
    pub opened_at: Option<Moment>,
    pub clicked_at: Option<Moment>,
    /// When a program opened it.
    pub machine_at: Option<Moment>,
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
    let (mut rows, mut hits) = (Vec::new(), Vec::new());
    for (n, d) in past.iter().enumerate() {
        let id = DeliveryId::new();
        rows.push(row(permit, mailing, (id, d), now));
        hits.extend(hits_of(
            permit,
            mailing,
            (id, d),
            READERS[n % READERS.len()],
        ));
    }
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
    tx.insert("mail_hit", &HIT, hits, true).await?;
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

/// What invented readers read with.
const READERS: [Reader; 7] = [
    of("phone", "line"),
    of("phone", "apple-mail"),
    of("", "gmail"),
    of("phone", "browser"),
    of("computer", "outlook"),
    of("", "gmail"),
    of("tablet", "apple-mail"),
];

const fn of(device: &'static str, program: &'static str) -> Reader {
    Reader { device, program }
}

const HIT: [&str; 14] = [
    "centre_id",
    "id",
    "delivery_id",
    "kind",
    "link",
    "at",
    "agent",
    "head",
    "judged_at",
    "machine",
    "reason",
    "mailing_id",
    "device",
    "program",
];

/// The opening and the click of a delivery, judged already.
fn hits_of(
    permit: &Permit,
    mailing: MailingId,
    (id, d): (DeliveryId, &PastDelivery),
    reader: Reader,
) -> Vec<Vec<Value>> {
    let kinds = [
        (HitKind::Open, d.machine_at, "privacy"),
        (HitKind::Open, d.opened_at, ""),
        (HitKind::Click, d.clicked_at, ""),
    ];
    kinds
        .into_iter()
        .filter_map(|(kind, at, reason)| Some((kind, at?, reason)))
        .map(|(kind, at, reason)| {
            args![
                permit.centre(),
                Uuid::now_v7(),
                id,
                kind.key(),
                0_i64,
                at,
                "",
                false,
                at,
                !reason.is_empty(),
                reason,
                mailing,
                reader.device,
                reader.program
            ]
            .to_vec()
        })
        .collect()
}

fn row(
    permit: &Permit,
    mailing: MailingId,
    (id, d): (DeliveryId, &PastDelivery),
    now: Moment,
) -> Vec<Value> {
    let state = if d.bounced {
        DeliveryState::Bounced
    } else {
        DeliveryState::Accepted
    };
    args![
        permit.centre(),
        id,
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
