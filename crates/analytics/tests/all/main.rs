//! Behaviour of the board through the door, on both databases.

mod board;
mod targets;
