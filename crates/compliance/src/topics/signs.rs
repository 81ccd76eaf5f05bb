//! A file of signs: patterns with names, built from sets of words.
//!
//! `{name}` in a pattern stands for the set of that name, as alternatives; a set may name sets that name none. The rest is as in the rules: a match
//! counts unless it overlaps a match of an `except` pattern of the same sign.

use std::{collections::BTreeMap, ops::Range};

use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    Normaliser,
    pattern::{Pattern, merged, remaining},
};

/// Signs of one file; `K` is the kind that each carries.
#[derive(Debug)]
pub(crate) struct SignSet<K> {
    signs: Vec<Sign<K>>,
}

#[derive(Debug)]
struct Sign<K> {
    key: String,
    kind: K,
    patterns: Vec<Pattern>,
    except: Vec<Pattern>,
}

#[derive(Deserialize)]
struct File<K> {
    sets: BTreeMap<String, Vec<String>>,
    signs: Vec<Written<K>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<K> {
    key: String,
    kind: K,
    patterns: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
}

impl<K: DeserializeOwned + Copy> SignSet<K> {
    /// Reads and compiles a file; the error is the parser's or the engine's explanation.
    pub(crate) fn read(yaml: &str, folding: &Normaliser) -> Result<Self, String> {
        let file: File<K> = serde_saphyr::from_str(yaml).map_err(|error| error.to_string())?;
        let sets: Vec<(String, String)> = file
            .sets
            .into_iter()
            .map(|(name, words)| (format!("{{{name}}}"), format!("(?:{})", words.join("|"))))
            .collect();
        let compile = |patterns: Vec<String>| {
            patterns
                .into_iter()
                .map(|pattern| {
                    let expand = |text: String| {
                        sets.iter()
                            .fold(text, |text, (name, words)| text.replace(name, words))
                    };
                    let whole = expand(expand(pattern));
                    Pattern::new(&folding.replace(&whole))
                })
                .collect::<Result<Vec<_>, _>>()
        };
        let signs = file
            .signs
            .into_iter()
            .map(|sign| {
                Ok(Sign {
                    patterns: compile(sign.patterns)?,
                    except: compile(sign.except)?,
                    key: sign.key,
                    kind: sign.kind,
                })
            })
            .collect::<Result<_, String>>()?;
        Ok(Self { signs })
    }

    /// Every sign in the text with its bytes in the original, by position. A sign that cannot be decided covers
    /// the whole text, so that a person looks.
    pub(crate) fn find(&self, text: &str, folding: &Normaliser) -> Vec<(K, String, Range<usize>)> {
        let normal = folding.normalise(text);
        let mut found = Vec::new();
        for sign in &self.signs {
            match remaining(&sign.patterns, &sign.except, normal.as_str()) {
                Ok(ranges) => found.extend(
                    merged(ranges)
                        .iter()
                        .map(|range| (sign.kind, sign.key.clone(), normal.original(range))),
                ),
                Err(_) => found.push((sign.kind, sign.key.clone(), 0..text.len())),
            }
        }
        found.sort_by_key(|(_, _, span)| (span.start, span.end));
        found
    }
}
