//! The rooms of a feature: which files it has, and what each of them may use.

use crate::source::is_name;
use crate::{File, Source, Tree, Violation};

/// Crates that are not features. Everything else under `crates/` keeps the rooms.
const NOT_FEATURES: &[&str] = &[
    "kernel",
    "text",
    "files",
    "fetch",
    "mail",
    "compliance",
    "charter",
    "desk",
    "ui",
    "frame",
    "api",
    "mcp",
    "herald",
    "testing",
    "e2e",
    "tidy",
];

struct Room {
    name: &'static str,
    /// Other rooms of the same feature.
    own: &'static [&'static str],
    /// Which of `WALLED` it may use; other crates are a matter of the arrows.
    others: &'static [&'static str],
}

/// Crates that only some rooms may use.
const WALLED: &[&str] = &[
    "kernel",
    "charter",
    "desk",
    "ui",
    "frame",
    "axum",
    "maud",
    "sea_orm",
    "sea_query",
    "sqlx",
    "tokio",
];

/// The may-use column of `docs/architecture.md`, section 2.
const ROOMS: &[Room] = &[
    room("model", &[], &["kernel", "sea_orm"]),
    room("rules", &["model"], &["kernel"]),
    room(
        "actions",
        &["model", "rules", "store", "queries", "jobs"],
        &["kernel", "charter", "desk"],
    ),
    room(
        "store",
        &["model"],
        &["kernel", "desk", "sea_orm", "sea_query"],
    ),
    room(
        "queries",
        &["model", "rules"],
        &["kernel", "charter", "desk", "sea_orm", "sea_query"],
    ),
    room(
        "jobs",
        &["model", "rules", "actions", "store", "queries", "adapters"],
        &["kernel", "charter", "desk", "tokio"],
    ),
    room("adapters", &["model"], &["kernel", "tokio"]),
    room(
        "pages",
        &["model", "queries", "actions"],
        &["kernel", "charter", "desk", "frame", "ui", "axum", "maud"],
    ),
    room(
        "sample",
        &["model", "actions", "queries"],
        &["kernel", "charter", "frame", "desk"],
    ),
    room("proofs", &[], &["frame"]),
    room("migrations", &[], &["kernel"]),
];

/// A rule decides from its arguments alone; each of these lets something else in.
const IMPURE: &[&str] = &[
    "async",
    "await",
    "Clock",
    "Database",
    "now",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "println!",
];

const fn room(
    name: &'static str,
    own: &'static [&'static str],
    others: &'static [&'static str],
) -> Room {
    Room { name, own, others }
}

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, source) in tree.rust() {
        let feature = file
            .crate_name()
            .is_some_and(|name| !NOT_FEATURES.contains(&name));
        let Some(path) = file.in_src().filter(|path| feature && *path != "lib.rs") else {
            continue;
        };
        if file.is_test() {
            continue;
        }
        let first = path.split('/').next().unwrap_or_default();
        let name = first.trim_end_matches(".rs");
        match ROOMS.iter().find(|room| room.name == name) {
            Some(room) => found.extend(in_room(room, file, path, source)),
            None => {
                let known: Vec<&str> = ROOMS.iter().map(|room| room.name).collect();
                let remedy = format!("`{name}` is no room of a feature ({})", known.join(", "));
                found.push(Violation::at(&file.path, 1, name, remedy));
            }
        }
    }
    found
}

fn in_room(room: &Room, file: &File, path: &str, source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut report = |at: usize, subject: &str, remedy: String| {
        if !source.is_test(at) {
            found.push(Violation::at(
                &file.path,
                source.line_at(at),
                subject,
                remedy,
            ));
        }
    };
    for (at, used) in own_rooms(path, &source.code) {
        let known = ROOMS.iter().any(|other| other.name == used);
        if known && used != room.name && !room.own.contains(&used.as_str()) {
            report(
                at,
                &used,
                format!("{} may not use the room `{used}`", room.name),
            );
        }
    }
    for other in WALLED.iter().filter(|other| !room.others.contains(other)) {
        for at in source.words(&format!("{other}::")) {
            if !source.code[..at].ends_with("::") {
                report(at, other, format!("{} may not use `{other}`", room.name));
            }
        }
    }
    if room.name == "rules" {
        for word in IMPURE {
            for at in source.words(word) {
                report(
                    at,
                    word,
                    format!("a rule is pure: hand in what `{word}` would fetch"),
                );
            }
        }
    }
    found
}

/// Rooms of the same feature named by `crate::…` or by enough `super::`.
fn own_rooms(path: &str, code: &str) -> Vec<(usize, String)> {
    let depth = path.trim_end_matches("/mod.rs").split('/').count();
    let up = "super::".repeat(depth);
    let mut rooms = Vec::new();
    for root in ["crate::", up.as_str()] {
        for (at, _) in code.match_indices(root) {
            if code[..at].ends_with(|c: char| is_name(c) || c == ':') {
                continue;
            }
            let rest = &code[at + root.len()..];
            rooms.extend(heads_of(rest).into_iter().map(|name| (at, name)));
        }
    }
    rooms
}

/// The first name of a path, or of each path in a group `{a::b, c}`.
fn heads_of(rest: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start()
            .chars()
            .take_while(|c| is_name(*c))
            .collect()
    };
    let Some(group) = rest.strip_prefix('{') else {
        return vec![name(rest)];
    };
    let mut depth = 0_usize;
    let mut begins = true;
    let mut heads = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            c if is_name(c) && begins && depth == 0 => {
                heads.push(name(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    heads
}
