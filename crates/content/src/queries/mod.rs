//! What is read of content, named by the question it answers. Inside the house every
//! item is open to everybody of the centre; the public sees publications only.

mod items;
mod media;
mod output;
mod published;
mod versions;

pub use items::{Filter, Page, counts, free_slug, item, items, sent_back_of, state_of};
pub use media::{MediaPage, media, media_list, media_of_digest, media_texts};
pub use output::{Output, output};
pub use published::{is_published, publications, published, standing_revision};
pub use versions::{
    approved_before, hands_of, latest_version, pictures_of, publications_showing, version,
    version_lines,
};
