//! A person's name as it should be stored.

use unicode_normalization::UnicodeNormalization;

use crate::script::{is_invisible, tidy_spaces};

/// Full-width letters and spaces made ordinary, white space made one space and dropped between
/// Han, invisible and control characters dropped: 「王　小 明」 → 「王小明」. The choice of
/// traditional or simplified characters stays the person's own.
pub fn normalise_name(name: &str) -> String {
    tidy_spaces(
        name.chars()
            .filter(|&c| !is_invisible(c))
            .nfkc()
            .filter(|&c| !is_invisible(c)),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_from_forms_and_sheets_are_tidied() {
        assert_eq!(normalise_name(" 王\u{3000}小 明\u{feff}"), "王小明");
        assert_eq!(normalise_name("Ｍａｒｙ   Ann\tLee\r\n"), "Mary Ann Lee");
        assert_eq!(normalise_name("王小明 Ming"), "王小明 Ming");
        assert_eq!(normalise_name("臺生"), "臺生");
    }

    proptest! {
        #[test]
        fn a_tidy_name_stays(name in "\\PC*") {
            let once = normalise_name(&name);
            prop_assert_eq!(normalise_name(&once), once);
        }
    }
}
