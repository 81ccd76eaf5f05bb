//! Behaviour of the board through the door, on both databases.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, also outside the test function"
)]

mod board;
mod sample;
mod targets;
