//! The screens of the door, through real pages on both engines.

#![expect(
    clippy::unwrap_used,
    reason = "what these tests build on must be there, or they fail"
)]

mod cases;
mod matters;
mod pages;
mod words;
