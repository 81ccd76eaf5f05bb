//! No file, folder or module whose name says nothing.

use crate::source::is_name;
use crate::{Tree, Violation};

const FORBIDDEN: &[&str] = &[
    "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils",
];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files() {
        for part in file.path.split('/') {
            let stem = part.split('.').next().unwrap_or(part);
            if FORBIDDEN.contains(&stem) {
                found.push(Violation::at(&file.path, 0, stem, remedy(stem)));
            }
        }
    }
    for (file, source) in tree.rust() {
        for at in source.words("mod") {
            let name: String = source.code[at + 3..]
                .trim_start()
                .chars()
                .take_while(|c| is_name(*c))
                .collect();
            if FORBIDDEN.contains(&name.as_str()) {
                let line = source.line_at(at);
                found.push(Violation::at(&file.path, line, &name, remedy(&name)));
            }
        }
    }
    found
}

fn remedy(name: &str) -> String {
    format!("`{name}` says nothing: name it after what it can do")
}
