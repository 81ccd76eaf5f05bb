//! The public pages, and the website's screens in the desk.

mod desk_pages;
mod public;

pub use desk_pages::{find, router as desk_router, today};
pub use public::{Public, router as public_router};
