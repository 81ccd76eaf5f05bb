pub mod model;
mod rules;
pub mod queries;
mod store;
mod jobs;
pub mod actions;
mod migrations;
