//! How the bytes of a CSV become characters. Departments in Taiwan still receive Big5, partners on
//! the mainland send GB18030, and Excel writes UTF-16 when asked for "Unicode text".

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Decoder, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::source::{ReadSeek, Source};

/// The encodings a CSV may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// UTF-16, least byte first.
    Utf16Le,
    /// UTF-16, greatest byte first.
    Utf16Be,
    /// Big5 with the Hong Kong supplement, as the WHATWG defines it.
    Big5,
    /// GB18030, which holds GBK and GB 2312.
    Gb18030,
}

impl TextEncoding {
    /// All of them, in the order in which to offer them.
    pub const ALL: [Self; 5] = [
        Self::Utf8,
        Self::Big5,
        Self::Gb18030,
        Self::Utf16Le,
        Self::Utf16Be,
    ];

    /// The name used in forms and messages.
    pub fn label(self) -> &'static str {
        self.table().name()
    }

    /// The encoding of a [`label`](Self::label).
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|encoding| encoding.label().eq_ignore_ascii_case(label))
    }

    fn table(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Big5 => BIG5,
            Self::Gb18030 => GB18030,
        }
    }

    fn byte_order_mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xEF\xBB\xBF",
            Self::Utf16Le => b"\xFF\xFE",
            Self::Utf16Be => b"\xFE\xFF",
            Self::Big5 | Self::Gb18030 => b"",
        }
    }
}

/// Bytes with something beyond ASCII in them that are enough for a guess.
const SAMPLE_BYTES: usize = 256 * 1024;

