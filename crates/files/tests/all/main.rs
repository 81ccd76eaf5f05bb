//! Files as people really send them, and as somebody hostile would.

mod csv_files;
mod guesses;
mod pictures;
mod workbooks;
