//! A feature writes its tables in `store.rs` and `migrations.rs` and nowhere else,
//! and nobody writes the table of another crate.

use crate::source::is_name;
use crate::{File, Source, Tree, Violation};
use std::collections::BTreeMap;

/// Crates below the features that keep tables of their own, and which.
const BELOW_THE_FEATURES: &[(&str, &str)] = &[
    (
        "kernel",
        "jobs, activity, settings and the record of migrations",
    ),
    (
        "desk",
        "requests, proposals, ledger, outbox, freezes, positions and deputies",
    ),
];

/// Statements that write, by what stands before the name of the table.
const WRITES: &[&str] = &[
    "insert into ",
    "insert or replace into ",
    "replace into ",
    "update ",
    "delete from ",
    "truncate ",
    "merge into ",
    "create table ",
    "alter table ",
    "drop table ",
    "create index ",
    "create unique index ",
];

/// Builders of sea-query that write.
const BUILDERS: &[&str] = &["Query::insert", "Query::update", "Query::delete"];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let owners = owners(tree);
    let mut found = Vec::new();
    for (file, source) in tree.rust().filter(|(file, _)| !file.is_test()) {
        let Some(name) = file.crate_name() else {
            continue;
        };
        let below = BELOW_THE_FEATURES.iter().any(|(below, _)| *below == name);
        for (line, table) in writes(source) {
            if !below && !is_writing_room(file) {
                let remedy = format!("writes `{table}`: move the statement to store.rs");
                found.push(Violation::at(&file.path, line, &table, remedy));
            }
            match owners.get(&table) {
                Some(owner) if *owner != name => {
                    let remedy = format!("`{table}` belongs to `{owner}`: ask it to write");
                    found.push(Violation::at(&file.path, line, &table, remedy));
                }
                _ => {}
            }
        }
        let builders = BUILDERS.iter().flat_map(|word| source.words(word));
        for at in builders.filter(|_| !below && !is_writing_room(file)) {
            let remedy = "a writing statement: move it to store.rs";
            found.push(Violation::at(
                &file.path,
                source.line_at(at),
                "builder",
                remedy,
            ));
        }
    }
    found
}

fn is_writing_room(file: &File) -> bool {
    let room = file.in_src().unwrap_or_default();
    let first = room.split('/').next().unwrap_or_default();
    matches!(first, "store.rs" | "store" | "migrations.rs" | "migrations")
}

/// Which crate creates which table.
fn owners(tree: &Tree) -> BTreeMap<String, &str> {
    let mut owners = BTreeMap::new();
    for (file, source) in tree.rust().filter(|(file, _)| !file.is_test()) {
        let Some(name) = file.crate_name() else {
            continue;
        };
        for literal in source.literals.iter().filter(|l| !source.is_test(l.offset)) {
            for table in names_after(&literal.text, "create table ") {
                owners.entry(table).or_insert(name);
            }
        }
    }
    owners
}

/// Line and table of every statement in a literal that writes.
fn writes(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for literal in source.literals.iter().filter(|l| !source.is_test(l.offset)) {
        for verb in WRITES {
            let tables = names_after(&literal.text, verb);
            found.extend(tables.into_iter().map(|table| (literal.line, table)));
        }
    }
    found
}

/// Names of tables after a verb, where the verb begins a statement or stands in a
/// `with`; `update` only where `set` follows, for it is also an English word.
fn names_after(text: &str, verb: &str) -> Vec<String> {
    let flat = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let mut names = Vec::new();
    for (at, _) in flat.match_indices(verb) {
        if flat[..at].chars().next_back().is_some_and(is_name) {
            continue;
        }
        let rest = flat[at + verb.len()..].trim_start_matches("if not exists ");
        let rest = rest
            .trim_start_matches("if exists ")
            .trim_start_matches("only ");
        let name: String = rest
            .trim_start_matches(['"', '\\'])
            .chars()
            .take_while(|c| is_name(*c))
            .collect();
        let after = &rest[rest.find(' ').unwrap_or(rest.len())..];
        let is_update = !verb.starts_with("update") || after.contains(" set ");
        // `do update set …` belongs to the insert before it; `for update` is a read.
        if !name.is_empty() && name != "set" && is_update && !flat[..at].ends_with("for ") {
            names.push(name);
        }
    }
    names
}
