//! Files of at most 600 lines, functions of at most 70.

use crate::source::{Source, closing_brace, is_name};
use crate::{Tree, Violation};

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 70;

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, source) in tree.rust() {
        let lines = file.text.lines().count();
        if lines > FILE_LINES {
            let remedy = format!("{lines} lines, {FILE_LINES} at most: make it a folder");
            found.push(Violation::at(&file.path, 1, "file", remedy));
        }
        for (name, line, lines) in functions(source) {
            if lines > FUNCTION_LINES {
                let remedy =
                    format!("`{name}` has {lines} lines, {FUNCTION_LINES} at most: take it apart");
                found.push(Violation::at(&file.path, line, &name, remedy));
            }
        }
    }
    found
}

/// Name, first line and number of lines of every function with a body.
fn functions(source: &Source) -> Vec<(String, usize, usize)> {
    let code = source.code.as_str();
    let mut functions = Vec::new();
    for at in source.words("fn") {
        let name: String = code[at + 2..]
            .trim_start()
            .chars()
            .take_while(|c| is_name(*c))
            .collect();
        // `fn(u8) -> u8` is a type.
        if name.is_empty() {
            continue;
        }
        if let Some(open) = body(code, at) {
            let first = source.line_at(at);
            let last = source.line_at(closing_brace(code, open) - 1);
            functions.push((name, first, last - first + 1));
        }
    }
    functions
}

/// The brace that opens the body, unless a semicolon ends the declaration first.
fn body(code: &str, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b'{' if depth == 0 => return Some(at),
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}
