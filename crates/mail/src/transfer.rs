//! Transfer encodings of RFC 2045: any text becomes short lines of plain ASCII.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::header::LINE;

/// How the text of a part is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transfer {
    QuotedPrintable,
    Base64,
}

impl Transfer {
    /// Quoted-printable costs three octets for each that is not plain ASCII, base64 a
    /// third for every octet; the shorter one wins.
    pub(crate) fn fitting(text: &str) -> Self {
        let odd = text
            .bytes()
            .filter(|&b| !is_literal(b) && b != b'\r' && b != b'\n')
            .count();
        if odd * 6 > text.len() {
            Self::Base64
        } else {
            Self::QuotedPrintable
        }
    }

    /// The value of Content-Transfer-Encoding.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::QuotedPrintable => "quoted-printable",
            Self::Base64 => "base64",
        }
    }

    /// Writes text whose line breaks are CRLF.
    pub(crate) fn write(self, out: &mut Vec<u8>, text: &str) {
        match self {
            Self::QuotedPrintable => quoted_printable(out, text.as_bytes()),
            Self::Base64 => base64_lines(out, text.as_bytes()),
        }
    }
}

/// Every line break of any kind (CRLF, a bare CR, a bare LF) becomes CRLF.
pub(crate) fn with_crlf(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut rest = text;
    while let Some(at) = rest.find(['\r', '\n']) {
        out.push_str(&rest[..at]);
        out.push_str("\r\n");
        let breaks = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[at + breaks..];
    }
    out.push_str(rest);
    out
}

/// Octets that quoted-printable leaves as they are within a line.
fn is_literal(b: u8) -> bool {
    matches!(b, b' '..=b'~') && b != b'='
}

fn quoted_printable(out: &mut Vec<u8>, text: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut column = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with(b"\r\n") {
            out.extend_from_slice(b"\r\n");
            column = 0;
            at += 2;
            continue;
        }
        let ends_line = at + 1 == text.len() || text[at + 1..].starts_with(b"\r\n");
        // A blank at the end of a line may be dropped on the way, so it is written out.
        let literal = is_literal(text[at]) && !(ends_line && text[at] == b' ');
        let width = if literal { 1 } else { 3 };
        let limit = if ends_line { LINE } else { LINE - 1 };
        if column + width > limit {
            out.extend_from_slice(b"=\r\n");
            column = 0;
        }
        if literal {
            out.push(text[at]);
        } else {
            out.extend_from_slice(&[
                b'=',
                HEX[usize::from(text[at] >> 4)],
                HEX[usize::from(text[at] & 15)],
            ]);
        }
        column += width;
        at += 1;
    }
}

fn base64_lines(out: &mut Vec<u8>, text: &[u8]) {
    let encoded = STANDARD.encode(text);
    let lines = encoded.as_bytes().chunks(LINE);
    for (index, line) in lines.enumerate() {
        if index > 0 {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        let mut out = Vec::new();
        Transfer::QuotedPrintable.write(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn quoted_printable_keeps_plain_text_and_protects_the_rest() {
        assert_eq!(quoted("a=b \r\n.c\t復"), "a=3Db=20\r\n.c=09=E5=BE=A9");
    }

    #[test]
    fn long_lines_are_broken_softly_and_never_exceed_76_octets() {
        for length in 70..=160 {
            for fill in ["a", "=", "é"] {
                let written = quoted(&fill.repeat(length));
                assert!(
                    written.split("\r\n").all(|line| line.len() <= 76),
                    "{fill} {length}"
                );
            }
        }
    }

    #[test]
    fn every_kind_of_line_break_becomes_one() {
        assert_eq!(
            with_crlf("a\nb\rc\r\nd\n\re\r\r\n"),
            "a\r\nb\r\nc\r\nd\r\n\r\ne\r\n\r\n"
        );
    }

    #[test]
    fn mostly_chinese_text_is_base64_and_mostly_plain_text_is_not() {
        assert_eq!(Transfer::fitting("復健講座"), Transfer::Base64);
        assert_eq!(
            Transfer::fitting("<p style=\"color: #123; margin: 0\">復健</p>"),
            Transfer::QuotedPrintable
        );
        assert_eq!(Transfer::fitting(""), Transfer::QuotedPrintable);
    }
}
