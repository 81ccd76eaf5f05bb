//! The house rules of style, held by a test: who may use what, where tables are
//! written, where sentences live, how long a file may be.
//!
//! It reads files and nothing else, and must never know a crate of Herald or a
//! library: it has no dependencies, so that it can judge all of them.

mod exceptions;
mod json;
mod manifest;
mod rules;
mod source;
mod tree;
mod violation;

pub use exceptions::apply;
pub use rules::{RULES, Rule, rule};
pub use source::{Literal, Source};
pub use tree::{File, Tree};
pub use violation::Violation;
