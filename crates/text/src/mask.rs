//! Personal data shown to somebody who needs to recognise it but not to read it.

use crate::script::is_han;

/// 王小明 → 王○明, 王明 → 王○, "Mary Ann Lee" → "M*** A*** L***". A single character is hidden
/// altogether; nothing stays nothing.
pub fn mask_name(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(mask_word).collect();
    words.join(" ")
}

fn mask_word(word: &str) -> String {
    let characters: Vec<char> = word.chars().collect();
    match characters.as_slice() {
        [] => String::new(),
        [first, ..] if !is_han(*first) => format!("{first}***"),
        [_] => "○".to_owned(),
        [first, _] => format!("{first}○"),
        [first, middle @ .., last] => format!("{first}{}{last}", "○".repeat(middle.len())),
    }
}

/// `wang@example.org` → `w***@example.org`. What is not an address is hidden altogether.
pub fn mask_email(address: &str) -> String {
    match address.trim().rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => {
            format!(
                "{}***@{domain}",
                local
                    .chars()
                    .next()
                    .filter(|c| *c != '"')
                    .map_or_else(String::new, String::from)
            )
        }
        _ => "***".to_owned(),
    }
}

/// `0912345678` → `0912***678`, `+886912345678` → `+886912***678`: the last three digits stay and
/// the three before them are hidden. A number under nine digits shows only its last two, one under
/// six nothing.
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    let shown = match digits.len() {
        0..6 => return "***".to_owned(),
        6..9 => (0, 2),
        length => (length - 6, 3),
    };
    let head: String = digits[..shown.0].iter().collect();
    let tail: String = digits[digits.len() - shown.1..].iter().collect();
    format!("{head}***{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_ends() {
        for (name, masked) in [
            ("王小明", "王○明"),
            ("王明", "王○"),
            ("歐陽小明", "歐○○明"),
            ("王", "○"),
            ("Mary Ann Lee", "M*** A*** L***"),
            ("", ""),
        ] {
            assert_eq!(mask_name(name), masked);
        }
    }

    #[test]
    fn addresses_and_numbers_can_be_recognised_but_not_used() {
        assert_eq!(mask_email("wang@example.org"), "w***@example.org");
        assert_eq!(mask_email("\"a@b\"@example.org"), "***@example.org");
        assert_eq!(mask_email("not an address"), "***");
        assert_eq!(mask_phone("0912-345-678"), "0912***678");
        assert_eq!(mask_phone("+886912345678"), "+886912***678");
        assert_eq!(mask_phone("2345678"), "***78");
        assert_eq!(mask_phone("119"), "***");
    }
}
