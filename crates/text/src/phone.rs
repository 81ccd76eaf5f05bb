//! Telephone numbers as people in Taiwan, Hong Kong, Macau and mainland China write them, brought
//! to the international form (ITU-T E.164).
//!
//! Lengths follow the national numbering plans: Taiwan (NCC), Hong Kong (OFCA), Macau (CTT) and
//! China (MIIT). Numbers of other countries are taken when written with their country code.

use std::cmp::Reverse;
use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// A telephone number in international form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone {
    /// E.164: a plus sign and up to fifteen digits.
    pub number: String,
    /// The digits after 分機, `#` or `ext.`, if any.
    pub extension: Option<String>,
}

/// Why a text is no telephone number that can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneError {
    /// Nothing was written.
    Empty,
    /// Something other than digits and the usual separators.
    NotANumber,
    /// A landline without its area code.
    AreaCodeMissing,
    /// Digits missing or too many for its country and prefix.
    WrongLength,
    /// No number begins like this.
    UnknownPrefix,
}

impl PhoneError {
    /// The key under which the interface holds the sentence.
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "phone-empty",
            Self::NotANumber => "phone-not-a-number",
            Self::AreaCodeMissing => "phone-area-code-missing",
            Self::WrongLength => "phone-wrong-length",
            Self::UnknownPrefix => "phone-unknown-prefix",
        }
    }
}

impl fmt::Display for PhoneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl std::error::Error for PhoneError {}

/// Reads a number as written in Taiwan (`0912-345-678`, `(02)2345-6789#12`, a mobile number whose
/// zero a spreadsheet ate), with a country code (`+852 …`, `00886…`, `8869…`), or an eleven-digit
/// mobile number of mainland China.
///
/// # Errors
/// [`PhoneError`], when no such number can be meant.
pub fn normalise_phone(text: &str) -> Result<Phone, PhoneError> {
    let plain: String = text.nfkc().collect::<String>().to_lowercase();
    let (main, extension) = parted(plain.trim().trim_start_matches('\''))?;
    let international = match digits(main)?.as_str() {
        "" => Err(PhoneError::Empty),
        dialled => e164(dialled),
    }?;
    Ok(Phone {
        number: international,
        extension,
    })
}

/// What stands before an extension, parted by white space.
const EXTENSION_MARKS: &str = include_str!("../data/extension_marks.txt");
const EXTENSION_MAX_DIGITS: usize = 8;

fn parted(text: &str) -> Result<(&str, Option<String>), PhoneError> {
    let mark = EXTENSION_MARKS
        .split_whitespace()
        .filter_map(|mark| Some((text.find(mark)?, mark.len())))
        // The first mark, and the longer of two: `ext` begins `extension`.
        .min_by_key(|(at, length)| (*at, Reverse(*length)));
    let Some((at, length)) = mark else {
        return Ok((text, None));
    };
    let extension: String = text[at + length..]
        .trim_matches([' ', '.', ':', '-'])
        .to_owned();
    if extension.is_empty() {
        return Ok((&text[..at], None));
    }
    let sound =
        extension.len() <= EXTENSION_MAX_DIGITS && extension.bytes().all(|b| b.is_ascii_digit());
    if sound {
        Ok((&text[..at], Some(extension)))
    } else {
        Err(PhoneError::NotANumber)
    }
}

/// The digits, with a plus sign where one stood in front.
fn digits(text: &str) -> Result<String, PhoneError> {
    let mut digits = String::new();
    for character in text.replace("(0)", "").chars() {
        match character {
            '0'..='9' => digits.push(character),
            '+' if digits.is_empty() => digits.push('+'),
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            _ => return Err(PhoneError::NotANumber),
        }
    }
    if digits == "+" {
        Err(PhoneError::Empty)
    } else {
        Ok(digits)
    }
}

fn e164(dialled: &str) -> Result<String, PhoneError> {
    // 002 is Taiwan's own prefix for calls abroad, 00 almost everybody else's.
    let abroad = dialled
        .strip_prefix('+')
        .or_else(|| {
            dialled
                .strip_prefix("002")
                .filter(|rest| known_country(rest))
        })
        .or_else(|| dialled.strip_prefix("00"));
    if let Some(number) = abroad {
        return with_country(number);
    }
    match dialled.as_bytes() {
        [b'8', b'8', b'6', ..] if matches!(dialled.len(), 11..=13) => with_country(dialled),
        [b'8', b'5', b'2' | b'3', ..] if dialled.len() == 11 => with_country(dialled),
        [b'8', b'6', b'1', ..] if dialled.len() == 13 => with_country(dialled),
        [b'1', b'3'..=b'9', ..] if dialled.len() == 11 => with_country(&format!("86{dialled}")),
        [b'0', ..] => taiwan(&dialled[1..]),
        // A spreadsheet took the number for a quantity and dropped its zero.
        [b'9', ..] if dialled.len() == 9 => taiwan(dialled),
        _ if matches!(dialled.len(), 5..=8) => Err(PhoneError::AreaCodeMissing),
        _ => Err(PhoneError::UnknownPrefix),
    }
}

fn known_country(number: &str) -> bool {
    ["886", "852", "853", "86"]
        .iter()
        .any(|country| number.starts_with(country))
}

