//! Laying a password aside for the act that wants it.

use desk::{Desk, Duty};
use kernel::DbError;
use uuid::Uuid;

use crate::{jobs, rules, store};

/// Why a password was not taken.
#[derive(Debug)]
pub enum PasswordFault {
    /// The key of the sentence.
    Weak(&'static str),
    Database(DbError),
}

impl From<DbError> for PasswordFault {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

/// Hashes a password and lays it aside; acts name it by the id that comes back, so that
/// no payload and no ledger ever holds it.
///
/// # Errors
/// [`PasswordFault::Weak`] when the rules refuse it.
pub async fn offer_password(
    desk: &Desk,
    password: &str,
    email: &str,
) -> Result<Uuid, PasswordFault> {
    if let Some(key) = rules::password_fault(password, email) {
        return Err(PasswordFault::Weak(key));
    }
    let hash = jobs::hash_password(password.to_owned()).await;
    let id = Uuid::now_v7();
    let tx = desk.database().begin().await?;
    store::lay_aside(&tx, &Duty::intake(), id, &hash, desk.clock().now()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Whether `password` is the one behind `hash`. Without a hash the same work is done,
/// so that an unknown address takes as long as a wrong password.
pub(crate) async fn password_fits(password: String, hash: Option<String>) -> bool {
    jobs::password_fits(password, hash).await
}
