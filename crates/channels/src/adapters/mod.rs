//! The outside systems of the channels, one a file.

mod smtp;

pub use smtp::{knock, server, signer};
