//! The centre itself: what was said at set-up and may be changed in the settings.

use jiff::tz::TimeZone;
use kernel::{CentreId, Conn, DbError, Moment, args};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Permit;

/// One rehabilitation centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Centre {
    pub id: CentreId,
    pub name: String,
    /// IANA name, for example `Asia/Taipei`.
    pub zone: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Licence of the institution, as the compliance rules name it; `unset` treats every
    /// promotional text as needing review.
    pub licence: String,
    /// Jurisdictions whose rules run, for example `TW`.
    pub jurisdictions: Vec<String>,
    /// Language it was set up in, as a BCP 47 tag; the website begins in it.
    pub lang: String,
    /// Made to be looked at: nothing of it is ever sent.
    pub sample: bool,
}

impl Centre {
    /// The time zone; UTC when the stored name is unknown to this machine.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }
}

/// The centres of this program, the oldest first.
///
/// # Errors
/// What the engine answers.
pub async fn all(conn: &Conn) -> Result<Vec<Centre>, DbError> {
    let rows = conn
        .all("select id, name, zone, currency, licence, jurisdictions, lang, sample from centre order by founded_at, id", [])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Centre {
                id: row.get("id")?,
                name: row.get("name")?,
                zone: row.get("zone")?,
                currency: row.get("currency")?,
                licence: row.get("licence")?,
                jurisdictions: row.json("jurisdictions")?,
                lang: row.get("lang")?,
                sample: row.get("sample")?,
            })
        })
        .collect()
}

/// The centre of an id.
///
/// # Errors
/// [`DbError::Missing`] when there is none.
pub async fn of(conn: &Conn, id: CentreId) -> Result<Centre, DbError> {
    all(conn)
        .await?
        .into_iter()
        .find(|c| c.id == id)
        .ok_or(DbError::Missing)
}

/// Founds a centre.
///
/// # Errors
/// What the engine answers.
pub async fn found(
    tx: &Conn,
    _permit: &Permit,
    centre: &Centre,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into centre (id, name, zone, currency, licence, jurisdictions, lang, sample, founded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            centre.id,
            centre.name.clone(),
            centre.zone.clone(),
            centre.currency.clone(),
            centre.licence.clone(),
            jurisdictions(centre),
            centre.lang.clone(),
            centre.sample,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Changes what the settings page may change.
///
/// # Errors
/// What the engine answers.
pub async fn change(tx: &Conn, permit: &Permit, centre: &Centre) -> Result<(), DbError> {
    tx.run(
        "update centre set name = $2, zone = $3, currency = $4, licence = $5, jurisdictions = $6 where id = $1",
        args![
            permit.centre(),
            centre.name.clone(),
            centre.zone.clone(),
            centre.currency.clone(),
            centre.licence.clone(),
            jurisdictions(centre)
        ],
    )
    .await?;
    Ok(())
}

fn jurisdictions(centre: &Centre) -> String {
    serde_json::to_string(&centre.jurisdictions).unwrap_or_else(|_| "[]".into())
}
