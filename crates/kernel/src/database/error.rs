//! What can go wrong with the database, told apart by what the caller can do.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// An error of the database layer.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error(transparent)]
    Engine(#[from] DbErr),
    #[error(transparent)]
    Driver(#[from] sea_orm::sqlx::Error),
    #[error("too many wait for the database; try again in a moment")]
    Busy,
    #[error("a row that must be there is missing")]
    Missing,
    #[error("a row has the wrong shape: {0}")]
    Shape(String),
    #[error("this can only be done with the embedded database; use the tools of PostgreSQL")]
    NotOnThisEngine,
    #[error("SQLite {0} is too old: 3.51.3 or newer is needed, older ones can damage the file")]
    SqliteTooOld(String),
    #[error("this data was written by a newer Herald (it knows “{0}”); start that version instead")]
    WrittenByNewer(String),
}

impl DbError {
    /// A unique rule was broken: somebody else was first.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        match self {
            Self::Engine(e) => matches!(e.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))),
            Self::Driver(e) => e
                .as_database_error()
                .is_some_and(|e| e.is_unique_violation()),
            _ => false,
        }
    }

    /// No connection could be had.
    pub(super) fn unconnected(error: sea_orm::sqlx::Error) -> Self {
        Self::Engine(DbErr::Conn(RuntimeErr::SqlxError(error.into())))
    }

    /// The same transaction may succeed when tried again: a busy file, a serialisation
    /// failure, a deadlock or a connection that went away.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        if matches!(self, Self::Busy) {
            return true;
        }
        let text = self.to_string().to_lowercase();
        [
            "database is locked",
            "40001",
            "40p01",
            "could not serialize",
            "deadlock detected",
            "connection",
            "pool timed out",
            "communicating with database",
            // A server that stops, starts or just lost somebody (57P01 to 57P03).
            "shutting down",
            "starting up",
            "recovery mode",
            "crash of another server process",
        ]
        .iter()
        .any(|sign| text.contains(sign))
    }

    /// No room is left on the disk.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        let text = self.to_string();
        text.contains("disk is full") || text.contains("No space left") || text.contains("53100")
    }
}
