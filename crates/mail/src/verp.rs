//! Variable envelope return paths: every delivery has a return address of its own,
//! `bounces+token@domain`, so that a bounce names the delivery it is about even when
//! its text says nothing useful.

use crate::address::{AddressError, EmailAddress};

/// Makes the return path of one delivery from the address that collects bounces.
///
/// `token` should be unguessable, since whoever knows it can make an address look dead.
///
/// # Errors
/// When the token is not a plain word of letters, digits, `-` and `_`, or the local
/// part would grow beyond 64 octets.
pub fn encode(collector: &EmailAddress, token: &str) -> Result<EmailAddress, AddressError> {
    if !is_token(token) || collector.local().contains('+') {
        return Err(AddressError::BadLocal);
    }
    EmailAddress::parse(&format!(
        "{}+{token}@{}",
        collector.local(),
        collector.domain()
    ))
}

/// The token in a return path, when it is one of this collector's. The name of the
/// collector is compared without case, the token keeps the case it has.
#[must_use]
pub fn decode<'a>(collector: &EmailAddress, address: &'a EmailAddress) -> Option<&'a str> {
    let (name, token) = address.local().split_once('+')?;
    let ours =
        name.eq_ignore_ascii_case(collector.local()) && address.domain() == collector.domain();
    (ours && is_token(token)).then_some(token)
}

/// A token of 1 to 48 letters, digits, `-` and `_`.
pub(crate) fn is_token(token: &str) -> bool {
    (1..=48).contains(&token.len())
        && token
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    #[test]
    fn a_foreign_return_path_names_no_delivery() {
        let collector = address("bounces@clinic.test");
        for other in [
            "bounces@clinic.test",
            "bounces+x@other.test",
            "news+x@clinic.test",
            "bounces+a+b@clinic.test",
        ] {
            assert_eq!(decode(&collector, &address(other)), None, "{other}");
        }
    }

    #[test]
    fn a_token_that_is_no_plain_word_is_refused() {
        let collector = address("bounces@clinic.test");
        for token in ["", "a b", "a@b", "a+b", "a\r\nb", &"x".repeat(49)] {
            assert_eq!(
                encode(&collector, token),
                Err(AddressError::BadLocal),
                "{token:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_token_comes_back_as_it_was(token in "[A-Za-z0-9_-]{1,48}") {
            let collector = address("bounces@clinic.test");
            let path = encode(&collector, &token).unwrap();
            prop_assert_eq!(decode(&collector, &path), Some(token.as_str()));
        }
    }
}
