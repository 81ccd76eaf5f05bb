//! One pattern of a rule, run by the engine that suits it.
//!
//! Patterns without look-around run in linear time. The others run in a backtracking engine with a limit, and only
//! on texts in which the pattern without its look-around matches, which look-around can only narrow.
//! `\b`, `\w` and `\d` mean ASCII, as in JavaScript with the flags `i` and `u`: on normalised text that loses
//! nothing, and an English word glued to Chinese text is still a word.

use std::ops::Range;

/// Steps that the backtracking engine may take for one search before the question goes to a person.
const BACKTRACK_LIMIT: usize = 200_000;

const WORD: &str = "0-9A-Za-z_";

/// The backtracking engine gave up on a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooHard;

#[derive(Debug)]
pub(crate) struct Pattern(Engine);

#[derive(Debug)]
enum Engine {
    Linear(regex::Regex),
    Backtracking {
        screen: regex::Regex,
        exact: Box<fancy_regex::Regex>,
    },
}

impl Pattern {
    /// Compiles; the error is the engine's own explanation.
    pub(crate) fn new(pattern: &str) -> Result<Self, String> {
        let (bare, looks_around) = without_look_around(pattern);
        let screen = regex::RegexBuilder::new(&in_ascii(&bare, "(?-u:\\b)"))
            .case_insensitive(true)
            .build()
            .map_err(|error| error.to_string())?;
        if !looks_around {
            return Ok(Self(Engine::Linear(screen)));
        }
        let boundary = format!("(?:(?<=[{WORD}])(?![{WORD}])|(?<![{WORD}])(?=[{WORD}]))");
        let exact = fancy_regex::RegexBuilder::new(&in_ascii(pattern, &boundary))
            .case_insensitive(true)
            .backtrack_limit(BACKTRACK_LIMIT)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self(Engine::Backtracking {
            screen,
            exact: Box::new(exact),
        }))
    }

    /// Every match that is not empty, from left to right, none overlapping another.
    pub(crate) fn matches(&self, text: &str) -> Result<Vec<Range<usize>>, TooHard> {
        let mut found = Vec::new();
        match &self.0 {
            Engine::Linear(regex) => found.extend(regex.find_iter(text).map(|hit| hit.range())),
            Engine::Backtracking { screen, exact } => {
                if screen.is_match(text) {
                    for hit in exact.find_iter(text) {
                        found.push(hit.map_err(|_| TooHard)?.range());
                    }
                }
            }
        }
        found.retain(|range| !range.is_empty());
        Ok(found)
    }

    pub(crate) fn is_match(&self, text: &str) -> Result<bool, TooHard> {
        match &self.0 {
            Engine::Linear(regex) => Ok(regex.is_match(text)),
            Engine::Backtracking { screen, exact } => {
                Ok(screen.is_match(text) && exact.is_match(text).map_err(|_| TooHard)?)
            }
        }
    }
}

/// What is left of the matches of `patterns` after those that overlap a match of `except`, sorted by position.
pub(crate) fn remaining(
    patterns: &[Pattern],
    except: &[Pattern],
    text: &str,
) -> Result<Vec<Range<usize>>, TooHard> {
    let mut found = all_matches(patterns, text)?;
    if found.is_empty() || except.is_empty() {
        return Ok(found);
    }
    let excepted = merged(all_matches(except, text)?);
    found.retain(|range| {
        let next = excepted.partition_point(|other| other.end <= range.start);
        excepted
            .get(next)
            .is_none_or(|other| other.start >= range.end)
    });
    Ok(found)
}

/// Joins ranges that overlap or touch; takes them sorted by start.
pub(crate) fn merged(ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

fn all_matches(patterns: &[Pattern], text: &str) -> Result<Vec<Range<usize>>, TooHard> {
    let mut found = Vec::new();
    for pattern in patterns {
        found.extend(pattern.matches(text)?);
    }
    found.sort_unstable_by_key(|range| (range.start, range.end));
    Ok(found)
}

/// Writes the shorthand classes out as ASCII and `\b` as `boundary`.
fn in_ascii(pattern: &str, boundary: &str) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let class = match chars.next() {
                    Some('b') if !in_class => {
                        out.push_str(boundary);
                        continue;
                    }
                    Some('w') => WORD,
                    Some('d') => "0-9",
                    other => {
                        out.push('\\');
                        out.extend(other);
                        continue;
                    }
                };
                if in_class {
                    out.push_str(class);
                } else {
                    out.extend(["[", class, "]"]);
                }
                continue;
            }
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        out.push(c);
    }
    out
}

/// The pattern with every look-ahead and look-behind cut out, and whether there was one.
fn without_look_around(pattern: &str) -> (String, bool) {
    let bytes = pattern.as_bytes();
    let mut bare = String::with_capacity(pattern.len());
    let (mut at, mut kept, mut in_class) = (0, 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'(' if !in_class && opens_look_around(&bytes[at..]) => {
                bare.push_str(&pattern[kept..at]);
                at = closing_parenthesis(bytes, at);
                kept = (at + 1).min(pattern.len());
            }
            _ => {}
        }
        at += 1;
    }
    bare.push_str(&pattern[kept..]);
    (bare, kept > 0)
}

fn opens_look_around(rest: &[u8]) -> bool {
    [&b"(?="[..], b"(?!", b"(?<=", b"(?<!"]
        .iter()
        .any(|opening| rest.starts_with(opening))
}

fn closing_parenthesis(bytes: &[u8], open: usize) -> usize {
    let (mut depth, mut in_class, mut at) = (0_usize, false, open);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'(' if !in_class => depth += 1,
            b')' if !in_class => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_around_is_cut_for_the_screen_and_kept_for_the_answer() {
        assert_eq!(
            without_look_around("a(?!b(?:c|\\))[)]d)e"),
            ("ae".to_owned(), true)
        );
        assert_eq!(
            without_look_around("a(?:b)[(?!]"),
            ("a(?:b)[(?!]".to_owned(), false)
        );
        let pattern = Pattern::new("第一(?!次|線)").unwrap();
        assert_eq!(pattern.matches("第一次,第一").unwrap(), vec![10..16]);
    }

    #[test]
    fn an_english_word_glued_to_chinese_is_a_word() {
        let pattern = Pattern::new(r"\bcure\b").unwrap();
        assert!(pattern.is_match("我們CURE您").unwrap());
        assert!(!pattern.is_match("secure").unwrap());
        let backtracking = Pattern::new(r"\bcure\b(?!s)").unwrap();
        assert!(backtracking.is_match("我們cure您").unwrap());
        assert!(!backtracking.is_match("secure").unwrap());
    }

    #[test]
    fn a_search_without_end_is_given_up() {
        let pattern = Pattern::new("(?:a|a|a)*(?=b)c").unwrap();
        assert_eq!(
            pattern.matches(&format!("{}c", "a".repeat(5_000))),
            Err(TooHard)
        );
    }

    #[test]
    fn an_exception_removes_only_what_it_overlaps() {
        let pattern = [Pattern::new("保證").unwrap()];
        let except = [Pattern::new("不保證").unwrap()];
        assert_eq!(
            remaining(&pattern, &except, "不保證,保證").unwrap(),
            vec![10..16]
        );
    }
}
