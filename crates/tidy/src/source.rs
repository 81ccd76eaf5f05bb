//! A Rust file taken apart into code, literals and comments, so that a rule about
//! code is not misled by a word in a sentence. Knows tokens, not grammar.

/// The parts of one Rust file. Offsets are bytes and equal in all parts.
#[derive(Debug)]
pub struct Source {
    /// The text with comments and the inside of literals blanked out; line breaks stay.
    pub code: String,
    /// String literals in the order of the text.
    pub literals: Vec<Literal>,
    /// Comments with the line they begin on.
    pub comments: Vec<(usize, String)>,
    test_ranges: Vec<(usize, usize)>,
    line_starts: Vec<usize>,
}

/// A string literal as it is written, escapes unresolved.
#[derive(Debug)]
pub struct Literal {
    /// Offset of the opening quote (of the prefix where there is one).
    pub offset: usize,
    /// Counted from 1.
    pub line: usize,
    /// What stands between the quotes.
    pub text: String,
}

impl Source {
    /// Takes a text apart; `all_test` marks the whole of it as test code.
    pub fn read(text: &str, all_test: bool) -> Self {
        let mut scan = Scan::new(text);
        scan.run();
        let code = String::from_utf8_lossy(&scan.code).into_owned();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let test_ranges = match all_test {
            true => vec![(0, text.len())],
            false => test_ranges(&code),
        };
        let mut source = Self {
            code,
            literals: Vec::new(),
            comments: Vec::new(),
            test_ranges,
            line_starts,
        };
        source.literals = scan
            .literals
            .into_iter()
            .map(|(offset, text)| Literal {
                offset,
                line: source.line_at(offset),
                text,
            })
            .collect();
        source.comments = scan
            .comments
            .into_iter()
            .map(|(offset, text)| (source.line_at(offset), text))
            .collect();
        source
    }

    /// The line of an offset, counted from 1.
    pub fn line_at(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    /// Whether the offset lies in code that only tests see.
    pub fn is_test(&self, offset: usize) -> bool {
        self.test_ranges
            .iter()
            .any(|(from, to)| (*from..*to).contains(&offset))
    }

    /// Offsets at which a word stands in the code, not as part of a longer name.
    pub fn words<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.code
            .match_indices(word)
            .map(|(at, _)| at)
            .filter(move |at| {
                let before = self.code[..*at].chars().next_back();
                let after = self.code[at + word.len()..].chars().next();
                let ends_open = word.ends_with(|c: char| !is_name(c));
                !before.is_some_and(is_name) && (ends_open || !after.is_some_and(is_name))
            })
    }
}

