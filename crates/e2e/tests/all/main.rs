//! Herald from outside, on real servers. Run by `scripts/test`.

mod api;
mod kill;
mod peers;
mod program;
mod sample;
mod story;
