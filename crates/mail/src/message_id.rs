//! The name of a message, equal on every retry.

use std::fmt;

use crate::address::EmailAddress;

/// The identity of a message (RFC 5322 section 3.6.4), kept without its brackets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// `unique@domain`. `unique` must be a dot-atom, so a keyed hash in base32 fits.
    /// Answers `None` when the two do not make a sound identity.
    #[must_use]
    pub fn new(unique: &str, domain: &str) -> Option<Self> {
        let address = EmailAddress::parse(&format!("{unique}@{domain}")).ok()?;
        (address.local() == unique && !address.needs_smtputf8()).then(|| Self(address.to_string()))
    }

    /// Reads an identity from a header, with or without brackets. More is accepted
    /// than [`MessageId::new`] would make, as other programs are inventive; what is
    /// accepted is printable ASCII without blanks or brackets.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let inner = text
            .strip_prefix('<')
            .map_or(Some(text), |rest| rest.split_once('>').map(|(id, _)| id))?;
        let sound = (3..=250).contains(&inner.len())
            && inner.contains('@')
            && inner
                .bytes()
                .all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>');
        sound.then(|| Self(inner.to_owned()))
    }

    /// Without brackets, as it is stored and compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// With brackets, as it stands in a header.
impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::MessageId;

    #[test]
    fn an_identity_is_made_and_read_back() {
        let id = MessageId::new("k3j2", "clinic.test").unwrap();
        assert_eq!(id.to_string(), "<k3j2@clinic.test>");
        assert_eq!(MessageId::parse(" <k3j2@clinic.test> "), Some(id.clone()));
        assert_eq!(MessageId::parse("k3j2@clinic.test"), Some(id));
    }

    #[test]
    fn an_identity_cannot_carry_a_line_break() {
        for unique in ["a\r\nBcc: x", "a b", "a>", "", "王"] {
            assert_eq!(MessageId::new(unique, "clinic.test"), None, "{unique:?}");
        }
        for text in ["<a\r\n@b>", "<ab", "<a b@c>", "ab", ""] {
            assert_eq!(MessageId::parse(text), None, "{text:?}");
        }
    }
}
