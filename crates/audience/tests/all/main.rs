//! Behaviour of the audience through the door and through its pages.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]

mod lists;
mod pages;
mod rights;
