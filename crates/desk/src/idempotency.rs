//! A repeated act has one effect: its key is a row written in the same transaction.

use kernel::{CentreId, Conn, DbError, Digest, Moment, args};
use serde_json::Value as Json;

use crate::Refusal;

/// The answer given to an earlier act with this key, if there was one.
pub(crate) async fn earlier(
    conn: &Conn,
    centre: CentreId,
    who: &str,
    key: &str,
    payload: Digest,
) -> Result<Option<Json>, Refusal> {
    let row = conn
        .first(
            "select payload, answer from idempotency where centre_id = $1 and who = $2 and key = $3",
            args![centre, who, key],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let earlier: String = row.get("payload")?;
    if earlier != payload.to_string() {
        return Err(Refusal::conflict("idempotency-key-reused"));
    }
    Ok(Some(row.json("answer")?))
}

/// Keeps the answer for repeats.
pub(crate) async fn keep(
    tx: &Conn,
    centre: CentreId,
    who: &str,
    key: &str,
    payload: Digest,
    answer: &Json,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into idempotency (centre_id, who, key, payload, answer, at) values ($1, $2, $3, $4, $5, $6)",
        args![centre, who, key, payload.to_string(), answer.to_string(), now],
    )
    .await?;
    Ok(())
}
