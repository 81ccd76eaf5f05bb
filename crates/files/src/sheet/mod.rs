//! Tables read for an import: CSV and XLSX as people export them, row by row, with every limit
//! checked before memory is spent. Broken rows are answered as problems with their line; a broken
//! file as one error. Nothing in a file can make this crash, and no formula is ever read.

mod source;

mod encoding;
mod kinds;
mod records;
mod separator;

mod archive;
mod workbook;

mod guess;

use std::path::Path;

pub use encoding::TextEncoding;
pub use guess::{Field, Guess, guess_columns};

use records::{Record, Records};
use source::Source;
use workbook::{Workbook, WorkbookRows};

use crate::Args;

/// Columns a table may have.
pub const COLUMNS_MAX: usize = 100;
/// Bytes of UTF-8 a cell may have; a row with a longer one is refused, the others are read.
pub const CELL_BYTES_MAX: usize = 32 * 1024;
/// Rows a table may have, without its header.
pub const ROWS_MAX: u64 = 1_000_000;
/// Bytes an XLSX may unfold to, all its parts together.
pub const UNFOLDED_BYTES_MAX: u64 = 200 * 1024 * 1024;

/// What a file is that was sent for a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// PDF.
    Pdf,
    /// A picture, a film or a sound.
    Picture,
    /// A text document or slides: DOC, DOCX, ODT, RTF, PPTX.
    Document,
    /// OpenDocument or Apple's own spreadsheet.
    OtherSpreadsheet,
    /// HTML or XML; many programs call such a file `.xls`.
    Page,
    /// JSON.
    Json,
    /// An archive with other files in it.
    Archive,
    /// Something else that is not text.
    Binary,
}

impl Found {
    /// The key under which the interface holds the sentence.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pdf => "sheet-is-pdf",
            Self::Picture => "sheet-is-picture",
            Self::Document => "sheet-is-document",
            Self::OtherSpreadsheet => "sheet-is-other-spreadsheet",
            Self::Page => "sheet-is-page",
            Self::Json => "sheet-is-json",
            Self::Archive => "sheet-is-archive",
            Self::Binary => "sheet-is-binary",
        }
    }
}

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The file cannot be opened or read.
    #[error("sheet-unreadable")]
    Unreadable(#[from] std::io::Error),
    /// No row in it.
    #[error("sheet-empty")]
    Empty,
    /// Neither text nor a workbook.
    #[error("{}", .0.key())]
    NotATable(Found),
    /// The binary format of Excel before 2007.
    #[error("sheet-old-excel")]
    OldExcel,
    /// A workbook with a password.
    #[error("sheet-encrypted")]
    Encrypted,
    /// A workbook cut off or damaged.
    #[error("sheet-damaged")]
    Damaged,
    /// A workbook that unfolds to more than is safe.
    #[error("sheet-too-large")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// More columns than [`COLUMNS_MAX`].
    #[error("sheet-too-many-columns")]
    TooManyColumns {
        /// Columns in the header.
        count: usize,
    },
    /// A header cell longer than [`CELL_BYTES_MAX`], or a quotation mark that is never closed: the
    /// first row is no header.
    #[error("sheet-header-broken")]
    HeaderBroken,
    /// The workbook has no table of that name.
    #[error("sheet-no-such-table")]
    NoSuchTable,
}

impl SheetError {
    /// The key under which the interface holds the sentence, and what to put into it.
    pub fn message(&self) -> (String, Args) {
        let args = match self {
            Self::TooLarge { limit } => vec![("limit", limit.to_string())],
            Self::TooManyColumns { count } => vec![
                ("count", count.to_string()),
                ("limit", COLUMNS_MAX.to_string()),
            ],
            _ => Vec::new(),
        };
        (self.to_string(), args)
    }
}

/// What a person chose where the guess was wrong; the default leaves everything to the guess.
#[derive(Clone, Debug, Default)]
pub struct SheetOptions {
    /// How the bytes of a CSV are to be read.
    pub encoding: Option<TextEncoding>,
    /// What parts the cells of a CSV: one of [`SEPARATORS`].
    pub separator: Option<u8>,
    /// Which table of a workbook; the first otherwise.
    pub table: Option<String>,
}

