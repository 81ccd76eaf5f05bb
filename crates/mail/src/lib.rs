//! The e-mail library: strict types for addresses and headers, a MIME builder,
//! DKIM signatures, an SMTP client and a reader of bounces and complaints.
//!
//! It must never know a centre, a contact, a campaign or a database. It takes
//! values that cannot carry a line break into a header or a command, moves them,
//! and says exactly what the other side answered. Whether to send at all, and
//! what to do with an answer, is decided by those who call it.

pub mod address;
pub mod header;
pub mod message;
mod message_id;
mod secret;
mod transfer;

pub mod bounce;
pub mod dkim;
pub mod records;
pub mod smtp;
pub mod verp;

pub use address::{AddressError, EmailAddress, Mailbox};
pub use dkim::{DkimError, DkimKey, DkimSigner};
pub use header::{HeaderError, HeaderValue};
pub use message::{ListId, Message, RawMessage, Unsubscribe};
pub use message_id::MessageId;
pub use secret::Secret;
