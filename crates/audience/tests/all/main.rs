//! Behaviour of the audience through the door and through its pages.

mod lists;
mod pages;
mod rights;
