//! What changed between two versions of a document of paragraphs: whole paragraphs first, and
//! inside a paragraph only where it is still the same one.

use std::collections::HashMap;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::diff::{DiffPart, diff};

/// What happened to one paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockDiff {
    /// Unchanged.
    Same(String),
    /// Only in the old version.
    Removed(String),
    /// Only in the new version.
    Added(String),
    /// The same paragraph, rewritten.
    Changed(Vec<DiffPart>),
}

/// The changes from `old` to `new`, paragraph by paragraph in reading order. A paragraph counts as
/// rewritten when half of what the two share is there; otherwise it was removed and another added.
pub fn diff_blocks<S: AsRef<str>>(old: &[S], new: &[S]) -> Vec<BlockDiff> {
    let old: Vec<&str> = old.iter().map(AsRef::as_ref).collect();
    let new: Vec<&str> = new.iter().map(AsRef::as_ref).collect();
    let mut blocks = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (tag, old_range, new_range) = op.as_tag_tuple();
        match tag {
            DiffTag::Equal => blocks.extend(
                old[old_range]
                    .iter()
                    .map(|&text| BlockDiff::Same(text.to_owned())),
            ),
            _ => rewritten(&old[old_range], &new[new_range], &mut blocks),
        }
    }
    blocks
}

/// From this likeness on (0 to 1) two paragraphs are versions of each other.
const LIKENESS_MIN: f64 = 0.5;

/// Above this many comparisons the paragraphs are not paired: a document turned upside down.
const COMPARISONS_MAX: usize = 10_000;

fn rewritten(old: &[&str], new: &[&str], blocks: &mut Vec<BlockDiff>) {
    let (mut next_old, mut next_new) = (0, 0);
    for (old_place, new_place) in pairs(old, new) {
        blocks.extend(
            old[next_old..old_place]
                .iter()
                .map(|&text| BlockDiff::Removed(text.to_owned())),
        );
        blocks.extend(
            new[next_new..new_place]
                .iter()
                .map(|&text| BlockDiff::Added(text.to_owned())),
        );
        blocks.push(BlockDiff::Changed(diff(old[old_place], new[new_place])));
        (next_old, next_new) = (old_place + 1, new_place + 1);
    }
    blocks.extend(
        old[next_old..]
            .iter()
            .map(|&text| BlockDiff::Removed(text.to_owned())),
    );
    blocks.extend(
        new[next_new..]
            .iter()
            .map(|&text| BlockDiff::Added(text.to_owned())),
    );
}

/// The pairing in order that has the greatest likeness in all, by dynamic programming.
fn pairs(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    if old.len().saturating_mul(new.len()) > COMPARISONS_MAX {
        return Vec::new();
    }
    let (old_pairs, new_pairs): (Vec<_>, Vec<_>) = (
        old.iter().map(|text| neighbours(text)).collect(),
        new.iter().map(|text| neighbours(text)).collect(),
    );
    let mut best = vec![vec![0.0_f64; new.len() + 1]; old.len() + 1];
    let mut likeness = vec![vec![0.0_f64; new.len()]; old.len()];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            likeness[i][j] = dice(&old_pairs[i], &new_pairs[j]);
            best[i][j] = best[i + 1][j].max(best[i][j + 1]);
            if likeness[i][j] >= LIKENESS_MIN {
                best[i][j] = best[i][j].max(best[i + 1][j + 1] + likeness[i][j]);
            }
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if best[i][j] == best[i + 1][j] {
            i += 1;
        } else if best[i][j] == best[i][j + 1] {
            j += 1;
        } else {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        }
    }
    found
}

type Neighbours = HashMap<(char, char), usize>;

fn neighbours(text: &str) -> Neighbours {
    let mut counts = Neighbours::new();
    for pair in text.chars().zip(text.chars().skip(1)) {
        *counts.entry(pair).or_default() += 1;
    }
    counts
}

/// Dice's coefficient over pairs of neighbouring characters: twice the shared over the sum.
fn dice(one: &Neighbours, other: &Neighbours) -> f64 {
    let total = one.values().sum::<usize>() + other.values().sum::<usize>();
    let shared: usize = one
        .iter()
        .map(|(pair, count)| other.get(pair).map_or(0, |n| *n.min(count)))
        .sum();
    if total == 0 {
        0.0
    } else {
        2.0 * shared as f64 / total as f64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diff::DiffKind;

    #[test]
    fn a_rewritten_paragraph_is_told_from_a_new_one() {
        let old = [
            "膝關節保養三步驟",
            "每天走路三十分鐘，有助於關節潤滑。",
            "請洽櫃檯報名。",
        ];
        let new = [
            "膝關節保養三步驟",
            "飲食也很重要。",
            "每天走路四十分鐘，有助於關節潤滑。",
        ];
        let blocks = diff_blocks(&old, &new);
        assert_eq!(blocks[0], BlockDiff::Same(old[0].into()));
        assert_eq!(blocks[1], BlockDiff::Added(new[1].into()));
        assert!(
            matches!(&blocks[2], BlockDiff::Changed(parts) if parts.len() == 4),
            "{:?}",
            blocks[2]
        );
        assert_eq!(blocks[3], BlockDiff::Removed(old[2].into()));
    }

    fn side(blocks: &[BlockDiff], old: bool) -> Vec<String> {
        let other = if old {
            DiffKind::Added
        } else {
            DiffKind::Removed
        };
        blocks
            .iter()
            .filter_map(|block| match block {
                BlockDiff::Same(text) => Some(text.clone()),
                BlockDiff::Removed(text) => old.then(|| text.clone()),
                BlockDiff::Added(text) => (!old).then(|| text.clone()),
                BlockDiff::Changed(parts) => Some(
                    parts
                        .iter()
                        .filter(|part| part.kind != other)
                        .map(|part| part.text.as_str())
                        .collect(),
                ),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn both_documents_can_be_read_back(
            old in prop::collection::vec("[復健醫院a-b ]{0,8}", 0..7),
            new in prop::collection::vec("[復健醫院a-b ]{0,8}", 0..7),
        ) {
            let blocks = diff_blocks(&old, &new);
            prop_assert_eq!(side(&blocks, true), old);
            prop_assert_eq!(side(&blocks, false), new);
        }
    }
}
