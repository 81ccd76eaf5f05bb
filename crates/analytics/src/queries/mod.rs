//! Reads of indicators: what they mean, what was counted, what was aimed at.

mod board;
mod definitions;
mod targets;

pub use board::{Asked, Board, Group, Kpis, Line, Series, board, line, series};
pub use definitions::{definition, definitions};
pub use targets::{target, targets, targets_of};

pub use crate::rules::{
    margin, next, previous, shown, significance, span, start_of, tenths, thousandths_of,
    year_before,
};
