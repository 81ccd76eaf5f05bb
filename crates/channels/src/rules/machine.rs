//! Telling programs from people: mail scanners, privacy proxies, prefetching.

use kernel::Moment;

/// One opening or click, with what is needed to judge it.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    pub is_click: bool,
    pub agent: &'a str,
    /// Asked with HEAD.
    pub head: bool,
    pub at: Moment,
    pub accepted_at: Option<Moment>,
    /// Different links of the mail clicked within ten seconds around it.
    pub links_nearby: usize,
    /// Links the mail has.
    pub links: usize,
}

/// A click this soon after the server took the mail was made by its scanner, in seconds.
const TOO_SOON_SECONDS: i64 = 2;
/// From how many links on "all at once" means something.
const SWEEP_LINKS: usize = 3;

/// Words in the agent of programs that fetch what is in a mail before anybody reads it.
const SCANNERS: [&str; 17] = [
    "barracuda",
    "proofpoint",
    "mimecast",
    "symantec",
    "trendmicro",
    "fireeye",
    "safelinks",
    "microsoft office existence discovery",
    "bot",
    "crawler",
    "spider",
    "headlesschrome",
    "python-requests",
    "curl/",
    "wget/",
    "go-http-client",
    "okhttp",
];
/// Proxies that fetch pictures; an opening seen through them may be a person or not.
const PROXIES: [&str; 3] = [
    "googleimageproxy",
    "yahoomailproxy",
    "outlookmailimageproxy",
];

/// Why it was a program; `None` for a person. The key of its sentence.
///
/// Apple Mail with privacy protection asks with the bare agent `Mozilla/5.0` and loads
/// every picture, read or not. Proxies of web mail load on opening and count as people,
/// unless they come in the very moment of delivery.
#[must_use]
pub fn machine_reason(seen: &Seen<'_>) -> Option<&'static str> {
    let agent = seen.agent.trim().to_lowercase();
    let soon = seen
        .accepted_at
        .is_some_and(|accepted| seen.at.seconds_since(accepted) < TOO_SOON_SECONDS);
    if seen.head {
        return Some("head");
    }
    if !seen.is_click && agent == "mozilla/5.0" {
        return Some("privacy");
    }
    if agent.is_empty() || SCANNERS.iter().any(|word| agent.contains(word)) {
        return Some("scanner");
    }
    if soon && (seen.is_click || PROXIES.iter().any(|word| agent.contains(word))) {
        return Some("too-soon");
    }
    let sweeps = seen.links >= SWEEP_LINKS && seen.links_nearby * 5 >= seen.links * 4;
    (seen.is_click && sweeps).then_some("sweep")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";

    fn click<'a>() -> Seen<'a> {
        Seen {
            is_click: true,
            agent: PHONE,
            head: false,
            at: Moment(100_000_000),
            accepted_at: Some(Moment(0)),
            links_nearby: 1,
            links: 5,
        }
    }

    #[test]
    fn a_person_who_clicks_is_a_person() {
        assert_eq!(machine_reason(&click()), None);
        assert_eq!(
            machine_reason(&Seen {
                is_click: false,
                ..click()
            }),
            None
        );
    }

    #[test]
    fn programs_are_told_by_how_they_come() {
        let of = |seen: Seen<'_>| machine_reason(&seen);
        assert_eq!(
            of(Seen {
                head: true,
                ..click()
            }),
            Some("head")
        );
        assert_eq!(
            of(Seen {
                agent: "Barracuda Sentinel (EE)",
                ..click()
            }),
            Some("scanner")
        );
        assert_eq!(
            of(Seen {
                agent: "",
                ..click()
            }),
            Some("scanner")
        );
        assert_eq!(
            of(Seen {
                at: Moment(1_900_000),
                ..click()
            }),
            Some("too-soon")
        );
        assert_eq!(
            of(Seen {
                at: Moment(2_000_000),
                ..click()
            }),
            None
        );
        assert_eq!(
            of(Seen {
                links_nearby: 4,
                ..click()
            }),
            Some("sweep"),
            "4 of 5 links is 80 %"
        );
        assert_eq!(
            of(Seen {
                links_nearby: 3,
                ..click()
            }),
            None
        );
        assert_eq!(
            of(Seen {
                links: 1,
                links_nearby: 1,
                ..click()
            }),
            None,
            "one link of one is no sweep"
        );
    }

    #[test]
    fn privacy_protection_opens_everything_and_is_kept_apart() {
        let open = Seen {
            is_click: false,
            agent: "Mozilla/5.0",
            ..click()
        };
        assert_eq!(machine_reason(&open), Some("privacy"));
        let proxy =
            "Mozilla/5.0 (Windows NT 5.1) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
        assert_eq!(
            machine_reason(&Seen {
                is_click: false,
                agent: proxy,
                ..click()
            }),
            None
        );
        let at_once = Seen {
            is_click: false,
            agent: proxy,
            at: Moment(500_000),
            ..click()
        };
        assert_eq!(machine_reason(&at_once), Some("too-soon"));
    }
}
