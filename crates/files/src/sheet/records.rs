//! The records of a CSV, one at a time and in flat memory, whatever stands in it: RFC 4180 as
//! spreadsheets really write it (quotes inside plain cells, text after a closing quote, CR alone).

use std::io::{self, BufRead};

use super::{CELL_BYTES_MAX, COLUMNS_MAX};
use crate::csv_out::unguard;

/// One record, with what is needed to judge it. Cells beyond a limit are counted, not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub line: u64,
    pub cells: Vec<String>,
    /// All cells, also those not kept.
    pub count: usize,
    /// One past the last cell that is not empty.
    pub last_filled: usize,
    /// The first cell longer than [`CELL_BYTES_MAX`], from 0.
    pub overlong_column: Option<usize>,
    /// The file ended inside a quoted cell.
    pub quote_left_open: bool,
}

impl Record {
    /// Adds a cell unless a limit forbids.
    pub(super) fn push(&mut self, cell: &str, overlong: bool) {
        if overlong {
            self.overlong_column.get_or_insert(self.count);
        }
        if self.count < COLUMNS_MAX {
            self.cells.push(if overlong {
                String::new()
            } else {
                cell.to_owned()
            });
        }
        self.count += 1;
        if overlong || !cell.is_empty() {
            self.last_filled = self.count;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.last_filled == 0 && !self.quote_left_open
    }
}

pub(super) struct Records<R> {
    input: R,
    separator: u8,
    line: u64,
    state: State,
    after_carriage_return: bool,
    cell: Vec<u8>,
    overlong: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    RecordStart,
    CellStart,
    Plain,
    Quoted,
    /// After a quotation mark inside a quoted cell: the end of it, or half of a doubled one.
    Quote,
}

impl<R: BufRead> Records<R> {
    /// `input` must be UTF-8, `separator` ASCII and neither a quotation mark nor a line break.
    pub(super) fn new(input: R, separator: u8) -> Self {
        Self {
            input,
            separator,
            line: 1,
            state: State::RecordStart,
            after_carriage_return: false,
            cell: Vec::new(),
            overlong: false,
        }
    }

