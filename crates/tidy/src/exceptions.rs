use crate::{Tree, Violation};
use std::collections::BTreeSet;

/// Takes away the violations that `exceptions/<rule>.txt` lists and adds one for
/// every listed exception that no longer applies, so that the list only shrinks.
///
/// A line is `path subject`; what follows `#` is the reason and must be there.
pub fn apply(tree: &Tree, rule: &str, found: Vec<Violation>) -> Vec<Violation> {
    let path = format!("crates/tidy/exceptions/{rule}.txt");
    let Some(list) = tree.file(&path) else {
        return found;
    };
    let mut used = BTreeSet::new();
    let listed: Vec<(usize, &str, &str)> = list
        .lines()
        .filter(|(_, text)| !text.trim().is_empty() && !text.starts_with('#'))
        .map(|(line, text)| {
            let (entry, reason) = text.split_once('#').unwrap_or((text, ""));
            (line, entry.trim(), reason.trim())
        })
        .collect();

    let mut left: Vec<Violation> = found
        .into_iter()
        .filter(|one| {
            let name = format!("{} {}", one.path, one.subject);
            let hit = listed.iter().position(|(_, entry, _)| *entry == name);
            used.extend(hit);
            hit.is_none()
        })
        .collect();
    for (at, (line, entry, reason)) in listed.iter().enumerate() {
        if !used.contains(&at) {
            let remedy = format!("`{entry}` keeps the rule now: take its exception away");
            left.push(Violation::at(&path, *line, entry, remedy));
        } else if reason.is_empty() {
            let remedy = format!("say after # why `{entry}` is an exception");
            left.push(Violation::at(&path, *line, entry, remedy));
        }
    }
    left
}
