//! Pure decisions over texts: what can be accepted, how addresses and differences are
//! made, what the editor is told about places in a text.

pub mod checks;
pub mod compare;

use std::ops::Range;

use crate::doc::{self, Doc};
use crate::model::{TextSource, Version};

/// Characters a title may have.
pub const TITLE_MAX: usize = 120;
/// Characters a summary may have.
pub const SUMMARY_MAX: usize = 300;
/// Characters an alternative text may have.
pub const ALT_MAX: usize = 250;
/// Characters the name of a version or a picture may have.
pub const NAME_MAX: usize = 120;
/// Sources a text may have.
pub const SOURCES_MAX: usize = 20;
/// Bytes of JSON a text may have.
pub const DOC_BYTES_MAX: usize = 1_000_000;
/// Months after which a text is looked at again.
pub const REVIEW_MONTHS: i64 = 24;

/// Something that cannot be accepted: field, key of the sentence, limit if it names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub field: &'static str,
    pub key: &'static str,
    pub limit: Option<usize>,
}

impl Fault {
    fn of(field: &'static str, key: &'static str) -> Self {
        Self {
            field,
            key,
            limit: None,
        }
    }
}

/// The title of an item.
#[must_use]
pub fn title_fault(title: &str) -> Option<Fault> {
    if title.trim().is_empty() {
        return Some(Fault::of("title", "field-empty"));
    }
    too_long("title", title, TITLE_MAX)
}

/// A text that has a limit.
#[must_use]
pub fn too_long(field: &'static str, text: &str, limit: usize) -> Option<Fault> {
    (text.chars().count() > limit).then_some(Fault {
        field,
        key: "field-too-long",
        limit: Some(limit),
    })
}

/// The sources of a text: each has a title, an address of the web or none, and a date
/// or none.
#[must_use]
pub fn sources_fault(sources: &[TextSource]) -> Option<Fault> {
    if sources.len() > SOURCES_MAX {
        return Some(Fault {
            field: "sources",
            key: "content-too-many-sources",
            limit: Some(SOURCES_MAX),
        });
    }
    sources.iter().find_map(|source| {
        if source.title.trim().is_empty() {
            return Some(Fault::of("sources", "content-source-title"));
        }
        let web = ["http://", "https://"]
            .iter()
            .any(|scheme| source.url.starts_with(scheme));
        let linked = source.url.is_empty() || (web && doc::is_link(&source.url));
        if !linked {
            return Some(Fault::of("sources", "content-source-url"));
        }
        if !source.date.is_empty() && !is_date(&source.date) {
            return Some(Fault::of("sources", "content-source-date"));
        }
        too_long("sources", &source.title, 300)
    })
}

/// `2026`, `2026-05` or `2026-05-01`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let in_range = |part: &str, most: u8| {
        digits(part, 2) && part.parse::<u8>().is_ok_and(|n| (1..=most).contains(&n))
    };
    match parts.as_slice() {
        [year] => digits(year, 4),
        [year, month] => digits(year, 4) && in_range(month, 12),
        [year, month, day] => digits(year, 4) && in_range(month, 12) && in_range(day, 31),
        _ => false,
    }
}

/// The first of `wanted`, `wanted-2`, `wanted-3` … that is not taken.
#[must_use]
pub fn free_slug(wanted: &str, taken: &[String]) -> String {
    let is_taken = |slug: &str| taken.iter().any(|other| other == slug);
    if !is_taken(wanted) {
        return wanted.to_owned();
    }
    (2..)
        .map(|n: u64| format!("{wanted}-{n}"))
        .find(|slug| !is_taken(slug))
        .unwrap_or_else(|| wanted.to_owned())
}

/// Everything a search finds an item by, in one spelling.
#[must_use]
pub fn folded(title: &str, summary: &str, doc: &Doc) -> String {
    text::fold(&format!("{title} {summary} {}", doc::to_text(doc)))
}

/// UTF-16 offsets, as the editor counts, of a range of bytes. A range that does not
/// lie on characters is widened to them.
#[must_use]
pub fn utf16_range(text: &str, bytes: &Range<usize>) -> (usize, usize) {
    let count = |until: usize| {
        text.char_indices()
            .take_while(|(at, _)| *at < until)
            .map(|(_, c)| c.len_utf16())
            .sum()
    };
    (count(bytes.start), count(bytes.end))
}

/// Whether a version repeats another word for word: same text, pictures and sources.
#[must_use]
pub fn repeats(version: &Version, original: &Version) -> bool {
    version.title == original.title
        && version.summary == original.summary
        && version.doc == original.doc
        && version.sources == original.sources
        && version.cover == original.cover
}

#[cfg(test)]
mod tests;
