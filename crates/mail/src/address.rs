//! E-mail addresses and mailboxes that are safe to put into a header or an SMTP
//! command once they exist.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::header::{self, HeaderError, HeaderValue};

/// Longest local part in octets, RFC 5321 section 4.5.3.1.1.
const LOCAL_OCTETS: usize = 64;
/// Longest address in octets: a path of 256 (RFC 5321 section 4.5.3.1.3) less its brackets.
const ADDRESS_OCTETS: usize = 254;
/// Longest label of a domain, RFC 1035 section 2.3.4.
const LABEL_OCTETS: usize = 63;
/// Input beyond this is refused before any work is done on it.
const INPUT_OCTETS: usize = 1_024;

/// Why a text is not an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("empty")]
    Empty,
    #[error("no_at")]
    NoAt,
    #[error("bad_local")]
    BadLocal,
    #[error("bad_domain")]
    BadDomain,
    #[error("too_long")]
    TooLong,
    #[error("control_characters")]
    ControlCharacters,
}

impl AddressError {
    /// The key of the sentence to show.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NoAt => "no_at",
            Self::BadLocal => "bad_local",
            Self::BadDomain => "bad_domain",
            Self::TooLong => "too_long",
            Self::ControlCharacters => "control_characters",
        }
    }
}

/// An address `local@domain`: a dot-atom local part, ASCII or international
/// (RFC 6531), and a domain of at least two labels in its ASCII form.
///
/// Quoted local parts and address literals are refused: no customer has one, and
/// they are where injection into headers and commands begins.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress {
    text: String,
    at: usize,
}

impl EmailAddress {
    /// Reads an address as people type it: surrounding blanks are dropped, full-width
    /// characters of an input method become plain ones (NFKC), an international
    /// domain becomes its ASCII form in lower case. The local part keeps its case.
    ///
    /// # Errors
    /// The first reason found why this is not an address.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if text.len() > INPUT_OCTETS {
            return Err(AddressError::TooLong);
        }
        let trimmed = text.trim_matches([' ', '\t', '\u{3000}', '\u{a0}']);
        if trimmed.chars().any(is_control_or_invisible) {
            return Err(AddressError::ControlCharacters);
        }
        let folded: String = trimmed.nfkc().collect();
        let folded = folded.trim();
        if folded.is_empty() {
            return Err(AddressError::Empty);
        }
        let (local, domain) = folded.rsplit_once('@').ok_or(AddressError::NoAt)?;
        check_local(local)?;
        let domain = ascii_domain(domain)?;
        if local.len() + 1 + domain.len() > ADDRESS_OCTETS {
            return Err(AddressError::TooLong);
        }
        Ok(Self {
            text: format!("{local}@{domain}"),
            at: local.len(),
        })
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the `@`, in the case it was typed in.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.text[..self.at]
    }

    /// The domain in ASCII and lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// The form in which two spellings of one address are equal: lower case.
    /// Dots and tags are kept, as only the receiving house knows what they mean.
    #[must_use]
    pub fn normalised(&self) -> String {
        self.text.to_lowercase()
    }

    /// Whether a server needs SMTPUTF8 (RFC 6531) to take it.
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        !self.text.is_ascii()
    }
}

impl FromStr for EmailAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.text
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Controls, line and paragraph separators, and the marks that hide or reorder text.
fn is_control_or_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

fn check_local(local: &str) -> Result<(), AddressError> {
    if local.len() > LOCAL_OCTETS {
        return Err(AddressError::TooLong);
    }
    let atoms_are_sound = local
        .split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character));
    if atoms_are_sound {
        Ok(())
    } else {
        Err(AddressError::BadLocal)
    }
}

/// `atext` of RFC 5322 section 3.2.3; beyond ASCII letters and digits with their
/// marks (RFC 6532 allows more, but nothing a person would have in an address).
fn is_atom_character(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
    } else {
        c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
    }
}

fn ascii_domain(domain: &str) -> Result<String, AddressError> {
    let domain = idna::domain_to_ascii_cow(domain.as_bytes(), idna::AsciiDenyList::STD3)
        .map_err(|_| AddressError::BadDomain)?
        .into_owned();
    let labels: Vec<&str> = domain.split('.').collect();
    let labels_are_sound = labels.len() >= 2
        && labels.iter().all(|label| {
            (1..=LABEL_OCTETS).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
    let top_is_a_name = labels
        .last()
        .is_some_and(|top| top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit()));
    if labels_are_sound && top_is_a_name {
        Ok(domain)
    } else {
        Err(AddressError::BadDomain)
    }
}

/// An address with the name people see beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    name: Option<HeaderValue>,
    address: EmailAddress,
}

impl Mailbox {
    #[must_use]
    pub fn bare(address: EmailAddress) -> Self {
        Self {
            name: None,
            address,
        }
    }

