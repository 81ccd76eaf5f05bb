//! Private keys of DKIM and the records that publish their public halves.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use super::DkimError;
use crate::secret::Secret;

/// `SEQUENCE { OID rsaEncryption, NULL }`, RFC 3279 section 2.3.1.
const RSA_ALGORITHM: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// A private key that signs for a domain. Its `Debug` form shows the algorithm only.
pub struct DkimKey(Kind);

enum Kind {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

impl DkimKey {
    /// Reads a PEM text: RSA in PKCS#8 or PKCS#1, or Ed25519 in PKCS#8, as
    /// `openssl genpkey` or `openssl genrsa` writes them.
    ///
    /// # Errors
    /// [`DkimError::BadKey`] for anything else, and for RSA below 2 048 bits.
    pub fn from_pem(pem: &str) -> Result<Self, DkimError> {
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| DkimError::BadKey)?;
        let kind = match &key {
            PrivateKeyDer::Pkcs1(der) => Kind::Rsa(Box::new(
                RsaKeyPair::from_der(der.secret_pkcs1_der()).map_err(|_| DkimError::BadKey)?,
            )),
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                match Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
                    Ok(pair) => Kind::Ed25519(pair),
                    Err(_) => Kind::Rsa(Box::new(
                        RsaKeyPair::from_pkcs8(der).map_err(|_| DkimError::BadKey)?,
                    )),
                }
            }
            _ => return Err(DkimError::BadKey),
        };
        Ok(Self(kind))
    }

    /// Makes a new Ed25519 key and its PEM text (PKCS#8) to keep.
    ///
    /// Not every receiver verifies Ed25519 yet; sign with an RSA key as well.
    ///
    /// # Errors
    /// [`DkimError::NoRandomness`] when the machine's generator fails.
    pub fn generate_ed25519() -> Result<(Self, Secret), DkimError> {
        let der = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|_| DkimError::NoRandomness)?;
        let pair = Ed25519KeyPair::from_pkcs8(der.as_ref()).map_err(|_| DkimError::BadKey)?;
        let encoded = STANDARD.encode(der.as_ref());
        let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
        for (index, c) in encoded.chars().enumerate() {
            if index > 0 && index % 64 == 0 {
                pem.push('\n');
            }
            pem.push(c);
        }
        pem.push_str("\n-----END PRIVATE KEY-----\n");
        Ok((Self(Kind::Ed25519(pair)), Secret::new(pem)))
    }

    /// The value of `a=`.
    pub(super) fn algorithm(&self) -> &'static str {
        match self.0 {
            Kind::Rsa(_) => "rsa-sha256",
            Kind::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// The value of the TXT record that publishes the public key.
    #[must_use]
    pub fn dns_record(&self) -> String {
        match &self.0 {
            Kind::Rsa(pair) => {
                let public = subject_public_key_info(pair.public().as_ref());
                format!("v=DKIM1; k=rsa; p={}", STANDARD.encode(public))
            }
            Kind::Ed25519(pair) => format!(
                "v=DKIM1; k=ed25519; p={}",
                STANDARD.encode(pair.public_key())
            ),
        }
    }

    /// Signs canonical headers. Ed25519 signs their SHA-256 digest (RFC 8463 section 3).
    pub(super) fn sign(&self, hashed: &[u8]) -> Result<Vec<u8>, DkimError> {
        match &self.0 {
            Kind::Rsa(pair) => sign_rsa(pair, hashed),
            Kind::Ed25519(pair) => Ok(pair
                .sign(digest(&SHA256, hashed).as_ref())
                .as_ref()
                .to_vec()),
        }
    }
}

impl fmt::Debug for DkimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DkimKey({})", self.algorithm())
    }
}

fn sign_rsa(pair: &rsa::KeyPair, hashed: &[u8]) -> Result<Vec<u8>, DkimError> {
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        hashed,
        &mut signature,
    )
    .map_err(|_| DkimError::NoRandomness)?;
    Ok(signature)
}

/// Wraps an `RSAPublicKey` the way `openssl rsa -pubout` and every verifier do
/// (RFC 5280 section 4.1.2.7).
fn subject_public_key_info(rsa_public_key: &[u8]) -> Vec<u8> {
    let bits = [&[0], rsa_public_key].concat();
    let inner = [RSA_ALGORITHM.as_slice(), &tagged(0x03, &bits)].concat();
    tagged(0x30, &inner)
}

/// A DER value with its tag and length.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let first = length
        .iter()
        .position(|&b| b != 0)
        .unwrap_or(length.len() - 1);
    let significant = &length[first..];
    let mut out = vec![tag];
    if content.len() >= 128 {
        out.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
    }
    out.extend_from_slice(significant);
    out.extend_from_slice(content);
    out
}
