//! The text of a mail: composed once from the article as MJML, frozen with slots, and
//! filled for each recipient by joining strings.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::doc::{self, Block, Doc, Inline, Item, Link, Mark};

/// Version of the layout; part of what an approval binds.
pub const LAYOUT: u32 = 1;

/// Slots stand between these two words, the first of which is taken out of everything
/// an author wrote. They are plain ASCII, since the layout engine rewrites attributes.
const OPEN: &str = "~~hrld-";
const CLOSE: &str = "~~";

const FACES: &str = "'PingFang TC','Microsoft JhengHei UI','Noto Sans TC',system-ui,sans-serif";

/// What is put in for each recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The greeting with the recipient's name.
    Greeting,
    /// The tracked link of a number.
    Click(u16),
    Unsubscribe,
    View,
    /// The address of the picture that shows an opening.
    Open,
}

impl Slot {
    fn written(self) -> String {
        match self {
            Self::Greeting => format!("{OPEN}n{CLOSE}"),
            Self::Click(n) => format!("{OPEN}c{n}{CLOSE}"),
            Self::Unsubscribe => format!("{OPEN}u{CLOSE}"),
            Self::View => format!("{OPEN}v{CLOSE}"),
            Self::Open => format!("{OPEN}o{CLOSE}"),
        }
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "n" => Some(Self::Greeting),
            "u" => Some(Self::Unsubscribe),
            "v" => Some(Self::View),
            "o" => Some(Self::Open),
            _ => text.strip_prefix('c')?.parse().ok().map(Self::Click),
        }
    }
}

/// A text with slots, cut once and filled often.
#[derive(Clone, Debug)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Slot(Slot),
}

impl Template {
    /// Cuts a stored text at its slots.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            parts.push(Part::Text(before.to_owned()));
            let (name, after) = after.split_once(CLOSE).unwrap_or((after, ""));
            parts.extend(Slot::read(name).map(Part::Slot));
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Self(parts)
    }

    /// The text with every slot filled.
    #[must_use]
    pub fn fill<'a>(&self, value: impl Fn(Slot) -> Cow<'a, str>) -> String {
        let mut out = String::with_capacity(16 * 1_024);
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Slot(slot) => out.push_str(&value(*slot)),
            }
        }
        out
    }
}

/// The words around the text, in the language of the mail.
#[derive(Clone, Debug)]
pub struct LetterWords {
    pub lang: &'static str,
    pub centre: String,
    pub postal_address: String,
    pub read_on_site: String,
    /// Why the reader gets this.
    pub why: String,
    pub unsubscribe: String,
    pub view: String,
}

/// A mail with slots: HTML, plain text, and the targets of its links by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    pub html: String,
    pub body: String,
    pub links: Vec<String>,
}

/// What goes into a mail.
#[derive(Clone, Debug)]
pub struct Article<'a> {
    pub title: &'a str,
    pub preheader: &'a str,
    pub doc: &'a Doc,
    /// Digest of the picture above the text.
    pub cover: Option<&'a str>,
    /// Where the same text stands on the website.
    pub page: &'a str,
    /// The public side, without a slash at the end.
    pub site: &'a str,
}

/// Composes the mail of an article. `None` when the layout cannot be rendered, which a
/// checked document never causes.
#[must_use]
pub fn compose(article: &Article<'_>, words: &LetterWords) -> Option<Frozen> {
    let mut links = vec![article.page.to_owned()];
    let text = tracked(article.doc, article.site, &mut links);
    let mjml = layout(article, words, &text);
    let options = mrml::prelude::render::RenderOptions {
        disable_comments: false,
        social_icon_origin: None,
        fonts: std::collections::HashMap::new(),
    };
    let html = mrml::parse(&mjml).ok()?.element.render(&options).ok()?;
    Some(Frozen {
        html,
        body: plain(article, words, &text),
        links,
    })
}

/// The same document, its http links replaced by the slots of their numbers and its
/// places of the site made absolute.
fn tracked(doc: &Doc, site: &str, links: &mut Vec<String>) -> Doc {
    let mut doc = doc.clone();
    for block in &mut doc.blocks {
        track_block(block, site, links);
    }
    doc
}

