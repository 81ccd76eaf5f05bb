//! What is accepted of a person's data, how rows merge, and who a segment means.

mod accept;
mod batch;
mod import;
mod segment;

pub use accept::{FieldFault, NAME_CHARS, NOTES_CHARS, TAGS_MAX, TAG_CHARS, accept, city, language, tag};
pub use batch::{Known, Met, meet};
pub use import::{Draft, Merge, merge, read_row, says_yes};
pub use segment::{Facts, Flat, FlatRow, RULE_DEPTH, RULE_NODES, canonical, check, flat, holds, unflatten};
