//! What readers and programs did with mails: written down at once, judged later.

use desk::Duty;
use kernel::{CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::model::{DeliveryId, Hit, HitKind};

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
}

/// Writes a judgement, forgets the agent, and notes a person's first opening and click.
///
/// # Errors
/// What the engine answers.
pub async fn judge(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    judged: &Judged,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "update mail_hit set judged_at = $3, machine = $4, reason = $5, agent = '' where centre_id = $1 and id = $2",
        args![centre, judged.id, now, judged.machine.is_some(), judged.machine.unwrap_or("")],
    )
    .await?;
    if judged.machine.is_some() {
        return Ok(());
    }
    // A click was an opening, too, where pictures are switched off.
    let clicked = (judged.kind == HitKind::Click).then_some(judged.at);
    tx.run(
        "update delivery set opened_at = coalesce(opened_at, $3), clicked_at = coalesce(clicked_at, $4) where centre_id = $1 and id = $2",
        args![centre, judged.delivery, judged.at, clicked],
    )
    .await?;
    Ok(())
}
