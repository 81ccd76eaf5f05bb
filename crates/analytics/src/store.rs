//! The statement that writes targets.

use desk::Permit;
use kernel::{AccountId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::model::Grain;

/// Keeps a target; the one before stays on the record.
pub(crate) async fn set_target(
    tx: &Conn,
    permit: &Permit,
    kpi: &str,
    grain: Grain,
    from: Moment,
    thousandths: i64,
    by: (AccountId, Moment),
) -> Result<(), DbError> {
    tx.run(
        "insert into kpi_target (centre_id, id, kpi, grain, from_at, thousandths, account_id, at, leaf_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            permit.centre(),
            Uuid::now_v7(),
            kpi,
            grain.key(),
            from,
            thousandths,
            by.0,
            by.1,
            permit.leaf()
        ],
    )
    .await?;
    Ok(())
}
