//! The ground everything stands on: ids, time, money, the database on either
//! engine, durable jobs and the stream of activity.
//!
//! It must never know a screen, an act or a rule of the charter.

pub mod activity;
pub mod database;
mod digest;
mod folder;
mod ids;
pub mod jobs;
mod keys;
pub mod migrations;
mod money;
mod time;

pub use database::{Conn, Database, DbError, Migration, Row};
pub use digest::{Digest, canonical, sha256};
pub use folder::{DataFolder, FolderError};
pub use ids::{AccountId, CentreId};
pub use keys::{KeyError, Keys, random_bytes};
pub use money::Money;
pub use time::{Clock, Moment};

/// A bound value of a statement, see [`args!`].
pub use sea_orm::Value;

/// The bound values of one statement: `args![centre, name, Some(3_i64)]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        [$($crate::Value::from($value)),*]
    };
}

/// Re-exported for the [`id!`] macro only.
pub mod private {
    pub use {schemars, sea_orm, serde, uuid};
}
