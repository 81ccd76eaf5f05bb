//! One profile, field by field: what is accepted, and in which form it is kept.

use std::collections::BTreeSet;

use crate::model::{Accepted, Lifecycle, Profile};

/// Characters a name may have.
pub const NAME_CHARS: usize = 120;
/// Characters notes may have.
pub const NOTES_CHARS: usize = 2_000;
/// Tags a contact may have.
pub const TAGS_MAX: usize = 30;
/// Characters a tag may have.
pub const TAG_CHARS: usize = 40;
/// Characters city and source may have.
const WORD_CHARS: usize = 60;

/// Why a field was not accepted: its name, a key, and what the sentence needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    pub field: &'static str,
    pub key: &'static str,
    pub args: Vec<(String, String)>,
}

impl FieldFault {
    pub(crate) fn new(field: &'static str, key: &'static str) -> Self {
        Self {
            field,
            key,
            args: Vec::new(),
        }
    }

    fn too_long(field: &'static str, limit: usize) -> Self {
        Self {
            field,
            key: "field-too-long",
            args: vec![
                ("field".into(), field.to_owned()),
                ("limit".into(), limit.to_string()),
            ],
        }
    }
}

/// Brings a profile into the form it is kept in.
///
/// # Errors
/// One fault for every field that cannot be accepted.
pub fn accept(profile: &Profile) -> Result<Accepted, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let name = text::normalise_name(&profile.name);
    limit(&mut faults, "name", &name, NAME_CHARS);
    let (email, email_key) = address(&profile.email, &mut faults);
    let phone = number(&profile.phone, &mut faults);
    if name.is_empty() && email_key.is_none() && phone.is_empty() && faults.is_empty() {
        faults.push(FieldFault::new("name", "audience-nobody"));
    }
    let city = city(&profile.city);
    limit(&mut faults, "city", &city, WORD_CHARS);
    let source = text::normalise_name(&profile.source);
    limit(&mut faults, "source", &source, WORD_CHARS);
    let tags: BTreeSet<String> = profile.tags.iter().filter_map(|t| tag(t)).collect();
    if tags.len() > TAGS_MAX || tags.iter().any(|t| t.chars().count() > TAG_CHARS) {
        let mut fault = FieldFault::new("tags", "audience-tags-too-many");
        fault.args = vec![
            ("limit".into(), TAGS_MAX.to_string()),
            ("chars".into(), TAG_CHARS.to_string()),
        ];
        faults.push(fault);
    }
    let lifecycle = if profile.lifecycle.is_empty() {
        Some(Lifecycle::Lead)
    } else {
        Lifecycle::of(&profile.lifecycle)
    };
    if lifecycle.is_none() {
        faults.push(FieldFault::new("lifecycle", "audience-lifecycle-unknown"));
    }
    let birthday = birthday(&profile.birthday, &mut faults);
    let notes = tidy(&profile.notes).to_owned();
    limit(&mut faults, "notes", &notes, NOTES_CHARS);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Accepted {
        profile: Profile {
            name,
            email,
            phone,
            city,
            lang: language(&profile.lang),
            tags,
            lifecycle: lifecycle.unwrap_or(Lifecycle::Lead).key().to_owned(),
            source,
            birthday,
            notes,
        },
        email_key,
    })
}

/// Without blanks around it, and without the marks that glued files carry in their middle.
pub(super) fn tidy(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

fn limit(faults: &mut Vec<FieldFault>, field: &'static str, value: &str, chars: usize) {
    if value.chars().count() > chars {
        faults.push(FieldFault::too_long(field, chars));
    }
}

fn address(typed: &str, faults: &mut Vec<FieldFault>) -> (String, Option<String>) {
    let typed = typed.trim();
    if typed.is_empty() {
        return (String::new(), None);
    }
    match mail::EmailAddress::parse(typed) {
        Ok(address) => (address.as_str().to_owned(), Some(address.normalised())),
        Err(error) => {
            faults.push(FieldFault::new("email", address_key(error)));
            (String::new(), None)
        }
    }
}

fn address_key(error: mail::AddressError) -> &'static str {
    match error {
        mail::AddressError::Empty | mail::AddressError::NoAt => "audience-email-no-at",
        mail::AddressError::BadLocal => "audience-email-bad-local",
        mail::AddressError::BadDomain => "audience-email-bad-domain",
        mail::AddressError::TooLong => "audience-email-too-long",
        mail::AddressError::ControlCharacters => "audience-email-control",
    }
}

fn number(typed: &str, faults: &mut Vec<FieldFault>) -> String {
    if typed.trim().is_empty() {
        return String::new();
    }
    match text::normalise_phone(typed) {
        Ok(phone) => phone.number,
        Err(error) => {
            faults.push(FieldFault::new("phone", phone_key(error)));
            String::new()
        }
    }
}

fn phone_key(error: text::PhoneError) -> &'static str {
    match error {
        text::PhoneError::Empty | text::PhoneError::NotANumber => "audience-phone-not-a-number",
        text::PhoneError::AreaCodeMissing => "audience-phone-area-code",
        text::PhoneError::WrongLength => "audience-phone-length",
        text::PhoneError::UnknownPrefix => "audience-phone-prefix",
    }
}

/// One spelling for the places whose first character people write in two ways
/// (U+53F0 for U+81FA), as the postal service prints them.
#[must_use]
pub fn city(typed: &str) -> String {
    let tidy = text::normalise_name(typed);
    let mut characters = tidy.chars();
    let second = "\u{5317}\u{4e2d}\u{5357}\u{6771}\u{7063}";
    match (characters.next(), characters.clone().next()) {
        (Some('\u{53f0}'), Some(next)) if second.contains(next) => {
            format!("\u{81fa}{}", characters.as_str())
        }
        _ => tidy,
    }
}

/// A tag in the form it is kept in; nothing for nothing.
#[must_use]
pub fn tag(typed: &str) -> Option<String> {
    let tidy = text::normalise_name(typed.trim().trim_start_matches('#'));
    (!tidy.is_empty()).then_some(tidy)
}

/// The language letters are written in: Traditional Chinese unless English is asked for.
#[must_use]
pub fn language(tag: &str) -> String {
    let first = tag.split(['-', '_']).next().unwrap_or_default();
    if first.eq_ignore_ascii_case("en") {
        "en"
    } else {
        "zh-Hant"
    }
    .to_owned()
}

/// `MM-DD`, also out of a whole date; the year is not kept.
fn birthday(typed: &str, faults: &mut Vec<FieldFault>) -> String {
    let typed = typed.trim();
    if typed.is_empty() {
        return String::new();
    }
    let numbers: Vec<i64> = typed
        .split(|c: char| !c.is_ascii_digit())
        .filter(|p| !p.is_empty())
        .take(3)
        .map(|p| p.parse().unwrap_or(0))
        .collect();
    let (month, day) = match numbers.as_slice() {
        [month, day] => (*month, *day),
        // Year first, as written here; `day/month/year` cannot be told from it reliably.
        [_, month, day] => (*month, *day),
        _ => (0, 0),
    };
    let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let most = usize::try_from(month - 1).ok().and_then(|m| days.get(m));
    if most.is_some_and(|most| (1..=*most).contains(&day)) {
        return format!("{month:02}-{day:02}");
    }
    faults.push(FieldFault::new("birthday", "audience-birthday"));
    String::new()
}