/// What may part the cells of a CSV.
pub const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A table with a header, open for reading as often as needed.
pub struct Sheet {
    header: Vec<String>,
    kind: Kind,
}

enum Kind {
    Csv {
        source: Source,
        encoding: TextEncoding,
        separator: u8,
    },
    Xlsx {
        book: Box<Workbook>,
    },
}

/// A row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line in the file, from 1, as an editor or a spreadsheet counts.
    pub line: u64,
    /// As many cells as the header has.
    pub cells: Vec<String>,
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Line in the file, from 1.
    pub line: u64,
    /// The key under which the interface holds the sentence.
    pub key: &'static str,
    /// What to put into the sentence.
    pub args: Args,
    /// The cells as far as they were kept; none when not even a row was found.
    pub cells: Vec<String>,
}

impl Sheet {
    /// Opens a file. Whether it is CSV or XLSX is told from its bytes; `name` is the name it was
    /// uploaded under and helps only with the separator.
    ///
    /// # Errors
    /// [`SheetError`].
    pub fn open(path: &Path, name: &str, options: &SheetOptions) -> Result<Self, SheetError> {
        Self::from_source(Source::File(path.to_owned()), name, options)
    }

    /// Opens a file that is in memory already.
    ///
    /// # Errors
    /// [`SheetError`].
    pub fn from_bytes(
        bytes: Vec<u8>,
        name: &str,
        options: &SheetOptions,
    ) -> Result<Self, SheetError> {
        Self::from_source(Source::Memory(bytes.into()), name, options)
    }

    /// The cells of the first row that is not empty, without spaces around them.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// How the bytes of a CSV are read.
    pub fn encoding(&self) -> Option<TextEncoding> {
        match &self.kind {
            Kind::Csv { encoding, .. } => Some(*encoding),
            Kind::Xlsx { .. } => None,
        }
    }

    /// What parts the cells of a CSV.
    pub fn separator(&self) -> Option<u8> {
        match &self.kind {
            Kind::Csv { separator, .. } => Some(*separator),
            Kind::Xlsx { .. } => None,
        }
    }

    /// The tables of a workbook, in its order; none for CSV.
    pub fn tables(&self) -> &[String] {
        match &self.kind {
            Kind::Csv { .. } => &[],
            Kind::Xlsx { book } => book.tables(),
        }
    }

    /// The rows after the header, from the first on; empty ones are passed over.
    ///
    /// # Errors
    /// [`SheetError`], when the file went away or changed since it was opened.
    pub fn rows(&mut self) -> Result<Rows<'_>, SheetError> {
        let width = self.header.len();
        let lines = match &mut self.kind {
            Kind::Csv {
                source,
                encoding,
                separator,
            } => Lines::Csv(Box::new(csv_records(source, *encoding, *separator)?)),
            Kind::Xlsx { book } => Lines::Xlsx(Box::new(book.records()?)),
        };
        let mut rows = Rows {
            lines,
            width,
            given: 0,
            ended: false,
        };
        rows.pass_header()?;
        Ok(rows)
    }

    fn from_source(source: Source, name: &str, options: &SheetOptions) -> Result<Self, SheetError> {
        let kind = match source.kind()? {
            source::FileKind::Zip => Kind::Xlsx {
                book: Box::new(Workbook::open(&source, options.table.as_deref())?),
            },
            source::FileKind::Text => {
                let encoding = match options.encoding {
                    Some(chosen) => chosen,
                    None => encoding::detect(&source)?,
                };
                let separator = match options
                    .separator
                    .filter(|chosen| SEPARATORS.contains(chosen))
                {
                    Some(chosen) => chosen,
                    None => separator::sniff(&source, encoding, name)?,
                };
                Kind::Csv {
                    source,
                    encoding,
                    separator,
                }
            }
        };
        let mut sheet = Self {
            header: Vec::new(),
            kind,
        };
        sheet.header = sheet.read_header()?;
        Ok(sheet)
    }

    fn read_header(&mut self) -> Result<Vec<String>, SheetError> {
        let record = match &mut self.kind {
            Kind::Csv {
                source,
                encoding,
                separator,
            } => csv_records(source, *encoding, *separator)?.next_filled()?,
            Kind::Xlsx { book } => book
                .records()?
                .next_filled()
                .map_err(|_| SheetError::Damaged)?,
        };
        let record = record.ok_or(SheetError::Empty)?;
        if record.count > COLUMNS_MAX {
            return Err(SheetError::TooManyColumns {
                count: record.count,
            });
        }
        if record.quote_left_open || record.overlong_column.is_some() {
            return Err(SheetError::HeaderBroken);
        }
        Ok(record
            .cells
            .iter()
            .map(|cell| cell.replace('\0', "").trim().to_owned())
            .collect())
    }
}

