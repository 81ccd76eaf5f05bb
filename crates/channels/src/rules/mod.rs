//! Pure decisions of sending: waits and outcomes, quiet hours, tokens, machine readers,
//! links and the text of a mail.

mod links;
mod machine;
mod outcome;
mod quiet;
mod secret;
mod settings;
mod template;
mod token;

pub use links::{own_origin, with_utm};
pub use machine::{Seen, machine_reason};
pub use outcome::{EXPIRES_SECONDS, Ending, ending_of, retry_at};
pub use quiet::open_at;
pub use secret::{open as open_secret, seal as seal_secret};
pub use settings::{SettingsFault, choice_faults, settings_faults};
pub use template::{Article, Frozen, LAYOUT, LetterWords, Slot, Template, compose};
pub use token::{Purpose, message_unique, read_token, token};
