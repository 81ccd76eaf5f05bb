//! A page as bytes, ready to be handed out: plain, gzip and brotli, each with a strong
//! validator.

use std::io::Write;

use axum::body::{Body, Bytes};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::sha256;

/// How long a browser may show a page without asking again.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=60, must-revalidate");
/// A page of text gains little from more, and it is packed while somebody waits.
const BROTLI_QUALITY: u32 = 6;
const BROTLI_WINDOW: u32 = 20;

/// A page ready to be handed out.
#[derive(Debug)]
pub struct Prepared {
    status: StatusCode,
    content_type: HeaderValue,
    /// Set where the address leads elsewhere.
    location: Option<HeaderValue>,
    plain: Form,
    gzip: Form,
    brotli: Form,
}

#[derive(Debug)]
struct Form {
    bytes: Bytes,
    tag: HeaderValue,
}

impl Prepared {
    /// Packs a page.
    #[must_use]
    pub fn new(status: StatusCode, content_type: &'static str, text: String) -> Self {
        let digest = sha256(text.as_bytes()).to_string();
        let form = |bytes: Vec<u8>, sign: &str| {
            let tag = format!("\"{}{sign}\"", &digest[..24]);
            Form {
                bytes: Bytes::from(bytes),
                tag: HeaderValue::from_str(&tag)
                    .unwrap_or_else(|_| HeaderValue::from_static("\"\"")),
            }
        };
        Self {
            status,
            content_type: HeaderValue::from_static(content_type),
            location: None,
            gzip: form(gzip(text.as_bytes()), "-g"),
            brotli: form(brotli(text.as_bytes()), "-b"),
            plain: form(text.into_bytes(), ""),
        }
    }

    /// An address that leads elsewhere for good.
    #[must_use]
    pub fn moved(to: &str) -> Self {
        Self {
            location: HeaderValue::from_str(to).ok(),
            ..Self::new(
                StatusCode::MOVED_PERMANENTLY,
                "text/plain; charset=utf-8",
                to.to_owned(),
            )
        }
    }

    /// The answer to a browser: in a form it understands, or 304 when it has it.
    #[must_use]
    pub fn answer(&self, asked: &HeaderMap) -> Response {
        let form = match accepted(asked) {
            Coding::Brotli => (&self.brotli, Some("br")),
            Coding::Gzip => (&self.gzip, Some("gzip")),
            Coding::Plain => (&self.plain, None),
        };
        let (form, coding) = form;
        let known = self.status == StatusCode::OK && knows(asked, &form.tag);
        let mut response = Response::new(if known {
            Body::empty()
        } else {
            Body::from(form.bytes.clone())
        });
        *response.status_mut() = if known {
            StatusCode::NOT_MODIFIED
        } else {
            self.status
        };
        let head = response.headers_mut();
        head.insert(header::CACHE_CONTROL, FRESH);
        head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if self.status == StatusCode::OK {
            head.insert(header::ETAG, form.tag.clone());
        }
        if let Some(location) = &self.location {
            head.insert(header::LOCATION, location.clone());
        }
        if !known {
            head.insert(header::CONTENT_TYPE, self.content_type.clone());
            if let Some(coding) = coding {
                head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
            }
        }
        response
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Plain,
    Gzip,
    Brotli,
}

/// The best form a browser takes (RFC 9110, section 12.5.3); `q=0` refuses one.
fn accepted(asked: &HeaderMap) -> Coding {
    let Some(text) = asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
    else {
        return Coding::Plain;
    };
    let mut best = Coding::Plain;
    for part in text.split(',') {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let refused = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|q| q.parse::<f32>().ok())
            .is_some_and(|q| q <= 0.0);
        match name.trim() {
            "br" if !refused => return Coding::Brotli,
            "gzip" if !refused => best = Coding::Gzip,
            _ => {}
        }
    }
    best
}

/// Whether a browser holds this very form already (RFC 9110, section 13.1.2).
fn knows(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().unwrap_or_default();
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == "*" || one == tag)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    // Writing into a Vec cannot fail.
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    {
        let mut packer =
            brotli::CompressorWriter::new(&mut packed, 1 << 14, BROTLI_QUALITY, BROTLI_WINDOW);
        // Writing into a Vec cannot fail.
        let _ = packer.write_all(bytes);
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    name.parse::<http::HeaderName>().unwrap(),
                    HeaderValue::from_str(value).unwrap(),
                )
            })
            .collect()
    }

    fn page() -> Prepared {
        Prepared::new(StatusCode::OK, "text/html; charset=utf-8", "膝".repeat(500))
    }

    #[test]
    fn a_browser_that_holds_the_page_gets_no_bytes() {
        let page = page();
        let first = page.answer(&asked(&[("accept-encoding", "gzip, br")]));
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        assert_eq!(first.headers()[header::CONTENT_ENCODING], "br");
        let again = [
            ("accept-encoding", "gzip, br"),
            ("if-none-match", tag.as_str()),
        ];
        let second = page.answer(&asked(&again));
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        assert!(!second.headers().contains_key(header::CONTENT_ENCODING));
        let other = page.answer(&asked(&[("if-none-match", tag.as_str())]));
        assert_eq!(
            other.status(),
            StatusCode::OK,
            "the plain form has its own tag"
        );
    }

    #[test]
    fn a_list_of_tags_and_a_star_are_understood() {
        let page = page();
        let tag = page.plain.tag.to_str().unwrap().to_owned();
        for value in [format!("\"x\", W/{tag}"), "*".to_owned()] {
            let answer = page.answer(&asked(&[("if-none-match", &value)]));
            assert_eq!(answer.status(), StatusCode::NOT_MODIFIED, "{value}");
        }
    }

    #[test]
    fn codings_are_chosen_by_what_is_accepted() {
        let choose = |text| accepted(&asked(&[("accept-encoding", text)]));
        assert_eq!(choose("gzip, deflate, br"), Coding::Brotli);
        assert_eq!(choose("gzip;q=0.5, br;q=0"), Coding::Gzip);
        assert_eq!(choose("identity"), Coding::Plain);
        assert_eq!(accepted(&HeaderMap::new()), Coding::Plain);
    }

    #[test]
    fn every_form_is_the_same_text() {
        let page = page();
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut page.brotli.bytes.as_ref(), &mut plain).unwrap();
        assert_eq!(plain, page.plain.bytes);
        let mut unpacked = String::new();
        let mut gzip = flate2::read::GzDecoder::new(page.gzip.bytes.as_ref());
        std::io::Read::read_to_string(&mut gzip, &mut unpacked).unwrap();
        assert_eq!(unpacked.as_bytes(), page.plain.bytes);
    }
}
