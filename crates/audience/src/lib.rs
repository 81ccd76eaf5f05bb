pub mod model;
mod rules;
pub mod queries;
mod migrations;
