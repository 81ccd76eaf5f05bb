//! How long a text is for the one who reads it.

use crate::script::is_han;

/// Ideographs an adult reads in a minute, silently, on a screen.
const HAN_PER_MINUTE: u64 = 400;
/// Words an adult reads in a minute, silently, on a screen.
const WORDS_PER_MINUTE: u64 = 220;

/// The measure of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    /// Ideographs plus words of other scripts: what a Chinese word processor counts as 字數.
    pub characters: u64,
    /// Sentences, ended by a full stop, a question or exclamation mark, or a line break.
    pub sentences: u64,
    /// `characters` per sentence; 0 for an empty text.
    pub average_sentence: f64,
    /// Minutes of reading, rounded up; 0 for an empty text.
    pub minutes: u64,
}

/// Measures `text`.
pub fn reading(text: &str) -> Reading {
    let (mut han, mut words, mut sentences) = (0_u64, 0_u64, 0_u64);
    let (mut in_word, mut in_sentence) = (false, false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let letter = character.is_alphanumeric() && !is_han(character);
        han += u64::from(is_han(character));
        words += u64::from(letter && !in_word);
        // An apostrophe or a point inside a word ("don't", "2.5") does not end it.
        in_word = letter || (in_word && matches!(character, '\'' | '’' | '.' | ','));
        in_sentence |= letter || is_han(character);
        let point = character == '.' && characters.peek().is_none_or(|next| next.is_whitespace());
        if in_sentence
            && (point || matches!(character, '。' | '！' | '？' | '!' | '?' | '…' | '\n'))
        {
            sentences += 1;
            (in_sentence, in_word) = (false, false);
        }
    }
    sentences += u64::from(in_sentence);
    let characters = han + words;
    let average_sentence = if sentences == 0 {
        0.0
    } else {
        characters as f64 / sentences as f64
    };
    let minutes = (han * WORDS_PER_MINUTE + words * HAN_PER_MINUTE)
        .div_ceil(HAN_PER_MINUTE * WORDS_PER_MINUTE);
    Reading {
        characters,
        sentences,
        average_sentence,
        minutes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_counts_by_character_and_latin_by_word() {
        let measured = reading("每天走路三十分鐘。膝蓋會謝謝你！\nDon't run 2.5 km");
        assert_eq!(
            (measured.characters, measured.sentences, measured.minutes),
            (18, 3, 1)
        );
        assert!((measured.average_sentence - 6.0).abs() < 1e-9);
    }

    #[test]
    fn minutes_are_rounded_up_and_nothing_takes_none() {
        assert_eq!(reading(&"字".repeat(801)).minutes, 3);
        assert_eq!(reading(" \n。"), Reading::default());
    }
}
