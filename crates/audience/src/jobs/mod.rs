//! Background work: taking a list in, taking it back.

mod import;
mod undo;

use desk::JobEntry;

pub use import::{Rehearsal, import_later, import_now, rehearse};
pub use undo::{undo_later, undo_now};

/// Every kind of background work of the audience.
#[must_use]
pub fn jobs() -> Vec<JobEntry> {
    vec![
        JobEntry::new(import::KIND, import::work),
        JobEntry::new(undo::KIND, undo::work),
    ]
}
