//! Segments.

use desk::Permit;
use kernel::{Conn, DbError, args};

use crate::model::{Segment, SegmentId};

/// Writes a segment, new or changed. False when it is no longer at the revision before.
///
/// # Errors
/// What the engine answers.
pub async fn save_segment(tx: &Conn, permit: &Permit, segment: &Segment) -> Result<bool, DbError> {
    let rule = serde_json::to_string(&segment.rule).map_err(|e| DbError::Shape(e.to_string()))?;
    let touched = tx
        .run(
            "insert into segment (centre_id, id, name, folded, rule, account_id, created_at, changed_at, revision)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (centre_id, id) do update set name = excluded.name, folded = excluded.folded, rule = excluded.rule,
               changed_at = excluded.changed_at, revision = excluded.revision
             where segment.revision = excluded.revision - 1",
            args![
                permit.centre(),
                segment.id,
                segment.name.clone(),
                text::fold(&segment.name),
                rule,
                segment.by,
                segment.created_at,
                segment.changed_at,
                segment.revision
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Takes a segment out of use; what was sent to it keeps its name.
///
/// # Errors
/// What the engine answers; a second removal breaks a unique rule.
pub async fn remove_segment(
    tx: &Conn,
    permit: &Permit,
    segment: SegmentId,
    at: kernel::Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into segment_removal (centre_id, segment_id, at, leaf_id) values ($1, $2, $3, $4)
         on conflict (centre_id, segment_id) do nothing",
        args![permit.centre(), segment, at, permit.leaf()],
    )
    .await?;
    Ok(())
}
