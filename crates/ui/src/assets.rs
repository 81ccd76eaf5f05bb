//! The files a browser loads. Embedded when the program is built, each under a
//! name with the hash of its content, in plain, gzip and brotli form.

/// One file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    pub bytes: &'static [u8],
    pub gzip: &'static [u8],
    pub brotli: &'static [u8],
    pub content_type: &'static str,
    /// A strong validator, in quotes.
    pub etag: &'static str,
    path: &'static str,
    name: &'static str,
}

/// The prefix of every address; the rest is the hashed name.
pub const PREFIX: &str = "/assets/";

// ASSETS: [Asset; N], sorted by path; written by build.rs.
include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The file of an address such as `/assets/app-1f2e3d4c.css` (with or without the
/// prefix). What is found never changes and may be kept for a year.
#[must_use]
pub fn get(path: &str) -> Option<Asset> {
    let path = path.strip_prefix(PREFIX).unwrap_or(path);
    ASSETS
        .iter()
        .find(|asset| asset.path.strip_prefix(PREFIX) == Some(path))
        .copied()
}

/// The address of a file by its plain name: `href("app.css")`.
///
/// # Panics
/// When no such file was built in; a test renders every page, so this is seen at once.
#[must_use]
pub fn href(name: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or_else(|| panic!("no asset is called {name}"), |asset| asset.path)
}

/// All addresses, for tests and for packagers.
#[must_use]
pub fn paths() -> Vec<&'static str> {
    ASSETS.iter().map(|asset| asset.path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_leads_to_its_file() {
        for path in paths() {
            let asset = get(path).unwrap();
            assert!(!asset.bytes.is_empty(), "{path}");
            assert!(asset.etag.starts_with('"') && asset.etag.ends_with('"'));
        }
        assert!(get("/assets/app.css").is_none());
    }

    #[test]
    fn the_scripts_and_styles_stay_within_their_budgets() {
        let size = |name: &str| get(href(name)).unwrap().brotli.len();
        assert!(
            get(href("site.js")).unwrap().bytes.len() <= 2_048,
            "site.js {}",
            get(href("site.js")).unwrap().bytes.len()
        );
        assert!(
            get(href("app.js")).unwrap().bytes.len() <= 10_240,
            "app.js {}",
            get(href("app.js")).unwrap().bytes.len()
        );
        assert!(
            size("editor.js") <= 70_000,
            "editor.js {}",
            size("editor.js")
        );
        assert!(size("htmx.js") <= 14_000, "htmx.js {}", size("htmx.js"));
        assert!(size("app.css") <= 11_000, "app.css {}", size("app.css"));
    }
}
