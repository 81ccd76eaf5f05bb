//! Files as people really send them, and as somebody hostile would.

#[cfg(test)]
mod csv_files;
#[cfg(test)]
mod guesses;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod workbooks;