/// The encoding of the whole of `source`. A mark decides; UTF-8 is what is valid UTF-8, or nearly;
/// between Big5 and GB18030 statistics decide, and where they do not, Big5.
pub(super) fn detect(source: &Source) -> io::Result<TextEncoding> {
    let head = source.head(3)?;
    for encoding in [
        TextEncoding::Utf8,
        TextEncoding::Utf16Le,
        TextEncoding::Utf16Be,
    ] {
        if head.starts_with(encoding.byte_order_mark()) {
            return Ok(encoding);
        }
    }
    if let Some(encoding) = utf16_without_mark(&source.head(UTF16_HEAD_BYTES)?) {
        return Ok(encoding);
    }
    let sample = beyond_ascii(source)?;
    if sample.is_empty() || is_nearly_utf8(&sample) {
        return Ok(TextEncoding::Utf8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&sample, false);
    let guess = detector.guess(Some(b"tw"), Utf8Detection::Deny);
    if guess == BIG5 && !is_plainly_gb2312(&sample) {
        return Ok(TextEncoding::Big5);
    }
    if guess == BIG5 || guess == GBK || guess == GB18030 {
        return Ok(TextEncoding::Gb18030);
    }
    let gb_errors = decoding_errors(GB18030, &sample);
    Ok(if decoding_errors(BIG5, &sample) <= gb_errors {
        TextEncoding::Big5
    } else {
        TextEncoding::Gb18030
    })
}

/// Bytes looked at for UTF-16; even, so that no character is cut in its half.
const UTF16_HEAD_BYTES: usize = 4096;

/// UTF-16 whose writer forgot the mark: every separator and line end of a table is ASCII, and so
/// one byte of each pair is often NUL where the other hardly ever is (U+4E00 is one).
pub(super) fn utf16_without_mark(head: &[u8]) -> Option<TextEncoding> {
    let head = &head[..head.len().min(UTF16_HEAD_BYTES) & !1];
    let zeros = |place: usize| {
        head.iter()
            .skip(place)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    // A stray NUL in plain text is none: several, one in twenty bytes, nearly all in one half.
    let is_half =
        |most: usize, other: usize| most >= 4 && most * 20 > head.len() && other * 8 < most;
    let encoding = match (zeros(0), zeros(1)) {
        (even, odd) if is_half(odd, even) => TextEncoding::Utf16Le,
        (even, odd) if is_half(even, odd) => TextEncoding::Utf16Be,
        _ => return None,
    };
    let (text, broken) = encoding.table().decode_without_bom_handling(head);
    let plain = |c: char| !c.is_control() || matches!(c, '\t' | '\r' | '\n');
    // The last character may be cut in two.
    let cut = text.strip_suffix(char::REPLACEMENT_CHARACTER);
    let whole = !broken || cut.is_some_and(|text| !text.contains(char::REPLACEMENT_CHARACTER));
    (whole && text.chars().all(plain)).then_some(encoding)
}

/// A sample that begins a little before the first byte beyond ASCII, wherever in the file that is.
fn beyond_ascii(source: &Source) -> io::Result<Vec<u8>> {
    let mut input = BufReader::with_capacity(SAMPLE_BYTES, source.open()?);
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(first) = buffer.iter().position(|byte| !byte.is_ascii()) {
            input.consume(first.saturating_sub(CONTEXT_BYTES));
            let mut sample = Vec::new();
            input.take(SAMPLE_BYTES as u64).read_to_end(&mut sample)?;
            return Ok(sample);
        }
        let length = buffer.len();
        input.consume(length);
    }
}

const CONTEXT_BYTES: usize = 16;

/// A few broken bytes in a UTF-8 file do not make it Big5: at most one in twenty sequences.
fn is_nearly_utf8(sample: &[u8]) -> bool {
    let (mut valid, mut broken) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // The end of the sample may cut a character in two.
    broken.saturating_sub(1) * 20 <= valid && valid > 0
}

/// Nearly all of GB 2312 is valid Big5 too, and the detector, told that the file comes from Taiwan,
/// takes it for that. But four in ten second bytes of Big5 are ASCII, and none of GB 2312 is:
/// a dozen characters without one are hardly Big5.
fn is_plainly_gb2312(sample: &[u8]) -> bool {
    let (mut characters, mut rest) = (0_usize, sample);
    loop {
        match rest {
            [0xA1..=0xF7, 0xA1..=0xFE, after @ ..] => (characters, rest) = (characters + 1, after),
            [byte, after @ ..] if byte.is_ascii() => rest = after,
            // A character cut in two by the end of the sample.
            [] | [_] => return characters >= GB2312_CHARACTERS_MIN,
            _ => return false,
        }
    }
}

const GB2312_CHARACTERS_MIN: usize = 12;

fn decoding_errors(encoding: &'static Encoding, sample: &[u8]) -> usize {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    text.chars()
        .filter(|&c| c == char::REPLACEMENT_CHARACTER)
        .count()
}

/// `source` as UTF-8, without its byte order mark. Broken bytes become U+FFFD.
pub(super) fn decoded(source: &Source, encoding: TextEncoding) -> io::Result<Decoded> {
    let mut input = source.open()?;
    let mark = encoding.byte_order_mark();
    let has_mark = !mark.is_empty() && source.head(mark.len())? == mark;
    input.seek(SeekFrom::Start(if has_mark {
        mark.len() as u64
    } else {
        0
    }))?;
    Ok(BufReader::with_capacity(
        BUFFER_BYTES,
        Decoding {
            input: BufReader::with_capacity(BUFFER_BYTES, input),
            decoder: encoding.table().new_decoder_without_bom_handling(),
            ended: false,
        },
    ))
}

const BUFFER_BYTES: usize = 64 * 1024;

pub(super) type Decoded = BufReader<Decoding>;

pub(super) struct Decoding {
    input: BufReader<Box<dyn ReadSeek>>,
    decoder: Decoder,
    ended: bool,
}

impl Read for Decoding {
    /// `target` must have room for the longest character, as the buffer of [`Decoded`] has.
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            let bytes = self.input.fill_buf()?;
            let last = bytes.is_empty();
            let (result, consumed, written, _) = self.decoder.decode_to_utf8(bytes, target, last);
            self.input.consume(consumed);
            self.ended = last && result == encoding_rs::CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
            if consumed == 0 && !last {
                return Err(io::Error::other("no room for one character"));
            }
        }
        Ok(0)
    }
}
