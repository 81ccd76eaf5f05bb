//! Who holds which position, and who deputises for whom until when.

use charter::{Actor, Held, Position, Who};
use kernel::{AccountId, CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::Permit;

/// A position somebody holds.
#[derive(Clone, Debug)]
pub struct Holding {
    pub id: Uuid,
    pub account: AccountId,
    pub position: Position,
    /// Set for a deputy: whose position it is.
    pub deputy_for: Option<AccountId>,
    pub until: Option<Moment>,
}

/// The actor behind an account, with every position held at `now`.
///
/// # Errors
/// What the engine answers.
pub async fn actor_of(
    conn: &Conn,
    centre: CentreId,
    account: AccountId,
    now: Moment,
) -> Result<Actor, DbError> {
    let holds = holdings(conn, centre, now)
        .await?
        .into_iter()
        .filter(|h| h.account == account)
        .map(|h| Held {
            position: h.position,
            deputy_for: h.deputy_for,
            until: h.until,
        })
        .collect();
    Ok(Actor {
        centre,
        who: Who::Person(account),
        holds,
    })
}

/// Every position held at `now`, deputies included.
///
/// # Errors
/// What the engine answers.
pub async fn holdings(conn: &Conn, centre: CentreId, now: Moment) -> Result<Vec<Holding>, DbError> {
    let rows = conn
        .all(
            "select id, account_id, position, deputy_for, until_at from holding h
             where centre_id = $1 and (until_at is null or until_at > $2)
             and not exists (select 1 from holding_end e where e.centre_id = h.centre_id and e.holding_id = h.id)
             order by since_at, id",
            args![centre, now],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let position: String = row.get("position")?;
            Ok(Holding {
                id: row.get("id")?,
                account: row.get("account_id")?,
                position: Position(position),
                deputy_for: row.get("deputy_for")?,
                until: row.get("until_at")?,
            })
        })
        .collect()
}

/// Gives a position, or a deputy's term in one.
///
/// # Errors
/// What the engine answers.
pub async fn grant(
    tx: &Conn,
    permit: &Permit,
    holding: &Holding,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into holding (centre_id, id, account_id, position, deputy_for, since_at, until_at, leaf_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            permit.centre(),
            holding.id,
            holding.account,
            holding.position.0.clone(),
            holding.deputy_for,
            now,
            holding.until,
            permit.leaf()
        ],
    )
    .await?;
    Ok(())
}

/// Ends a holding.
///
/// # Errors
/// What the engine answers.
pub async fn end(tx: &Conn, permit: &Permit, holding: Uuid, now: Moment) -> Result<(), DbError> {
    tx.run(
        "insert into holding_end (centre_id, holding_id, at, leaf_id) values ($1, $2, $3, $4)",
        args![permit.centre(), holding, now, permit.leaf()],
    )
    .await?;
    Ok(())
}