fn track_block(block: &mut Block, site: &str, links: &mut Vec<String>) {
    match block {
        Block::Paragraph { content } | Block::Heading { content, .. } => {
            for inline in content {
                track_inline(inline, site, links);
            }
        }
        Block::BulletList { content } | Block::OrderedList { content, .. } => {
            for Item::ListItem { content } in content {
                for block in content {
                    track_block(block, site, links);
                }
            }
        }
        Block::Blockquote { content } | Block::Warning { content } => {
            for block in content {
                track_block(block, site, links);
            }
        }
        Block::Figure { attrs } => {
            attrs.alt = bare(&attrs.alt);
            attrs.caption = bare(&attrs.caption);
        }
        Block::HorizontalRule => {}
    }
}

fn track_inline(inline: &mut Inline, site: &str, links: &mut Vec<String>) {
    let marks = match inline {
        Inline::Text { text, marks } => {
            *text = bare(text);
            marks
        }
        Inline::HardBreak { marks } => marks,
    };
    for mark in marks {
        if let Mark::Link { attrs } = mark {
            *attrs = Link {
                href: tracked_href(&attrs.href, site, links),
            };
        }
    }
}

fn tracked_href(href: &str, site: &str, links: &mut Vec<String>) -> String {
    let href = bare(href);
    let lower = href.to_ascii_lowercase();
    if lower.starts_with("mailto:") || lower.starts_with("tel:") {
        return href;
    }
    let target = if lower.starts_with("http://") || lower.starts_with("https://") {
        href
    } else {
        format!("{site}/{}", href.trim_start_matches('/'))
    };
    let number = links
        .iter()
        .position(|own| *own == target)
        .unwrap_or_else(|| {
            links.push(target);
            links.len() - 1
        });
    Slot::Click(u16::try_from(number).unwrap_or(0)).written()
}

/// Without the word that slots begin with, also where taking it out makes a new one.
fn bare(text: &str) -> String {
    let mut text = text.to_owned();
    while text.contains(OPEN) {
        text = text.replace(OPEN, "");
    }
    text
}

