//! Every statement that writes the tables of the audience.

mod consents;
mod contacts;
mod imports;
mod segments;

pub use consents::{ConsentGiven, consent, desuppress, suppress, withdraw, wording};
pub use contacts::{LeadGiven, NewContact, add, change, erase, lead};
pub use imports::{
    Batch, TouchedRow, begin, begin_undo, end, end_undo, export, forget_rejects, remove_created,
    restore, take_back, write,
};
pub use segments::{remove_segment, save_segment};
