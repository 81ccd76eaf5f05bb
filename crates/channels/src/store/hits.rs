//! What readers and programs did with mails: written down at once, judged later.

use std::collections::BTreeSet;

use desk::Duty;
use kernel::{CentreId, Conn, DbError, Moment, Value, args};
use uuid::Uuid;

use super::places;
use crate::model::{DeliveryId, Hit, HitKind, MailingId, Reader};

/// Writes down openings and clicks as they came.
///
/// # Errors
/// What the engine answers.
pub async fn keep_hits(tx: &Conn, _duty: &Duty, hits: &[Hit]) -> Result<(), DbError> {
    let rows = hits
        .iter()
        .map(|h| {
            args![
                h.centre,
                Uuid::now_v7(),
                h.delivery,
                h.kind.key(),
                h.link,
                h.at,
                h.agent.clone(),
                h.head,
                false,
                ""
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "centre_id",
        "id",
        "delivery_id",
        "kind",
        "link",
        "at",
        "agent",
        "head",
        "machine",
        "reason",
    ];
    tx.insert("mail_hit", &columns, rows, false).await?;
    Ok(())
}

/// A hit that was judged.
#[derive(Clone, Debug)]
pub struct Judged {
    pub id: Uuid,
    pub delivery: DeliveryId,
    pub kind: HitKind,
    pub at: Moment,
    /// Why it was a program; `None` for a person.
    pub machine: Option<&'static str>,
    /// `None` when the delivery is gone.
    pub mailing: Option<MailingId>,
    pub reader: Reader,
}

impl Judged {
    /// What hits that are written together have in common.
    fn verdict(&self) -> (Option<&'static str>, Option<MailingId>, Reader) {
        (self.machine, self.mailing, self.reader)
    }
}

/// Writes judgements, forgets the agents, and notes a person's first opening and click.
/// Answers which were judged by this; the others were judged before.
///
/// # Errors
/// What the engine answers.
pub async fn judge(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    judged: &[Judged],
    now: Moment,
) -> Result<BTreeSet<Uuid>, DbError> {
    let verdicts: BTreeSet<_> = judged.iter().map(Judged::verdict).collect();
    let mut done = BTreeSet::new();
    for verdict in verdicts {
        let ids: Vec<Uuid> = judged
            .iter()
            .filter(|j| j.verdict() == verdict)
            .map(|j| j.id)
            .collect();
        let (reason, mailing, reader) = verdict;
        let sql = format!(
            "update mail_hit set judged_at = $2, machine = $3, reason = $4, agent = '', mailing_id = $5, device = $6, program = $7
             where centre_id = $1 and judged_at is null and id in ({}) returning id",
            places(8, ids.len())
        );
        let mut values = args![
            centre,
            now,
            reason.is_some(),
            reason.unwrap_or(""),
            mailing,
            reader.device,
            reader.program
        ]
        .to_vec();
        values.extend(ids.into_iter().map(Value::from));
        for row in tx.all(&sql, values).await? {
            done.insert(row.get("id")?);
        }
    }
    for one in judged
        .iter()
        .filter(|j| j.machine.is_none() && done.contains(&j.id))
    {
        // A click was an opening, too, where pictures are switched off.
        let clicked = (one.kind == HitKind::Click).then_some(one.at);
        tx.run(
            "update delivery set opened_at = coalesce(opened_at, $3), clicked_at = coalesce(clicked_at, $4) where centre_id = $1 and id = $2",
            args![centre, one.delivery, one.at, clicked],
        )
        .await?;
    }
    Ok(done)
}

/// Notes that a reader left by the link of a mail. False when that was known.
///
/// # Errors
/// What the engine answers.
pub async fn leaves(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    delivery: DeliveryId,
    now: Moment,
) -> Result<bool, DbError> {
    let touched = tx
        .run(
            "update delivery set left_at = $3 where centre_id = $1 and id = $2 and left_at is null",
            args![centre, delivery, now],
        )
        .await?;
    Ok(touched == 1)
}

/// A reader took their leaving back.
///
/// # Errors
/// What the engine answers.
pub async fn stays(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    delivery: DeliveryId,
) -> Result<(), DbError> {
    tx.run(
        "update delivery set left_at = null where centre_id = $1 and id = $2",
        args![centre, delivery],
    )
    .await?;
    Ok(())
}