/// Whether a character can be part of a Rust name.
pub fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The offset after the brace that closes the one at `open`.
pub fn closing_brace(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at + 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// The items behind `#[cfg(test)]`.
fn test_ranges(code: &str) -> Vec<(usize, usize)> {
    code.match_indices("#[cfg(test)]")
        .map(|(at, _)| {
            let end = code[at..].find(['{', ';']).map_or(code.len(), |n| at + n);
            match code.as_bytes().get(end) {
                Some(b'{') => (at, closing_brace(code, end)),
                _ => (at, end),
            }
        })
        .collect()
}

/// Walks over the bytes once. Everything that decides is ASCII, so bytes suffice.
struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    code: Vec<u8>,
    at: usize,
    literals: Vec<(usize, String)>,
    comments: Vec<(usize, String)>,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        Self {
            text,
            bytes,
            code: Vec::with_capacity(bytes.len()),
            at: 0,
            literals: Vec::new(),
            comments: Vec::new(),
        }
    }

    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            let next = self.bytes.get(self.at + 1);
            match (byte, next) {
                (b'/', Some(b'/')) => self.line_comment(),
                (b'/', Some(b'*')) => self.block_comment(),
                (b'"', _) => self.quoted(self.at),
                (b'\'', _) => self.quote_or_lifetime(),
                (b'r' | b'b' | b'c', _) if !self.in_name() => self.prefixed(),
                _ => self.keep(1),
            }
        }
    }

    fn in_name(&self) -> bool {
        self.at > 0 && is_name(char::from(self.bytes[self.at - 1]))
    }

    /// Copies bytes into the code; what is not ASCII becomes a blank of equal length.
    fn keep(&mut self, count: usize) {
        let end = (self.at + count).min(self.bytes.len());
        let bytes = &self.bytes[self.at..end];
        self.code
            .extend(bytes.iter().map(|b| if b.is_ascii() { *b } else { b' ' }));
        self.at = end;
    }

    /// Leaves bytes out of the code but for their line breaks.
    fn blank_to(&mut self, end: usize) {
        let end = end.min(self.bytes.len());
        let bytes = &self.bytes[self.at..end];
        self.code
            .extend(bytes.iter().map(|b| if *b == b'\n' { b'\n' } else { b' ' }));
        self.at = end;
    }

    fn line_comment(&mut self) {
        let start = self.at;
        let end = self.text[start..]
            .find('\n')
            .map_or(self.bytes.len(), |n| start + n);
        self.blank_to(end);
        self.comments
            .push((start, self.text[start..end].to_owned()));
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let mut depth = 0_usize;
        let mut end = start;
        while end < self.bytes.len() {
            match (self.bytes[end], self.bytes.get(end + 1)) {
                (b'/', Some(b'*')) => (depth, end) = (depth + 1, end + 2),
                (b'*', Some(b'/')) => (depth, end) = (depth - 1, end + 2),
                _ => end += 1,
            }
            if depth == 0 {
                break;
            }
        }
        self.blank_to(end);
        self.comments
            .push((start, self.text[start..end].to_owned()));
    }

    /// A string with escapes, the cursor on its opening quote.
    fn quoted(&mut self, offset: usize) {
        self.keep(1);
        let start = self.at;
        let mut end = start;
        while end < self.bytes.len() && self.bytes[end] != b'"' {
            end += if self.bytes[end] == b'\\' { 2 } else { 1 };
        }
        let end = end.min(self.bytes.len());
        self.literals
            .push((offset, self.text[start..end].to_owned()));
        self.blank_to(end);
        self.keep(1);
    }

    /// `'a'` is blanked, `'a` is a lifetime and stays.
    fn quote_or_lifetime(&mut self) {
        let rest = &self.text[self.at + 1..];
        let mut chars = rest.char_indices();
        let first = chars.next().map(|(_, c)| c);
        let second = chars.next();
        match (first, second) {
            (Some('\\'), _) => {
                let end = rest.get(2..).and_then(|tail| tail.find('\''));
                let end = end.map_or(rest.len(), |n| n + 3);
                self.keep(1);
                self.blank_to(self.at + end - 1);
                self.keep(1);
            }
            (Some(_), Some((width, '\''))) => {
                self.keep(1);
                self.blank_to(self.at + width);
                self.keep(1);
            }
            _ => self.keep(1),
        }
    }

    /// Something that begins with r, b or c: perhaps a raw or byte string.
    fn prefixed(&mut self) {
        let offset = self.at;
        let rest = &self.bytes[offset..];
        let letters = rest.iter().take_while(|b| b"rbc".contains(b)).count();
        let hashes = rest[letters..].iter().take_while(|b| **b == b'#').count();
        let raw = rest[..letters].contains(&b'r');
        if letters > 2 || rest.get(letters + hashes) != Some(&b'"') || (hashes > 0 && !raw) {
            return self.keep(1);
        }
        self.keep(letters + hashes);
        if !raw {
            return self.quoted(offset);
        }
        self.keep(1);
        let close = format!("\"{}", "#".repeat(hashes));
        let start = self.at;
        let end = self.text[start..]
            .find(&close)
            .map_or(self.bytes.len(), |n| start + n);
        self.literals
            .push((offset, self.text[start..end].to_owned()));
        self.blank_to(end);
        self.keep(close.len());
    }
}
