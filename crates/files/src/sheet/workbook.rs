//! The tables of an XLSX, row by row. Values only: of a formula the value that was last calculated
//! is read, the formula never.

use std::borrow::Cow;
use std::io::BufReader;

use calamine::{Cell, DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxCellReader, XlsxError};

use super::records::Record;
use super::source::{ReadSeek, Source};
use super::{CELL_BYTES_MAX, COLUMNS_MAX, SheetError, archive};
use crate::csv_out::unguard;

type Input = BufReader<Box<dyn ReadSeek>>;

pub(super) struct Workbook {
    book: Xlsx<Input>,
    tables: Vec<String>,
    chosen: String,
}

impl Workbook {
    pub(super) fn open(source: &Source, table: Option<&str>) -> Result<Self, SheetError> {
        archive::check(source)?;
        let book = Xlsx::new(BufReader::new(source.open()?)).map_err(|_| SheetError::Damaged)?;
        let tables: Vec<String> = book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| sheet.name.clone())
            .collect();
        let chosen = match table {
            Some(wanted) => tables
                .iter()
                .find(|name| *name == wanted)
                .ok_or(SheetError::NoSuchTable)?
                .clone(),
            None => tables.first().ok_or(SheetError::Empty)?.clone(),
        };
        Ok(Self {
            book,
            tables,
            chosen,
        })
    }

    pub(super) fn tables(&self) -> &[String] {
        &self.tables
    }

    pub(super) fn records(&mut self) -> Result<WorkbookRows<'_>, SheetError> {
        let cells = self
            .book
            .worksheet_cells_reader(&self.chosen)
            .map_err(|_| SheetError::Damaged)?;
        Ok(WorkbookRows {
            cells,
            ahead: None,
            line: 1,
            ended: false,
        })
    }
}

pub(super) struct WorkbookRows<'a> {
    cells: XlsxCellReader<'a, Input>,
    /// The first cell of the next row, which had to be read to see the end of this one.
    ahead: Option<Cell<DataRef<'a>>>,
    line: u64,
    /// The end was seen; asked again, the reader would take it for a cut file.
    ended: bool,
}

impl<'a> WorkbookRows<'a> {
    /// The line last begun, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next row with something in it.
    pub(super) fn next_filled(&mut self) -> Result<Option<Record>, XlsxError> {
        while let Some(record) = self.next_record()? {
            if !record.is_empty() {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    fn next_record(&mut self) -> Result<Option<Record>, XlsxError> {
        let first = match self.ahead.take() {
            Some(cell) => Some(cell),
            None => self.next_cell()?,
        };
        let Some(first) = first else {
            return Ok(None);
        };
        let row = first.get_position().0;
        self.line = u64::from(row) + 1;
        let mut record = Record {
            line: self.line,
            ..Record::default()
        };
        place(&mut record, &first);
        while let Some(cell) = self.next_cell()? {
            if cell.get_position().0 != row {
                self.ahead = Some(cell);
                break;
            }
            place(&mut record, &cell);
        }
        Ok(Some(record))
    }

    fn next_cell(&mut self) -> Result<Option<Cell<DataRef<'a>>>, XlsxError> {
        if self.ended {
            return Ok(None);
        }
        let cell = self.cells.next_cell()?;
        self.ended = cell.is_none();
        Ok(cell)
    }
}

/// Puts a cell where it belongs; the file names only those that hold something.
fn place(record: &mut Record, cell: &Cell<DataRef<'_>>) {
    let column = cell.get_position().1 as usize;
    let value = written(cell.get_value());
    // A file of ours, opened and kept as a workbook: the guard is a letter of the cell by then.
    let text = unguard(&value);
    if text.is_empty() {
        return;
    }
    while record.count < column.min(COLUMNS_MAX) {
        record.push("", false);
    }
    let overlong = text.len() > CELL_BYTES_MAX;
    if column < record.cells.len() && !overlong {
        text.clone_into(&mut record.cells[column]);
    } else {
        record.count = record.count.max(column);
        record.push(text, overlong);
    }
}

/// A value as a person would have typed it into a CSV.
fn written<'v>(value: &'v DataRef<'_>) -> Cow<'v, str> {
    match value {
        DataRef::Empty | DataRef::Error(_) => Cow::Borrowed(""),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cow::Borrowed(text)
        }
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(plain_number(*number)),
        DataRef::Bool(true) => Cow::Borrowed("TRUE"),
        DataRef::Bool(false) => Cow::Borrowed("FALSE"),
        DataRef::DateTime(moment) => Cow::Owned(iso(moment)),
    }
}

/// All digits and no exponent, so that a telephone number stays one; at most the fifteen digits
/// that a spreadsheet itself shows, so that 0.1 + 0.2 is 0.3.
fn plain_number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

fn iso(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    let date = format!("{year:04}-{month:02}-{day:02}");
    let value = moment.as_f64();
    if moment.is_duration() || (0.0..1.0).contains(&value) {
        time
    } else if value.fract() == 0.0 {
        date
    } else {
        format!("{date}T{time}")
    }
}
