//! The readable part of a public address.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::script::is_han;

/// Longest slug, in characters: nine bytes each at worst once percent-encoded.
pub const SLUG_MAX_CHARS: usize = 60;

/// What a title without any letter or digit becomes.
const NAMELESS: &str = "page";

/// One segment of a URL path made from a title: Han as written, other letters without accents and
/// in lower case, everything else one hyphen. Never empty, never longer than [`SLUG_MAX_CHARS`];
/// holds neither dots nor slashes nor anything a path could misread.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    // Composed again after the accents are gone, so that kana and hangul stay whole letters.
    let plain = title
        .nfkc()
        .flat_map(bare)
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c));
    for character in plain {
        if character.is_ascii_alphanumeric() || is_han(character) || is_foreign_letter(character) {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(character, '\'' | '’') {
            slug.push('-');
        }
    }
    shortened(slug.trim_end_matches('-'))
}

/// The letter under its accents; Han, kana and hangul as they are.
fn bare(character: char) -> impl Iterator<Item = char> {
    let whole = is_han(character).then_some(character);
    let parted = (!is_han(character)).then(|| {
        std::iter::once(character)
            .nfd()
            .filter(|c| !is_combining_mark(*c))
    });
    whole.into_iter().chain(parted.into_iter().flatten())
}

fn is_foreign_letter(character: char) -> bool {
    !character.is_ascii() && character.is_alphanumeric()
}

/// Cuts at the limit, at a hyphen if one is near, so that no Latin word is torn.
fn shortened(slug: &str) -> String {
    if slug.is_empty() {
        return NAMELESS.to_owned();
    }
    let Some((limit, next)) = slug.char_indices().nth(SLUG_MAX_CHARS) else {
        return slug.to_owned();
    };
    let kept = &slug[..limit];
    let tears_a_word = next.is_alphanumeric()
        && !is_han(next)
        && kept.chars().next_back().is_some_and(|c| !is_han(c));
    let whole = match kept.rfind('-') {
        Some(hyphen) if tears_a_word && hyphen > limit / 2 => &kept[..hyphen],
        _ => kept,
    };
    whole.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_become_addresses_a_reader_can_read() {
        for (title, expected) in [
            ("膝關節保養：三個步驟！", "膝關節保養-三個步驟"),
            ("Ｋnee Care & Café — Part 2", "knee-care-cafe-part-2"),
            ("The patient's guide", "the-patients-guide"),
            ("../../etc/passwd", "etc-passwd"),
            ("<script>alert(1)</script>", "script-alert-1-script"),
            ("ガイド", "ガイド"),
            ("！？…", "page"),
            ("", "page"),
        ] {
            assert_eq!(slug(title), expected);
        }
    }

    #[test]
    fn a_long_title_is_cut_between_words() {
        let cut = slug(&"rehabilitation exercise ".repeat(10));
        assert_eq!(cut, "rehabilitation-exercise-rehabilitation-exercise");
        assert_eq!(slug(&"復健".repeat(100)).chars().count(), SLUG_MAX_CHARS);
    }

    proptest! {
        #[test]
        fn a_slug_is_one_safe_segment(title in "\\PC*") {
            let slug = slug(&title);
            prop_assert!(!slug.is_empty() && slug.chars().count() <= SLUG_MAX_CHARS);
            prop_assert!(slug.chars().all(|c| c == '-' || c.is_alphanumeric() || is_han(c)), "{slug}");
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
        }
    }
}
