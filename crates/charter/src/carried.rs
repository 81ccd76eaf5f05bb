//! The charter that Herald carries with it.

/// The job description HR-F019, as data.
pub const HR_F019: &str = include_str!("../../../charters/HR-F019.yaml");
/// The house rules a new centre begins with.
pub const HOUSE: &str = include_str!("../../../charters/house.yaml");
