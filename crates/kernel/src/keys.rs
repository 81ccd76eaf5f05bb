//! The keys of this installation: one that signs ledger checkpoints, one that seals
//! links and cookies. Made at first start, readable by the owner only.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{Ed25519KeyPair, KeyPair};

/// Signing and sealing keys of one installation.
#[derive(Debug)]
pub struct Keys {
    ledger: Ed25519KeyPair,
    seal: hmac::Key,
}

/// A key could not be read, made or written.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file {0} cannot be read or written: {1}")]
    Io(String, std::io::Error),
    #[error("the key file {0} is damaged; restore it from a backup")]
    Damaged(String),
}

impl Keys {
    /// Reads the keys in `folder`, making those that are missing.
    ///
    /// # Errors
    /// [`KeyError`] when a file cannot be read, written or understood.
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        let ledger = read_or_make(&folder.join("ledger.pk8"), || {
            Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
                .ok()
                .map(|d| d.as_ref().to_vec())
        })?;
        let seal = read_or_make(&folder.join("seal.key"), || {
            Some(random_bytes::<32>().to_vec())
        })?;
        Ok(Self {
            ledger: Ed25519KeyPair::from_pkcs8(&ledger)
                .map_err(|_| KeyError::Damaged("ledger.pk8".into()))?,
            seal: hmac::Key::new(hmac::HMAC_SHA256, &seal),
        })
    }

    /// An Ed25519 signature (64 bytes) by the ledger key.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.ledger.sign(message).as_ref().to_vec()
    }

    /// The public half of the ledger key, 32 bytes.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        self.ledger.public_key().as_ref().to_vec()
    }

    /// A 128-bit seal over `parts`, bound to `purpose`. Parts are length-prefixed, so
    /// that no two different lists give the same input.
    #[must_use]
    pub fn seal(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 16] {
        let mut context = hmac::Context::with_key(&self.seal);
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut out = [0; 16];
        out.copy_from_slice(&context.sign().as_ref()[..16]);
        out
    }

    /// Whether `seal` is the seal of `parts`, compared in constant time.
    #[must_use]
    pub fn seal_holds(&self, purpose: &str, parts: &[&[u8]], seal: &[u8]) -> bool {
        let expected = self.seal(purpose, parts);
        let difference = expected
            .iter()
            .zip(seal)
            .fold(0, |sum, (a, b)| sum | (a ^ b));
        seal.len() == expected.len() && difference == 0
    }
}

/// Random bytes from the operating system.
#[must_use]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the operating system gives random bytes after boot");
    bytes
}

fn read_or_make(path: &Path, make: impl FnOnce() -> Option<Vec<u8>>) -> Result<Vec<u8>, KeyError> {
    let name = path.display().to_string();
    match fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let bytes = make().ok_or_else(|| KeyError::Damaged(name.clone()))?;
            let io = |e| KeyError::Io(name.clone(), e);
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)
                .map_err(io)?;
            file.write_all(&bytes)
                .and_then(|()| file.sync_all())
                .map_err(io)?;
            Ok(bytes)
        }
        Err(e) => Err(KeyError::Io(name, e)),
    }
}
