//! Answers of a server, read with limits and shown without surprises.

use std::fmt;

use super::error::Loss;

/// Longest line of an answer. RFC 5321 section 4.5.3.1.5 promises 512.
pub(super) const LINE_OCTETS: usize = 2_048;
/// Most lines of one answer.
const LINES: usize = 100;
/// Longest text kept of an answer, in characters.
const TEXT_CHARACTERS: usize = 500;

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Three digits, 200 to 599.
    pub code: u16,
    pub enhanced: Option<EnhancedCode>,
    /// The words of all lines, at most 500 characters, without control characters.
    /// Written by a stranger: show it as text, never as markup.
    pub text: String,
}

/// A status such as `5.1.1` (RFC 3463).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EnhancedCode {
    /// 2 success, 4 for now, 5 for good.
    pub class: u8,
    pub subject: u16,
    pub detail: u16,
}

impl EnhancedCode {
    /// Reads a status at the beginning of a text; a blank, a bracket or the end must follow.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let end = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let mut numbers = text[..end].split('.');
        let mut number = || {
            let digits = numbers
                .next()
                .filter(|digits| (1..=3).contains(&digits.len()))?;
            digits.parse::<u16>().ok()
        };
        let (class, subject, detail) = (number()?, number()?, number()?);
        let class = u8::try_from(class)
            .ok()
            .filter(|class| matches!(class, 2 | 4 | 5))?;
        let ends_cleanly =
            numbers.next().is_none() && !text[end..].starts_with(|c: char| c.is_alphanumeric());
        ends_cleanly.then_some(Self {
            class,
            subject,
            detail,
        })
    }
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// `550 5.1.1 words`
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

/// An answer with its lines apart, as the greeting of EHLO needs them.
#[derive(Debug)]
pub(super) struct Answer {
    pub code: u16,
    pub lines: Vec<String>,
}

impl Answer {
    pub(super) fn is_positive(&self) -> bool {
        self.code / 100 == 2
    }

    pub(super) fn reply(&self) -> Reply {
        let enhanced = self
            .lines
            .first()
            .and_then(|line| EnhancedCode::parse(line))
            .filter(|status| u16::from(status.class) == self.code / 100);
        Reply {
            code: self.code,
            enhanced,
            text: sanitised(&self.lines.join(" ")),
        }
    }
}

/// Puts the lines of one answer together.
#[derive(Default)]
pub(super) struct Assembler {
    code: Option<u16>,
    lines: Vec<String>,
}

impl Assembler {
    /// Takes a line without its line break; answers once the last one came.
    pub(super) fn take(&mut self, line: &[u8]) -> Result<Option<Answer>, Loss> {
        let (digits, rest) = line.split_at_checked(3).ok_or(Loss::Nonsense)?;
        let sound = matches!(digits[0], b'2'..=b'5') && digits.iter().all(u8::is_ascii_digit);
        let code = digits.iter().fold(0, |code, digit| {
            code * 10 + u16::from(digit.wrapping_sub(b'0'))
        });
        if !sound || self.code.is_some_and(|first| first != code) || self.lines.len() == LINES {
            return Err(Loss::Nonsense);
        }
        let (more, words) = match rest {
            [] => (false, rest),
            [b' ', words @ ..] => (false, words),
            [b'-', words @ ..] => (true, words),
            _ => return Err(Loss::Nonsense),
        };
        self.code = Some(code);
        self.lines
            .push(String::from_utf8_lossy(words).trim().to_owned());
        Ok((!more).then(|| Answer {
            code,
            lines: std::mem::take(&mut self.lines),
        }))
    }
}

/// Text of a stranger, safe to log and to store: one line, no control or reordering
/// characters, at most 500 characters.
pub(crate) fn sanitised(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let cleaned: String = text
        .chars()
        .take(4 * TEXT_CHARACTERS)
        .map(|c| if hidden(c) { ' ' } else { c })
        .collect();
    let words: Vec<&str> = cleaned.split_whitespace().collect();
    words.join(" ").chars().take(TEXT_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn assemble(lines: &[&str]) -> Result<Option<Reply>, Loss> {
        let mut assembler = Assembler::default();
        let mut answer = None;
        for line in lines {
            answer = assembler.take(line.as_bytes())?;
        }
        Ok(answer.map(|answer| answer.reply()))
    }

    #[test]
    fn an_answer_of_several_lines_becomes_one_text() {
        let reply = assemble(&["550-5.1.1 no such", "550-user", "550 here"])
            .unwrap()
            .unwrap();
        assert_eq!(
            (reply.code, reply.text.as_str()),
            (550, "5.1.1 no such user here")
        );
        assert_eq!(
            reply.enhanced,
            Some(EnhancedCode {
                class: 5,
                subject: 1,
                detail: 1
            })
        );
    }

    #[test]
    fn an_enhanced_code_that_contradicts_the_code_is_ignored() {
        assert_eq!(
            assemble(&["450 5.1.1 busy"]).unwrap().unwrap().enhanced,
            None
        );
    }

    #[test]
    fn nonsense_is_recognised() {
        for line in [
            "",
            "25",
            "abc hello",
            "150 x",
            "650 x",
            "25x ok",
            "250x",
            "HTTP/1.1 400 Bad Request",
        ] {
            assert_eq!(assemble(&[line]), Err(Loss::Nonsense), "{line:?}");
        }
        assert_eq!(assemble(&["250-a", "251 b"]), Err(Loss::Nonsense));
        assert_eq!(assemble(&["250-a"; 101]), Err(Loss::Nonsense));
        assert_eq!(assemble(&["250"]).unwrap().unwrap().text, "");
    }

    #[test]
    fn a_status_is_read_only_where_it_ends_cleanly() {
        for (text, expected) in [
            ("5.1.1 x", Some("5.1.1")),
            ("4.7.1", Some("4.7.1")),
            ("5.1.1(x)", Some("5.1.1")),
            ("5.1.10", Some("5.1.10")),
            ("3.1.1", None),
            ("5.1", None),
            ("5.1.1.1", None),
            ("5.1.1x", None),
            ("5.1.1000", None),
            ("127.0.0.1", None),
        ] {
            assert_eq!(
                EnhancedCode::parse(text).map(|s| s.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_line_breaks_the_reader(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..5)) {
            let mut assembler = Assembler::default();
            for line in &lines {
                if let Ok(Some(answer)) = assembler.take(line) {
                    let reply = answer.reply();
                    prop_assert!((200..600).contains(&reply.code));
                    prop_assert!(!reply.text.chars().any(char::is_control));
                }
            }
        }

        #[test]
        fn sanitised_text_is_one_short_line(text in "(?s).{0,3000}") {
            let clean = sanitised(&text);
            prop_assert!(clean.chars().count() <= 500 && !clean.chars().any(char::is_control));
        }
    }
}
