//! Sentences for people live in `.ftl` files: no Chinese text in the literals of Rust
//! code, outside `ui`, tests and the data of the sample centre.

use crate::{File, Tree, Violation};

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, source) in tree.rust().filter(|(file, _)| !may_speak(file)) {
        for literal in &source.literals {
            if literal.text.contains(is_han) && !source.is_test(literal.offset) {
                let remedy = format!(
                    "\"{}\" is for people: give it a key in both i18n/*.ftl (data: a file of its own)",
                    literal.text.chars().take(20).collect::<String>()
                );
                let subject: String = literal.text.split_whitespace().collect();
                found.push(Violation::at(&file.path, literal.line, &subject, remedy));
            }
        }
    }
    found
}

fn may_speak(file: &File) -> bool {
    let room = file.in_src().unwrap_or_default();
    file.is_test()
        || file.path.starts_with("crates/ui/")
        || room == "sample.rs"
        || room.starts_with("sample/")
}

/// Unified ideographs, extension A and compatibility ideographs.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}
