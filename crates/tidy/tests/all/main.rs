//! The rules against made-up trees, and the house against its rules.

mod house;
mod reading;
mod rules;
