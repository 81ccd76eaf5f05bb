//! Herald from outside, on real servers. Run by `scripts/test`.

mod api;
mod databases;
mod deeds;
mod english;
mod freeze;
mod hostile;
mod kill;
mod letters;
mod numbers;
mod peers;
mod program;
mod sample;
mod story;
