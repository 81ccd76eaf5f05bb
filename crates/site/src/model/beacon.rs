//! What the script of the public pages tells: a visit, and how long the page was
//! visible. Made once from the bytes that came, with every part cut to its limit.

use std::net::IpAddr;

use kernel::{CentreId, Moment};
use serde::Deserialize;
use uuid::Uuid;

/// Bytes a message may have.
const BYTES_MAX: usize = 2_048;
/// Longest dwell on one page that is believed, in seconds.
const SECONDS_MAX: i64 = 3_600;
/// Bytes of a path as the browser writes it: a Han character takes nine.
const PATH_MAX: usize = 1_000;
const WORD_MAX: usize = 64;

/// Which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeaconKind {
    Visit,
    Dwell,
}

/// One message of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beacon {
    pub kind: BeaconKind,
    /// Made by the browser for this one view of the page; kept nowhere.
    pub view: String,
    /// Decoded, as the directory knows it.
    pub path: String,
    /// Visible seconds so far.
    pub seconds: i64,
    /// Host of the page that led here; empty when there was none.
    pub referrer: String,
    pub source: String,
    pub medium: String,
    pub campaign: String,
    /// `s`, `m` or `l`.
    pub width: String,
    pub lang: String,
}

#[derive(Deserialize)]
struct Wire {
    k: String,
    v: String,
    p: String,
    #[serde(default)]
    s: f64,
    #[serde(default)]
    r: String,
    #[serde(default)]
    us: String,
    #[serde(default)]
    um: String,
    #[serde(default)]
    uc: String,
    #[serde(default)]
    w: String,
    #[serde(default)]
    l: String,
}

impl Beacon {
    /// Reads a message; nothing comes of what is too long, malformed or not ours.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
        if body.len() > BYTES_MAX {
            return None;
        }
        let wire: Wire = serde_json::from_slice(body).ok()?;
        let kind = match wire.k.as_str() {
            "v" => BeaconKind::Visit,
            "d" => BeaconKind::Dwell,
            _ => return None,
        };
        let named = (8..=48).contains(&wire.v.len())
            && wire
                .v
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let path = percent_encoding::percent_decode_str(&wire.p)
            .decode_utf8()
            .ok()?
            .into_owned();
        let placed = wire.p.starts_with('/')
            && wire.p.len() <= PATH_MAX
            && !path.chars().any(char::is_control);
        if !named || !placed || !wire.s.is_finite() {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a finite number clamped to 0–3600 fits"
        )]
        let seconds = wire.s.clamp(0.0, 3_600.0) as i64;
        Some(Self {
            kind,
            view: wire.v,
            path,
            seconds: seconds.min(SECONDS_MAX),
            referrer: host(&wire.r),
            source: word(&wire.us),
            medium: word(&wire.um),
            campaign: word(&wire.uc),
            width: ["s", "m", "l"]
                .into_iter()
                .find(|w| *w == wire.w)
                .unwrap_or_default()
                .to_owned(),
            lang: word(&wire.l),
        })
    }
}

/// A message with when and from where it came, on its way to the writer. The address
/// lives in memory until its day's hash is taken, at most a moment.
#[derive(Clone, Debug)]
pub struct Sighting {
    pub centre: CentreId,
    pub at: Moment,
    pub beacon: Beacon,
    /// Already cut to its network.
    pub network: IpAddr,
    pub agent: String,
    /// The item whose page it is.
    pub item: Option<Uuid>,
}

/// A slug of letters, digits, `-`, `_` and `.` in lower case; Han characters stay.
fn word(text: &str) -> String {
    text.trim()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .flat_map(char::to_lowercase)
        .take(WORD_MAX)
        .collect()
}

/// A host name; an address with a path or a user name keeps nothing but the host.
fn host(text: &str) -> String {
    let text = text.split("://").last().unwrap_or_default();
    let text = text.split(['/', '?', '#']).next().unwrap_or_default();
    let text = text.rsplit('@').next().unwrap_or_default();
    text.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | ':'))
        .flat_map(char::to_lowercase)
        .take(WORD_MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_the_script_sends_is_understood() {
        let body = r#"{"k":"v","v":"0b0d1f6a-5a5e-4b63-a7b2-0c3b4f3d6d10","p":"/articles/knee","s":0,"r":"www.google.com","us":"Newsletter","um":"email","uc":"Winter-Knee","w":"s","l":"zh-Hant-TW"}"#;
        let beacon = Beacon::parse(body.as_bytes()).unwrap();
        assert_eq!(beacon.kind, BeaconKind::Visit);
        assert_eq!(beacon.path, "/articles/knee");
        assert_eq!(beacon.referrer, "www.google.com");
        assert_eq!(beacon.campaign, "winter-knee");
        assert_eq!(beacon.width, "s");
    }

    #[test]
    fn junk_is_dropped() {
        let good = r#"{"k":"v","v":"12345678","p":"/"}"#;
        assert!(Beacon::parse(good.as_bytes()).is_some());
        for bad in [
            "",
            "[]",
            r#"{"k":"x","v":"12345678","p":"/"}"#,
            r#"{"k":"v","v":"1","p":"/"}"#,
            r#"{"k":"v","v":"<script>alert","p":"/"}"#,
            r#"{"k":"v","v":"12345678","p":"https://else.example/"}"#,
        ] {
            assert!(Beacon::parse(bad.as_bytes()).is_none(), "{bad}");
        }
        let long = format!(
            r#"{{"k":"v","v":"12345678","p":"/","r":"{}"}}"#,
            "a".repeat(2_100)
        );
        assert!(Beacon::parse(long.as_bytes()).is_none());
    }

    #[test]
    fn a_path_of_han_characters_is_read_as_written_by_a_browser() {
        let body = r#"{"k":"v","v":"12345678","p":"/articles/%E8%86%9D%E9%97%9C%E7%AF%80"}"#;
        assert_eq!(
            Beacon::parse(body.as_bytes()).unwrap().path,
            "/articles/膝關節"
        );
        let bad = r#"{"k":"v","v":"12345678","p":"/articles/%ff%0a"}"#;
        assert!(Beacon::parse(bad.as_bytes()).is_none());
    }

    #[test]
    fn a_referrer_keeps_its_host_only() {
        assert_eq!(
            host("https://user:pw@Search.example:8080/q?term=knee"),
            "search.example:8080"
        );
    }

    proptest! {
        #[test]
        fn nothing_that_comes_in_breaks_it(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Beacon::parse(&bytes);
        }

        #[test]
        fn seconds_stay_within_an_hour(seconds in any::<f64>()) {
            let body = format!(r#"{{"k":"d","v":"12345678","p":"/","s":{seconds}}}"#);
            if let Some(beacon) = Beacon::parse(body.as_bytes()) {
                prop_assert!((0..=SECONDS_MAX).contains(&beacon.seconds));
            }
        }
    }
}
