//! Pure decisions of sending: waits and outcomes, quiet hours, tokens, machine readers,
//! links and the text of a mail.

mod links;
mod machine;
mod map;
mod outcome;
mod quiet;
mod readable;
mod reader;
mod secret;
mod settings;
mod template;
mod token;

pub use links::with_utm;
pub use machine::{Seen, machine_reason};
pub use map::{annotated, mark_of};
pub use outcome::{Ending, ending_of, retry_at};
pub use quiet::open_at;
pub use readable::readable;
pub use reader::reader_of;
pub use secret::{open as open_secret, seal as seal_secret};
pub use settings::{choice_faults, is_past, settings_faults};
pub use template::{Article, Frozen, LAYOUT, LetterWords, Slot, Template, compose};
pub use token::{Purpose, message_unique, read_token, token};
