//! Tables written for a spreadsheet program, so that no cell of theirs is taken for a formula
//! (OWASP, "CSV injection"; ASVS 5.0 1.2.10).

use std::borrow::Cow;
use std::io::{self, Write};

/// Writes rows as CSV (RFC 4180): UTF-8, commas, CRLF, every cell [`guard`]ed.
#[derive(Debug)]
pub struct CsvWriter<W: Write> {
    sink: W,
    line: String,
}

impl<W: Write> CsvWriter<W> {
    /// Begins a file. `byte_order_mark` is what makes Excel read it as UTF-8.
    ///
    /// # Errors
    /// When `sink` fails.
    pub fn new(mut sink: W, byte_order_mark: bool) -> io::Result<Self> {
        if byte_order_mark {
            sink.write_all("\u{feff}".as_bytes())?;
        }
        Ok(Self {
            sink,
            line: String::new(),
        })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) -> io::Result<()> {
        self.line.clear();
        for (place, cell) in cells.into_iter().enumerate() {
            if place > 0 {
                self.line.push(',');
            }
            push_cell(&mut self.line, &guard(cell.as_ref()), place);
        }
        self.line.push_str("\r\n");
        self.sink.write_all(self.line.as_bytes())
    }

    /// Ends the file and gives the sink back, flushed.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.sink.flush()?;
        Ok(self.sink)
    }
}

fn push_cell(line: &mut String, cell: &str, place: usize) {
    let special = |c| matches!(c, ',' | ';' | '\t' | '|' | '"' | '\r' | '\n');
    // An empty first cell is quoted so that a row of one empty cell is not an empty line; a mark
    // or a separator declaration at the start of a file would be taken for one.
    let doubtful = (place == 0 && cell.is_empty())
        || cell.starts_with([' ', '\u{feff}'])
        || cell.ends_with(' ');
    let declaration = cell
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("sep="));
    if doubtful || declaration || cell.contains(special) {
        line.push('"');
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(cell);
    }
}

/// The cell with an apostrophe in front if a spreadsheet program would begin to calculate, or if
/// it already looks guarded, so that [`unguard`] gives back exactly what went in.
pub fn guard(cell: &str) -> Cow<'_, str> {
    if looks_like_formula(cell) && !is_harmless(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell without the apostrophe that [`guard`] put there. Any other apostrophe stays.
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if looks_like_formula(rest) => rest,
        _ => cell,
    }
}

fn looks_like_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', // as ASVS has it
        '＝', '＋', '－', '＠', // East Asian editions take full-width signs as well
    ])
}

/// Dashes for "nothing", and a signed number that a spreadsheet shows digit for digit: neither is
/// calculated, and an apostrophe would only spoil it. Longer numbers become `8.86912E+11`.
fn is_harmless(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let whole = digits.len() <= DIGITS_SHOWN && digits.parse::<u64>().is_ok();
    whole && !digits.starts_with('+') || (!cell.is_empty() && cell.chars().all(|c| c == '-'))
}

/// Digits a spreadsheet shows in a cell of usual width before it turns to powers of ten.
const DIGITS_SHOWN: usize = 11;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_cell_begins_to_calculate() {
        let mut writer = CsvWriter::new(Vec::new(), true).unwrap();
        writer
            .row([
                "=1+1",
                "+886912345678",
                "王小明",
                "a,\"b\"",
                "'=x",
                "＝1",
                "'t",
                "-5",
                "--",
                "+1+2",
                "-2+cmd|' /C calc'!A0",
                "",
            ])
            .unwrap();
        let written = String::from_utf8(writer.finish().unwrap()).unwrap();
        assert_eq!(
            written,
            "\u{feff}'=1+1,'+886912345678,王小明,\"a,\"\"b\"\"\",''=x,'＝1,'t,-5,--,'+1+2,\"'-2+cmd|' /C calc'!A0\",\r\n"
        );
    }

    proptest! {
        #[test]
        fn the_guard_comes_off_again(cell in "('{0,3}[=+@\t\r\n\0-]?\\PC*)|'{0,2}[+-]{0,3}[0-9]{0,14}") {
            let guarded = guard(&cell);
            let calculates = guarded.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']);
            prop_assert!(!calculates || is_harmless(&guarded));
            prop_assert_eq!(unguard(&guarded), cell.as_str());
        }
    }
}
