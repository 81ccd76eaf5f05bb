//! What was aimed at.

use std::collections::BTreeMap;

use kernel::{CentreId, Conn, DbError, Moment, Row, args};

use crate::model::{Grain, Target};

const SELECT: &str = "select kpi, grain, from_at, thousandths, account_id, at from kpi_target";

/// The targets that hold for periods of a grain that begin at `from`, by indicator.
///
/// # Errors
/// What the engine answers.
pub async fn targets(
    conn: &Conn,
    centre: CentreId,
    grain: Grain,
    from: Moment,
) -> Result<BTreeMap<String, Target>, DbError> {
    let sql = format!(
        "{SELECT} where centre_id = $1 and grain = $2 and from_at <= $3 order by kpi, from_at, at, id"
    );
    let rows = conn.all(&sql, args![centre, grain.key(), from]).await?;
    // A later row of the same indicator takes the place of the one before it.
    rows.iter()
        .map(|row| read(row).map(|target| (target.kpi.clone(), target)))
        .collect()
}

/// The target of one indicator for a period that begins at `from`.
///
/// # Errors
/// What the engine answers.
pub async fn target(
    conn: &Conn,
    centre: CentreId,
    kpi: &str,
    grain: Grain,
    from: Moment,
) -> Result<Option<Target>, DbError> {
    Ok(targets(conn, centre, grain, from).await?.remove(kpi))
}

/// Every target an indicator ever had, the latest first.
///
/// # Errors
/// What the engine answers.
pub async fn targets_of(conn: &Conn, centre: CentreId, kpi: &str) -> Result<Vec<Target>, DbError> {
    let sql =
        format!("{SELECT} where centre_id = $1 and kpi = $2 order by at desc, id desc limit 50");
    conn.all(&sql, args![centre, kpi])
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<Target, DbError> {
    let grain: String = row.get("grain")?;
    Ok(Target {
        kpi: row.get("kpi")?,
        grain: Grain::from_key(&grain).ok_or(DbError::Shape(grain))?,
        from: row.get("from_at")?,
        thousandths: row.get("thousandths")?,
        account: row.get("account_id")?,
        at: row.get("at")?,
    })
}
