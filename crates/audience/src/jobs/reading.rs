//! The thread that reads a list: rows become drafts or are refused, and of every row it is known
//! whether the same person stood in an earlier one.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use files::blobs::Blobs;
use files::sheet::{Row, RowProblem, Sheet};
use tokio::sync::mpsc;

use crate::model::{Import, ImportPlan, Reject};
use crate::rules::{self, Draft};

/// Rows of one transaction. New contacts fall all over the indexes that segments are counted
/// from, so a small batch writes nearly as many pages as a large one; five thousand rows
/// hold the one writer for about a fifth of a second.
const BATCH_ROWS: usize = 5_000;
/// Batches read ahead of the writing.
const AHEAD: usize = 3;

/// A batch as the reading thread hands it over.
#[derive(Default)]
pub(super) struct Read {
    pub rows: usize,
    pub drafts: Vec<Draft>,
    pub rejects: Vec<Reject>,
    /// Rows that repeat an earlier one. They are among the drafts, too.
    pub repeats: Vec<Reject>,
}

/// Reads the file of an import from its position on, batch by batch. The reading ends early when
/// nobody listens any more; what it answers in the end is the key of what is wrong with the file.
pub(super) fn begin(
    blobs: Blobs,
    import: Import,
) -> (
    mpsc::Receiver<Read>,
    tokio::task::JoinHandle<Result<(), String>>,
) {
    let (send, receive) = mpsc::channel(AHEAD);
    let reading = tokio::task::spawn_blocking(move || read_all(&blobs, &import, &send));
    (receive, reading)
}

fn read_all(blobs: &Blobs, import: &Import, send: &mpsc::Sender<Read>) -> Result<(), String> {
    let missing = || "audience-file-missing".to_owned();
    let digest = import.file.to_string().parse().map_err(|_| missing())?;
    let bytes = blobs.get(&digest).map_err(|_| missing())?;
    let broken = |error: files::sheet::SheetError| rules::file_key(&error.message().0).to_owned();
    let options = rules::reading(&import.plan);
    let mut sheet = Sheet::from_bytes(bytes, &import.file_name, &options).map_err(broken)?;
    let mut rows = sheet.rows().map_err(broken)?.peekable();
    let mut lines = Lines::new(&import.plan);
    let done = usize::try_from(import.position).unwrap_or(0);
    for row in rows.by_ref().take(done) {
        lines.pass(row);
    }
    while rows.peek().is_some() {
        let mut read = Read {
            drafts: Vec::with_capacity(BATCH_ROWS),
            ..Read::default()
        };
        for row in rows.by_ref().take(BATCH_ROWS) {
            read.rows += 1;
            lines.take(&mut read, row);
        }
        if send.blocking_send(read).is_err() {
            break;
        }
    }
    Ok(())
}

/// Where each person of a file was met first: sixteen bytes for each, whatever they are called.
struct Lines<'a> {
    plan: &'a ImportPlan,
    hashes: RandomState,
    first: HashMap<u64, i64>,
}

impl<'a> Lines<'a> {
    fn new(plan: &'a ImportPlan) -> Self {
        Self {
            plan,
            hashes: RandomState::new(),
            first: HashMap::new(),
        }
    }

    /// A row that was dealt with before: only remembered.
    fn pass(&mut self, row: Result<Row, RowProblem>) {
        if let Ok(row) = row
            && let Ok(draft) = rules::read_row(self.plan, &row.cells)
        {
            self.met(&draft, line_of(row.line));
        }
    }

    fn take(&mut self, read: &mut Read, row: Result<Row, RowProblem>) {
        let row = match row {
            Ok(row) => row,
            Err(problem) => {
                read.rejects.push(Reject {
                    line: line_of(problem.line),
                    reason: rules::row_key(problem.key).to_owned(),
                    args: owned(problem.args),
                    cells: problem.cells,
                });
                return;
            }
        };
        let line = line_of(row.line);
        match rules::read_row(self.plan, &row.cells) {
            Ok(mut draft) => {
                draft.repeats = self.met(&draft, line);
                if let Some(first) = draft.repeats {
                    read.repeats.push(Reject {
                        line,
                        reason: "audience-row-repeats".to_owned(),
                        args: vec![("line".to_owned(), first.to_string())],
                        cells: row.cells,
                    });
                }
                read.drafts.push(draft);
            }
            Err(fault) => read.rejects.push(Reject {
                line,
                reason: fault.key.to_owned(),
                args: fault.args,
                cells: row.cells,
            }),
        }
    }

    /// The line in which the same person stood before.
    fn met(&mut self, draft: &Draft, line: i64) -> Option<i64> {
        let person = self.hashes.hash_one(draft.person());
        let first = *self.first.entry(person).or_insert(line);
        (first != line).then_some(first)
    }
}

fn line_of(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

fn owned(args: files::Args) -> Vec<(String, String)> {
    args.into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
