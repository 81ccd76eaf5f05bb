//! Pure rules of campaigns and tasks: shapes of names, the numbers of a campaign, days.

use crate::model::{Numbers, Tally};

/// Longest name of a campaign or task, in characters.
pub const NAME_MOST: usize = 120;
/// Longest objective, detail, result or lesson, in characters.
pub const TEXT_MOST: usize = 4_000;
/// Longest slug, in characters.
pub const SLUG_MOST: usize = 60;

/// Key of what is wrong with a text that must not be empty.
#[must_use]
pub fn text_fault(text: &str, most: usize) -> Option<&'static str> {
    if text.trim().is_empty() {
        Some("field-empty")
    } else if text.chars().count() > most {
        Some("field-too-long")
    } else {
        None
    }
}

/// Whether a slug may stand in `utm_campaign`: lower-case letters, digits and single
/// hyphens inside, so that two tools never count one campaign twice.
#[must_use]
pub fn is_slug(slug: &str) -> bool {
    let fits = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    slug.len() <= SLUG_MOST && slug.split('-').all(fits)
}

/// The numbers of a campaign from the counts of its activity. Where a person did the
/// same thing several times the mail numbers count the person, as rates need it.
#[must_use]
pub fn numbers(tallies: &[Tally]) -> Numbers {
    let mut n = Numbers::default();
    for tally in tallies {
        let people = if tally.people > 0 {
            tally.people
        } else {
            tally.rows
        };
        match (tally.kind.as_str(), tally.machine) {
            ("mail.opened" | "mail.clicked", true) => n.by_machines += tally.rows,
            (_, true) => {}
            ("mail.sent", _) => n.sent += tally.rows,
            ("mail.bounced", _) => n.bounced += tally.rows,
            ("mail.opened", _) => n.opened += people,
            ("mail.clicked", _) => n.clicked += people,
            ("mail.unsubscribed", _) => n.unsubscribed += tally.rows,
            ("site.visited", _) => n.visits += tally.rows,
            ("site.dwelt", _) => n.dwell_seconds += tally.amount,
            ("lead.submitted", _) => n.leads += tally.rows,
            ("content.published", _) => n.published += tally.rows,
            _ => {}
        }
    }
    n.delivered = (n.sent - n.bounced).max(0);
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(kind: &str, machine: bool, rows: i64, people: i64, amount: i64) -> Tally {
        Tally {
            kind: kind.into(),
            machine,
            rows,
            people,
            amount,
        }
    }

    #[test]
    fn a_scanner_that_opens_every_link_is_no_reader() {
        let n = numbers(&[
            tally("mail.sent", false, 2_000, 2_000, 0),
            tally("mail.bounced", false, 60, 60, 0),
            tally("mail.opened", false, 900, 640, 0),
            tally("mail.opened", true, 300, 280, 0),
            tally("mail.clicked", true, 40, 8, 0),
            tally("mail.clicked", false, 41, 33, 0),
            tally("site.visited", true, 12, 0, 0),
            tally("site.visited", false, 75, 0, 0),
            tally("site.dwelt", false, 70, 0, 4_125),
            tally("lead.submitted", false, 9, 9, 0),
        ]);
        assert_eq!((n.delivered, n.opened, n.clicked), (1_940, 640, 33));
        assert_eq!((n.by_machines, n.visits, n.dwell_seconds), (340, 75, 4_125));
        assert_eq!(n.leads, 9);
    }

    #[test]
    fn a_slug_is_lower_case_letters_digits_and_single_hyphens() {
        for good in ["winter-knee", "2026q4", "a"] {
            assert!(is_slug(good), "{good}");
        }
        let long = "a".repeat(61);
        for bad in [
            "", "-a", "a-", "a--b", "Winter", "護膝", "a b", "a_b", &long,
        ] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
