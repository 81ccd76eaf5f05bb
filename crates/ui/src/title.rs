//! Titles that break where a reader would breathe, not inside a term.

use maud::{Markup, PreEscaped, Render, html};

/// A title with `<wbr>` after full-width punctuation and with numbers, ranges
/// and their units kept on one line (第 1–6 週：, 8:30–20:30, 86,000 元).
#[must_use]
pub fn title_breaks(text: &str) -> Markup {
    let mut out = String::with_capacity(text.len() + 32);
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let end = number_run(&chars, at);
        if end > at {
            let run: String = chars[at..end].iter().collect();
            out.push_str("<span class=\"nb\">");
            out.push_str(&html! { (run) }.into_string());
            out.push_str("</span>");
            if end < chars.len() && chars[end - 1..end].iter().all(|c| is_break(*c)) {
                out.push_str("<wbr>");
            }
            at = end;
            continue;
        }
        out.push_str(&chars[at].render().into_string());
        let next_breaks = chars
            .get(at + 1)
            .is_some_and(|c| is_break(*c) || is_closing(*c));
        if (is_break(chars[at]) || is_closing(chars[at])) && !next_breaks && at + 1 < chars.len() {
            out.push_str("<wbr>");
        }
        at += 1;
    }
    PreEscaped(out)
}

/// The end of a run that must stay together, beginning at `at`: an optional 第,
/// a number or range, an optional one- or two-character unit and the mark behind it.
fn number_run(chars: &[char], at: usize) -> usize {
    let is = |i: usize, test: fn(char) -> bool| chars.get(i).copied().is_some_and(test);
    let mut i = at;
    if chars[i] == '第' {
        i += 1;
        if is(i, |c| c == ' ') {
            i += 1;
        }
    }
    let digits = i;
    while is(i, |c| c.is_ascii_digit())
        || (i > digits
            && is(i, |c| matches!(c, '–' | '-' | ':' | ',' | '.' | '/' | '%'))
            && is(i + 1, |c| c.is_ascii_digit()))
        || (i > digits && is(i, |c| c == '%'))
    {
        i += 1;
    }
    if i == digits || (at > 0 && chars[at - 1].is_ascii_alphanumeric()) {
        return at;
    }
    let gap = usize::from(is(i, |c| c == ' '));
    if is(i + gap, is_unit) {
        i += gap + 1;
        if is(i, |c| matches!(c, '週' | '月' | '年' | '次' | '鐘' | '時')) {
            i += 1;
        }
    }
    if is(i, is_break) {
        i += 1;
    }
    i
}

fn is_unit(c: char) -> bool {
    "年月日週周天小時分秒元萬人次則篇件位歲度個封場點頁".contains(c)
}

fn is_break(c: char) -> bool {
    matches!(
        c,
        '，' | '、' | '：' | '；' | '。' | '？' | '！' | '・' | '｜'
    )
}

fn is_closing(c: char) -> bool {
    matches!(c, '」' | '』' | '〉' | '》' | '）')
}

/// A short stable number out of a text, for ids of elements (FNV-1a, 32 bits).
pub(crate) fn short_hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn broken(text: &str) -> String {
        title_breaks(text).into_string()
    }

    #[test]
    fn a_title_breaks_after_marks_and_keeps_numbers_whole() {
        assert_eq!(
            broken("膝關節置換術後第 1–6 週：在家怎麼動"),
            "膝關節置換術後<span class=\"nb\">第 1–6 週：</span><wbr>在家怎麼動"
        );
        assert_eq!(
            broken("冬季護膝月：預算 86,000 元"),
            "冬季護膝月：<wbr>預算 <span class=\"nb\">86,000 元</span>"
        );
        assert_eq!(broken("〈中風後〉、〈護膝〉"), "〈中風後〉、<wbr>〈護膝〉");
    }

    #[test]
    fn a_number_inside_a_latin_word_is_left_alone() {
        assert_eq!(broken("HR-F019 與 Ctrl2"), "HR-F019 與 Ctrl2");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_escapes(text in "[一-十第0-9 –：、「」a-z<>&\"]{0,40}") {
            let markup = broken(&text);
            let plain = markup.replace("<wbr>", "").replace("<span class=\"nb\">", "").replace("</span>", "");
            prop_assert_eq!(plain, html! { (text) }.into_string());
        }
    }
}
