//! What a name, an address and a password must be.

use crate::model::PASSWORD_LEAST;

/// Longest password, in characters; Argon2 would take more, but not for free.
pub const PASSWORD_MOST: usize = 200;

/// The key of what is wrong with a password, if anything is: too short, too long, one of
/// the first that are tried, or the address itself.
#[must_use]
pub fn password_fault(password: &str, email: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if length < PASSWORD_LEAST {
        return Some("people-password-short");
    }
    if length > PASSWORD_MOST {
        return Some("people-password-long");
    }
    let lower = password.to_lowercase();
    let local = email.split('@').next().unwrap_or_default().to_lowercase();
    let mut characters: Vec<char> = lower.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    let tried_first = [
        "password", "12345678", "qwertyui", "1q2w3e4r", "iloveyou", "abcdefgh", "herald12",
    ];
    let plain = characters.len() < 4 || tried_first.iter().any(|word| lower.starts_with(word));
    (plain || lower == email.to_lowercase() || (local.len() > 5 && lower == local))
        .then_some("people-password-common")
}

#[cfg(test)]
mod tests {
    use super::password_fault;

    #[test]
    fn passwords_that_are_tried_first_are_refused() {
        for bad in [
            "短的密碼",
            "short",
            "password123",
            "1234567890",
            "aaaaaaaaaaaa",
            "linyian@example.test",
        ] {
            assert!(
                password_fault(bad, "linyian@example.test").is_some(),
                "{bad}"
            );
        }
        assert_eq!(
            password_fault("四季復健中心的護膝月", "lin@example.test"),
            None
        );
        assert_eq!(
            password_fault("correct horse battery", "lin@example.test"),
            None
        );
        assert!(password_fault(&"長".repeat(201), "lin@example.test").is_some());
    }
}