fn escaped(text: &str) -> String {
    bare(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn layout(article: &Article<'_>, words: &LetterWords, text: &Doc) -> String {
    let mut out = String::with_capacity(8 * 1_024);
    let (title, site) = (escaped(article.title), article.site);
    // Writing into a String cannot fail, here and below.
    let _ = write!(
        out,
        "<mjml lang=\"{}\"><mj-head><mj-title>{title}</mj-title><mj-preview>{}</mj-preview>\
         <mj-attributes><mj-all font-family=\"{FACES}\" /><mj-text font-size=\"17px\" line-height=\"1.75\" color=\"#1d2a26\" padding=\"8px 24px\" /></mj-attributes></mj-head>\
         <mj-body background-color=\"#f4f2ec\" width=\"600px\"><mj-section padding=\"20px 0 8px\"><mj-column><mj-text font-size=\"14px\" color=\"#5b6863\">{}</mj-text></mj-column></mj-section>\
         <mj-section background-color=\"#ffffff\" padding=\"16px 0\"><mj-column>\
         <mj-text font-size=\"24px\" line-height=\"1.35\" font-weight=\"600\"><h1 style=\"margin:0;font-size:24px;line-height:1.35;font-weight:600\">{title}</h1></mj-text>",
        words.lang,
        escaped(article.preheader),
        escaped(&words.centre),
    );
    if let Some(cover) = article.cover {
        let _ = write!(
            out,
            "<mj-image src=\"{site}/media/{cover}\" alt=\"\" padding=\"8px 24px\" />"
        );
    }
    let _ = write!(out, "<mj-text>{}</mj-text>", Slot::Greeting.written());
    for block in doc::Doc::blocks(text) {
        mj_block(block, site, &mut out);
    }
    let _ = write!(
        out,
        "<mj-button href=\"{}\" background-color=\"#1f5c4d\" color=\"#ffffff\" font-size=\"16px\" border-radius=\"6px\" inner-padding=\"12px 24px\" padding=\"16px 24px\">{}</mj-button>\
         </mj-column></mj-section><mj-section padding=\"8px 0 24px\"><mj-column><mj-text font-size=\"13px\" line-height=\"1.7\" color=\"#5b6863\">\
         {}<br/>{}<br/>{}<br/><a href=\"{}\" style=\"color:#1f5c4d\">{}</a> · <a href=\"{}\" style=\"color:#1f5c4d\">{}</a>\
         <img src=\"{}\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block\" /></mj-text></mj-column></mj-section></mj-body></mjml>",
        Slot::Click(0).written(),
        escaped(&words.read_on_site),
        escaped(&words.centre),
        escaped(&words.postal_address),
        escaped(&words.why),
        Slot::Unsubscribe.written(),
        escaped(&words.unsubscribe),
        Slot::View.written(),
        escaped(&words.view),
        Slot::Open.written(),
    );
    out
}

fn mj_block(block: &Block, site: &str, out: &mut String) {
    match block {
        Block::Figure { attrs } => {
            let _ = write!(
                out,
                "<mj-image src=\"{site}/media/{}\" alt=\"{}\" padding=\"8px 24px\" />",
                attrs.src,
                escaped(&attrs.alt)
            );
            if !attrs.caption.is_empty() {
                let _ = write!(
                    out,
                    "<mj-text font-size=\"13px\" color=\"#5b6863\">{}</mj-text>",
                    escaped(&attrs.caption)
                );
            }
        }
        Block::HorizontalRule => out.push_str(
            "<mj-divider border-width=\"1px\" border-color=\"#d9d5ca\" padding=\"8px 24px\" />",
        ),
        Block::Warning { .. } => {
            let _ = write!(
                out,
                "<mj-text container-background-color=\"#fdf0ee\">{}</mj-text>",
                block_html(block, site)
            );
        }
        _ => {
            let _ = write!(out, "<mj-text>{}</mj-text>", block_html(block, site));
        }
    }
}

/// The HTML of one block, closed as XML wants it.
fn block_html(block: &Block, site: &str) -> String {
    let one = Doc {
        blocks: vec![block.clone()],
    };
    doc::to_html(&one, |digest| format!("{site}/media/{digest}"))
        .replace("<br>", "<br/>")
        .replace("<hr>", "<hr/>")
        .replace(" loading=\"lazy\">", " style=\"max-width:100%\"/>")
}

fn plain(article: &Article<'_>, words: &LetterWords, text: &Doc) -> String {
    format!(
        "{}\n\n{}\n\n{}\n\n{}: {}\n\n-- \n{}\n{}\n{}\n{}: {}\n",
        bare(article.title),
        Slot::Greeting.written(),
        doc::to_text(text),
        bare(&words.read_on_site),
        Slot::Click(0).written(),
        bare(&words.centre),
        bare(&words.postal_address),
        bare(&words.why),
        bare(&words.unsubscribe),
        Slot::Unsubscribe.written(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words() -> LetterWords {
        LetterWords {
            lang: "zh-Hant",
            centre: "暖陽復健中心 & 友".into(),
            postal_address: "台中市".into(),
            read_on_site: "在官網閱讀".into(),
            why: "你同意收到".into(),
            unsubscribe: "取消訂閱".into(),
            view: "在瀏覽器看".into(),
        }
    }

    fn composed(json: &str) -> Frozen {
        let doc = Doc::parse(json).unwrap();
        let article = Article {
            title: "冬季護膝 <三步驟>",
            preheader: "先暖身",
            doc: &doc,
            cover: Some("abc"),
            page: "https://clinic.test/articles/knee",
            site: "https://clinic.test",
        };
        compose(&article, &words()).unwrap()
    }

    const TEXT: &str = r#"{"type":"doc","content":[
        {"type":"paragraph","content":[{"type":"text","text":"看 "},{"type":"text","text":"這裡","marks":[{"type":"link","attrs":{"href":"https://other.test/a?b=1&c=2"}}]},{"type":"hard_break"},{"type":"text","text":"再看 & <b>"}]},
        {"type":"bullet_list","content":[{"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"同一頁","marks":[{"type":"link","attrs":{"href":"https://other.test/a?b=1&c=2"}}]}]}]}]},
        {"type":"horizontal_rule"},
        {"type":"figure","attrs":{"src":"pic","alt":"膝蓋","caption":"圖一"}},
        {"type":"paragraph","content":[{"type":"text","text":"電話","marks":[{"type":"link","attrs":{"href":"tel:04"}}]},{"type":"text","text":"課程","marks":[{"type":"link","attrs":{"href":"/events"}}]}]}]}"#;

    #[test]
    fn every_web_link_becomes_a_numbered_slot_and_others_stay() {
        let frozen = composed(TEXT);
        assert_eq!(
            frozen.links,
            [
                "https://clinic.test/articles/knee",
                "https://other.test/a?b=1&c=2",
                "https://clinic.test/events"
            ]
        );
        assert!(
            !frozen.html.contains("other.test"),
            "no link goes around the count"
        );
        assert!(frozen.html.contains("tel:04"));
        assert_eq!(frozen.html.matches(&Slot::Click(1).written()).count(), 2);
        assert!(frozen.body.contains(&Slot::Click(2).written()));
    }

    #[test]
    fn the_layout_keeps_the_authors_characters_as_text() {
        let frozen = composed(TEXT);
        assert!(
            frozen.html.contains("再看 &amp; &lt;b&gt;"),
            "{}",
            frozen.html
        );
        assert!(frozen.html.contains("&lt;三步驟&gt;"));
        assert!(frozen.html.contains("暖陽復健中心 &amp; 友"));
        assert!(frozen.html.contains("clinic.test/media/pic"));
        assert!(frozen.body.contains("再看 & <b>"));
    }

    /// The first element or attribute of a mail by which code could run, if there is one.
    fn runs_code(html: &str) -> Option<String> {
        let tags = html
            .split('<')
            .skip(1)
            .filter_map(|rest| rest.split_once('>'));
        tags.map(|(tag, _)| tag.to_lowercase()).find(|tag| {
            let name = tag
                .split(|c: char| !c.is_ascii_alphanumeric())
                .next()
                .unwrap_or_default();
            let unknown = [
                "script", "iframe", "object", "embed", "form", "svg", "base", "input",
            ]
            .contains(&name);
            // Values are quoted, so what stands between the quotes is no attribute.
            let bare: String = tag.split('"').step_by(2).collect();
            let attribute = bare
                .split_whitespace()
                .skip(1)
                .any(|it| it.starts_with("on") || it.starts_with("srcdoc"));
            let address = tag.split('"').skip(1).step_by(2).any(|value| {
                let read: String = value
                    .chars()
                    .filter(|c| !c.is_whitespace() && !c.is_control())
                    .collect();
                ["javascript:", "data:text", "vbscript:"]
                    .iter()
                    .any(|bad| read.starts_with(bad))
            });
            unknown || attribute || address
        })
    }

    const EVIL: [&str; 8] = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</mj-text><mj-raw><script>x</script></mj-raw>",
        "' onmouseover='x",
        "<!-- htmlmin:ignore -->",
        "]]><script>",
        "{{ 7*7 }}",
        "&lt;b&gt;<a href=javascript:x>",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn nothing_an_author_writes_runs_in_a_mail(
            words in prop::collection::vec(prop_oneof![prop::sample::select(EVIL.to_vec()).prop_map(str::to_owned), "[<>\"'&=a-z ]{1,16}"], 4),
            href in prop_oneof![
                Just("javascript:alert(1)".to_owned()), Just("data:text/html,<script>".to_owned()),
                Just("https://a.test/\"onclick=\"x".to_owned()), Just("/x?<script>".to_owned()),
            ],
        ) {
            let run = |text: &String| vec![Inline::Text { text: text.clone(), marks: vec![Mark::Link { attrs: Link { href: href.clone() } }] }];
            let doc = Doc { blocks: vec![
                Block::Paragraph { content: run(&words[0]) },
                Block::Figure { attrs: doc::Figure { src: "abc".into(), alt: words[1].clone(), caption: words[2].clone() } },
                Block::Warning { content: vec![Block::Paragraph { content: run(&words[3]) }] },
            ] };
            let article = Article {
                title: &words[0], preheader: &words[1], doc: &doc, cover: None,
                page: "https://clinic.test/articles/knee", site: "https://clinic.test",
            };
            let mut around = self::words();
            around.centre.clone_from(&words[2]);
            around.postal_address.clone_from(&words[3]);
            let frozen = compose(&article, &around);
            if let Some(frozen) = frozen {
                prop_assert_eq!(runs_code(&frozen.html), None, "{}", frozen.html);
            }
        }
    }

    #[test]
    fn filling_leaves_no_slot_and_takes_none_from_the_text() {
        let sly = r#"{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"~~hrl~~hrld-d-u~~"}]}]}"#;
        let frozen = composed(sly);
        for text in [&frozen.html, &frozen.body] {
            let filled = Template::read(text).fill(|slot| match slot {
                Slot::Click(n) => format!("https://clinic.test/c/{n}").into(),
                Slot::Unsubscribe => "https://clinic.test/u/t".into(),
                _ => "x".into(),
            });
            assert!(!filled.contains(OPEN));
            assert_eq!(filled.matches("https://clinic.test/u/t").count(), 1);
        }
    }
}
