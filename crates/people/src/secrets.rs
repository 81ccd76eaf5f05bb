//! Secrets: random ones for links, sessions and tokens, hashed at rest; passwords by
//! Argon2id, off the threads that answer pages.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use data_encoding::BASE64URL_NOPAD;
use desk::Desk;
use kernel::{DbError, random_bytes, sha256};
use uuid::Uuid;

use crate::{rules, store};

/// A random secret of 256 bits: shown once, kept as its hash.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one with a prefix that tells scanners what it is: `hrs_` for a session,
    /// `hrt_` for a token, `hrl_` for a link.
    #[must_use]
    pub fn new(prefix: &str) -> Self {
        Self(format!("{prefix}{}", BASE64URL_NOPAD.encode(&random_bytes::<32>())))
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored: SHA-256 in hexadecimal. No salt is needed over 256 random bits.
    #[must_use]
    pub fn hash(&self) -> String {
        hash_of(&self.0)
    }
}

/// The stored form of a secret somebody shows.
#[must_use]
pub fn hash_of(secret: &str) -> String {
    sha256(secret.as_bytes()).to_string()
}

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
pub async fn offer_password(desk: &Desk, password: &str, email: &str) -> Result<Uuid, PasswordFault> {
    if let Some(key) = rules::password_fault(password, email) {
        return Err(PasswordFault::Weak(key));
    }
    let hash = hash_password(password.to_owned()).await;
    let id = Uuid::now_v7();
    let tx = desk.database().begin().await?;
    store::lay_aside(&tx, &desk::Duty::intake(), id, &hash, desk.clock().now()).await?;
    tx.commit().await?;
    Ok(id)
}

async fn hash_password(password: String) -> String {
    let work = move || Argon2::default().hash_password(password.as_bytes()).map(|h: PasswordHash| h.to_string());
    tokio::task::spawn_blocking(work)
        .await
        .ok()
        .and_then(Result::ok)
        .expect("hashing with the default parameters cannot fail on a bounded password")
}

/// Whether `password` is the one behind `hash`. Without a hash the same work is done,
/// so that an unknown address takes as long as a wrong password.
pub(crate) async fn password_fits(password: String, hash: Option<String>) -> bool {
    let work = move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let fits = PasswordHash::new(&hash)
            .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
        known && fits
    };
    tokio::task::spawn_blocking(work).await.unwrap_or(false)
}

/// The hash of a password nobody knows, with the default parameters.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Yl3nN2Wc3mC1Wk3dQ8f5C1Gm2eV9oYtKq0Zl8hUuJ1M";
