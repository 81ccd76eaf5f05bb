//! Links between the pages of the repository lead somewhere.

use crate::{File, Tree, Violation};

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files().filter(|file| file.path.ends_with(".md")) {
        for (line, text) in file.lines() {
            for target in targets(text) {
                if !leads_somewhere(tree, file, target) {
                    let remedy = format!("`{target}` is not there: mend the link");
                    found.push(Violation::at(&file.path, line, target, remedy));
                }
            }
        }
    }
    found
}

/// The targets of `[…](target)` that stay inside the repository.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| {
        let target = rest.split([')', ' ']).next()?;
        let path = target.split('#').next()?;
        let inside = !path.is_empty() && !path.contains(':') && !path.starts_with('/');
        inside.then_some(path)
    })
}

fn leads_somewhere(tree: &Tree, file: &File, target: &str) -> bool {
    let mut parts: Vec<&str> = file.path.split('/').collect();
    parts.pop();
    for part in target.split('/').filter(|part| !part.is_empty()) {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    tree.exists(&parts.join("/"))
}
