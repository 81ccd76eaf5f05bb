//! A text as a closed tree: the exact JSON of the editor's schema, checked and
//! rendered here. Nothing that is not in the schema can be stored.

#[cfg(test)]
mod hostile;
mod render;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use render::text_of;
pub use render::{html_inlines, to_html, to_text};

/// Deepest nesting of lists and quotes that is accepted.
pub const MAX_DEPTH: usize = 16;
/// Longest document, in nodes.
pub const MAX_NODES: usize = 20_000;

/// A whole text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
enum Root {
    #[serde(rename = "doc")]
    Doc {
        #[serde(default)]
        content: Vec<Block>,
    },
}

/// A text as a tree of blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    pub blocks: Vec<Block>,
}

/// A block of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    Paragraph {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
    Heading {
        attrs: Heading,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
    BulletList {
        content: Vec<Item>,
    },
    OrderedList {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attrs: Option<Order>,
        content: Vec<Item>,
    },
    Blockquote {
        content: Vec<Block>,
    },
    /// A box that says when to see a doctor at once.
    Warning {
        content: Vec<Block>,
    },
    Figure {
        attrs: Figure,
    },
    HorizontalRule,
}

/// 2 or 3: the title of the text itself is the only first heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    pub level: u8,
}

/// Where the numbers of an ordered list begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    pub order: u32,
}

/// An image of the media library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Id of the file: ASCII letters, digits, `-` and `_`.
    pub src: String,
    /// What people read who cannot see it. Never empty.
    pub alt: String,
    #[serde(default)]
    pub caption: String,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Item {
    ListItem { content: Vec<Block> },
}

impl Item {
    /// The blocks of the item.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        let Self::ListItem { content } = self;
        content
    }
}

/// A run of text, or a line break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Inline {
    Text {
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<Mark>,
    },
    HardBreak {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<Mark>,
    },
}

/// How a run is marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Mark {
    Strong,
    Em,
    Link { attrs: Link },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub href: String,
}

/// Why a text was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocError {
    /// Not JSON of the schema; the parser's words.
    Shape(String),
    /// A heading of a level other than 2 or 3.
    HeadingLevel(u8),
    /// A link to something else than http, https, mailto, tel or this site.
    LinkTarget(String),
    /// An image without alternative text.
    NoAlternative(String),
    /// An image that is not named by an id.
    ImageSource(String),
    /// A list, item, quote or box without content, or empty text.
    Empty(&'static str),
    TooDeep,
    TooLong,
}

impl std::fmt::Display for DocError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shape(why) => write!(f, "not a document: {why}"),
            Self::HeadingLevel(level) => write!(f, "heading level {level} is not 2 or 3"),
            Self::LinkTarget(href) => write!(f, "link target not allowed: {href}"),
            Self::NoAlternative(src) => write!(f, "image {src} has no alternative text"),
            Self::ImageSource(src) => write!(f, "image source is not an id: {src}"),
            Self::Empty(what) => write!(f, "{what} is empty"),
            Self::TooDeep => write!(f, "nested deeper than {MAX_DEPTH}"),
            Self::TooLong => write!(f, "longer than {MAX_NODES} nodes"),
        }
    }
}

impl std::error::Error for DocError {}

impl DocError {
    /// The key of its sentence.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Shape(_) | Self::HeadingLevel(_) | Self::Empty(_) => "ui-doc-shape",
            Self::LinkTarget(_) => "ui-doc-link",
            Self::NoAlternative(_) => "ui-doc-alt",
            Self::ImageSource(_) => "ui-doc-image",
            Self::TooDeep | Self::TooLong => "ui-doc-long",
        }
    }
}

impl Doc {
    /// Reads and checks the JSON of the editor.
    ///
    /// # Errors
    /// Everything outside the schema: see [`DocError`].
    pub fn parse(json: &str) -> Result<Self, DocError> {
        let Root::Doc { content } =
            serde_json::from_str(json).map_err(|error| DocError::Shape(error.to_string()))?;
        let doc = Self { blocks: content };
        doc.check()?;
        Ok(doc)
    }

    /// The same JSON again, in canonical form.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&Root::Doc {
            content: self.blocks.clone(),
        })
        .expect("a tree of strings and numbers always has a JSON form")
    }

    /// A document out of plain text: an empty line ends a paragraph, `# ` and
    /// `## ` begin headings, `- ` begins a list item.
    #[must_use]
    pub fn from_plain(text: &str) -> Self {
        let mut blocks: Vec<Block> = Vec::new();
        let mut open = false;
        for line in text.lines().map(str::trim) {
            if line.is_empty() {
                open = false;
            } else if let Some((level, words)) = line
                .strip_prefix("## ")
                .map(|w| (3, w))
                .or_else(|| line.strip_prefix("# ").map(|w| (2, w)))
            {
                blocks.push(Block::Heading {
                    attrs: Heading { level },
                    content: plain(words),
                });
                open = false;
            } else if let Some(words) = line.strip_prefix("- ") {
                let item = Item::ListItem {
                    content: vec![Block::Paragraph {
                        content: plain(words),
                    }],
                };
                match blocks.last_mut() {
                    Some(Block::BulletList { content }) if open => content.push(item),
                    _ => blocks.push(Block::BulletList {
                        content: vec![item],
                    }),
                }
                open = true;
            } else {
                match blocks.last_mut() {
                    Some(Block::Paragraph { content }) if open => {
                        content.push(Inline::HardBreak { marks: Vec::new() });
                        content.extend(plain(line));
                    }
                    _ => blocks.push(Block::Paragraph {
                        content: plain(line),
                    }),
                }
                open = true;
            }
        }
        Self { blocks }
    }

    /// The blocks from top to bottom, for whoever renders them otherwise (e-mail, feeds).
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    fn check(&self) -> Result<(), DocError> {
        let mut nodes = 0;
        check_blocks(&self.blocks, 0, &mut nodes)
    }
}

