//! An SMTP client (RFC 5321) that keeps a connection open, sends one message at a
//! time and says exactly how far it came.
//!
//! A delivery has two halves. [`Connection::begin`] goes up to the server's
//! "go ahead"; then the caller writes down that the message is about to be offered;
//! then [`Connection::finish`] sends the text and the final dot. Only a loss after
//! that dot is [`SendError::Uncertain`].

mod connection;
mod error;
mod handshake;
mod reply;
mod settings;
mod tls;
mod wire;

pub use connection::{Accepted, Connection, Envelope, Ready};
pub use error::{Loss, Misconfiguration, SendError, Stage};
pub(crate) use reply::sanitised;
pub use reply::{EnhancedCode, Reply};
pub use settings::{Credentials, Security, SmtpSettings, Timeouts};
