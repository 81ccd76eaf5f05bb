//! The arrows between the crates, as manifests draw them, are those of
//! `docs/architecture.md`: a block ```` ```arrows ```` of lines `crate -> a, b, c`.
//!
//! An arrow says what the code of a crate knows. Its tests may put several features
//! together, so dev-dependencies are no arrows.

use crate::manifest::names_in;
use crate::{Tree, Violation};
use std::collections::{BTreeMap, BTreeSet};

const MAP: &str = "docs/architecture.md";

type Arrows<'a> = BTreeMap<&'a str, (usize, BTreeSet<&'a str>)>;

pub fn check(tree: &Tree) -> Vec<Violation> {
    let Some(map) = tree.file(MAP) else {
        return vec![Violation::at(MAP, 0, "map", "write the map of the crates")];
    };
    let Some(listed) = listed(&map.text) else {
        let remedy = "add a block ```arrows with one line `crate -> a, b, c` for each crate";
        return vec![Violation::at(MAP, 0, "arrows", remedy)];
    };
    let crates: BTreeSet<&str> = tree.crates().collect();
    let mut found = Vec::new();
    for name in &crates {
        match listed.get(name) {
            Some((line, allowed)) => found.extend(compare(tree, &crates, name, *line, allowed)),
            None => {
                let remedy = format!("list the arrows of `{name}`, even where it has none");
                found.push(Violation::at(MAP, 0, name, remedy));
            }
        }
    }
    for (name, (line, _)) in listed {
        if !crates.contains(name) {
            let remedy = format!("there is no crate `{name}`: take its line away");
            found.push(Violation::at(MAP, line, name, remedy));
        }
    }
    found
}

fn listed(map: &str) -> Option<Arrows<'_>> {
    let (before, rest) = map.split_once("```arrows\n")?;
    let first = before.lines().count() + 2;
    let block = rest.split("```").next()?;
    let arrows = block.lines().enumerate().filter_map(|(at, line)| {
        let (name, targets) = line.split_once("->")?;
        let targets = targets.split(',').map(str::trim).filter(|t| !t.is_empty());
        Some((name.trim(), (first + at, targets.collect())))
    });
    Some(arrows.collect())
}

fn compare(
    tree: &Tree,
    crates: &BTreeSet<&str>,
    name: &str,
    map_line: usize,
    allowed: &BTreeSet<&str>,
) -> Vec<Violation> {
    let path = format!("crates/{name}/Cargo.toml");
    let manifest = tree.file(&path).map_or("", |file| file.text.as_str());
    let mut found = Vec::new();
    let mut drawn = BTreeSet::new();
    for section in ["dependencies", "build-dependencies"] {
        for (line, target) in names_in(manifest, section) {
            if !crates.contains(target) {
                continue;
            }
            drawn.insert(target);
            if !allowed.contains(target) {
                let remedy = format!(
                    "`{name} -> {target}` is not in {MAP}: go through activity or an extension point"
                );
                found.push(Violation::at(&path, line, target, remedy));
            }
        }
    }
    for target in allowed.difference(&drawn) {
        let remedy = format!("`{name} -> {target}` is not drawn in {path}: take it away here");
        found.push(Violation::at(
            MAP,
            map_line,
            &format!("{name}->{target}"),
            remedy,
        ));
    }
    found
}
