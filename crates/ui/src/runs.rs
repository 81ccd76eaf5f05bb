//! Han text inside a page in English carries its language: names, titles and what people
//! wrote come from features as plain text, so the frame marks them once, for every page.

use crate::i18n::Lang;

/// Elements without an end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr", "!doctype",
];
/// Elements whose text is no running text, or may hold no element.
const CLOSED: [&str; 8] = [
    "script", "style", "textarea", "title", "option", "svg", "datalist", "code",
];
/// Signs that may stand between two Han characters of one run: 第 1–6 週.
const BRIDGE: &str = " 0123456789–-:,./%";
/// The longest bridge of a run, in characters.
const BRIDGE_MAX: usize = 12;

/// One open element.
struct Open {
    name: String,
    /// Nothing inside is marked: it says its own language, or cannot hold a mark.
    kept: bool,
}

/// Puts a `bdi` with `lang` around every run of Han text that has no language of its own.
/// Takes whole, well-formed markup as the components write it.
#[must_use]
pub fn mark_han(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len() + markup.len() / 8);
    let mut open: Vec<Open> = Vec::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        put_text(&mut out, text, open.last().is_some_and(|o| o.kept));
        let end = end_of_tag(tag);
        let (tag, after) = tag.split_at(end);
        out.push_str(tag);
        follow(&mut open, tag);
        rest = after;
    }
    put_text(&mut out, rest, open.last().is_some_and(|o| o.kept));
    out
}

/// Behind the `>` of a tag; one inside a quoted value does not end it.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn follow(open: &mut Vec<Open>, tag: &str) {
    let inner = tag.trim_start_matches('<').trim_end_matches('>');
    let closes = inner.starts_with('/');
    let name: String = inner
        .trim_start_matches('/')
        .chars()
        .take_while(|c| !c.is_whitespace() && *c != '/')
        .flat_map(char::to_lowercase)
        .collect();
    if closes {
        if let Some(at) = open.iter().rposition(|o| o.name == name) {
            open.truncate(at);
        }
    } else if !VOID.contains(&name.as_str()) && !inner.ends_with('/') {
        let inside = open.last().is_some_and(|o| o.kept);
        let said = inner.contains("lang=\"zh");
        let back = inner.contains("lang=\"en");
        let closed = CLOSED.contains(&name.as_str());
        let kept = closed || said || (inside && !back);
        open.push(Open { name, kept });
    }
}

fn put_text(out: &mut String, text: &str, kept: bool) {
    if kept || !text.chars().any(is_han) {
        out.push_str(text);
        return;
    }
    // A mixed text stays one piece where its parent lays its children out side by side.
    let mixed = text.chars().any(|c| c.is_ascii_alphabetic());
    if mixed {
        out.push_str("<bdi>");
    }
    let mut rest = text;
    while let Some(from) = rest.find(is_cjk) {
        let (before, run) = rest.split_at(from);
        out.push_str(before);
        let end = end_of_run(run);
        let (run, after) = run.split_at(end);
        if run.chars().any(is_han) {
            out.push_str("<bdi lang=\"");
            out.push_str(Lang::ZhHant.tag());
            out.push_str("\">");
            out.push_str(run);
            out.push_str("</bdi>");
        } else {
            out.push_str(run);
        }
        rest = after;
    }
    out.push_str(rest);
    if mixed {
        out.push_str("</bdi>");
    }
}

/// Behind the last sign of the run that begins here.
fn end_of_run(text: &str) -> usize {
    let mut end = 0;
    let mut between = 0;
    for (at, c) in text.char_indices() {
        if is_cjk(c) {
            end = at + c.len_utf8();
            between = 0;
        } else if BRIDGE.contains(c) && between < BRIDGE_MAX {
            between += 1;
        } else {
            break;
        }
    }
    end
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Han, its punctuation, full-width forms and Zhuyin.
fn is_cjk(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3001}'..='\u{312f}' | '\u{ff01}'..='\u{ff65}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_an_english_sentence_says_its_language() {
        assert_eq!(
            mark_han("<p>Approved by 林怡安, at 14:20</p>"),
            "<p><bdi>Approved by <bdi lang=\"zh-Hant-TW\">林怡安</bdi>, at 14:20</bdi></p>"
        );
        assert_eq!(
            mark_han("<b>〈術後第 1–6 週：在家〉 done</b>"),
            "<b><bdi><bdi lang=\"zh-Hant-TW\">〈術後第 1–6 週：在家〉</bdi> done</bdi></b>"
        );
    }

    #[test]
    fn what_says_its_language_or_can_hold_no_mark_stays_as_it_is() {
        for kept in [
            "<q lang=\"zh-Hant\">行銷<b>預算</b></q>",
            "<title>今日</title><textarea>今日</textarea><option value=\"護膝\">護膝</option>",
            "<a title=\"看 > 今日\" href=\"/x\">x</a>",
            "<svg><text>目標</text></svg>",
            "<p>plain &amp; simple</p>",
        ] {
            assert_eq!(mark_han(kept), kept);
        }
    }

    #[test]
    fn a_run_in_english_inside_a_quote_is_looked_at_again() {
        let html = "<p lang=\"zh-Hant\">行<cite lang=\"en\">by 林</cite>銷</p>";
        assert_eq!(
            mark_han(html),
            "<p lang=\"zh-Hant\">行<cite lang=\"en\"><bdi>by <bdi lang=\"zh-Hant-TW\">林</bdi></bdi></cite>銷</p>"
        );
    }
}
