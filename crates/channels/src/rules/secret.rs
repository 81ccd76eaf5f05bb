//! Sealing a password for the database with the keys of the installation
//! (ChaCha20-Poly1305, RFC 8439), so that a copy of the database alone gives it away to
//! nobody.

use kernel::Keys;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Seals a text. `nonce` must be random and never used twice.
#[must_use]
pub fn seal(keys: &Keys, nonce: [u8; NONCE_LEN], text: &str) -> Option<Vec<u8>> {
    let mut sealed = text.as_bytes().to_vec();
    let key = key(keys)?;
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::empty(),
        &mut sealed,
    )
    .ok()?;
    let mut out = nonce.to_vec();
    out.append(&mut sealed);
    Some(out)
}

/// Opens what [`seal`] made; `None` with other keys or a changed byte.
#[must_use]
pub fn open(keys: &Keys, sealed: &[u8]) -> Option<String> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut sealed = sealed.to_vec();
    let text = key(keys)?
        .open_in_place(nonce, Aad::empty(), &mut sealed)
        .ok()?;
    String::from_utf8(text.to_vec()).ok()
}

fn key(keys: &Keys) -> Option<LessSafeKey> {
    let mut bytes = [0_u8; 32];
    bytes[..16].copy_from_slice(&keys.seal("sending-secret", &[b"1"]));
    bytes[16..].copy_from_slice(&keys.seal("sending-secret", &[b"2"]));
    UnboundKey::new(&CHACHA20_POLY1305, &bytes)
        .ok()
        .map(LessSafeKey::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_comes_back_only_whole_and_with_the_same_keys() {
        let folder = |name: &str| {
            let path = std::env::temp_dir().join(format!("herald-{name}-{}", uuid::Uuid::now_v7()));
            std::fs::create_dir_all(&path).unwrap();
            Keys::open(&path).unwrap()
        };
        let (keys, others) = (folder("secret"), folder("secret-other"));
        let mut sealed = seal(&keys, [7; NONCE_LEN], "密碼 hunter2").unwrap();
        assert_eq!(open(&keys, &sealed).as_deref(), Some("密碼 hunter2"));
        assert_eq!(open(&others, &sealed), None);
        sealed[20] ^= 1;
        assert_eq!(open(&keys, &sealed), None);
        assert_eq!(open(&keys, b"short"), None);
    }
}
