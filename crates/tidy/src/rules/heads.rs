//! Every crate begins by saying what it is for; a library also what it must never know.

use crate::{Tree, Violation};

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, _) in tree.rust() {
        let Some(root @ ("lib.rs" | "main.rs")) = file.in_src() else {
            continue;
        };
        let head: Vec<&str> = file
            .text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .collect();
        if head.is_empty() {
            let remedy = "begin with `//!`: what this crate is for";
            found.push(Violation::at(&file.path, 1, "head", remedy));
        } else if root == "lib.rs" && !head.iter().any(|line| line.contains("never")) {
            let remedy = "say in the `//!` head what this crate must never know";
            found.push(Violation::at(&file.path, head.len(), "never", remedy));
        }
    }
    found
}
