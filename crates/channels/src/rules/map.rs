//! The map of a mail's links: the mail with the number of clicks beside each.

/// Where link `n` of a mail leads while the map is drawn.
#[must_use]
pub fn mark_of(n: usize) -> String {
    format!("#link-{n}")
}

/// The mail with a badge after each link that [`mark_of`] points to. `badge` answers the
/// words of a link's badge, plain text.
#[must_use]
pub fn annotated(html: &str, badge: impl Fn(usize) -> String) -> String {
    const MARK: &str = "href=\"#link-";
    let mut out = String::with_capacity(html.len() + 2_048);
    let mut rest = html;
    while let Some(at) = rest.find(MARK) {
        let after = &rest[at + MARK.len()..];
        let digits = after.find('"').unwrap_or(0);
        let number = after[..digits].parse().ok();
        // The link ends where its element does; one that does not end gets no badge.
        let end = after
            .find("</a>")
            .map(|end| at + MARK.len() + end + "</a>".len());
        let (Some(n), Some(end)) = (number, end) else {
            out.push_str(&rest[..at + MARK.len()]);
            rest = after;
            continue;
        };
        out.push_str(&rest[..end]);
        out.push_str(BADGE);
        out.push_str(&escaped(&badge(n)));
        out.push_str("</span>");
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Readable on light and dark mails alike; mails carry their own styles.
const BADGE: &str = "<span style=\"display:inline-block;margin:0 4px;padding:1px 7px;border-radius:9px;background:#1d2a26;color:#ffffff;font:600 12px/1.5 system-ui,sans-serif;white-space:nowrap\">";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_link_gets_its_own_number_right_after_it() {
        let html = "<p><a style=\"x\" href=\"#link-0\">一</a> 和 <a href=\"#link-12\"><b>二</b></a>，<a href=\"#other\">三</a></p>";
        let map = annotated(html, |n| format!("[{n}]"));
        assert!(
            map.contains("一</a><span") && map.contains("[0]</span> 和 "),
            "{map}"
        );
        assert!(map.contains("<b>二</b></a><span") && map.contains("[12]</span>，"));
        assert!(map.contains("三</a></p>"));
    }

    proptest! {
        #[test]
        fn whatever_the_mail_is_the_map_says_the_same(html in "(<a href=\"#link-[0-9x]{0,3}\">|</a>|[a-z中文 <>]){0,12}") {
            let map = annotated(&html, |_| "9".to_owned());
            let plain = map.replace(&format!("{BADGE}9</span>"), "");
            prop_assert_eq!(plain, html);
        }
    }
}
