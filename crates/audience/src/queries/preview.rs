//! The first rows of a stored list, for a person to confirm what its columns are.

use files::blobs::Blobs;
use files::sheet::{Sheet, TextEncoding, guess_columns};

use crate::model::{Column, ImportPlan};
use crate::rules;

/// Rows a preview shows.
const ROWS: usize = 20;
/// Rows a guess looks at.
const GUESS_ROWS: usize = 200;

/// The head of a list.
#[derive(Clone, Debug)]
pub struct ListHead {
    pub header: Vec<String>,
    pub guessed: Vec<Option<Column>>,
    pub rows: Vec<Vec<String>>,
    /// Lines of the file, as an editor counts, in which those rows stand.
    pub lines: Vec<u64>,
    /// How the bytes of a CSV were read; none for a workbook.
    pub encoding: Option<TextEncoding>,
    /// The sheets of a workbook; none for CSV.
    pub tables: Vec<String>,
    /// Whether the first row looks like somebody's data and not like headings.
    pub headless: bool,
}

/// Reads the head of a list.
///
/// # Errors
/// The key of what is wrong with the file, and what its sentence needs.
pub fn list_head(
    blobs: &Blobs,
    file: &str,
    name: &str,
    plan: &ImportPlan,
) -> Result<ListHead, (&'static str, files::Args)> {
    let missing = ("audience-file-missing", Vec::new());
    let digest = file.parse().map_err(|_| missing.clone())?;
    let bytes = blobs.get(&digest).map_err(|_| missing)?;
    let broken = |error: files::sheet::SheetError| {
        let (key, args) = error.message();
        (rules::file_key(&key), args)
    };
    let mut sheet = Sheet::from_bytes(bytes, name, &rules::reading(plan)).map_err(broken)?;
    let header = sheet.header().to_vec();
    let (encoding, tables) = (sheet.encoding(), sheet.tables().to_vec());
    let mut read = sheet.rows().map_err(broken)?.peekable();
    if read.peek().is_none() {
        return Err(("audience-sheet-header-only", Vec::new()));
    }
    let (lines, rows): (Vec<u64>, Vec<Vec<String>>) = read
        .filter_map(Result::ok)
        .take(GUESS_ROWS)
        .map(|row| (row.line, row.cells))
        .unzip();
    let headless = header
        .iter()
        .any(|cell| mail::EmailAddress::parse(cell).is_ok());
    let mut guessed = vec![None; header.len()];
    for guess in guess_columns(&header, &rows) {
        if let Some(place) = guessed.get_mut(guess.column) {
            *place = Column::of(guess.field.as_str());
        }
    }
    Ok(ListHead {
        header,
        guessed,
        rows: rows.into_iter().take(ROWS).collect(),
        lines,
        encoding,
        tables,
        headless,
    })
}

/// The key of why a row would not be taken, with what its sentence needs.
#[must_use]
pub fn row_fault(
    plan: &ImportPlan,
    cells: &[String],
) -> Option<(&'static str, Vec<(String, String)>)> {
    rules::read_row(plan, cells)
        .err()
        .map(|fault| (fault.key, fault.args))
}
