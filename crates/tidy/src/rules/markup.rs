//! Class names, styles and htmx attributes live in `ui`; a screen calls its functions.

use crate::{Tree, Violation};

const ATTRIBUTES: &[&str] = &["hx-", "class=", "style=", "onclick="];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let screens = tree
        .rust()
        .filter(|(file, _)| !file.is_test() && !file.path.starts_with("crates/ui/"));
    for (file, source) in screens {
        for word in ATTRIBUTES {
            for at in source.words(word).filter(|at| !source.is_test(*at)) {
                let remedy = format!("`{word}` belongs to ui: call or add a component there");
                found.push(Violation::at(&file.path, source.line_at(at), word, remedy));
            }
        }
    }
    found
}
