//! What a file is when it is no table, told from its first bytes, so that its sender hears what
//! was found and what to send instead.

use super::{Found, encoding};

/// How well-known files begin.
const BEGINNINGS: [(&[u8], Found); 16] = [
    (b"%PDF-", Found::Pdf),
    (b"\x89PNG", Found::Picture),
    (b"GIF8", Found::Picture),
    (b"\xFF\xD8\xFF", Found::Picture),
    (b"II*\0", Found::Picture),
    (b"MM\0*", Found::Picture),
    (b"RIFF", Found::Picture),
    (b"ID3\x03", Found::Picture),
    (b"{\\rtf", Found::Document),
    (b"\x1F\x8B", Found::Archive),
    (b"7z\xBC\xAF\x27\x1C", Found::Archive),
    (b"Rar!\x1A\x07", Found::Archive),
    (b"BZh9", Found::Archive),
    (b"\xFD7zXZ\0", Found::Archive),
    (b"PK\x05\x06", Found::Archive),
    (b"\x7FELF", Found::Binary),
];

/// What `head`, the beginning of a file, says it is; nothing when it may be a table of text.
pub(super) fn not_a_table(head: &[u8]) -> Option<Found> {
    if let Some((_, found)) = BEGINNINGS.iter().find(|(start, _)| head.starts_with(start)) {
        return Some(*found);
    }
    // ISO 14496-12: films of telephones, HEIC pictures.
    if head.get(4..8) == Some(b"ftyp") {
        return Some(Found::Picture);
    }
    if encoding::utf16_without_mark(head).is_some() {
        return None;
    }
    if is_binary(head) {
        let picture = head.starts_with(b"BM");
        return Some(if picture {
            Found::Picture
        } else {
            Found::Binary
        });
    }
    written(head)
}

/// More than a tenth of characters that no text has.
fn is_binary(head: &[u8]) -> bool {
    let control = head
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B))
        .count();
    control * 10 > head.len()
}

/// Text that is written for programs.
fn written(head: &[u8]) -> Option<Found> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let head = head.trim_ascii_start();
    let first: Vec<u8> = head
        .iter()
        .take(16)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    let pages: [&[u8]; 7] = [
        b"<!doctype",
        b"<html",
        b"<?xml",
        b"<table",
        b"<svg",
        b"<meta",
        b"<!--",
    ];
    if pages.iter().any(|page| first.starts_with(page)) {
        return Some(Found::Page);
    }
    let (open, after) = head.split_first()?;
    let next = after.trim_ascii_start().first()?;
    let json = match open {
        b'{' => matches!(next, b'"' | b'}'),
        b'[' => matches!(next, b'{' | b'[' | b'"' | b']'),
        _ => false,
    };
    json.then_some(Found::Json)
}

/// What a zip archive is that holds no workbook, from the names of its parts.
pub(super) fn of_archive(mut names: impl Iterator<Item = impl AsRef<str>>) -> Option<Found> {
    let mut found = None;
    let document = |name: &str| {
        ["word/", "ppt/", "content.xml", "visio/"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let workbook = names.any(|name| {
        let name = name.as_ref();
        if document(name) {
            found.get_or_insert(Found::Document);
        } else if name.starts_with("Index/") || name == "Index.zip" {
            found = Some(Found::OtherSpreadsheet);
        }
        name.to_ascii_lowercase().starts_with("xl/")
    });
    (!workbook).then(|| found.unwrap_or(Found::Archive))
}
