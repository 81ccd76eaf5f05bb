//! Values of headers: what may stand in one, and how it is written in lines that
//! every relay carries unchanged (RFC 5322, RFC 2047).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Preferred longest line without its line break, RFC 5322 section 2.1.1 less two
/// for relays that add a blank.
pub(crate) const LINE: usize = 76;
/// Longest encoded word, RFC 2047 section 2.
const ENCODED_WORD: usize = 75;
/// `=?UTF-8?B?` and `?=`.
const ENCODED_WORD_FRAME: usize = 12;
/// Longest value accepted; a subject or a name beyond it is a mistake.
const VALUE_OCTETS: usize = 4_096;

/// Why a text cannot stand in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A line break or another control character.
    #[error("control_characters")]
    ControlCharacters,
    /// More than 4 096 octets, or a link that fits no header line.
    #[error("too_long")]
    TooLong,
    /// Not of the form this header asks for.
    #[error("malformed")]
    Malformed,
}

/// Text for an unstructured header such as a subject: free of control characters
/// from the moment it exists, so no header can be smuggled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderValue(String);

impl HeaderValue {
    /// Takes a text; blanks around it are dropped.
    ///
    /// # Errors
    /// When it holds control characters (CR, LF and NUL among them) or is too long.
    pub fn new(text: &str) -> Result<Self, HeaderError> {
        let text = text.trim_matches(' ');
        if text.len() > VALUE_OCTETS {
            return Err(HeaderError::TooLong);
        }
        if text
            .chars()
            .any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
        {
            return Err(HeaderError::ControlCharacters);
        }
        Ok(Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words of the value as they stand in a header whose first line is already
    /// `used` octets long.
    pub(crate) fn words(&self, used: usize) -> Vec<String> {
        if is_plain(&self.0) {
            self.0.split(' ').map(str::to_owned).collect()
        } else {
            encoded_words(&self.0, used)
        }
    }
}

/// Writes `Name: words…` and folds between words so that lines stay within 76
/// octets wherever no single word is longer.
pub(crate) fn write(out: &mut Vec<u8>, name: &str, words: &[String]) {
    out.extend_from_slice(name.as_bytes());
    out.push(b':');
    let mut column = name.len() + 1;
    for (index, word) in words.iter().enumerate() {
        if index > 0 && column + 1 + word.len() > LINE {
            out.extend_from_slice(b"\r\n");
            column = 0;
        }
        out.push(b' ');
        out.extend_from_slice(word.as_bytes());
        column += 1 + word.len();
    }
    out.extend_from_slice(b"\r\n");
}

/// The words of a display name: plain atoms, a quoted string or encoded words,
/// whichever is the plainest form that carries it.
pub(crate) fn phrase(name: &str) -> Vec<String> {
    let atoms = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    if is_plain(name) && name.split(' ').all(atoms) {
        return name.split(' ').map(str::to_owned).collect();
    }
    if is_plain(name) && name.len() <= 60 {
        return vec![format!(
            "\"{}\"",
            name.replace('\\', "\\\\").replace('"', "\\\"")
        )];
    }
    encoded_words(name, "Reply-To: ".len())
}

/// Text that may stand in a header as it is and survives being folded at its blanks.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b == b' ' || b.is_ascii_graphic())
        && !text.contains("=?")
        && text
            .split(' ')
            .all(|word| !word.is_empty() && word.len() <= 60)
}

/// Base64 encoded words of UTF-8, each holding whole characters (RFC 2047 section 5).
fn encoded_words(text: &str, used: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut chunk = String::new();
    let mut room = octets_that_fit(LINE.saturating_sub(used + 1).min(ENCODED_WORD));
    for c in text.chars() {
        if !chunk.is_empty() && chunk.len() + c.len_utf8() > room {
            words.push(encoded_word(&chunk));
            chunk.clear();
            room = octets_that_fit(ENCODED_WORD);
        }
        chunk.push(c);
    }
    if !chunk.is_empty() {
        words.push(encoded_word(&chunk));
    }
    words
}

fn octets_that_fit(word: usize) -> usize {
    word.saturating_sub(ENCODED_WORD_FRAME) / 4 * 3
}

fn encoded_word(text: &str) -> String {
    format!("=?UTF-8?B?{}?=", STANDARD.encode(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(text: &str) -> String {
        let value = HeaderValue::new(text).unwrap();
        let mut out = Vec::new();
        write(&mut out, "Subject", &value.words("Subject:".len()));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_plain_subject_stays_readable() {
        assert_eq!(subject("Back in motion"), "Subject: Back in motion\r\n");
    }

    #[test]
    fn a_chinese_subject_is_encoded_in_whole_characters() {
        let written = subject(&"復健講座與五十肩".repeat(8));
        assert!(written.is_ascii());
        for line in written.split_terminator("\r\n") {
            assert!(line.len() <= 76, "{line}");
            let word = line.trim_start_matches("Subject:").trim();
            let inner = word
                .strip_prefix("=?UTF-8?B?")
                .unwrap()
                .strip_suffix("?=")
                .unwrap();
            String::from_utf8(STANDARD.decode(inner).unwrap()).unwrap();
        }
    }

    #[test]
    fn a_text_that_looks_encoded_is_encoded_again() {
        assert_eq!(
            subject("=?UTF-8?B?QQ==?="),
            "Subject: =?UTF-8?B?PT9VVEYtOD9CP1FRPT0/PQ==?=\r\n"
        );
    }

    #[test]
    fn long_plain_text_is_folded_at_blanks() {
        let written = subject(&"rehabilitation ".repeat(12));
        assert!(written.lines().all(|line| line.len() <= 76));
        assert!(
            written
                .lines()
                .skip(1)
                .all(|line| line.starts_with(' ') && !line.trim().is_empty())
        );
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        for text in [
            "a\r\nBcc: x@y.zz",
            "a\nb",
            "a\rb",
            "a\0b",
            "a\u{85}b",
            "a\u{2028}b",
            "a\x7fb",
        ] {
            assert_eq!(
                HeaderValue::new(text),
                Err(HeaderError::ControlCharacters),
                "{text:?}"
            );
        }
        assert_eq!(
            HeaderValue::new(&"長".repeat(2_000)),
            Err(HeaderError::TooLong)
        );
    }

    #[test]
    fn a_display_name_takes_the_plainest_form() {
        assert_eq!(phrase("Anna Chen"), ["Anna", "Chen"]);
        assert_eq!(phrase("Chen, Anna \"A\""), ["\"Chen, Anna \\\"A\\\"\""]);
        assert_eq!(phrase("王小明"), ["=?UTF-8?B?546L5bCP5piO?="]);
    }
}
