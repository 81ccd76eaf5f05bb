//! Addresses of readers: cut to their network, and told from those of the house.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The network of an address: 24 bits of IPv4, 48 of IPv6. What is kept of it is a
/// hash, and only for a day.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(v6) => {
            let mut parts = v6.segments();
            parts[3..].fill(0);
            IpAddr::V6(Ipv6Addr::from(parts))
        }
    }
}

/// Whether an address lies in one of the ranges of the house.
#[must_use]
pub fn is_internal(address: IpAddr, ranges: &[String]) -> bool {
    ranges
        .iter()
        .filter_map(|range| parse_range(range))
        .any(|(network, bits)| shares_bits(address.to_canonical(), network, bits))
}

/// An address with the number of bits that count, from `a.b.c.d` or `a.b.c.d/24`.
#[must_use]
pub fn parse_range(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = match text.trim().split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
        None => (text.trim(), None),
    };
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.unwrap_or(most);
    (bits <= most).then_some((address.to_canonical(), bits))
}

fn shares_bits(a: IpAddr, b: IpAddr, bits: u8) -> bool {
    let (a, b, width) = match (a, b) {
        (IpAddr::V4(a), IpAddr::V4(b)) => (u128::from(a.to_bits()), u128::from(b.to_bits()), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits(), b.to_bits(), 128),
        _ => return false,
    };
    bits == 0 || (a ^ b) >> (width - u32::from(bits)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_cut_to_its_network() {
        let cut = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(cut("203.0.113.77"), "203.0.113.0");
        assert_eq!(cut("::ffff:203.0.113.77"), "203.0.113.0");
        assert_eq!(cut("2001:db8:1:2:3::4"), "2001:db8:1::");
    }

    #[test]
    fn ranges_of_the_house_are_recognised() {
        let ranges = ["203.0.113.0/24".to_owned(), "2001:db8::1".to_owned()];
        let inside = |text: &str| is_internal(text.parse().unwrap(), &ranges);
        assert!(inside("203.0.113.9"));
        assert!(!inside("203.0.114.9"));
        assert!(inside("2001:db8::1"));
        assert!(!inside("2001:db8::2"));
        assert_eq!(parse_range("203.0.113.0/33"), None);
        assert_eq!(parse_range("house"), None);
    }
}
