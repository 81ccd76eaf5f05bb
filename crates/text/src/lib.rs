//! What a marketing desk has to know about Chinese and English text: finding it, comparing it,
//! addressing it, hiding it and measuring it. Pure functions of strings.
//!
//! It must never know a database, a screen, a clock or a person: it answers values and keys, never
//! sentences.

mod script;

mod fold;
mod terms;

mod blocks;
mod diff;

mod mask;
mod name;
mod phone;
mod reading;
mod slug;

pub use blocks::{BlockDiff, diff_blocks};
pub use diff::{DiffKind, DiffPart, diff};
pub use fold::fold;
pub use mask::{mask_email, mask_name, mask_phone};
pub use name::normalise_name;
pub use phone::{Phone, PhoneError, normalise_phone};
pub use reading::{Reading, reading};
pub use script::is_han;
pub use slug::{SLUG_MAX_CHARS, slug};
pub use terms::{TERM_MAX_CHARS, bigrams, index_terms, query_terms};
