//! What is wired, printed so that it can be read, and compared with what is committed.

mod printed;
