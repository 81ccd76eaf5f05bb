//! Where a request comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap, HeaderName, header};

/// The other end of the connection, where the listener tells it.
#[must_use]
pub fn peer_of(extensions: &Extensions) -> Option<IpAddr> {
    let info = extensions.get::<ConnectInfo<SocketAddr>>();
    info.map(|info| info.0.ip().to_canonical())
}

/// The address of the reader. What a proxy says is believed only of a proxy on this
/// machine, and only the part it added itself: the last one.
#[must_use]
pub fn address_of(asked: &HeaderMap, peer: Option<IpAddr>) -> IpAddr {
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    if !peer.is_loopback() {
        return peer;
    }
    asked
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .next_back()
        .and_then(|last| last.trim().parse::<IpAddr>().ok())
        .map_or(peer, |address| address.to_canonical())
}

/// Whether a page of ours sent it, as far as the browser says; programs say nothing.
/// Scheme, host and port of the origin must be those of `own`, the address people are
/// told to use, or those under which this very request came in. A proxy on this machine
/// may say that it came by https.
#[must_use]
pub fn is_from(own: &str, asked: &HeaderMap, peer: Option<IpAddr>) -> bool {
    let text = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let same_site = text(HeaderName::from_static("sec-fetch-site"))
        .is_none_or(|site| matches!(site, "same-origin" | "none"));
    let Some(origin) = text(header::ORIGIN) else {
        return same_site;
    };
    let Some(origin) = Origin::of(origin) else {
        return false;
    };
    let proxied = peer.is_some_and(|peer| peer.is_loopback())
        && text(HeaderName::from_static("x-forwarded-proto")) == Some("https");
    let scheme = if proxied { "https" } else { "http" };
    let here = text(header::HOST).and_then(|host| Origin::of(&format!("{scheme}://{host}")));
    same_site && (Origin::of(own).as_ref() == Some(&origin) || here.as_ref() == Some(&origin))
}

/// Scheme, host and port (RFC 6454, section 4).
#[derive(Debug, PartialEq, Eq)]
struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    fn of(address: &str) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let usual = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next()?;
        let colon = authority
            .rfind(':')
            .filter(|at| !authority[*at..].contains(']'));
        let (host, port) = match colon {
            Some(at) => (&authority[..at], authority[at + 1..].parse().ok()?),
            None => (authority, usual),
        };
        (!host.is_empty()).then(|| Self {
            scheme,
            host: host.to_ascii_lowercase(),
            port,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    const OWN: &str = "https://desk.centre.example";

    fn asked(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        pairs.collect()
    }

    #[test]
    fn scheme_host_and_port_must_all_be_ours() {
        let from = |origin| {
            let asked = asked(&[("host", "desk.centre.example"), ("origin", origin)]);
            is_from(OWN, &asked, None)
        };
        assert!(from("https://desk.centre.example"));
        assert!(from("https://DESK.centre.example:443"));
        for stranger in [
            "https://desk.centre.example:8443",
            "https://site.centre.example",
            "https://desk.centre.example.evil.test",
            "ftp://desk.centre.example",
            "null",
        ] {
            assert!(!from(stranger), "{stranger}");
        }
    }

    #[test]
    fn behind_a_proxy_the_configured_address_counts_whatever_the_host_says() {
        let origin = ("origin", "https://desk.centre.example");
        assert!(is_from(
            OWN,
            &asked(&[("host", "127.0.0.1:8080"), origin]),
            None
        ));
        assert!(!is_from(
            "http://127.0.0.1:8080",
            &asked(&[("host", "127.0.0.1:8080"), origin]),
            None
        ));
    }

    #[test]
    fn only_a_proxy_of_this_machine_may_say_that_it_was_https() {
        let said = asked(&[
            ("host", "desk.centre.example"),
            ("origin", "https://desk.centre.example"),
            ("x-forwarded-proto", "https"),
        ]);
        let own = "http://127.0.0.1:8080";
        assert!(is_from(own, &said, "127.0.0.1".parse().ok()));
        assert!(!is_from(own, &said, "203.0.113.9".parse().ok()));
    }

    #[test]
    fn a_page_of_the_public_side_is_not_the_desk() {
        let said = asked(&[
            ("host", "127.0.0.1:8080"),
            ("origin", "http://127.0.0.1:8081"),
        ]);
        assert!(!is_from("http://127.0.0.1:8080", &said, None));
        let cross = asked(&[("sec-fetch-site", "same-site")]);
        assert!(!is_from(OWN, &cross, None));
        assert!(is_from(OWN, &HeaderMap::new(), None));
    }
}