    /// The line that is read next, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next record with something in it.
    pub(super) fn next_filled(&mut self) -> io::Result<Option<Record>> {
        while let Some(record) = self.next_record()? {
            let declaration =
                record.line == 1 && record.count <= 2 && is_separator_declaration(&record);
            if !record.is_empty() && !declaration {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    /// The next record; lines without a byte are none.
    pub(super) fn next_record(&mut self) -> io::Result<Option<Record>> {
        let mut record = Record {
            line: self.line,
            ..Record::default()
        };
        loop {
            let mut buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(self.at_end(record));
            }
            let whole = buffer.len();
            let mut ended = false;
            while !ended && !buffer.is_empty() {
                let step = step(
                    self.state,
                    self.separator,
                    buffer,
                    self.after_carriage_return,
                );
                buffer = &buffer[step.consumed..];
                let text = step.text;
                self.overlong |= self.cell.len() + text.len() > CELL_BYTES_MAX;
                if !self.overlong {
                    self.cell.extend_from_slice(text);
                }
                self.line += step.lines;
                self.state = step.next;
                self.after_carriage_return = step.after_carriage_return;
                if step.ends_cell {
                    end_cell(&mut self.cell, &mut self.overlong, &mut record);
                }
                if step.skips_line {
                    record.line = self.line;
                }
                ended = step.ends_record;
            }
            let consumed = whole - buffer.len();
            self.input.consume(consumed);
            if ended {
                return Ok(Some(record));
            }
        }
    }

    fn at_end(&mut self, mut record: Record) -> Option<Record> {
        if self.state == State::RecordStart {
            return None;
        }
        record.quote_left_open = self.state == State::Quoted;
        self.state = State::RecordStart;
        end_cell(&mut self.cell, &mut self.overlong, &mut record);
        Some(record)
    }
}

fn end_cell(cell: &mut Vec<u8>, overlong: &mut bool, record: &mut Record) {
    record.push(unguard(&String::from_utf8_lossy(cell)), *overlong);
    cell.clear();
    *overlong = false;
}

/// What one step over the buffer does.
struct Step<'b> {
    consumed: usize,
    text: &'b [u8],
    next: State,
    lines: u64,
    ends_cell: bool,
    ends_record: bool,
    skips_line: bool,
    after_carriage_return: bool,
}

/// Takes at least one byte of `buffer`, which is not empty, or changes the state.
fn step(state: State, separator: u8, buffer: &[u8], after_carriage_return: bool) -> Step<'_> {
    let stay = Step {
        consumed: 1,
        text: &[],
        next: state,
        lines: 0,
        ends_cell: false,
        ends_record: false,
        skips_line: false,
        after_carriage_return: false,
    };
    let first = buffer[0];
    match (state, first) {
        (State::RecordStart, b'\n') if after_carriage_return => stay,
        (State::RecordStart, b'\n' | b'\r') => Step {
            lines: 1,
            skips_line: true,
            after_carriage_return: first == b'\r',
            ..stay
        },
        (State::RecordStart | State::CellStart, b'"') => Step {
            next: State::Quoted,
            ..stay
        },
        (State::Quoted, b'"') => Step {
            next: State::Quote,
            ..stay
        },
        (State::Quote, b'"') => Step {
            next: State::Quoted,
            text: &buffer[..1],
            ..stay
        },
        (State::Quoted, _) => {
            let text = until(buffer, |byte| byte == b'"');
            let lines = text.iter().filter(|&&b| b == b'\n').count() as u64;
            Step {
                consumed: text.len(),
                text,
                lines,
                ..stay
            }
        }
        (_, byte) if byte == separator => Step {
            next: State::CellStart,
            ends_cell: true,
            ..stay
        },
        (_, b'\n' | b'\r') => Step {
            next: State::RecordStart,
            lines: 1,
            ends_cell: true,
            ends_record: true,
            after_carriage_return: first == b'\r',
            ..stay
        },
        _ => {
            let text = until(buffer, |byte| {
                byte == separator || matches!(byte, b'\n' | b'\r')
            });
            Step {
                consumed: text.len(),
                text,
                next: State::Plain,
                ..stay
            }
        }
    }
}

/// What stands before the first byte that ends it, or the whole buffer.
fn until(buffer: &[u8], ends: impl Fn(u8) -> bool) -> &[u8] {
    let end = buffer.iter().position(|byte| ends(*byte));
    &buffer[..end.unwrap_or(buffer.len())]
}

/// Excel's own first line, `sep=;`, which may have been cut at the very separator it declares.
fn is_separator_declaration(record: &Record) -> bool {
    let declared = record
        .cells
        .first()
        .and_then(|cell| cell.strip_prefix("sep="));
    declared.is_some_and(|rest| rest.len() <= 1) && record.last_filled == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<Record> {
        // A tiny buffer, so that every state is met at its edge.
        let mut records = Records::new(std::io::BufReader::with_capacity(3, text.as_bytes()), b',');
        std::iter::from_fn(|| records.next_record().unwrap()).collect()
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text).into_iter().map(|record| record.cells).collect()
    }

    #[test]
    fn weird_quoting_is_read_as_spreadsheets_do() {
        for (text, expected) in [
            ("a,b\r\nc,d", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("\"a,1\",\"b\"\"c\"\"\"\n", vec![vec!["a,1", "b\"c\""]]),
            (
                "\"two\r\nlines\",x\ny,z\n",
                vec![vec!["two\r\nlines", "x"], vec!["y", "z"]],
            ),
            ("a\"b\"c,\"d\"e,\"\"\n", vec![vec!["a\"b\"c", "de", ""]]),
            ("a\rb\r\rc", vec![vec!["a"], vec!["b"], vec!["c"]]),
            ("\n\n,\n", vec![vec!["", ""]]),
            ("\"\"\"\"", vec![vec!["\""]]),
            (
                "\"=\",\"'=1\",'t,'+886",
                vec![vec!["=", "=1", "'t", "+886"]],
            ),
        ] {
            assert_eq!(cells(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        let lines: Vec<u64> = read("a\r\n\r\n\"b\r\nb\"\r\nc\nd\re")
            .iter()
            .map(|record| record.line)
            .collect();
        assert_eq!(lines, [1, 3, 5, 6, 7]);
    }

    #[test]
    fn an_overlong_cell_is_counted_and_dropped() {
        let text = format!("a,{},c\nd,e,f", "x".repeat(2_000_000));
        let records = read(&text);
        assert_eq!(records[0].overlong_column, Some(1));
        assert_eq!(records[0].cells, ["a", "", "c"]);
        assert_eq!(records[1].cells, ["d", "e", "f"]);
    }

    #[test]
    fn a_quote_left_open_is_noticed() {
        let records = read("a\n\"b,c\nd");
        assert!(records[1].quote_left_open && records[1].line == 2);
    }

    proptest! {
        #[test]
        fn every_text_reads_as_the_csv_crate_reads_it(text in "[ab,\"\r\n復]{0,40}") {
            let mut oracle = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> =
                oracle.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(cells(&text), expected);
        }
    }
}
