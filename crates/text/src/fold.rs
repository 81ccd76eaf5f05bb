//! One spelling for the many a reader may type: full-width and half-width, upper and lower case,
//! traditional and simplified, 臺 and 台. For matching only; what is shown is what was written.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::script::{is_invisible, tidy_spaces};

/// The form of `text` under which it is indexed and searched.
///
/// Unicode NFKC, lower case, traditional and variant ideographs in one form, invisible characters
/// dropped, white space made one space and dropped between Han. Folding a folded text changes
/// nothing.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return tidy_spaces(text.chars().map(|c| c.to_ascii_lowercase()));
    }
    let visible = text.chars().filter(|&c| !is_invisible(c));
    let lower = visible.nfkc().flat_map(char::to_lowercase);
    // Lower case can leave a sequence that has a composed form; compose it, so that folding is stable.
    tidy_spaces(
        lower
            .nfkc()
            .filter(|&c| !is_invisible(c))
            .map(one_ideograph),
    )
}

fn one_ideograph(character: char) -> char {
    (character as usize)
        .checked_sub(FIRST)
        .and_then(|offset| ONE_FORM.get(offset))
        .copied()
        .unwrap_or(character)
}

const FIRST: usize = 0x3400;
const LAST: usize = 0x9FFF;

/// Indexed by code point: a hundred kilobytes, so that indexing an article costs no hashing.
static ONE_FORM: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..=LAST)
        .map(|code| char::from_u32(code as u32).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    for (from, to) in pairs() {
        if let Some(place) = (from as usize)
            .checked_sub(FIRST)
            .and_then(|offset| table.get_mut(offset))
        {
            *place = to;
        }
    }
    table
});

fn pairs() -> impl Iterator<Item = (char, char)> {
    include_str!("../data/han_pairs.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .filter_map(|pair| {
            let mut characters = pair.chars();
            Some((characters.next()?, characters.next()?))
        })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn traditional_and_simplified_are_one_spelling() {
        for (one, other) in [
            ("復健運動與關節保護", "复健运动与关节保护"),
            ("臺灣復健醫學會", "台湾复健医学会"),
            ("脊椎側彎、頸椎退化", "脊椎侧弯、颈椎退化"),
            ("頭髮、發現、後來、皇后", "头发、发现、后来、皇后"),
            ("裡面與裏面", "里面与里面"),
            ("長輩照護講座報名", "长辈照护讲座报名"),
            ("膝蓋疼痛門診時間", "膝盖疼痛门诊时间"),
            ("中風後語言治療", "中风后语言治疗"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
    }

    #[test]
    fn width_case_and_spaces_do_not_matter() {
        assert_eq!(fold("ＣＯＶＩＤ－１９ 疫 苗"), "covid-19 疫苗");
        assert_eq!(fold("復 健\u{3000}中\n心"), fold("復健中心"));
        assert_eq!(
            fold("Physio\u{200b}therapy   CENTRE "),
            "physiotherapy centre"
        );
    }

    #[test]
    fn every_pair_leads_to_a_form_that_stays() {
        let table: HashMap<char, char> = pairs().collect();
        assert!(table.len() > 2_500, "{} pairs", table.len());
        assert_eq!(table.len(), pairs().count(), "one pair a character");
        for (from, to) in &table {
            assert!(!table.contains_key(to), "{from}{to} leads on");
            assert_eq!(fold(&from.to_string()), to.to_string());
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
