//! What differs between two versions, paragraph by paragraph.

use crate::doc::{self, Doc};
use crate::model::Version;

/// The changes from `old` to `new` in reading order, title first.
#[must_use]
pub fn differences(old: &Version, new: &Version) -> Vec<text::BlockDiff> {
    text::diff_blocks(
        &paragraphs(&old.title, &old.summary, &old.doc),
        &paragraphs(&new.title, &new.summary, &new.doc),
    )
}

/// Whether anything changed at all.
#[must_use]
pub fn is_same(differences: &[text::BlockDiff]) -> bool {
    differences
        .iter()
        .all(|block| matches!(block, text::BlockDiff::Same(_)))
}

/// The paragraphs of a text with its title, summary and pictures.
#[must_use]
pub fn paragraphs(title: &str, summary: &str, doc: &Doc) -> Vec<String> {
    let mut all = vec![title.to_owned(), summary.to_owned()];
    all.extend(doc::textblocks(doc).into_iter().map(|(_, text)| text));
    all.extend(doc::images(doc).into_iter().map(|figure| {
        format!("▣ {} {}", figure.alt, figure.caption)
            .trim_end()
            .to_owned()
    }));
    all.retain(|text| !text.trim().is_empty());
    all
}
