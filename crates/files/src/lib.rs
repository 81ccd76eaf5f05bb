//! Files that come from outside and files that leave the house: a content-addressed store of
//! bytes, pictures made safe, tables read for an import and tables written for a spreadsheet.
//! Synchronous; callers put it on a thread that may wait.
//!
//! It must never know a database, a screen, a contact or a consent, and never build a path out of
//! a name that came from outside. Errors are keys with arguments, never sentences.

pub mod blobs;
pub mod csv_out;
pub mod picture;
pub mod sheet;

/// What a message needs to know: names and values to be put into the sentence of a key.
pub type Args = Vec<(&'static str, String)>;
