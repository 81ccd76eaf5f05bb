//! The first rows of a stored list, for a person to confirm what its columns are.

use files::blobs::Blobs;
use files::sheet::{Sheet, SheetOptions, guess_columns};

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
}

/// Reads the head of a list.
///
/// # Errors
/// The key of what is wrong with the file, and what its sentence needs.
pub fn list_head(
    blobs: &Blobs,
    file: &str,
    name: &str,
) -> Result<ListHead, (&'static str, files::Args)> {
    let missing = ("audience-file-missing", Vec::new());
    let digest = file.parse().map_err(|_| missing.clone())?;
    let bytes = blobs.get(&digest).map_err(|_| missing)?;
    let broken = |error: files::sheet::SheetError| {
        let (key, args) = error.message();
        (rules::file_key(&key), args)
    };
    let mut sheet = Sheet::from_bytes(bytes, name, &SheetOptions::default()).map_err(broken)?;
    let header = sheet.header().to_vec();
    let rows: Vec<Vec<String>> = sheet
        .rows()
        .map_err(broken)?
        .filter_map(Result::ok)
        .take(GUESS_ROWS)
        .map(|row| row.cells)
        .collect();
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
