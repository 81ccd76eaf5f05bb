//! Where a request comes from.

use std::net::{IpAddr, Ipv4Addr};

use http::HeaderMap;

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
