//! Random secrets for links, sessions and tokens, hashed at rest.

use data_encoding::BASE64URL_NOPAD;
use kernel::{random_bytes, sha256};

/// A random secret of 256 bits: shown once, kept as its hash.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one with a prefix that tells scanners what it is: `hrs_` for a session,
    /// `hrt_` for a token, `hrl_` for a link.
    #[must_use]
    pub fn new(prefix: &str) -> Self {
        Self(format!(
            "{prefix}{}",
            BASE64URL_NOPAD.encode(&random_bytes::<32>())
        ))
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
