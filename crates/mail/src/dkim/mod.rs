//! DKIM signatures (RFC 6376) with RSA-SHA256 and Ed25519-SHA256 (RFC 8463),
//! relaxed canonicalisation of headers and body.

mod canonical;
mod key;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Moment;
use ring::digest::{SHA256, digest};

use crate::address::EmailAddress;
use crate::message::RawMessage;

pub use key::DkimKey;

/// Headers that are signed when the message has them, in this order.
const SIGNED: [&str; 13] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "list-id",
    "feedback-id",
];

/// Why a message could not be signed or a key not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// No private key in the PEM text, or not RSA (2 048 to 4 096 bits) or Ed25519.
    #[error("bad_key")]
    BadKey,
    /// The domain or the selector is no DNS name.
    #[error("bad_name")]
    BadName,
    /// The machine's random generator failed.
    #[error("no_randomness")]
    NoRandomness,
}

/// Signs messages for one domain and selector.
#[derive(Debug)]
pub struct DkimSigner {
    domain: String,
    selector: String,
    key: DkimKey,
}

impl DkimSigner {
    /// `selector` is the name under `_domainkey` where the public key is published.
    ///
    /// # Errors
    /// [`DkimError::BadName`] when either is no DNS name.
    pub fn new(domain: &str, selector: &str, key: DkimKey) -> Result<Self, DkimError> {
        let name = |text: &str| {
            EmailAddress::parse(&format!("x@{text}")).map(|address| address.domain().to_owned())
        };
        let domain = name(domain).map_err(|_| DkimError::BadName)?;
        name(&format!("{selector}.{domain}")).map_err(|_| DkimError::BadName)?;
        Ok(Self {
            domain,
            selector: selector.to_ascii_lowercase(),
            key,
        })
    }

    /// The name of the TXT record.
    #[must_use]
    pub fn dns_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// The value of the TXT record. Where it is longer than 255 octets, a zone file
    /// needs it split into several strings; most DNS providers do so themselves.
    #[must_use]
    pub fn dns_record(&self) -> String {
        self.key.dns_record()
    }

    /// The message with a signature in front. Signing twice with two keys gives a
    /// message with both signatures, each valid.
    ///
    /// `at` is written as the time of signing; give the date of the message so that a
    /// retry has the same octets.
    ///
    /// # Errors
    /// [`DkimError::NoRandomness`] when RSA blinding finds no random numbers.
    pub fn sign(&self, message: &RawMessage, at: Moment) -> Result<RawMessage, DkimError> {
        let (headers, body) = canonical::split(message.bytes());
        let fields = canonical::fields(headers);
        let body_hash = STANDARD.encode(digest(&SHA256, &canonical::body(body)));
        let (names, mut hashed) = select(&fields);
        let unsigned = self.header(&names, &body_hash, at);
        let own = canonical::field(unsigned.as_bytes());
        hashed.extend_from_slice(own.strip_suffix(b"\r\n").unwrap_or(&own));
        let signature = STANDARD.encode(self.key.sign(&hashed)?);
        Ok(message.with_first_header(format!("{unsigned}{}\r\n", folded(&signature)).as_bytes()))
    }

    /// The header up to and including the empty `b=`.
    fn header(&self, names: &[&str], body_hash: &str, at: Moment) -> String {
        format!(
            "DKIM-Signature: v=1; a={}; c=relaxed/relaxed;\r\n d={};\r\n s={}; t={};\r\n h={};\r\n bh={body_hash};\r\n b=",
            self.key.algorithm(),
            self.domain,
            self.selector,
            at.timestamp().as_second(),
            names.join(":\r\n  "),
        )
    }
}

/// The names for `h=` and the canonical octets of those headers. Where a header
/// occurs more than once the last is taken first (RFC 6376 section 5.4.2). `from` is
/// named once more than it occurs, so that a second one added later breaks the
/// signature (section 8.15).
fn select<'a>(fields: &[(String, &[u8])]) -> (Vec<&'a str>, Vec<u8>) {
    let mut names = Vec::new();
    let mut hashed = Vec::new();
    for name in SIGNED {
        for (_, field) in fields.iter().rev().filter(|(own, _)| own == name) {
            names.push(name);
            hashed.extend_from_slice(&canonical::field(field));
        }
        if name == "from" {
            names.push(name);
        }
    }
    (names, hashed)
}

/// A signature in lines of 72 octets; blanks inside `b=` do not count.
fn folded(signature: &str) -> String {
    let mut out = String::with_capacity(signature.len() + signature.len() / 18);
    for (index, c) in signature.chars().enumerate() {
        if index % 72 == 0 {
            out.push_str("\r\n  ");
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests;
