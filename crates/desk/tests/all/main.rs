//! Behaviour of the door with a toy feature: every path of a verdict, on both engines.

#![expect(
    clippy::unwrap_used,
    reason = "what these tests build on must be there, or they fail"
)]

mod agents_and_deputies;
mod freezing;
mod house;
mod proof;
mod requests;
mod toy;
mod verdicts;
