//! The SMTP client against a server that follows a script.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod protection;
mod replies;
mod scripted;
mod table;