fn with_country(number: &str) -> Result<String, PhoneError> {
    if let Some(national) = number.strip_prefix("886") {
        return taiwan(national.strip_prefix('0').unwrap_or(national));
    }
    let first = |national: &str| national.bytes().next().unwrap_or(b'0');
    if let Some(national) = number.strip_prefix("852") {
        return checked(
            "852",
            national,
            8..=8,
            matches!(first(national), b'2'..=b'9'),
        );
    }
    if let Some(national) = number.strip_prefix("853") {
        return checked(
            "853",
            national,
            8..=8,
            matches!(first(national), b'2' | b'6' | b'8'),
        );
    }
    if let Some(national) = number.strip_prefix("86") {
        let national = national.strip_prefix('0').unwrap_or(national);
        let mobile = national.starts_with('1') && !national.starts_with("10");
        let lengths = if mobile { 11..=11 } else { 9..=11 };
        return checked("86", national, lengths, first(national) != b'0');
    }
    // E.164: a country code never begins with zero; fifteen digits at most.
    checked("", number, 8..=15, first(number) != b'0')
}

/// A Taiwanese number without its leading zero.
fn taiwan(national: &str) -> Result<String, PhoneError> {
    let lengths = match national.as_bytes() {
        [b'9', ..] => 9..=9,                                 // mobile
        [b'2', ..] => 9..=9,                                 // Taipei
        [b'4', b'2' | b'3' | b'9', ..] => 9..=9,             // Taichung, Nantou
        [b'8', b'0', b'0' | b'9', ..] => 9..=9,              // free of charge
        [b'7', b'0', ..] if national.len() == 10 => 10..=10, // over the internet
        [b'3'..=b'8', ..] => 8..=8,
        _ => return Err(PhoneError::UnknownPrefix),
    };
    checked("886", national, lengths, true)
}

fn checked(
    country: &str,
    national: &str,
    lengths: std::ops::RangeInclusive<usize>,
    prefix_is_known: bool,
) -> Result<String, PhoneError> {
    if !lengths.contains(&national.len()) {
        Err(PhoneError::WrongLength)
    } else if !prefix_is_known {
        Err(PhoneError::UnknownPrefix)
    } else {
        Ok(format!("+{country}{national}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (written, number) in [
            ("0912-345-678", "+886912345678"),
            ("０９１２　３４５　６７８", "+886912345678"),
            ("912345678", "+886912345678"),
            ("'0912345678", "+886912345678"),
            ("+886 912 345 678", "+886912345678"),
            ("+886 (0)912 345 678", "+886912345678"),
            ("8860912345678", "+886912345678"),
            ("002886912345678", "+886912345678"),
            ("(02)2345-6789", "+886223456789"),
            ("04-23456789", "+886423456789"),
            ("04-7234567", "+88647234567"),
            ("049-2345678", "+886492345678"),
            ("037-123456", "+88637123456"),
            ("07 123 4567", "+88671234567"),
            ("0800-123-456", "+886800123456"),
            ("+852 9123 4567", "+85291234567"),
            ("85291234567", "+85291234567"),
            ("+853 6612 3456", "+85366123456"),
            ("138 1234 5678", "+8613812345678"),
            ("0086-138-1234-5678", "+8613812345678"),
            ("+86 010 1234 5678", "+861012345678"),
            ("+44 20 7946 0958", "+442079460958"),
        ] {
            assert_eq!(
                normalise_phone(written).map(|phone| phone.number),
                Ok(number.to_owned()),
                "{written}"
            );
        }
    }

    #[test]
    fn extensions_are_kept_apart() {
        for written in [
            "02-2345-6789#123",
            "(02)23456789 分機 123",
            "02 2345 6789 ext.123",
            "02 2345 6789 extension 123",
            "02-23456789轉123",
        ] {
            let phone = normalise_phone(written).unwrap();
            assert_eq!(
                (phone.number.as_str(), phone.extension.as_deref()),
                ("+886223456789", Some("123"))
            );
        }
    }

    #[test]
    fn what_cannot_be_called_says_why() {
        for (written, error) in [
            ("", PhoneError::Empty),
            ("  +", PhoneError::Empty),
            ("無", PhoneError::NotANumber),
            ("0912-345-67x", PhoneError::NotANumber),
            ("23456789", PhoneError::AreaCodeMissing),
            ("0912-345-67", PhoneError::WrongLength),
            ("0212345678901", PhoneError::WrongLength),
            ("+852 1234 5678", PhoneError::UnknownPrefix),
            ("5551234567", PhoneError::UnknownPrefix),
            ("9.12E+08", PhoneError::NotANumber),
        ] {
            assert_eq!(normalise_phone(written), Err(error), "{written}");
        }
    }

    proptest! {
        #[test]
        fn a_number_that_was_read_reads_as_itself(written in "[+]?[0-9 ()-]{0,18}") {
            if let Ok(phone) = normalise_phone(&written) {
                prop_assert!(phone.number.len() <= 16 && phone.number.starts_with('+'));
                prop_assert_eq!(normalise_phone(&phone.number), Ok(phone));
            }
        }

        #[test]
        fn any_text_is_answered(written in "\\PC*") {
            let _ = normalise_phone(&written);
        }
    }
}
