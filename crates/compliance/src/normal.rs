//! The form in which patterns read a text, with the way back to the original.
//!
//! Steps and their order are those of `matching.normalise` in `rules.yaml`: NFKC, invisible characters away,
//! variant characters replaced, blanks between two CJK characters away, words that are spelt apart joined.

use std::{collections::HashMap, ops::Range};

use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfkc_quick,
};

/// Replaces characters one for one while it normalises.
#[derive(Debug, Clone, Default)]
pub struct Normaliser {
    replacements: HashMap<char, char>,
    lower_case: bool,
}

/// A normalised text and, for each of its characters, the bytes of the original it came from.
#[derive(Debug, Clone)]
pub struct NormalText {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    at: usize,
    from: usize,
    to: usize,
}

impl Normaliser {
    /// A normaliser that replaces `variants` (from, to).
    #[must_use]
    pub fn new(variants: impl IntoIterator<Item = (char, char)>) -> Self {
        Self {
            replacements: variants.into_iter().collect(),
            lower_case: false,
        }
    }

    /// The same normaliser that also folds the first character of each pair into the second, and letters into
    /// lower case. Used where one word list shall serve two scripts.
    #[must_use]
    pub(crate) fn folding(&self, pairs: impl IntoIterator<Item = (char, char)>) -> Self {
        let mut replacements = self.replacements.clone();
        for (from, to) in pairs {
            let to = self.replacements.get(&to).copied().unwrap_or(to);
            replacements.entry(from).or_insert(to);
        }
        Self {
            replacements,
            lower_case: true,
        }
    }

    /// Replaces characters and does nothing else; for patterns, whose syntax NFKC would harm.
    pub(crate) fn replace(&self, text: &str) -> String {
        text.chars()
            .map(|c| self.replacements.get(&c).copied().unwrap_or(c))
            .collect()
    }

    /// Normalises a text of any length and content.
    #[must_use]
    pub fn normalise(&self, text: &str) -> NormalText {
        let mut chars: Vec<(char, usize, usize)> = Vec::with_capacity(text.len() / 2);
        let mut from = 0;
        while from < text.len() {
            let to = segment_end(text, from);
            for c in text[from..to].nfkc().filter(|c| !is_invisible(*c)) {
                chars.push((self.character(c), from, to));
            }
            from = to;
        }
        let chars = joined(&chars);
        let mut normal = NormalText {
            text: String::with_capacity(text.len()),
            pieces: Vec::with_capacity(chars.len()),
        };
        let mut previous = None;
        let mut rest = chars.as_slice();
        while let Some(&(c, ..)) = rest.first() {
            let blanks = rest.iter().take_while(|(c, ..)| is_blank(*c)).count();
            let (run, after) = rest.split_at(blanks.max(1));
            let between = previous.is_some_and(is_cjk)
                && after.first().is_some_and(|(next, ..)| is_cjk(*next));
            if blanks == 0 || !between {
                normal.extend(run);
            }
            previous = Some(c);
            rest = after;
        }
        normal
    }

    fn character(&self, c: char) -> char {
        let c = self.replacements.get(&c).copied().unwrap_or(c);
        let mut lower = c.to_lowercase();
        match (self.lower_case, lower.next(), lower.next()) {
            (true, Some(small), None) => small,
            _ => c,
        }
    }
}

impl NormalText {
    fn extend(&mut self, chars: &[(char, usize, usize)]) {
        for &(c, from, to) in chars {
            self.pieces.push(Piece {
                at: self.text.len(),
                from,
                to,
            });
            self.text.push(c);
        }
    }

    /// The normalised text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The words of `range` with `part`, which lies inside it, replaced by `with`.
    pub(crate) fn spliced(&self, range: &Range<usize>, part: &Range<usize>, with: &str) -> String {
        let kept = |range: Range<usize>| self.text.get(range).unwrap_or_default();
        format!(
            "{}{with}{}",
            kept(range.start..part.start),
            kept(part.end..range.end)
        )
    }

    /// The bytes of the original that the bytes `range` of the normalised text came from. Where one original
    /// character became several, a part of them stands for all of it.
    #[must_use]
    pub fn original(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.pieces.partition_point(|piece| piece.at < range.start);
        let last = self.pieces.partition_point(|piece| piece.at < range.end);
        match (
            self.pieces.get(first),
            last.checked_sub(1).and_then(|last| self.pieces.get(last)),
        ) {
            (Some(first), Some(last)) => first.from..last.to.max(first.from),
            (_, last) => {
                let end = last.map_or(0, |last| last.to);
                end..end
            }
        }
    }
}

