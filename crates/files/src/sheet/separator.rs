//! What parts the cells of a CSV: whatever occurs in the same number, outside quotes, in most of
//! the first lines.

use std::collections::BTreeMap;
use std::io::{BufRead, Read};

use super::encoding::{TextEncoding, decoded};
use super::source::Source;
use super::{SEPARATORS, SheetError};

const SAMPLE_BYTES: u64 = 64 * 1024;
const SAMPLE_LINES: usize = 50;

pub(super) fn sniff(source: &Source, encoding: TextEncoding, name: &str) -> Result<u8, SheetError> {
    let mut sample = Vec::new();
    decoded(source, encoding)?
        .take(SAMPLE_BYTES)
        .read_until(b'\0', &mut sample)?;
    if let Some(declared) = declared(&sample) {
        return Ok(declared);
    }
    let lines = counts(&sample);
    let preferred = if name.to_ascii_lowercase().ends_with(".tsv") {
        b'\t'
    } else {
        b','
    };
    let best = SEPARATORS
        .into_iter()
        .enumerate()
        .max_by_key(|&(place, separator)| {
            (
                agreement(&lines, place),
                separator == preferred,
                std::cmp::Reverse(place),
            )
        });
    Ok(best.map_or(preferred, |(_, separator)| separator))
}

/// Excel writes `sep=;` in the first line when told to.
fn declared(sample: &[u8]) -> Option<u8> {
    let separator = *sample.strip_prefix(b"sep=")?.first()?;
    (SEPARATORS.contains(&separator) && matches!(sample.get(5), None | Some(b'\r' | b'\n')))
        .then_some(separator)
}

type Counts = [usize; SEPARATORS.len()];

/// How often each separator stands in each line, quoted text left out.
fn counts(sample: &[u8]) -> Vec<Counts> {
    let mut lines = vec![Counts::default()];
    let mut quoted = false;
    for &byte in sample {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if lines.len() == SAMPLE_LINES {
                    break;
                }
                lines.push(Counts::default());
            }
            _ if !quoted => {
                let place = SEPARATORS.iter().position(|&separator| separator == byte);
                if let (Some(place), Some(line)) = (place, lines.last_mut()) {
                    line[place] += 1;
                }
            }
            _ => {}
        }
    }
    lines.retain(|line| line.iter().any(|&count| count > 0));
    lines
}

/// Lines that agree on a number of this separator; the header's own number counts double.
fn agreement(lines: &[Counts], place: usize) -> usize {
    let mut tally = BTreeMap::<usize, usize>::new();
    for line in lines.iter().filter(|line| line[place] > 0) {
        *tally.entry(line[place]).or_default() += 1;
    }
    let in_header = lines.first().map_or(0, |line| line[place]);
    let header_bonus = if in_header > 0 { lines.len() } else { 0 };
    tally.values().max().copied().unwrap_or(0) + header_bonus
}
