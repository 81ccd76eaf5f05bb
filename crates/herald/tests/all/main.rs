//! What is wired, printed so that it can be read, and compared with what is committed;
//! and what is wired, tried by everybody through every door.

#![expect(
    clippy::unwrap_used,
    reason = "what these tests build on must be there, or they fail"
)]

mod authority;
mod doors;
mod printed;
