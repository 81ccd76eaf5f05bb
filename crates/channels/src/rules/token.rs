//! Signed links: which delivery, which link, and a seal that cannot be bent.

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use kernel::Keys;
use uuid::Uuid;

use crate::model::{DeliveryId, MailingId};

/// What a token is good for. A token of one purpose is worth nothing for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Click,
    Open,
    Unsubscribe,
    View,
}

impl Purpose {
    fn key(self) -> &'static str {
        match self {
            Self::Click => "mail-click",
            Self::Open => "mail-open",
            Self::Unsubscribe => "mail-unsubscribe",
            Self::View => "mail-view",
        }
    }
}

/// base64url of delivery (16 octets), number of the link (2), seal (16).
#[must_use]
pub fn token(keys: &Keys, purpose: Purpose, delivery: DeliveryId, link: u16) -> String {
    let number = link.to_be_bytes();
    let seal = keys.seal(purpose.key(), &[delivery.0.as_bytes(), &number]);
    let mut bytes = [0_u8; 34];
    bytes[..16].copy_from_slice(delivery.0.as_bytes());
    bytes[16..18].copy_from_slice(&number);
    bytes[18..].copy_from_slice(&seal);
    BASE64URL_NOPAD.encode(&bytes)
}

/// The delivery and the number of the link, when the seal holds.
#[must_use]
pub fn read_token(keys: &Keys, purpose: Purpose, text: &str) -> Option<(DeliveryId, u16)> {
    let bytes: [u8; 34] = BASE64URL_NOPAD
        .decode(text.as_bytes())
        .ok()?
        .try_into()
        .ok()?;
    let (id, number, seal) = (&bytes[..16], &bytes[16..18], &bytes[18..]);
    if !keys.seal_holds(purpose.key(), &[id, number], seal) {
        return None;
    }
    let id = Uuid::from_slice(id).ok()?;
    Some((DeliveryId(id), u16::from_be_bytes([number[0], number[1]])))
}

/// The unique part of a Message-ID: equal on every retry, unguessable.
#[must_use]
pub fn message_unique(keys: &Keys, mailing: MailingId, contact: Uuid, version: Uuid) -> String {
    let parts: [&[u8]; 3] = [mailing.0.as_bytes(), contact.as_bytes(), version.as_bytes()];
    BASE32_NOPAD
        .encode(&keys.seal("message-id", &parts))
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use proptest::prelude::*;

    use super::*;

    fn keys() -> &'static Keys {
        static KEYS: OnceLock<Keys> = OnceLock::new();
        KEYS.get_or_init(|| {
            let folder = std::env::temp_dir().join(format!("herald-token-{}", Uuid::now_v7()));
            std::fs::create_dir_all(&folder).unwrap();
            Keys::open(&folder).unwrap()
        })
    }

    #[test]
    fn a_message_id_is_equal_on_every_retry_and_differs_between_recipients() {
        let (mailing, version) = (MailingId::new(), Uuid::now_v7());
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        let id = |contact| message_unique(keys(), mailing, contact, version);
        assert_eq!(id(one), id(one));
        assert_ne!(id(one), id(other));
        assert!(mail::MessageId::new(&id(one), "clinic.test").is_some());
    }

    #[test]
    fn a_token_is_worth_nothing_for_another_purpose() {
        let delivery = DeliveryId::new();
        let open = token(keys(), Purpose::Open, delivery, 0);
        assert_eq!(
            read_token(keys(), Purpose::Open, &open),
            Some((delivery, 0))
        );
        for purpose in [Purpose::Click, Purpose::Unsubscribe, Purpose::View] {
            assert_eq!(read_token(keys(), purpose, &open), None);
        }
    }

    proptest! {
        #[test]
        fn a_bent_token_is_never_read(link in 0_u16..500, place in 0_usize..34, bit in 0_u8..8) {
            let good = token(keys(), Purpose::Click, DeliveryId::new(), link);
            let mut bytes = BASE64URL_NOPAD.decode(good.as_bytes()).unwrap();
            bytes[place] ^= 1 << bit;
            prop_assert_eq!(read_token(keys(), Purpose::Click, &BASE64URL_NOPAD.encode(&bytes)), None);
        }

        #[test]
        fn anything_else_is_no_token(text in ".{0,80}") {
            prop_assert_eq!(read_token(keys(), Purpose::Click, &text), None);
        }
    }
}
