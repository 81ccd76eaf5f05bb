//! What is accepted of a person's data, how rows merge, and who a segment means.

mod accept;
mod batch;
mod import;
mod segment;

pub use accept::{FieldFault, TAG_CHARS, TAGS_MAX, accept, city, tag};
pub use batch::{Known, Met, meet};
pub use import::{Draft, Merge, file_key, merge, read_row, reading, row_key};
#[cfg(test)]
pub use segment::{Facts, holds};
pub use segment::{Flat, FlatRow, canonical, check, flat, unflatten};
