//! RSS 2.0, Atom (RFC 4287), the sitemap and robots.txt.

use std::fmt::Write as _;

use http::StatusCode;
use jiff::tz::TimeZone;
use kernel::Moment;

use super::prepared::Prepared;
use super::render::lang_of;
use super::shelf::Edition;
use crate::model::{Shown, article_path};

/// Articles in a feed.
const FEED_MAX: usize = 30;
/// Addresses in a sitemap; its own limit is 50,000.
const SITEMAP_MAX: usize = 50_000;
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// RSS 2.0.
#[must_use]
pub fn rss(edition: &Edition) -> Prepared {
    let url = &edition.url;
    let mut out = format!(
        "{HEAD}<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n<title>{}</title>\n<link>{}/</link>\n\
         <description>{}</description>\n<language>{}</language>\n<atom:link href=\"{}/feed.rss\" rel=\"self\" type=\"application/rss+xml\"/>\n",
        xml(&edition.centre.name),
        xml(url),
        xml(&description(edition)),
        edition.lang.tag(),
        xml(url),
    );
    // Writing into a String cannot fail, here and below.
    if let Some(at) = last_change(edition) {
        let _ = writeln!(out, "<lastBuildDate>{}</lastBuildDate>", rfc822(at));
    }
    for page in latest(edition) {
        let _ = writeln!(
            out,
            "<item>\n<title>{}</title>\n<link>{}</link>\n<guid isPermaLink=\"false\">urn:uuid:{}</guid>\n<pubDate>{}</pubDate>\n<description>{}</description>\n</item>",
            xml(&page.title),
            xml(&address(edition, page)),
            page.item,
            rfc822(page.first_at),
            xml(&page.summary),
        );
    }
    out.push_str("</channel>\n</rss>\n");
    Prepared::new(StatusCode::OK, "application/rss+xml; charset=utf-8", out)
}

/// Atom.
#[must_use]
pub fn atom(edition: &Edition) -> Prepared {
    let url = &edition.url;
    let updated = last_change(edition).unwrap_or(Moment(0));
    let mut out = format!(
        "{HEAD}<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n<subtitle>{}</subtitle>\n<id>urn:uuid:{}</id>\n\
         <updated>{}</updated>\n<author><name>{}</name></author>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{}/feed.atom\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}/\"/>\n",
        edition.lang.tag(),
        xml(&edition.centre.name),
        xml(&description(edition)),
        edition.centre.id,
        updated.rfc3339(),
        xml(&edition.centre.name),
        xml(url),
        xml(url),
    );
    for page in latest(edition) {
        let _ = writeln!(
            out,
            "<entry xml:lang=\"{}\">\n<title>{}</title>\n<id>urn:uuid:{}</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n\
             <published>{}</published>\n<updated>{}</updated>\n<summary>{}</summary>\n</entry>",
            lang_of(&page.language).tag(),
            xml(&page.title),
            page.item,
            xml(&address(edition, page)),
            page.first_at.rfc3339(),
            page.at.rfc3339(),
            xml(&page.summary),
        );
    }
    out.push_str("</feed>\n");
    Prepared::new(StatusCode::OK, "application/atom+xml; charset=utf-8", out)
}

/// The sitemap.
#[must_use]
pub fn sitemap(edition: &Edition) -> Prepared {
    let mut out = format!("{HEAD}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for path in ["/", "/articles", "/contact"] {
        let _ = writeln!(out, "<url><loc>{}{path}</loc></url>", xml(&edition.url));
    }
    for page in edition.directory.pages().iter().take(SITEMAP_MAX) {
        let _ = writeln!(
            out,
            "<url><loc>{}</loc><lastmod>{}</lastmod></url>",
            xml(&address(edition, page)),
            ui::fmt::input_date(&edition.zone, page.at),
        );
    }
    out.push_str("</urlset>\n");
    Prepared::new(StatusCode::OK, "application/xml; charset=utf-8", out)
}

/// robots.txt (RFC 9309).
#[must_use]
pub fn robots(edition: &Edition) -> Prepared {
    let text = format!(
        "User-agent: *\nDisallow: /preview/\nDisallow: /t/\nDisallow: /c/\nDisallow: /u/\nSitemap: {}/sitemap.xml\n",
        edition.url
    );
    Prepared::new(StatusCode::OK, "text/plain; charset=utf-8", text)
}

fn latest(edition: &Edition) -> impl Iterator<Item = &Shown> {
    edition.directory.pages().iter().take(FEED_MAX)
}

fn address(edition: &Edition, page: &Shown) -> String {
    format!("{}{}", edition.url, article_path(&page.slug))
}

fn description(edition: &Edition) -> String {
    let name = edition.centre.name.as_str().into();
    edition.lang.tr("site-feed-description", &[("name", name)])
}

fn last_change(edition: &Edition) -> Option<Moment> {
    edition.directory.pages().iter().map(|page| page.at).max()
}

fn rfc822(at: Moment) -> String {
    at.in_zone(&TimeZone::UTC)
        .strftime("%a, %d %b %Y %H:%M:%S %z")
        .to_string()
}

/// Text as XML writes it; characters XML 1.0 has no place for are left out.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_escapes_and_drops_what_it_cannot_hold() {
        assert_eq!(xml("a<b>&\"\u{1}膝"), "a&lt;b&gt;&amp;&quot;膝");
    }

    #[test]
    fn dates_of_rss_follow_rfc_822() {
        let at = Moment::parse("2026-11-23T06:00:00Z").unwrap();
        assert_eq!(rfc822(at), "Mon, 23 Nov 2026 06:00:00 +0000");
    }
}
