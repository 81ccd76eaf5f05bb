//! HTML and plain text of a document.

use std::fmt::Write as _;

use super::{Block, Doc, Inline, Item, Mark, Order, is_link};

/// HTML of the text, escaped. `image_url` answers the address of an image's id.
#[must_use]
pub fn to_html(doc: &Doc, image_url: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    html_blocks(&doc.blocks, &image_url, &mut out);
    out
}

fn html_blocks(blocks: &[Block], image_url: &dyn Fn(&str) -> String, out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph { content } => wrapped("p", content, out),
            Block::Heading { attrs, content } => {
                wrapped(if attrs.level == 2 { "h2" } else { "h3" }, content, out)
            }
            Block::BulletList { content } => {
                out.push_str("<ul>");
                html_items(content, image_url, out);
                out.push_str("</ul>");
            }
            Block::OrderedList { attrs, content } => {
                match attrs {
                    // Writing into a String cannot fail, here and below.
                    Some(Order { order }) if *order != 1 => {
                        let _ = write!(out, "<ol start=\"{order}\">");
                    }
                    _ => out.push_str("<ol>"),
                }
                html_items(content, image_url, out);
                out.push_str("</ol>");
            }
            Block::Blockquote { content } => {
                out.push_str("<blockquote>");
                html_blocks(content, image_url, out);
                out.push_str("</blockquote>");
            }
            Block::Warning { content } => {
                out.push_str("<div class=\"alert\" role=\"note\">");
                html_blocks(content, image_url, out);
                out.push_str("</div>");
            }
            Block::Figure { attrs } => {
                let _ = write!(
                    out,
                    "<figure><img src=\"{}\" alt=\"{}\" loading=\"lazy\">",
                    escaped(&image_url(&attrs.src)),
                    escaped(&attrs.alt)
                );
                if !attrs.caption.is_empty() {
                    let _ = write!(out, "<figcaption>{}</figcaption>", escaped(&attrs.caption));
                }
                out.push_str("</figure>");
            }
            Block::HorizontalRule => out.push_str("<hr>"),
        }
    }
}

fn html_items(items: &[Item], image_url: &dyn Fn(&str) -> String, out: &mut String) {
    for item in items {
        out.push_str("<li>");
        match item.blocks() {
            // A single paragraph needs no paragraph of its own.
            [Block::Paragraph { content }] => html_inlines(content, out),
            blocks => html_blocks(blocks, image_url, out),
        }
        out.push_str("</li>");
    }
}

fn wrapped(tag: &str, content: &[Inline], out: &mut String) {
    let _ = write!(out, "<{tag}>");
    html_inlines(content, out);
    let _ = write!(out, "</{tag}>");
}

/// HTML of a run of text, escaped.
pub fn html_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        let (Inline::Text { marks, .. } | Inline::HardBreak { marks }) = inline;
        for mark in marks {
            match mark {
                Mark::Strong => out.push_str("<strong>"),
                Mark::Em => out.push_str("<em>"),
                Mark::Link { attrs } if is_link(&attrs.href) => {
                    let _ = write!(out, "<a href=\"{}\">", escaped(&attrs.href));
                }
                Mark::Link { .. } => out.push_str("<span>"),
            }
        }
        match inline {
            Inline::Text { text, .. } => out.push_str(&escaped(text)),
            Inline::HardBreak { .. } => out.push_str("<br>"),
        }
        for mark in marks.iter().rev() {
            out.push_str(match mark {
                Mark::Strong => "</strong>",
                Mark::Em => "</em>",
                Mark::Link { attrs } if is_link(&attrs.href) => "</a>",
                Mark::Link { .. } => "</span>",
            });
        }
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Plain text: paragraphs with an empty line between, list items with `- ` or
/// numbers, links with their address behind. For e-mail and checks.
#[must_use]
pub fn to_text(doc: &Doc) -> String {
    let mut out = String::new();
    text_blocks(&doc.blocks, "", &mut out);
    out.trim_end().to_owned()
}

fn text_blocks(blocks: &[Block], indent: &str, out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph { content } | Block::Heading { content, .. } => {
                let text = text_of(content, true).replace('\n', &format!("\n{indent}"));
                let _ = writeln!(out, "{indent}{text}\n");
            }
            Block::BulletList { content } => text_items(content, None, indent, out),
            Block::OrderedList { attrs, content } => {
                text_items(content, Some(attrs.map_or(1, |a| a.order)), indent, out)
            }
            Block::Blockquote { content } | Block::Warning { content } => {
                text_blocks(content, &format!("{indent}  "), out)
            }
            Block::Figure { attrs } => {
                let words = if attrs.caption.is_empty() {
                    &attrs.alt
                } else {
                    &attrs.caption
                };
                let _ = writeln!(out, "{indent}[{words}]\n");
            }
            Block::HorizontalRule => {
                let _ = writeln!(out, "{indent}——\n");
            }
        }
    }
}

fn text_items(items: &[Item], first: Option<u32>, indent: &str, out: &mut String) {
    for (item, number) in items.iter().zip(0_u32..) {
        let sign = first.map_or_else(
            || "- ".to_owned(),
            |first| format!("{}. ", first.saturating_add(number)),
        );
        let deeper = format!("{indent}{}", " ".repeat(sign.len()));
        let mut inner = String::new();
        text_blocks(item.blocks(), &deeper, &mut inner);
        let body = inner.strip_prefix(&deeper).unwrap_or(&inner).trim_end();
        let _ = writeln!(out, "{indent}{sign}{body}");
    }
    out.push('\n');
}

/// The text of a run: breaks as line ends, and link addresses behind their words if asked for.
pub(super) fn text_of(inlines: &[Inline], with_links: bool) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text { text, marks } => {
                out.push_str(text);
                let address = marks.iter().find_map(|mark| match mark {
                    Mark::Link { attrs } if with_links && attrs.href != *text => Some(&attrs.href),
                    _ => None,
                });
                if let Some(address) = address {
                    let _ = write!(out, " ({address})");
                }
            }
            Inline::HardBreak { .. } => out.push('\n'),
        }
    }
    out
}
