//! What changed between two versions of a text, so that a reviewer can read it: by character where
//! the text is Han, by word elsewhere. Raw character output interleaves and is hard to read, so
//! changes that lie close together are shown as one.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::script::is_han;

/// What happened to a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffKind {
    /// In both versions.
    Same,
    /// Only in the old version.
    Removed,
    /// Only in the new version.
    Added,
}

/// A stretch of text of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffPart {
    /// What happened to it.
    pub kind: DiffKind,
    /// The stretch itself, never empty.
    pub text: String,
}

/// The changes from `old` to `new`. `Same` and `Removed` parts joined give `old`, `Same` and
/// `Added` parts joined give `new`; no two neighbours are of one kind, and a removal stands before
/// the addition that replaces it.
pub fn diff(old: &str, new: &str) -> Vec<DiffPart> {
    let (mut old_tokens, mut new_tokens) = (tokens(old), tokens(new));
    if old_tokens.len() + new_tokens.len() > FINE_TOKENS_MAX {
        (old_tokens, new_tokens) = (sentences(old), sentences(new));
    }
    let mut hunks = hunks(&old_tokens, &new_tokens);
    group_neighbours(&mut hunks);
    parts(&hunks)
}

/// Above this many tokens on both sides together, whole sentences are compared instead: time stays
/// bounded, and nobody reads so much in colours.
const FINE_TOKENS_MAX: usize = 20_000;

/// Unchanged stretches of up to this many tokens may be drawn into the changes around them.
const GROUPED_TOKENS_MAX: usize = 3;

/// A change and the unchanged stretch before it.
#[derive(Clone, Debug, Default)]
struct Hunk<'a> {
    same: Vec<&'a str>,
    removed: Vec<&'a str>,
    added: Vec<&'a str>,
}

impl Hunk<'_> {
    /// How much a reader has to take in here.
    fn size(&self) -> usize {
        weight(&self.removed).max(weight(&self.added))
    }
}

fn hunks<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Hunk<'a>> {
    let mut hunks = vec![Hunk::default()];
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (tag, old_range, new_range) = op.as_tag_tuple();
        let (before, after) = (&old[old_range], &new[new_range]);
        if tag == DiffTag::Equal && hunks.last().is_some_and(|hunk| hunk.size() > 0) {
            hunks.push(Hunk::default());
        }
        if let Some(hunk) = hunks.last_mut() {
            match tag {
                DiffTag::Equal => hunk.same.extend(before),
                _ => {
                    hunk.removed.extend(before);
                    hunk.added.extend(after);
                }
            }
        }
    }
    hunks
}

/// Joins a change with the one before it where the text that parts them is short and no larger
/// than either: 「復健」 between two rewritten phrases tells a reader nothing.
fn group_neighbours(hunks: &mut Vec<Hunk<'_>>) {
    let mut place = 1;
    while place < hunks.len() {
        let between = weight(&hunks[place].same);
        let smaller = hunks[place - 1].size().min(hunks[place].size());
        if between > GROUPED_TOKENS_MAX || between > smaller || smaller == 0 {
            place += 1;
            continue;
        }
        let hunk = hunks.remove(place);
        let earlier = &mut hunks[place - 1];
        for side in [&mut earlier.removed, &mut earlier.added] {
            side.extend(&hunk.same);
        }
        earlier.removed.extend(hunk.removed);
        earlier.added.extend(hunk.added);
        // The joined change is larger and may now reach the one before it.
        place = (place - 1).max(1);
    }
}

/// Tokens that carry meaning; spaces and punctuation alone never keep two changes apart.
fn weight(tokens: &[&str]) -> usize {
    let words = tokens
        .iter()
        .filter(|token| token.chars().any(char::is_alphanumeric))
        .count();
    if words == 0 {
        usize::from(!tokens.is_empty())
    } else {
        words
    }
}

fn parts(hunks: &[Hunk<'_>]) -> Vec<DiffPart> {
    let mut parts: Vec<DiffPart> = Vec::new();
    for hunk in hunks {
        let stretches = [
            (DiffKind::Same, &hunk.same),
            (DiffKind::Removed, &hunk.removed),
            (DiffKind::Added, &hunk.added),
        ];
        for (kind, tokens) in stretches {
            let text = tokens.concat();
            if !text.is_empty() {
                parts.push(DiffPart { kind, text });
            }
        }
    }
    parts
}

fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['。', '！', '？', '.', '\n'])
        .collect()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() && !is_han(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(old: &str, new: &str) -> String {
        let mark = |part: DiffPart| match part.kind {
            DiffKind::Same => part.text,
            DiffKind::Removed => format!("[-{}-]", part.text),
            DiffKind::Added => format!("{{+{}+}}", part.text),
        };
        diff(old, new).into_iter().map(mark).collect()
    }

    fn joined(parts: &[DiffPart], without: DiffKind) -> String {
        parts
            .iter()
            .filter(|part| part.kind != without)
            .map(|part| part.text.as_str())
            .collect()
    }

    #[test]
    fn han_is_compared_by_character_and_latin_by_word() {
        assert_eq!(
            written("膝關節保健講座", "膝關節照護講座"),
            "膝關節[-保健-]{+照護+}講座"
        );
        assert_eq!(
            written("the knee clinic opens", "the hip clinic opens"),
            "the [-knee-]{+hip+} clinic opens"
        );
        assert_eq!(
            written("週三下午", "週三上午 2026"),
            "週三[-下午-]{+上午 2026+}"
        );
    }

    #[test]
    fn changes_that_lie_close_together_read_as_one() {
        assert_eq!(
            written(
                "本院保證復健三週見效，歡迎預約。",
                "多數個案復健十二週改善，歡迎預約。"
            ),
            "[-本院保證復健三週見效-]{+多數個案復健十二週改善+}，歡迎預約。"
        );
        assert_eq!(written("a, b", "c, d"), "[-a, b-]{+c, d+}");
    }

    #[test]
    fn equal_texts_are_one_part_and_empty_ones_none() {
        assert_eq!(
            diff("同", "同"),
            [DiffPart {
                kind: DiffKind::Same,
                text: "同".into()
            }]
        );
        assert_eq!(diff("", ""), []);
        assert_eq!(written("", "新"), "{+新+}");
    }

    #[test]
    fn a_whole_book_rewritten_is_compared_in_bounded_time() {
        let han = |seed: u32, len: u32| -> String {
            (0..len)
                .map(|n| {
                    n.wrapping_mul(2_654_435_761)
                        .wrapping_add(seed.wrapping_mul(n))
                        >> 7
                })
                .map(|n| char::from_u32(0x4E00 + n % 3000).unwrap())
                .collect()
        };
        for len in [9_000, 60_000] {
            let (old, new) = (han(1, len), han(77, len));
            let parts = diff(&old, &new);
            assert_eq!(joined(&parts, DiffKind::Added), old);
            assert_eq!(joined(&parts, DiffKind::Removed), new);
        }
    }

    proptest! {
        #[test]
        fn both_versions_can_be_read_back(old in "([復健醫院a-c ,。]|\\PC){0,40}", new in "([復健醫院a-c ,。]|\\PC){0,40}") {
            let parts = diff(&old, &new);
            prop_assert_eq!(joined(&parts, DiffKind::Added), old);
            prop_assert_eq!(joined(&parts, DiffKind::Removed), new);
            prop_assert!(parts.iter().all(|part| !part.text.is_empty()));
            prop_assert!(parts.windows(2).all(|pair| pair[0].kind != pair[1].kind));
        }
    }
}
