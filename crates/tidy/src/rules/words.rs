//! Nothing unfinished, nothing switched off, nothing that only holds on one machine.

use crate::{File, Source, Tree, Violation};

/// Folders of build machines; a path below one of them holds nowhere else.
const MACHINE_FOLDERS: &[&str] = &["/work", "/root", "/farm"];

/// Written in two parts, so that this file keeps its own rule.
const HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("registry", ".npmjs"),
    concat!("files", ".pythonhosted"),
    concat!("deb", ".debian.org"),
];

/// Lock files name the registry by design of their tools.
const LOCKS: &[&str] = &["Cargo.lock"];

const UNFINISHED: &[(&str, &str)] = &[
    ("todo!", "finish it or leave it out"),
    ("unimplemented!", "finish it or leave it out"),
    ("#[ignore", "mend the test or take it away"),
    ("#[allow(", "use #[expect(…, reason = \"…\")]"),
    ("#![allow(", "use #![expect(…, reason = \"…\")]"),
];

const NOTES: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree
        .files()
        .filter(|file| !LOCKS.contains(&file.path.as_str()))
    {
        for (line, text) in file.lines() {
            if let Some(folder) = machine_path(text) {
                let remedy = format!("{folder} is a folder of one machine: take it from settings");
                found.push(Violation::at(&file.path, line, folder, remedy));
            }
            for host in HOSTS.iter().filter(|host| text.contains(**host)) {
                let remedy = format!("{host}: leave the registry to the settings of the client");
                found.push(Violation::at(&file.path, line, host, remedy));
            }
        }
        if let Some(source) = &file.rust {
            found.extend(in_rust(file, source));
        }
    }
    found
}

fn machine_path(text: &str) -> Option<&'static str> {
    MACHINE_FOLDERS.iter().copied().find(|folder| {
        text.match_indices(folder).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let begins = !before.is_some_and(|c| c.is_ascii_alphanumeric() || "_./".contains(c));
            begins && text[at + folder.len()..].starts_with('/')
        })
    })
}

fn in_rust(file: &File, source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    for (word, remedy) in UNFINISHED {
        for at in source.words(word) {
            let remedy = format!("`{word}`: {remedy}");
            found.push(Violation::at(&file.path, source.line_at(at), word, remedy));
        }
    }
    for (at, _) in source.code.match_indices("[expect(") {
        let attribute = source.code[at..].split(']').next().unwrap_or_default();
        if !attribute.contains("reason") {
            let remedy = "`expect` of a lint carries its reason";
            found.push(Violation::at(
                &file.path,
                source.line_at(at),
                "expect",
                remedy,
            ));
        }
    }
    for (line, comment) in &source.comments {
        for note in NOTES.iter().filter(|note| comment.contains(**note)) {
            let remedy = format!("{note}: do it, or write it into an issue");
            found.push(Violation::at(&file.path, *line, note, remedy));
        }
    }
    found
}
