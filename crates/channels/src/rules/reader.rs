//! What a mail was read with, as coarsely as the question "does it look right there?"
//! needs it. The name of the browser itself is forgotten once this is known.

use crate::model::Reader;

/// Words in the agent that name a program, the first that fits wins. Proxies that fetch
/// pictures for a web mail hide the machine behind them.
const PROGRAMS: [(&str, &str); 11] = [
    ("googleimageproxy", "gmail"),
    ("yahoomailproxy", "yahoo"),
    ("outlookmailimageproxy", "outlook"),
    ("microsoft outlook", "outlook"),
    ("ms-office", "outlook"),
    ("outlook-ios", "outlook"),
    ("outlook-android", "outlook"),
    ("thunderbird", "thunderbird"),
    ("line/", "line"),
    ("micromessenger", "wechat"),
    ("qqmail", "qq"),
];

/// Programs that are proxies: their agent is not the reader's.
const PROXIES: [&str; 3] = [
    "googleimageproxy",
    "yahoomailproxy",
    "outlookmailimageproxy",
];

/// The class of an agent.
#[must_use]
pub fn reader_of(agent: &str) -> Reader {
    let agent = agent.to_ascii_lowercase();
    let has = |word: &str| agent.contains(word);
    let named = PROGRAMS.iter().find(|(word, _)| has(word));
    if PROXIES.iter().any(|word| has(word)) {
        return Reader {
            device: "",
            program: named.map_or("", |(_, program)| program),
        };
    }
    let tablet = has("ipad") || has("tablet") || (has("android") && !has("mobile"));
    let device = if tablet {
        "tablet"
    } else if has("iphone") || has("android") || has("mobile") {
        "phone"
    } else if ["windows", "macintosh", "linux", "cros"]
        .iter()
        .any(|word| has(word))
    {
        "computer"
    } else {
        ""
    };
    // Mail of Apple shows pictures with the engine of the system and names no browser.
    let apple = has("applewebkit") && !["safari", "chrome", "firefox"].iter().any(|word| has(word));
    let program = match named {
        Some((_, program)) => program,
        None if apple && (has("iphone") || has("ipad") || has("macintosh")) => "apple-mail",
        None if ["safari", "chrome", "firefox", "edg/"]
            .iter()
            .any(|word| has(word)) =>
        {
            "browser"
        }
        None => "",
    };
    Reader { device, program }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(agent: &str) -> (&'static str, &'static str) {
        let reader = reader_of(agent);
        (reader.device, reader.program)
    }

    #[test]
    fn common_readers_are_told_apart() {
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
        assert_eq!(of(phone), ("phone", "apple-mail"));
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        assert_eq!(of(mac), ("computer", "apple-mail"));
        let proxy = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
        assert_eq!(of(proxy), ("", "gmail"), "the proxy's Windows is nobody's");
        let chrome = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36";
        assert_eq!(of(chrome), ("phone", "browser"));
        let pad = "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/126.0 Safari/537.36";
        assert_eq!(of(pad), ("tablet", "browser"));
        let line = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari Line/14.9.0";
        assert_eq!(of(line), ("phone", "line"));
        let outlook = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)";
        assert_eq!(of(outlook), ("computer", "outlook"));
        assert_eq!(of(""), ("", ""));
    }

    proptest! {
        #[test]
        fn any_agent_has_a_class_and_none_is_kept(agent in ".{0,300}") {
            let reader = reader_of(&agent);
            prop_assert!(["", "phone", "tablet", "computer"].contains(&reader.device));
            prop_assert!(reader.program.len() < 16);
        }
    }
}
