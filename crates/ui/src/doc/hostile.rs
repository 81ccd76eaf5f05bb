//! Whatever somebody writes, pastes or posts: what is rendered holds the elements and
//! attributes of this house and nothing else.

use proptest::prelude::*;

use super::*;

/// Elements a text may become, with the attributes each may carry.
const KNOWN: [(&str, &[&str]); 15] = [
    ("p", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("ul", &[]),
    ("ol", &["start"]),
    ("li", &[]),
    ("blockquote", &[]),
    ("div", &["class", "role"]),
    ("figure", &[]),
    ("img", &["src", "alt", "loading"]),
    ("figcaption", &[]),
    ("a", &["href"]),
    ("strong", &[]),
    ("em", &[]),
    ("br", &[]),
];
const PLAIN: [&str; 2] = ["hr", "span"];

const EVIL: [&str; 16] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</p><svg onload=alert(1)>",
    "<!--",
    "]]>",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "\u{0}<b>",
    "<iframe srcdoc='<script>'>",
    "[x](javascript:alert(1))",
    "![x](data:text/html,x)",
    "# <h1 onclick=x>",
    "- <li style=x>",
    "\u{202E}<a href=javascript:x>",
    "<a\nhref\n=\njavascript:x>",
];

const SCHEMES: [&str; 16] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\u{1}javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "DATA:text/html,<script>",
    "vbscript:x",
    "//evil.example",
    "/\\evil.example",
    "https:evil",
    "blob:https://x/1",
    "\"onclick=\"alert(1)",
];

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(EVIL.to_vec()).prop_map(str::to_owned),
        (prop::sample::select(EVIL.to_vec()), ".{0,12}")
            .prop_map(|(evil, more)| format!("{more}{evil}{more}")),
        "[<>\"'&/=a-z ]{1,24}",
        ".{1,12}",
    ]
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(SCHEMES.to_vec()).prop_map(str::to_owned),
        (prop::sample::select(SCHEMES.to_vec()), ".{0,8}")
            .prop_map(|(scheme, more)| format!("{scheme}{more}")),
        "[a-zA-Z:/\\\\#?&;\t\n\"'<> ]{0,20}",
        Just("https://who.int/?a=1&b=\"2\"".to_owned()),
    ]
}

/// A document as a program could build it, without the reader of JSON in between.
fn document() -> impl Strategy<Value = Doc> {
    let inline = || {
        (words(), prop::option::of(address())).prop_map(|(text, href)| {
            let link = href.map(|href| Mark::Link {
                attrs: Link { href },
            });
            Inline::Text {
                text,
                marks: link.into_iter().chain([Mark::Strong]).collect(),
            }
        })
    };
    let run = || prop::collection::vec(inline(), 0..3);
    let item = || {
        run().prop_map(|content| Item::ListItem {
            content: vec![Block::Paragraph { content }],
        })
    };
    let block = prop_oneof![
        run().prop_map(|content| Block::Paragraph { content }),
        run().prop_map(|content| Block::Heading {
            attrs: Heading { level: 2 },
            content
        }),
        prop::collection::vec(item(), 1..3).prop_map(|content| Block::BulletList { content }),
        run().prop_map(|content| Block::Warning {
            content: vec![Block::Paragraph { content }]
        }),
        run().prop_map(|content| Block::Blockquote {
            content: vec![Block::Paragraph { content }]
        }),
        (address(), words(), words()).prop_map(|(src, alt, caption)| Block::Figure {
            attrs: Figure { src, alt, caption }
        }),
    ];
    prop::collection::vec(block, 0..5).prop_map(|blocks| Doc { blocks })
}

/// What is wrong with a piece of HTML, if anything: an element or attribute nobody knows, or
/// a link that leads where no link may.
fn stranger(html: &str) -> Option<String> {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let Some(end) = tag.find('>') else {
            return Some(format!("open {tag}"));
        };
        let (tag, after) = (&tag[..end], &tag[end + 1..]);
        rest = after;
        let (name, mut attributes) = tag
            .trim_start_matches('/')
            .split_once(' ')
            .unwrap_or((tag.trim_start_matches('/'), ""));
        let known = KNOWN.iter().find(|(known, _)| *known == name);
        let Some((_, allowed)) = known else {
            if PLAIN.contains(&name) && attributes.is_empty() {
                continue;
            }
            return Some(tag.to_owned());
        };
        while let Some((attribute, value)) = attributes.trim_start().split_once("=\"") {
            let Some((value, more)) = value.split_once('"') else {
                return Some(tag.to_owned());
            };
            let written = value
                .replace("&amp;", "&")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">");
            let wrong = !allowed.contains(&attribute)
                || attribute == "href" && !is_link(&written)
                || attribute == "src" && !written.starts_with("/m/");
            if wrong {
                return Some(tag.to_owned());
            }
            attributes = more;
        }
        if !attributes.trim().is_empty() {
            return Some(tag.to_owned());
        }
    }
    rest.contains('>').then(|| rest.to_owned())
}

#[test]
fn no_scheme_that_runs_code_is_a_link() {
    for scheme in SCHEMES
        .iter()
        .filter(|scheme| !scheme.contains('&') && !scheme.starts_with('"'))
    {
        assert!(!is_link(scheme), "{scheme:?}");
    }
}

proptest! {
    #[test]
    fn no_document_renders_a_stranger(doc in document()) {
        let html = to_html(&doc, |id| format!("/m/{id}"));
        prop_assert_eq!(stranger(&html), None, "{}", html);
    }

    #[test]
    fn no_plain_text_or_markdown_renders_a_stranger(lines in prop::collection::vec(words(), 0..6)) {
        let doc = Doc::from_plain(&lines.join("\n"));
        let html = to_html(&doc, |id| format!("/m/{id}"));
        prop_assert_eq!(stranger(&html), None, "{}", html);
    }

    #[test]
    fn what_the_schema_takes_holds_no_link_that_runs_code(href in address()) {
        let json = serde_json::json!({"type":"doc","content":[{"type":"paragraph","content":[
            {"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":href}}]}]}]});
        if let Ok(doc) = Doc::parse(&json.to_string()) {
            let html = to_html(&doc, |id| format!("/m/{id}"));
            prop_assert_eq!(stranger(&html), None, "{}", html);
            // As a browser reads an address: blanks and control signs away, then the scheme.
            let read: String = href.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect::<String>().to_lowercase();
            let runs = ["javascript:", "data:", "vbscript:", "blob:", "//"].iter().any(|bad| read.starts_with(bad));
            prop_assert!(!runs, "{}", href);
        }
    }
}
