//! Herald from outside: starts the real program on an empty folder, drives a real
//! browser, reads real mailboxes and asks independent judges.
//!
//! It must never know a crate of Herald: what it sees is what a person, a mail
//! server or a client of the API sees. Addresses of the servers come from the
//! environment that `scripts/test` sets; without it a test fails and says so.

mod accessibility;
mod browser;
mod devtools;
mod forms;
mod http;
mod judges;
mod mailbox;
mod peers;
mod program;
mod sink;
mod walk;
mod wire;

pub use accessibility::Fault;
pub use browser::{Browser, Language, Theme};
pub use forms::{form_of, plain};
pub use http::{Answer, Http};
pub use judges::Judges;
pub use mailbox::Mailbox;
pub use peers::{Database, Peers};
pub use program::{Options, Program};
pub use sink::{Sink, Taken};
pub use walk::{Screen, csrf_of, files_of, is_page, links_of, words_of_main};
pub use wire::Wire;
