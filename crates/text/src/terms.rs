//! Search terms. Neither SQLite's nor PostgreSQL's tokeniser knows where a Chinese word ends, so
//! both are given terms made here: every ideograph and every pair of neighbours. A word of two
//! characters is then always found, on either engine, by the same function.

use std::collections::HashSet;

use crate::fold::fold;
use crate::script::is_han;

/// Longest term, in characters. PostgreSQL refuses lexemes above 2 KB; nobody searches for more.
pub const TERM_MAX_CHARS: usize = 64;

/// The terms under which `text` is found: for Han every character and every pair of neighbours,
/// for everything else whole words in lower case. In reading order, repeats kept for ranking.
pub fn bigrams(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut terms = Vec::new();
    for run in runs(&folded) {
        match run {
            Run::Word(word) => terms.push(shortened(word)),
            Run::Han(characters) => {
                for (place, character) in characters.iter().enumerate() {
                    terms.push(character.to_string());
                    if let Some(next) = characters.get(place + 1) {
                        terms.push(String::from_iter([character, next]));
                    }
                }
            }
        }
    }
    terms
}

/// [`bigrams`] joined by spaces: the text to store in an FTS5 column, or to split at spaces into a
/// `tsvector`.
pub fn index_terms(text: &str) -> String {
    bigrams(text).join(" ")
}

/// The terms that must *all* be in a text for it to match `query`: pairs for Han (the character
/// itself where it stands alone), whole words otherwise. Without repeats; empty if nothing in the
/// query can be searched. A term holds letters and digits only, so quoting it is enough.
pub fn query_terms(query: &str) -> Vec<String> {
    let folded = fold(query);
    let mut seen = HashSet::new();
    let mut terms = Vec::new();
    for run in runs(&folded) {
        match run {
            Run::Word(word) => terms.push(shortened(word)),
            Run::Han(characters) if characters.len() == 1 => {
                terms.extend(characters.iter().map(char::to_string))
            }
            Run::Han(characters) => terms.extend(characters.windows(2).map(String::from_iter)),
        }
    }
    terms.retain(|term| seen.insert(term.clone()));
    terms
}

enum Run<'a> {
    Han(Vec<char>),
    Word(&'a str),
}

/// Stretches of Han and stretches of other letters and digits; all else parts them.
fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let belongs: fn(char) -> bool = match first {
            c if is_han(c) => is_han,
            c if c.is_alphanumeric() => |c| c.is_alphanumeric() && !is_han(c),
            _ => |c| !is_han(c) && !c.is_alphanumeric(),
        };
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        if is_han(first) {
            runs.push(Run::Han(run.chars().collect()));
        } else if first.is_alphanumeric() {
            runs.push(Run::Word(run));
        }
    }
    runs
}

fn shortened(word: &str) -> String {
    word.chars().take(TERM_MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(query: &str, text: &str) -> bool {
        let index = index_terms(text);
        let indexed: HashSet<&str> = index.split(' ').collect();
        let terms = query_terms(query);
        !terms.is_empty() && terms.iter().all(|term| indexed.contains(term.as_str()))
    }

    #[test]
    fn a_word_of_two_characters_is_found_in_either_spelling() {
        let article = "臺北市 膝關節 置換術後的復健運動：Physio-Therapy 第3階段";
        for query in [
            "复健",
            "關節",
            "台北",
            "关节",
            "術後",
            "physio",
            "THERAPY",
            "3",
            "膝",
            "膝關節置換",
            "therapy 復健",
        ] {
            assert!(finds(query, article), "{query}");
        }
        for query in ["肩膀", "健復", "phys", "", "：", "  "] {
            assert!(!finds(query, article), "{query}");
        }
    }

    #[test]
    fn words_beside_han_stand_apart() {
        assert_eq!(bigrams("COVID疫苗"), ["covid", "疫", "疫苗", "苗"]);
        assert_eq!(query_terms("疫苗 疫苗 疫"), ["疫苗", "苗疫"]);
        assert_eq!(query_terms("疫苗，疫"), ["疫苗", "疫"]);
    }

    proptest! {
        #[test]
        fn whatever_a_substring_search_finds_is_found(
            before in "[復复健運動中心臺台灣医療a-c ,。]{0,12}",
            word in "[復复健運動中心臺台灣医療疗老人]{1,6}",
            after in "[復复健運動中心臺台灣医療a-c ,。]{0,12}",
            asked in "[復复健運動中心臺台]{1,2}",
        ) {
            let text = format!("{before}{word}{after}");
            prop_assert!(finds(&word, &text));
            if fold(&text).contains(&fold(&asked)) {
                prop_assert!(finds(&asked, &text));
            }
        }

        #[test]
        fn terms_hold_letters_and_digits_only(text in "\\PC*") {
            for term in query_terms(&text) {
                prop_assert!(!term.is_empty() && term.chars().count() <= TERM_MAX_CHARS);
                prop_assert!(term.chars().all(|c| c.is_alphanumeric() || is_han(c)));
            }
        }

        #[test]
        fn any_text_is_found_by_itself(text in "\\PC*") {
            prop_assert!(query_terms(&text).is_empty() || finds(&text, &text));
        }
    }
}
