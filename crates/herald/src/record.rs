//! The charter and the ledger from the command line.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use charter::{Document, HouseRules};
use desk::ledger::{self, Fault};

use crate::open::house_to_read;
use crate::settings::Settings;
use crate::{Words, features};

/// Checks a position document, or house rules against the carried document.
///
/// # Errors
/// When the file cannot be read; faults of the file are printed and end with 1.
pub fn check_charter(file: &Path) -> Result<ExitCode, Words> {
    let text = std::fs::read_to_string(file)
        .map_err(|e| format!("{} cannot be read: {e}", file.display()))?;
    let is_document = text
        .lines()
        .any(|line| line.starts_with("document_control:"));
    let (what, problems) = if is_document {
        match Document::parse(&text) {
            Ok(document) => (
                format!("{} is a valid position document", document.reference()),
                Vec::new(),
            ),
            Err(problems) => (String::new(), problems),
        }
    } else {
        let carried = Document::parse(desk::rulebook::BUILTIN_DOCUMENT)
            .map_err(|_| "the carried charter is damaged")?;
        match HouseRules::parse(&text, &carried) {
            Ok(house) => (
                format!("house rules with {} rows are valid", house.rows.len()),
                Vec::new(),
            ),
            Err(problems) => (String::new(), problems),
        }
    };
    if problems.is_empty() {
        println!("{what}");
        return Ok(ExitCode::SUCCESS);
    }
    for problem in &problems {
        eprintln!("{}: {problem}", file.display());
    }
    Ok(ExitCode::FAILURE)
}

/// Every line of the document with the tests that prove it, one a line: state, id, words
/// of the document and tests, separated by tabs, and the count last. A line without a
/// test is open.
///
/// # Errors
/// When the carried document cannot be read.
pub fn coverage_table() -> Result<String, Words> {
    let document = Document::parse(desk::rulebook::BUILTIN_DOCUMENT)
        .map_err(|_| "the carried charter is damaged")?;
    let features = features::all();
    let (mut proved, mut all, mut table) = (0, 0, String::new());
    for line in document.lines() {
        let proofs = features.iter().flat_map(|feature| feature.proofs);
        let tests: Vec<&str> = proofs
            .filter(|proof| proof.line == line.id)
            .map(|proof| proof.test)
            .collect();
        all += 1;
        proved += usize::from(!tests.is_empty());
        let state = if tests.is_empty() { "open" } else { "proved" };
        writeln!(
            table,
            "{state}\t{}\t{}\t{}",
            line.id,
            line.zh,
            tests.join(", ")
        )?;
    }
    writeln!(table, "{proved} of {all} lines are proved by a test")?;
    Ok(table)
}

/// Prints [`coverage_table`].
///
/// # Errors
/// When the carried document cannot be read.
pub fn coverage() -> Result<(), Words> {
    print!("{}", coverage_table()?);
    Ok(())
}

/// Proves the record of every centre whole; faults are printed with their place.
///
/// # Errors
/// In words, when the data cannot be opened.
pub async fn verify(settings: Settings) -> Result<ExitCode, Words> {
    let house = house_to_read(&settings).await?;
    let desk = house.app.desk();
    let conn = desk.database().reader();
    let mut whole = true;
    for centre in desk::centre::all(&conn).await? {
        let report = ledger::verify(&conn, centre.id, &desk.keys().public()).await?;
        println!(
            "{}: {} entries, {} checkpoints, root {}",
            centre.name, report.leaves, report.checkpoints, report.root
        );
        for fault in &report.faults {
            whole = false;
            eprintln!("{}: {}", centre.name, in_words(fault));
        }
    }
    println!(
        "{}",
        if whole {
            "the record is whole"
        } else {
            "the record is NOT whole"
        }
    );
    Ok(if whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn in_words(fault: &Fault) -> String {
    match fault {
        Fault::Changed { seq } => format!("entry {seq} was changed"),
        Fault::DetailChanged { seq } => {
            format!("the payload or result kept with entry {seq} was changed")
        }
        Fault::OutOfOrder { expected, found } => {
            format!("entry {expected} is missing; {found} stands in its place")
        }
        Fault::Root { size } => format!("the first {size} entries are not those that were signed"),
        Fault::Signature { size } => {
            format!("the signature over the first {size} entries does not hold")
        }
        Fault::Size { head, leaves } => format!("{head} entries were signed, {leaves} are there"),
    }
}

/// Writes the record as JSON lines, oldest first, with each centre's checkpoint last.
///
/// # Errors
/// In words.
pub async fn export(settings: Settings, file: Option<&Path>) -> Result<(), Words> {
    let house = house_to_read(&settings).await?;
    let conn = house.app.desk().database().reader();
    let mut out: Box<dyn Write> = match file {
        Some(path) => Box::new(std::io::BufWriter::new(std::fs::File::create(path)?)),
        None => Box::new(std::io::stdout().lock()),
    };
    for centre in desk::centre::all(&conn).await? {
        let mut lines = ledger::lines(&conn, centre.id, None, None, i64::MAX).await?;
        lines.reverse();
        for line in lines {
            writeln!(out, "{}", line.entry)?;
        }
        if let Some(note) = ledger::checkpoint(&conn, centre.id).await? {
            writeln!(out, "{}", serde_json::json!({ "checkpoint": note }))?;
        }
    }
    out.flush()?;
    Ok(())
}