fn csv_records(
    source: &Source,
    encoding: TextEncoding,
    separator: u8,
) -> Result<Records<encoding::Decoded>, SheetError> {
    Ok(Records::new(
        encoding::decoded(source, encoding)?,
        separator,
    ))
}

/// Bytes that are no character of the encoding, and the one no text has: databases refuse it.
const BROKEN: [char; 2] = [char::REPLACEMENT_CHARACTER, '\0'];

/// The rows of a [`Sheet`]. After a problem with the whole file nothing follows.
pub struct Rows<'a> {
    lines: Lines<'a>,
    width: usize,
    given: u64,
    ended: bool,
}

enum Lines<'a> {
    Csv(Box<Records<encoding::Decoded>>),
    Xlsx(Box<WorkbookRows<'a>>),
}

impl Rows<'_> {
    fn pass_header(&mut self) -> Result<(), SheetError> {
        match &mut self.lines {
            Lines::Csv(records) => records.next_filled()?,
            Lines::Xlsx(records) => records.next_filled().map_err(|_| SheetError::Damaged)?,
        };
        Ok(())
    }

    fn checked(&self, record: Record) -> Result<Row, RowProblem> {
        let Record {
            line,
            mut cells,
            count,
            overlong_column,
            quote_left_open,
            ..
        } = record;
        let problem = if quote_left_open {
            Some(("row-quote-left-open", Vec::new()))
        } else if let Some(column) = overlong_column {
            let args = vec![
                ("column", (column + 1).to_string()),
                ("limit", CELL_BYTES_MAX.to_string()),
            ];
            Some(("row-cell-too-long", args))
        } else if record.last_filled > self.width {
            let args = vec![
                ("count", count.to_string()),
                ("expected", self.width.to_string()),
            ];
            Some(("row-too-many-cells", args))
        } else if cells.iter().any(|cell| cell.contains(BROKEN)) {
            Some(("row-characters-broken", Vec::new()))
        } else {
            None
        };
        if let Some((key, args)) = problem {
            return Err(RowProblem {
                line,
                key,
                args,
                cells,
            });
        }
        cells.resize(self.width, String::new());
        Ok(Row { line, cells })
    }

    fn end_with(
        &mut self,
        line: u64,
        key: &'static str,
        args: Args,
    ) -> Option<Result<Row, RowProblem>> {
        self.ended = true;
        Some(Err(RowProblem {
            line,
            key,
            args,
            cells: Vec::new(),
        }))
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, RowProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let (record, line) = match &mut self.lines {
            Lines::Csv(records) => (records.next_filled().map_err(|_| ()), records.line()),
            Lines::Xlsx(records) => (records.next_filled().map_err(|_| ()), records.line()),
        };
        match record {
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(()) => self.end_with(line, "rows-unreadable-from-here", Vec::new()),
            Ok(Some(record)) if self.given == ROWS_MAX => self.end_with(
                record.line,
                "rows-too-many",
                vec![("limit", ROWS_MAX.to_string())],
            ),
            Ok(Some(record)) => {
                self.given += 1;
                Some(self.checked(record))
            }
        }
    }
}