fn plain(words: &str) -> Vec<Inline> {
    vec![Inline::Text {
        text: words.to_owned(),
        marks: Vec::new(),
    }]
}

fn check_blocks(blocks: &[Block], depth: usize, nodes: &mut usize) -> Result<(), DocError> {
    if depth > MAX_DEPTH {
        return Err(DocError::TooDeep);
    }
    for block in blocks {
        *nodes += 1;
        match block {
            Block::Paragraph { content } => check_inlines(content, nodes)?,
            Block::Heading { attrs, content } => {
                if !matches!(attrs.level, 2 | 3) {
                    return Err(DocError::HeadingLevel(attrs.level));
                }
                check_inlines(content, nodes)?;
            }
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                if content.is_empty() {
                    return Err(DocError::Empty("list"));
                }
                for item in content {
                    *nodes += 1;
                    // ProseMirror's own rule for an item: a paragraph first, then anything.
                    if !matches!(item.blocks().first(), Some(Block::Paragraph { .. })) {
                        return Err(DocError::Empty("list item"));
                    }
                    check_blocks(item.blocks(), depth + 1, nodes)?;
                }
            }
            Block::Blockquote { content } | Block::Warning { content } => {
                if content.is_empty() {
                    return Err(DocError::Empty("quote or box"));
                }
                check_blocks(content, depth + 1, nodes)?;
            }
            Block::Figure { attrs } => check_figure(attrs)?,
            Block::HorizontalRule => {}
        }
        if *nodes > MAX_NODES {
            return Err(DocError::TooLong);
        }
    }
    Ok(())
}

fn check_figure(figure: &Figure) -> Result<(), DocError> {
    let named = !figure.src.is_empty()
        && figure.src.len() <= 128
        && figure
            .src
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !named {
        return Err(DocError::ImageSource(figure.src.clone()));
    }
    if figure.alt.trim().is_empty() {
        return Err(DocError::NoAlternative(figure.src.clone()));
    }
    Ok(())
}

fn check_inlines(inlines: &[Inline], nodes: &mut usize) -> Result<(), DocError> {
    for inline in inlines {
        *nodes += 1;
        let (Inline::Text { marks, .. } | Inline::HardBreak { marks }) = inline;
        if let Inline::Text { text, .. } = inline
            && text.is_empty()
        {
            return Err(DocError::Empty("text"));
        }
        for mark in marks {
            if let Mark::Link { attrs } = mark
                && !is_link(&attrs.href)
            {
                return Err(DocError::LinkTarget(attrs.href.clone()));
            }
        }
    }
    Ok(())
}

/// Whether a link may stand in a text: http, https, mailto, tel, or a place of this site.
#[must_use]
pub fn is_link(href: &str) -> bool {
    if href.is_empty()
        || href.len() > 2_000
        || href
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return false;
    }
    let lower = href.to_ascii_lowercase();
    if ["http://", "https://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme) && lower.len() > scheme.len())
    {
        return true;
    }
    // `//host` would leave the site; a colon before the first slash would be a scheme.
    let before_slash = href.split(['/', '?', '#']).next().unwrap_or_default();
    !href.starts_with("//") && !before_slash.contains(':')
}

/// The paragraphs and headings in reading order, counted from 0, as the editor
/// counts them: findings name these numbers. A break counts as one line end.
#[must_use]
pub fn textblocks(doc: &Doc) -> Vec<(usize, String)> {
    let mut texts = Vec::new();
    walk(&doc.blocks, &mut |block| {
        if let Block::Paragraph { content } | Block::Heading { content, .. } = block {
            texts.push(text_of(content, false));
        }
    });
    texts.into_iter().enumerate().collect()
}

/// All images in reading order.
#[must_use]
pub fn images(doc: &Doc) -> Vec<&Figure> {
    let mut found = Vec::new();
    walk(&doc.blocks, &mut |block| {
        if let Block::Figure { attrs } = block {
            found.push(attrs);
        }
    });
    found
}

/// All link targets in reading order, each once.
#[must_use]
pub fn links(doc: &Doc) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    walk(&doc.blocks, &mut |block| {
        let (Block::Paragraph { content } | Block::Heading { content, .. }) = block else {
            return;
        };
        for inline in content {
            let (Inline::Text { marks, .. } | Inline::HardBreak { marks }) = inline;
            for mark in marks {
                if let Mark::Link { attrs } = mark
                    && !found.contains(&attrs.href.as_str())
                {
                    found.push(&attrs.href);
                }
            }
        }
    });
    found
}

fn walk<'a>(blocks: &'a [Block], see: &mut dyn FnMut(&'a Block)) {
    for block in blocks {
        see(block);
        match block {
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                for item in content {
                    walk(item.blocks(), see);
                }
            }
            Block::Blockquote { content } | Block::Warning { content } => walk(content, see),
            _ => {}
        }
    }
}
