//! The last check before anything leaves the building: freezing and thawing.

use kernel::{AccountId, CentreId, Conn, DbError, Moment, args};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Permit;

/// What kind of message or publication something is. A freeze holds the first two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    Marketing,
    Publishing,
    /// Invitations, resets, reminders to staff.
    Account,
    Safety,
    Crisis,
}

impl Stream {
    /// The word in rows and JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::Publishing => "publishing",
            Self::Account => "account",
            Self::Safety => "safety",
            Self::Crisis => "crisis",
        }
    }

    /// The stream of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [
            Self::Marketing,
            Self::Publishing,
            Self::Account,
            Self::Safety,
            Self::Crisis,
        ]
        .into_iter()
        .find(|s| s.key() == key)
    }

    /// Account, safety and crisis messages pass a freeze.
    #[must_use]
    pub fn is_held_by_freeze(self) -> bool {
        matches!(self, Self::Marketing | Self::Publishing)
    }
}

/// A freeze that is in force.
#[derive(Clone, Debug)]
pub struct Freeze {
    pub id: Uuid,
    pub reason: String,
    pub by: Option<AccountId>,
    pub at: Moment,
}

/// The freeze in force, if there is one.
///
/// # Errors
/// What the engine answers.
pub async fn frozen(conn: &Conn, centre: CentreId) -> Result<Option<Freeze>, DbError> {
    let row = conn
        .first(
            "select id, reason, by_account, at from frozen f where centre_id = $1
             and not exists (select 1 from thaw t where t.centre_id = f.centre_id and t.freeze_id = f.id)
             order by at desc limit 1",
            args![centre],
        )
        .await?;
    row.map(|row| {
        Ok(Freeze {
            id: row.get("id")?,
            reason: row.get("reason")?,
            by: row.get("by_account")?,
            at: row.get("at")?,
        })
    })
    .transpose()
}

/// Puts a freeze in force.
///
/// # Errors
/// What the engine answers.
pub async fn freeze(
    tx: &Conn,
    permit: &Permit,
    reason: &str,
    by: Option<AccountId>,
    at: Moment,
) -> Result<Uuid, DbError> {
    let id = Uuid::now_v7();
    tx.run(
        "insert into frozen (centre_id, id, reason, by_account, at) values ($1, $2, $3, $4, $5)",
        args![permit.centre(), id, reason, by, at],
    )
    .await?;
    Ok(id)
}

/// Ends a freeze. What it held stays held until somebody releases it, item by item.
///
/// # Errors
/// What the engine answers.
pub async fn thaw(
    tx: &Conn,
    permit: &Permit,
    freeze: Uuid,
    reason: &str,
    by: Option<AccountId>,
    at: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into thaw (centre_id, freeze_id, reason, by_account, at) values ($1, $2, $3, $4, $5)",
        args![permit.centre(), freeze, reason, by, at],
    )
    .await?;
    Ok(())
}
