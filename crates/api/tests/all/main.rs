//! The API as a program meets it, over a small house of its own.

mod document;
mod page;
mod statuses;
mod what_if;
mod world;
