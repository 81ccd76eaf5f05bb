//! `docs/map.txt` and `docs/charter.txt`: written by `HERALD_PRINT=1 cargo test -p
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
        let mut line = |what: &str, items: Vec<String>| {
            if !items.is_empty() {
                writeln!(out, "  {what}: {}", items.join(", ")).expect("a string takes all");
            }
        };
        line(
            "acts",
            feature.acts.iter().map(|a| a.kind.to_owned()).collect(),
        );
        line(
            "queries",
            feature.queries.iter().map(|q| q.name.to_owned()).collect(),
        );
        line(
            "jobs",
            feature
                .jobs
                .iter()
                .map(|j| match j.every_seconds {
                    Some(every) => format!("{} every {every} s", j.kind),
                    None => j.kind.to_owned(),
                })
                .collect(),
        );
        line(
            "outlets",
            feature
                .outlets
                .iter()
                .map(|o| o.name().to_owned())
                .collect(),
        );
        line(
            "guards",
            feature.guards.iter().map(|g| g.reason.to_owned()).collect(),
        );
        line(
            "indicators",
            feature.measures.iter().map(|m| m.kpi.to_owned()).collect(),
        );
        line(
            "previews",
            feature.previews.iter().map(|p| p.kind.to_owned()).collect(),
        );
        line(
            "personal data",
            feature
                .personal
                .iter()
                .map(|p| p.part().to_owned())
                .collect(),
        );
        line(
            "settings",
            feature.settings.iter().map(|s| s.href.to_owned()).collect(),
        );
        let mut speaks = Vec::new();
        for (there, word) in [
            (feature.pages.is_some(), "desk pages"),
            (feature.public.is_some(), "public pages"),
            (feature.today.is_some(), "today"),
            (feature.search.is_some(), "search"),
            (feature.sample.is_some(), "sample"),
        ] {
            if there {
                speaks.push(word.to_owned());
            }
        }
        line("speaks", speaks);
    }
    out
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
