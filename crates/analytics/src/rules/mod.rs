//! Arithmetic of indicators: rates that are never averaged, rounding half up, states,
//! changes, chance, and periods of the calendar.

mod chance;
mod periods;
mod values;

pub use chance::{margin, significance};
pub use periods::{next, previous, span, start_of, year_before};
pub use values::{change, indicative, shown, standing, tenths, thousandths_of};
