//! Class names, styles and htmx attributes live in `ui`; a screen calls its functions.

use crate::source::is_name;
use crate::{Tree, Violation};

/// Elements that take a class by a dot, as `div.stack { … }`.
const ELEMENTS: &[&str] = &[
    "article", "aside", "b", "button", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "h1", "h2", "h3", "header", "input", "li", "main", "nav", "ol", "p", "section",
    "select", "small", "span", "strong", "table", "td", "th", "tr", "ul",
];

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
        for element in ELEMENTS {
            let dotted = format!("{element}.");
            for at in source.words(&dotted).filter(|at| !source.is_test(*at)) {
                if is_styled(&source.code, at, at + dotted.len()) {
                    let remedy = format!("a class of `{element}` belongs to ui: add a component");
                    found.push(Violation::at(
                        &file.path,
                        source.line_at(at),
                        element,
                        remedy,
                    ));
                }
            }
        }
    }
    found
}

/// Whether what stands at `at` begins an element of markup, whose class begins at `class`:
/// the element stands where a statement could, and its class ends before its attributes or
/// its inside. `list.name { … }` after a keyword is code.
fn is_styled(code: &str, at: usize, class: usize) -> bool {
    let begins = code[..at].trim_end().ends_with(['{', '}', ';', ')']);
    let rest = code[class..].trim_start_matches(|c: char| is_name(c) || c == '.' || c == '-');
    let after = rest.trim_start();
    let attribute = after.trim_start_matches(|c: char| is_name(c) || c == '-');
    let has_attribute = attribute.len() < after.len()
        && (attribute.starts_with("=(") || attribute.starts_with("=\""));
    begins && rest.starts_with(' ') && (after.starts_with('{') || has_attribute)
}
