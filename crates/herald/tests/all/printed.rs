//! `docs/map.txt`, `docs/charter.txt` and `docs/coverage.txt`: written by `HERALD_PRINT=1 cargo test -p
//! herald`, and a failing test whenever the code says something else.

use std::fmt::Write;
use std::path::PathBuf;

use charter::{Actor, Facts, Held, Level, Position, Who};
use desk::rulebook::Rulebook;
use kernel::{AccountId, CentreId, Moment};

#[test]
fn the_map_of_features_is_the_one_that_is_printed() {
    compare("map.txt", &map());
}

#[test]
fn the_charter_of_cells_and_positions_is_the_one_that_is_printed() {
    compare("charter.txt", &cells());
}

#[test]
fn the_coverage_of_the_charter_is_the_one_that_is_printed() {
    compare(
        "coverage.txt",
        &herald::coverage_table().expect("the carried document is whole"),
    );
}

#[test]
fn every_proof_names_a_line_of_the_document() {
    let book = Rulebook::builtin();
    let lines: Vec<String> = book
        .document
        .lines()
        .map(|line| line.id.to_string())
        .collect();
    for proof in herald::features::all()
        .iter()
        .flat_map(|feature| feature.proofs)
    {
        assert!(
            lines.iter().any(|line| line == proof.line),
            "{} is no line of the document",
            proof.line
        );
    }
}

fn compare(name: &str, printed: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    if std::env::var_os("HERALD_PRINT").is_some() {
        std::fs::write(&path, printed).expect("docs can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == printed,
        "docs/{name} differs from the code: run HERALD_PRINT=1 cargo test -p herald, read the change, commit it"
    );
}

fn map() -> String {
    let mut out = String::from(
        "What each feature brings. Printed by a test; see crates/herald/tests/all/printed.rs.\n",
    );
    for feature in herald::features::all() {
        writeln!(out, "\n{}", feature.name).expect("a string takes all");
        for (what, items) in brings(&feature) {
            if !items.is_empty() {
                writeln!(out, "  {what}: {}", items.join(", ")).expect("a string takes all");
            }
        }
    }
    out
}

/// Everything a feature hangs in, by the word of the map.
fn brings(feature: &frame::Feature) -> [(&'static str, Vec<String>); 10] {
    let job = |kind: &str, every: Option<i64>| match every {
        Some(every) => format!("{kind} every {every} s"),
        None => kind.to_owned(),
    };
    let jobs = feature.jobs.iter().map(|j| job(j.kind, j.every_seconds));
    let speaks = [
        (feature.pages.is_some(), "desk pages"),
        (feature.public.is_some(), "public pages"),
        (feature.today.is_some(), "today"),
        (feature.search.is_some(), "search"),
        (feature.sample.is_some(), "sample"),
    ];
    let speaks = speaks.iter().filter(|(there, _)| *there);
    [
        ("acts", each(&feature.acts, |a| a.kind)),
        ("queries", each(&feature.queries, |q| q.name)),
        ("jobs", jobs.collect()),
        ("outlets", each(&feature.outlets, |o| o.name())),
        ("guards", each(&feature.guards, |g| g.reason)),
        ("indicators", each(&feature.measures, |m| m.kpi)),
        ("previews", each(&feature.previews, |p| p.kind)),
        ("personal data", each(&feature.personal, |p| p.part())),
        ("settings", each(&feature.settings, |s| s.href)),
        (
            "speaks",
            speaks.map(|(_, word)| (*word).to_owned()).collect(),
        ),
    ]
}

fn each<T>(items: &[T], word: impl Fn(&T) -> &str) -> Vec<String> {
    items.iter().map(|item| word(item).to_owned()).collect()
}

fn cells() -> String {
    let book = Rulebook::builtin();
    let positions: Vec<Position> = book.house.positions.iter().map(|p| p.id.clone()).collect();
    let mut out = String::from(
        "Every cell of the authority matrix: what each position may do with a matter of it, and which acts rest on it.\n● decides alone, ◐ recommends, ○ needs approval, × not at all. Printed by a test; see crates/herald/tests/all/printed.rs.\n",
    );
    for group in &book.document.authority {
        writeln!(out, "\n{} {}", group.id, group.zh).expect("a string takes all");
        for cell in &group.cells {
            let verdicts: Vec<String> = positions
                .iter()
                .map(|p| format!("{} {}", p, disc(&book, p, &cell.id)))
                .collect();
            let acts: Vec<&str> = book
                .house
                .rows
                .iter()
                .filter(|row| row.cell.as_deref() == Some(cell.id.as_str()))
                .flat_map(|row| row.acts.iter().map(String::as_str))
                .collect();
            let mut acts = acts;
            acts.sort_unstable();
            acts.dedup();
            writeln!(
                out,
                "  {} {}\n    {}",
                cell.id,
                cell.zh,
                verdicts.join("  ")
            )
            .expect("a string takes all");
            if !acts.is_empty() {
                writeln!(out, "    acts: {}", acts.join(", ")).expect("a string takes all");
            }
        }
    }
    out
}

fn disc(book: &Rulebook, position: &Position, cell: &str) -> char {
    let actor = Actor {
        centre: CentreId(uuid::Uuid::nil()),
        who: Who::Person(AccountId(uuid::Uuid::nil())),
        holds: vec![Held::own(position.as_str())],
    };
    let facts = Facts::of("matter.raise").word("cell", cell);
    match book.table.decide(&actor, &facts, Moment(0)).level {
        Level::Independent => '●',
        Level::Recommend => '◐',
        Level::Approval => '○',
        Level::Forbidden => '×',
    }
}
