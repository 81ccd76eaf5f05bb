//! Where a request of the public side comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;
use http::{HeaderMap, HeaderName, header};

/// The other end of the connection, where the listener tells it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(info.map(|info| info.0.ip().to_canonical())))
    }
}

pub use frame::address_of;

/// Whether a page of ours sent it, as far as the browser says. Others say nothing.
#[must_use]
pub fn from_here(asked: &HeaderMap) -> bool {
    let text = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let same_site = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let same_origin = match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split("://").nth(1) == Some(host),
        (Some(_), None) => false,
        (None, _) => true,
    };
    same_site && same_origin
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn only_a_proxy_of_this_machine_is_believed() {
        let mut asked = HeaderMap::new();
        asked.insert(
            "x-forwarded-for",
            HeaderValue::from_static("1.1.1.1, 203.0.113.9"),
        );
        let local = Some("127.0.0.1".parse().unwrap());
        let far = Some("198.51.100.4".parse().unwrap());
        assert_eq!(address_of(&asked, local).to_string(), "203.0.113.9");
        assert_eq!(address_of(&asked, far).to_string(), "198.51.100.4");
        assert_eq!(address_of(&HeaderMap::new(), None).to_string(), "127.0.0.1");
    }

    #[test]
    fn a_page_elsewhere_cannot_send_forms_here() {
        let asked = |origin: &'static str| {
            let mut asked = HeaderMap::new();
            asked.insert(header::HOST, HeaderValue::from_static("centre.example"));
            asked.insert(header::ORIGIN, HeaderValue::from_static(origin));
            asked
        };
        assert!(from_here(&asked("https://centre.example")));
        assert!(!from_here(&asked("https://else.example")));
        assert!(!from_here(&asked("null")));
        assert!(from_here(&HeaderMap::new()));
    }
}
