//! Which characters are written without spaces between words.

/// Whether the character is an ideograph, or kana, bopomofo or hangul: scripts in which a search
/// or a comparison has to look at single characters because no space ends a word.
pub fn is_han(character: char) -> bool {
    matches!(character,
        '\u{3005}'..='\u{3007}'   // 々 〆 〇
        | '\u{3021}'..='\u{3029}'
        | '\u{3041}'..='\u{3096}' // hiragana
        | '\u{30A1}'..='\u{30FA}' // katakana
        | '\u{30FC}'..='\u{30FF}'
        | '\u{3105}'..='\u{312F}' // bopomofo
        | '\u{31A0}'..='\u{31BF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' // hangul
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// Characters that take no room and carry no meaning for a reader: zero-width spaces and joiners,
/// byte order marks, soft hyphens, direction marks, variation selectors.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}')
}

/// Makes every run of white space and control characters one space, drops it at both ends and
/// wherever it touches Han on both sides.
pub(crate) fn tidy_spaces(text: impl Iterator<Item = char>) -> String {
    let mut tidy = String::new();
    let mut gap = false;
    for character in text {
        if character.is_whitespace() || character.is_control() {
            gap = true;
            continue;
        }
        if let Some(last) = tidy.chars().next_back()
            && gap
            && !(is_han(last) && is_han(character))
        {
            tidy.push(' ');
        }
        gap = false;
        tidy.push(character);
    }
    tidy
}
