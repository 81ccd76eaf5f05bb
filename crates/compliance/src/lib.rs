//! Rules of advertising and privacy law over a text, and the signs by which a text shows that a person must look at it.
//!
//! Everything here is pure: values in, values out. The crate must never know a database, a clock, a file, a page or
//! the desk; who reviews what is decided by its callers. A finding asks a person to look, it is no legal verdict.
//!
//! The rules themselves are data (`rules.yaml`), as are the signs of clinical content (`clinical.yaml`) and of an
//! important release (`release.yaml`). Each file carries its own examples, and the tests run all of them.

mod check;
mod normal;
mod pattern;
mod ruleset;
mod source;
pub mod topics;
mod vocabulary;

pub use check::{Bilingual, Block, BlockFinding, Check, DocumentCheck, Finding};
pub use normal::{NormalText, Normaliser};
pub use ruleset::{Examples, Mode, Rule, RuleSet};
pub use source::{Flaw, RuleError};
pub use vocabulary::{Jurisdiction, Licence, Scope, Severity, UnknownWord};