/// The end of the shortest stretch from `from` that NFKC treats independently of what follows.
fn segment_end(text: &str, from: usize) -> usize {
    text[from..]
        .char_indices()
        .skip(1)
        .find(|(_, c)| starts_segment(*c))
        .map_or(text.len(), |(offset, _)| from + offset)
}

/// Whether nothing before `c` can combine with it or be reordered past it.
fn starts_segment(c: char) -> bool {
    if c.is_ascii() || is_cjk(c) {
        return true;
    }
    std::iter::once(c).nfkd().next().is_none_or(|first| {
        canonical_combining_class(first) == 0
            && is_nfkc_quick(std::iter::once(first)) != IsNormalized::Maybe
    })
}

fn is_cjk(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

fn is_blank(c: char) -> bool {
    c == ' ' || c == '\t'
}

/// Characters nobody sees: soft hyphens, joiners, marks of direction, fillers, variation selectors, tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// A mark by which words are spelt apart to be overlooked: 保·證·根·治.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '·' | '・' | '•' | '‧' | '.' | '*' | '_' | '|' | '/' | '~' | '-' | '^' | '+' | '#'
    )
}

/// Without the marks that stand between single CJK characters at least twice in a row. A single one is ordinary
/// writing: 頸椎/腰椎, 王·小明.
fn joined(chars: &[(char, usize, usize)]) -> Vec<(char, usize, usize)> {
    let between = |at: usize| {
        let near = |at: Option<usize>| {
            at.and_then(|at| chars.get(at))
                .is_some_and(|it| is_cjk(it.0))
        };
        chars.get(at).is_some_and(|it| is_mark(it.0))
            && near(at.checked_sub(1))
            && near(at.checked_add(1))
    };
    let spelt = |at: usize| {
        between(at) && (at.checked_sub(2).is_some_and(between) || between(at.saturating_add(2)))
    };
    chars
        .iter()
        .enumerate()
        .filter(|(at, _)| !spelt(*at))
        .map(|(_, it)| *it)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(text: &str) -> String {
        Normaliser::new([('臺', '台'), ('週', '周')])
            .normalise(text)
            .as_str()
            .to_owned()
    }

    #[test]
    fn full_width_invisible_and_variant_characters_become_plain() {
        assert_eq!(normal("１００％　ＯＫ，臺\u{200B}北"), "100% OK,台北");
        assert_eq!(normal("每 週 三 AB c"), "每周三 AB c");
        assert_eq!(normal("中\n文"), "中\n文");
        assert_eq!(normal("e\u{301}"), "\u{e9}");
        assert_eq!(normal("ｶﾞ"), "ガ");
    }

    #[test]
    fn what_is_spelt_apart_is_read_as_one_word_and_ordinary_marks_stay() {
        assert_eq!(normal("保·證·根·治"), "保證根治");
        assert_eq!(normal("保 * 證"), "保 * 證");
        assert_eq!(normal("保\u{200E}證\u{FE0F}根\u{2064}治"), "保證根治");
        assert_eq!(normal("保.證.根 治"), "保證根治");
        assert_eq!(normal("頸椎/腰椎，王·小明"), "頸椎/腰椎,王·小明");
    }

    #[test]
    fn a_span_leads_back_over_what_was_removed() {
        let text = "全　\u{200B}臺第一";
        let normal = Normaliser::new([('臺', '台')]).normalise(text);
        let at = normal.as_str().find("全台").unwrap();
        assert_eq!(
            &text[normal.original(&(at..at + "全台".len()))],
            "全　\u{200B}臺"
        );
    }

    proptest! {
        #[test]
        fn working_in_segments_equals_working_on_the_whole(text in any::<String>()) {
            let whole: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
            let pieces: String = Normaliser::default().normalise(&text).as_str().to_owned();
            let unspaced = |text: &str| text.replace(|c| is_blank(c) || is_mark(c), "");
            prop_assert_eq!(unspaced(&pieces), unspaced(&whole));
        }

        #[test]
        fn every_piece_of_a_normal_text_leads_to_whole_characters(
            text in "[ \t。a-zＡ-Ｚ０-９中文字臺週ｶﾞ㍿\u{301}\u{1100}-\u{11ff}\u{200B}\u{FEFF}]{0,60}",
            from in 0usize..60, len in 0usize..30,
        ) {
            let normal = Normaliser::new([('臺', '台')]).normalise(&text);
            let bounds: Vec<usize> =
                normal.as_str().char_indices().map(|(at, _)| at).chain([normal.as_str().len()]).collect();
            let start = bounds[from.min(bounds.len() - 1)];
            let end = bounds[(from + len).min(bounds.len() - 1)];
            let span = normal.original(&(start..end));
            prop_assert!(text.get(span).is_some());
        }
    }
}