    /// A mailbox with a display name; a blank name is none.
    ///
    /// # Errors
    /// When the name holds control characters or is too long.
    pub fn named(name: &str, address: EmailAddress) -> Result<Self, HeaderError> {
        let name = HeaderValue::new(name)?;
        let name = if name.as_str().is_empty() {
            None
        } else {
            Some(name)
        };
        Ok(Self { name, address })
    }

    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_ref().map(HeaderValue::as_str)
    }

    #[must_use]
    pub fn address(&self) -> &EmailAddress {
        &self.address
    }

    /// The words of this mailbox as they stand in a header, for folding between them.
    pub(crate) fn words(&self) -> Vec<String> {
        let Some(name) = &self.name else {
            return vec![self.address.to_string()];
        };
        let mut words = header::phrase(name.as_str());
        words.push(format!("<{}>", self.address));
        words
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_taken_as_people_type_them() {
        let long_local = "a".repeat(64);
        for (typed, expected) in [
            ("anna@example.test", "anna@example.test"),
            ("  anna@example.test\t", "anna@example.test"),
            ("\u{3000}anna@example.test", "anna@example.test"),
            ("Anna.Chen+news@Example.TEST", "Anna.Chen+news@example.test"),
            ("ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "anna@example.com"),
            ("anna@復健.台灣", "anna@xn--nyqy58a.xn--kpry57d"),
            ("anna@復健。台灣", "anna@xn--nyqy58a.xn--kpry57d"),
            ("王小明@example.test", "王小明@example.test"),
            ("o'neil@example.test", "o'neil@example.test"),
            (
                &format!("{long_local}@example.test"),
                &format!("{long_local}@example.test"),
            ),
        ] {
            assert_eq!(
                EmailAddress::parse(typed).map(String::from),
                Ok(expected.to_owned()),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn what_is_not_an_address_is_refused_with_its_reason() {
        use AddressError::*;
        let long_local = format!("{}@example.test", "a".repeat(65));
        let long_domain = format!("a@{}test", "abcdefghi.".repeat(26));
        for (typed, expected) in [
            ("", Empty),
            ("   ", Empty),
            ("anna", NoAt),
            ("@example.test", BadLocal),
            (".anna@example.test", BadLocal),
            ("an..na@example.test", BadLocal),
            ("an na@example.test", BadLocal),
            ("\"an na\"@example.test", BadLocal),
            ("anna@b@example.test", BadLocal),
            ("<anna@example.test", BadLocal),
            ("anna＜x@example.test", BadLocal),
            ("anna,ben@example.test", BadLocal),
            ("anna@", BadDomain),
            ("anna@localhost", BadDomain),
            ("anna@example.test>", BadDomain),
            ("anna@exa mple.test", BadDomain),
            ("anna@-example.test", BadDomain),
            ("anna@example..test", BadDomain),
            ("anna@[127.0.0.1]", BadDomain),
            ("anna@127.0.0.1", BadDomain),
            ("anna@example.test.", BadDomain),
            ("anna@exam_ple.test", BadDomain),
            ("anna@example.test\r\nRCPT TO:<x@y.zz>", ControlCharacters),
            ("anna\n@example.test", ControlCharacters),
            ("anna\0@example.test", ControlCharacters),
            ("an\u{200b}na@example.test", ControlCharacters),
            ("anna\u{202e}@example.test", ControlCharacters),
            (&long_local, TooLong),
            (&long_domain, TooLong),
            (&"x".repeat(5_000), TooLong),
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(expected), "{typed:?}");
            assert_eq!(expected.key(), expected.to_string());
        }
    }

    #[test]
    fn an_address_longer_than_a_path_is_refused() {
        let domain = format!(
            "{}.{}.{}.test",
            "a".repeat(63),
            "b".repeat(63),
            "c".repeat(60)
        );
        let address = format!("{}@{domain}", "l".repeat(64));
        assert_eq!(EmailAddress::parse(&address), Err(AddressError::TooLong));
    }

    #[test]
    fn two_spellings_of_one_address_are_equal_when_normalised() {
        let one = EmailAddress::parse("Anna@EXAMPLE.test").unwrap();
        let two = EmailAddress::parse("ａnna@example.TEST").unwrap();
        assert_eq!(one.normalised(), two.normalised());
        assert_eq!((one.local(), one.domain()), ("Anna", "example.test"));
    }

    #[test]
    fn an_address_is_read_from_json_by_the_same_rules() {
        let read: Result<EmailAddress, _> = serde_json::from_str("\"a@b\\r\\n.cc\"");
        assert!(read.is_err());
        let read: EmailAddress = serde_json::from_str("\" a@b.cc\"").unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"a@b.cc\"");
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_is_harmless_and_stable(text in "\\PC{0,20}[@＠]\\PC{0,20}|.{0,40}|[a-z+.王ａ＜\"]{1,9}@[a-z.。台-]{1,12}\\.test") {
            if let Ok(address) = EmailAddress::parse(&text) {
                let shown = address.to_string();
                prop_assert!(!shown.contains(['\r', '\n', '\0', ' ', '<', '>', '"', ',', ';', ':', '(', ')', '\\']));
                prop_assert_eq!(shown.matches('@').count(), 1);
                prop_assert_eq!(EmailAddress::parse(&shown), Ok(address.clone()));
                let normalised = EmailAddress::parse(&address.normalised());
                prop_assert!(normalised.is_ok() || address.needs_smtputf8());
            }
        }
    }
}
