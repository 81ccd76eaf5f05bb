//! Passwords by Argon2id: work for tens of milliseconds, so it is done off the threads
//! that answer pages.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// Passwords worked on at once: each takes 19 MB and a core.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Hashes a password under a salt of its own.
pub(crate) async fn hash_password(password: String) -> String {
    let work = move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|h: PasswordHash| h.to_string())
    };
    let _turn = AT_ONCE.acquire().await;
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
        let fits = PasswordHash::new(&hash).is_ok_and(|parsed| {
            Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok()
        });
        known && fits
    };
    let _turn = AT_ONCE.acquire().await;
    tokio::task::spawn_blocking(work).await.unwrap_or(false)
}

/// The hash of a password nobody knows, with the default parameters.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Yl3nN2Wc3mC1Wk3dQ8f5C1Gm2eV9oYtKq0Zl8hUuJ1M";
