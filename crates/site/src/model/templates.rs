//! The templates of the public pages, carried in the program.

use kernel::{Digest, sha256};

/// Name and source of every template.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("base.html", include_str!("../../templates/base.html")),
    ("list.html", include_str!("../../templates/list.html")),
    ("home.html", include_str!("../../templates/home.html")),
    (
        "articles.html",
        include_str!("../../templates/articles.html"),
    ),
    ("article.html", include_str!("../../templates/article.html")),
    ("contact.html", include_str!("../../templates/contact.html")),
    ("words.html", include_str!("../../templates/words.html")),
];

/// The digest over all templates: an approval binds the look of the page as well.
#[must_use]
pub fn template_digest() -> Digest {
    let mut all = Vec::new();
    for (name, source) in TEMPLATES {
        for part in [name.as_bytes(), source.as_bytes()] {
            all.extend_from_slice(&(part.len() as u64).to_be_bytes());
            all.extend_from_slice(part);
        }
    }
    sha256(&all)
}
