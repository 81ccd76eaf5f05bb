//! Looks a workbook's zip archive through before anything of it is unfolded into memory. What the
//! directory claims is checked first, then what really comes out, because the directory may lie.

use std::io::{self, BufReader, Read};

use zip::ZipArchive;

use super::source::{ReadSeek, Source};
use super::{Found, SheetError, UNFOLDED_BYTES_MAX, kinds};

type Archive = ZipArchive<BufReader<Box<dyn ReadSeek>>>;

/// Parts a workbook may have; pictures and hundreds of sheets fit.
const PARTS_MAX: usize = 2_000;
/// How many times its own size a large part may unfold to; deflate reaches 1032 at most.
const RATIO_MAX: u64 = 300;
/// Below this size no ratio is suspicious: a column of equal words folds very small.
const RATIO_FREE_BYTES: u64 = 16 * 1024 * 1024;
/// Strings a workbook may announce, and may have; room for them is made before they are read.
const ANNOUNCED_STRINGS_MAX: u64 = 5_000_000;

/// # Errors
/// [`SheetError::Damaged`], [`SheetError::Encrypted`], [`SheetError::TooLarge`].
pub(super) fn check(source: &Source) -> Result<(), SheetError> {
    check_within(source, UNFOLDED_BYTES_MAX)?;
    let mut archive = opened(source)?;
    match kinds::of_archive(archive.file_names().flatten()) {
        None => Ok(()),
        Some(Found::Document) if is_open_document_table(&mut archive) => {
            Err(SheetError::NotATable(Found::OtherSpreadsheet))
        }
        Some(found) => Err(SheetError::NotATable(found)),
    }
}

fn opened(source: &Source) -> Result<Archive, SheetError> {
    ZipArchive::new(BufReader::new(source.open()?)).map_err(|_| SheetError::Damaged)
}

/// OpenDocument says in its part `mimetype` what it is.
fn is_open_document_table(archive: &mut Archive) -> bool {
    let mut said = String::new();
    archive
        .by_name("mimetype")
        .is_ok_and(|part| part.take(200).read_to_string(&mut said).is_ok())
        && said.contains("spreadsheet")
}

fn check_within(source: &Source, limit: u64) -> Result<(), SheetError> {
    let mut archive = opened(source)?;
    if archive.len() > PARTS_MAX {
        return Err(too_large(limit));
    }
    let mut claimed = 0_u64;
    for index in 0..archive.len() {
        let part = archive
            .by_index_raw(index)
            .map_err(|_| SheetError::Damaged)?;
        if part.encrypted() {
            return Err(SheetError::Encrypted);
        }
        claimed = claimed.saturating_add(part.size());
        let ratio_is_absurd = part.size() / RATIO_MAX > part.compressed_size();
        if claimed > limit || (part.size() > RATIO_FREE_BYTES && ratio_is_absurd) {
            return Err(too_large(limit));
        }
    }
    measure(&mut archive, limit)
}

fn too_large(limit: u64) -> SheetError {
    SheetError::TooLarge { limit }
}

/// Unfolds every part into nothing, up to the limit.
fn measure(archive: &mut Archive, limit: u64) -> Result<(), SheetError> {
    let mut left = limit;
    let mut chunk = vec![0_u8; 64 * 1024];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| SheetError::Damaged)?;
        let mut announced = Announced::default();
        let mut strings = Strings::default();
        let mut at_start = true;
        loop {
            let read = match part.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(SheetError::Damaged),
            };
            left = left
                .checked_sub(read as u64)
                .ok_or_else(|| too_large(limit))?;
            if at_start && is_utf16(&chunk[..read]) {
                return Err(SheetError::Damaged);
            }
            at_start = false;
            if announced.exceeds(&chunk[..read]) || strings.exceed(&chunk[..read]) {
                return Err(too_large(limit));
            }
        }
    }
    Ok(())
}

/// Workbooks are written in UTF-8; anything else could hide what is looked for below.
fn is_utf16(start: &[u8]) -> bool {
    matches!(
        start,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..]
    )
}

/// Watches for `uniqueCount="…"`: the reader makes room for as many strings before it reads one,
/// so a lie of twenty digits would end the whole program for want of memory.
#[derive(Default)]
struct Announced {
    tail: Vec<u8>,
}

const ATTRIBUTE: &[u8] = b"uniqueCount";
/// Enough for the attribute, blanks and twenty digits across the edge of two chunks.
const TAIL_BYTES: usize = 256;

impl Announced {
    fn exceeds(&mut self, chunk: &[u8]) -> bool {
        self.tail.extend_from_slice(chunk);
        let found = self
            .tail
            .windows(ATTRIBUTE.len())
            .enumerate()
            .filter(|(_, window)| *window == ATTRIBUTE)
            .any(|(place, _)| {
                number(&self.tail[place + ATTRIBUTE.len()..]) > ANNOUNCED_STRINGS_MAX
            });
        let keep = self.tail.len().saturating_sub(TAIL_BYTES);
        self.tail.drain(..keep);
        found
    }
}

/// The number that an attribute's value begins with; 0 if none.
fn number(after_name: &[u8]) -> u64 {
    after_name
        .iter()
        .skip_while(|byte| {
            matches!(
                byte,
                b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'"' | b'\'' | b'+'
            )
        })
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0_u64, |number, digit| {
            number
                .saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'))
        })
}

/// Counts the shared strings that are really there: an empty one takes five bytes folded to
/// nearly nothing, and several times that in memory.
#[derive(Default)]
struct Strings {
    last: [u8; 4],
    count: u64,
}

impl Strings {
    fn exceed(&mut self, chunk: &[u8]) -> bool {
        for &byte in chunk {
            self.last = [self.last[1], self.last[2], self.last[3], byte];
            if let [b'<' | b':', b's', b'i', b'>' | b'/' | b' ' | b'\n'] = self.last {
                self.count += 1;
            }
        }
        self.count > ANNOUNCED_STRINGS_MAX
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    #[test]
    fn a_directory_that_lies_is_found_out_by_what_comes() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a", SimpleFileOptions::default()).unwrap();
        zip.write_all(&[b' '; 100_000]).unwrap();
        let mut bytes = zip.finish().unwrap().into_inner();
        let honest = Source::Memory(bytes.clone().into());
        assert!(check_within(&honest, 100_000).is_ok());
        assert!(matches!(
            check_within(&honest, 99_999),
            Err(SheetError::TooLarge { limit: 99_999 })
        ));

        for (signature, offset) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
            let place = bytes
                .windows(4)
                .rposition(|window| window == signature)
                .unwrap()
                + offset;
            bytes[place..place + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        let liar = Source::Memory(bytes.into());
        assert!(check_within(&liar, 99_999).is_err());
    }

    #[test]
    fn an_announcement_is_seen_across_the_edge_of_two_chunks() {
        let text = b"<sst count='1' uniqueCount = \"99999999\">";
        for edge in 0..text.len() {
            let mut announced = Announced::default();
            let (first, second) = text.split_at(edge);
            assert!(
                announced.exceeds(first) | announced.exceeds(second),
                "{edge}"
            );
        }
        assert!(!Announced::default().exceeds(b"uniqueCount='5000000'"));
    }
}
