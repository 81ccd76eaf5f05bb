//! The text of an article as HTML of the public site: headings that can be linked to,
//! pictures with their size, the box of warnings.

use std::collections::HashMap;
use std::fmt::Write as _;

use content::doc::{self, Block, Doc, Inline, Item};
use ui::html;

use crate::model::Size;

/// A heading of the second level, for the list beside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub id: String,
    pub title: String,
}

/// A text and its places.
#[derive(Clone, Debug, Default)]
pub struct Body {
    pub html: String,
    pub places: Vec<Place>,
}

/// Renders a text. `sizes` knows the pictures by digest.
#[must_use]
pub fn body(doc: &Doc, sizes: &HashMap<String, Size>) -> Body {
    let mut body = Body::default();
    blocks(doc.blocks(), sizes, &mut body);
    body
}

fn blocks(all: &[Block], sizes: &HashMap<String, Size>, out: &mut Body) {
    for block in all {
        one(block, sizes, out);
        out.html.push('\n');
    }
}

fn one(block: &Block, sizes: &HashMap<String, Size>, out: &mut Body) {
    match block {
        Block::Paragraph { content } => wrapped("p", content, out),
        Block::Heading { attrs, content } if attrs.level == 2 => heading(content, out),
        Block::Heading { content, .. } => wrapped("h3", content, out),
        Block::BulletList { content } => list("<ul>", "</ul>", content, sizes, out),
        Block::OrderedList { attrs, content } => {
            let start = attrs.map_or(1, |order| order.order);
            list(
                &format!("<ol start=\"{start}\">"),
                "</ol>",
                content,
                sizes,
                out,
            );
        }
        Block::Blockquote { content } => {
            out.html.push_str("<blockquote>\n");
            blocks(content, sizes, out);
            out.html.push_str("</blockquote>");
        }
        Block::Warning { content } => {
            out.html.push_str("<div class=\"warn\" role=\"note\">\n");
            blocks(content, sizes, out);
            out.html.push_str("</div>");
        }
        Block::Figure { attrs } => {
            let size = sizes.get(&attrs.src);
            let figure = html! {
                figure {
                    img src=(picture_path(&attrs.src)) alt=(attrs.alt) loading="lazy" decoding="async"
                        width=[size.map(|s| s.width)] height=[size.map(|s| s.height)];
                    @if !attrs.caption.is_empty() { figcaption { (attrs.caption) } }
                }
            };
            out.html.push_str(&figure.into_string());
        }
        Block::HorizontalRule => out.html.push_str("<hr>"),
    }
}

/// Where a picture of the library stands on the public side.
#[must_use]
pub fn picture_path(digest: &str) -> String {
    format!("/media/{digest}")
}

fn heading(content: &[Inline], out: &mut Body) {
    let id = format!("s-{}", out.places.len() + 1);
    // Writing into a String cannot fail.
    let _ = write!(out.html, "<h2 id=\"{id}\">");
    doc::html_inlines(content, &mut out.html);
    out.html.push_str("</h2>");
    out.places.push(Place {
        id,
        title: words(content),
    });
}

fn words(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text { text, .. } => text.as_str(),
            Inline::HardBreak { .. } => " ",
        })
        .collect()
}

fn list(open: &str, close: &str, items: &[Item], sizes: &HashMap<String, Size>, out: &mut Body) {
    out.html.push_str(open);
    for item in items {
        out.html.push_str("<li>");
        match item.blocks() {
            [Block::Paragraph { content }] => doc::html_inlines(content, &mut out.html),
            more => blocks(more, sizes, out),
        }
        out.html.push_str("</li>");
    }
    out.html.push_str(close);
}

fn wrapped(tag: &str, content: &[Inline], out: &mut Body) {
    let _ = write!(out.html, "<{tag}>");
    doc::html_inlines(content, &mut out.html);
    let _ = write!(out.html, "</{tag}>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(json: &str) -> Body {
        let sizes = HashMap::from([(
            "abc".to_owned(),
            Size {
                width: 800,
                height: 600,
            },
        )]);
        body(&Doc::parse(json).unwrap(), &sizes)
    }

    #[test]
    fn headings_get_places_and_pictures_their_size() {
        let body = rendered(
            r#"{"type":"doc","content":[
              {"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"第 1–2 週"}]},
              {"type":"figure","attrs":{"src":"abc","alt":"膝蓋","caption":"打直"}},
              {"type":"warning","content":[{"type":"paragraph","content":[{"type":"text","text":"立刻就醫"}]}]}]}"#,
        );
        assert_eq!(body.places[0].title, "第 1–2 週");
        assert!(body.html.contains("<h2 id=\"s-1\">"), "{}", body.html);
        assert!(
            body.html
                .contains("src=\"/media/abc\" alt=\"膝蓋\" loading=\"lazy\" decoding=\"async\" width=\"800\" height=\"600\""),
            "{}",
            body.html
        );
        assert!(body.html.contains("<div class=\"warn\" role=\"note\">"));
    }

    #[test]
    fn every_field_of_a_text_is_escaped() {
        let evil = "<script>alert(1)</script>\\\"'&";
        let json = format!(
            r#"{{"type":"doc","content":[
              {{"type":"heading","attrs":{{"level":2}},"content":[{{"type":"text","text":"{evil}"}}]}},
              {{"type":"heading","attrs":{{"level":3}},"content":[{{"type":"text","text":"{evil}"}}]}},
              {{"type":"paragraph","content":[{{"type":"text","text":"{evil}","marks":[{{"type":"link","attrs":{{"href":"https://x.example/?a=1&b=2"}}}}]}}]}},
              {{"type":"bullet_list","content":[{{"type":"list_item","content":[{{"type":"paragraph","content":[{{"type":"text","text":"{evil}"}}]}}]}}]}},
              {{"type":"figure","attrs":{{"src":"abc","alt":"{evil}","caption":"{evil}"}}}}]}}"#
        );
        let html = rendered(&json).html;
        assert!(!html.contains("<script>"), "{html}");
        assert!(!html.contains("a=1&b"), "{html}");
    }
}
