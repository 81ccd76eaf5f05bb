//! The name of a database engine stands in the kernel's database folder and in
//! migrations; everybody else asks one question in one text. A proof names a test, and the
//! name of a test on both engines ends in the one it runs on.

use crate::{File, Tree, Violation};

const NAMES: &[&str] = &["sqlite", "postgres"];

/// Where else an engine is named, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("crates/kernel/src/database/", "both engines live here"),
    ("crates/kernel/tests/", "tests the engines themselves"),
    (
        "crates/herald/src/",
        "settings, command line and doctor name the engine to the operator",
    ),
    ("crates/testing/", "opens a centre on either engine"),
    ("crates/e2e/", "starts the program on either engine"),
    ("crates/tidy/", "this rule"),
];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, source) in tree.rust().filter(|(file, _)| !may_name(file)) {
        let code = source
            .code
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line));
        let literals = source
            .literals
            .iter()
            .map(|one| (one.line, story_of(file, &one.text)));
        for (line, text) in code.chain(literals) {
            let lower = text.to_lowercase();
            for name in NAMES.iter().filter(|name| lower.contains(**name)) {
                let remedy = format!(
                    "`{name}` is a difference of engines: move it to kernel/src/database/ or migrations.rs"
                );
                found.push(Violation::at(&file.path, line, name, remedy));
            }
        }
    }
    found
}

/// A test without the engine it runs on, where proofs name it; any other text as it is.
fn story_of<'a>(file: &File, text: &'a str) -> &'a str {
    let proofs = file.in_src() == Some("proofs.rs");
    let story = NAMES
        .iter()
        .find_map(|name| text.strip_suffix(name)?.strip_suffix("::"));
    story.filter(|_| proofs).unwrap_or(text)
}

fn may_name(file: &File) -> bool {
    let room = file.in_src().unwrap_or_default();
    room == "migrations.rs"
        || room.starts_with("migrations/")
        || ELSEWHERE
            .iter()
            .any(|(folder, _)| file.path.starts_with(folder))
}
