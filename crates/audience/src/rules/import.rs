//! One row of a list: reading it by the plan, and merging it into what is kept.

use std::collections::BTreeSet;

use files::sheet::{SheetOptions, TextEncoding};
use kernel::Moment;

use super::accept::tidy;
use super::{FieldFault, accept};
use crate::model::{Accepted, Column, ImportPlan, ListConsent, Profile};

/// Words that say yes in a consent column, one a line.
const YES: &str = include_str!("../../data/yes.txt");

/// A row that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub contact: Accepted,
    /// When consent was given, for a row that carries it.
    pub consent_at: Option<Moment>,
    /// The line of an earlier row of the same file about the same person.
    pub repeats: Option<i64>,
}

impl Draft {
    /// What two rows of one person share: the address, or without one the number and the name.
    #[must_use]
    pub fn person(&self) -> String {
        match &self.contact.email_key {
            Some(key) => key.clone(),
            None => {
                let profile = &self.contact.profile;
                format!("{}\n{}", profile.phone, text::fold(&profile.name))
            }
        }
    }
}

/// How the file of a plan is opened.
#[must_use]
pub fn reading(plan: &ImportPlan) -> SheetOptions {
    SheetOptions {
        encoding: TextEncoding::from_label(&plan.encoding),
        separator: None,
        table: (!plan.table.is_empty()).then(|| plan.table.clone()),
    }
}

/// Reads one row.
///
/// # Errors
/// The first fault found: one sentence a row is enough to put it right.
pub fn read_row(plan: &ImportPlan, cells: &[String]) -> Result<Draft, FieldFault> {
    let cell = |column: Column| {
        plan.columns
            .iter()
            .position(|c| *c == Some(column))
            .and_then(|place| cells.get(place))
            .map_or("", |cell| tidy(cell))
    };
    let mut tags: BTreeSet<String> = plan.tags.clone();
    tags.extend(tags_in(cell(Column::Tags)));
    let source = match cell(Column::Source) {
        "" => plan.source.as_str(),
        own => own,
    };
    let profile = Profile {
        name: cell(Column::Name).to_owned(),
        email: cell(Column::Email).to_owned(),
        phone: cell(Column::Phone).to_owned(),
        city: cell(Column::City).to_owned(),
        lang: String::new(),
        tags,
        lifecycle: plan.lifecycle.clone(),
        source: source.to_owned(),
        birthday: cell(Column::Birthday).to_owned(),
        notes: cell(Column::Note).to_owned(),
    };
    if profile.email.is_empty() && profile.phone.trim().is_empty() {
        return Err(FieldFault::new("email", "audience-row-no-way"));
    }
    let contact = accept(&profile).map_err(|mut faults| faults.swap_remove(0))?;
    let own_date = moment_of(cell(Column::ConsentAt));
    let consent_at = match &plan.consent {
        ListConsent::None => None,
        ListConsent::Everybody { at, .. } => Some(own_date.unwrap_or(*at)),
        ListConsent::Column { at, .. } => {
            says_yes(cell(Column::ConsentEmail)).then(|| own_date.unwrap_or(*at))
        }
    };
    Ok(Draft {
        contact,
        consent_at,
        repeats: None,
    })
}

/// The tags of a cell. Where a comma or its like parts them, a slash belongs to the word.
fn tags_in(cell: &str) -> impl Iterator<Item = String> + '_ {
    const COMMAS: [char; 6] = [',', ';', '\n', '\u{3001}', '\u{ff0c}', '\u{ff1b}'];
    let commas = cell.contains(COMMAS);
    cell.split(move |c| COMMAS.contains(&c) || (!commas && matches!(c, '|' | '/')))
        .filter(|tag| !tag.trim().is_empty())
        .map(str::to_owned)
}

/// Whether a cell of a consent column says yes. Anything doubtful is no.
#[must_use]
pub fn says_yes(cell: &str) -> bool {
    let folded = text::fold(cell);
    YES.lines()
        .any(|word| text::fold(word) == folded && !folded.is_empty())
}

/// A date as `2026-11-23`, `2026/11/23` or in the years of the Republic, at noon UTC; later
/// times of day are dropped.
fn moment_of(cell: &str) -> Option<Moment> {
    let numbers: Vec<i16> = cell
        .split(|c: char| !c.is_ascii_digit())
        .filter(|p| !p.is_empty())
        .take(3)
        .filter_map(|p| p.parse().ok())
        .collect();
    let [year, month, day] = numbers.as_slice() else {
        return None;
    };
    let year = if *year < 200 { year + 1911 } else { *year };
    let date =
        jiff::civil::Date::new(year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()?;
    let noon = date
        .at(12, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .ok()?;
    Some(Moment(noon.timestamp().as_microsecond()))
}

/// What a row does to a contact that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merge {
    Unchanged,
    Changed(Box<Accepted>),
}

/// Merges a row into what is kept. Empty values are filled; others are replaced only where
/// `overwrite` says so; tags are added, never taken away.
#[must_use]
pub fn merge(kept: &Accepted, row: &Accepted, overwrite: bool) -> Merge {
    let choose = |old: &str, new: &str| {
        if new.is_empty() || (!old.is_empty() && !overwrite) {
            old.to_owned()
        } else {
            new.to_owned()
        }
    };
    let (old, new) = (&kept.profile, &row.profile);
    // An address is who somebody is: it is filled in, never exchanged by a list.
    let (email, email_key) = if kept.email_key.is_some() {
        (old.email.clone(), kept.email_key.clone())
    } else {
        (new.email.clone(), row.email_key.clone())
    };
    let merged = Accepted {
        profile: Profile {
            name: choose(&old.name, &new.name),
            email,
            phone: choose(&old.phone, &new.phone),
            city: choose(&old.city, &new.city),
            lang: old.lang.clone(),
            tags: old.tags.union(&new.tags).cloned().collect(),
            lifecycle: old.lifecycle.clone(),
            source: choose(&old.source, &new.source),
            birthday: choose(&old.birthday, &new.birthday),
            notes: choose(&old.notes, &new.notes),
        },
        email_key,
    };
    if merged == *kept {
        Merge::Unchanged
    } else {
        Merge::Changed(Box::new(merged))
    }
}

/// The key of why a row of a file could not be read, for a key of the reader.
#[must_use]
pub fn row_key(key: &str) -> &'static str {
    match key {
        "row-quote-left-open" => "audience-row-quote-left-open",
        "row-cell-too-long" => "audience-row-cell-too-long",
        "row-too-many-cells" => "audience-row-too-many-cells",
        "row-characters-broken" => "audience-row-characters-broken",
        "rows-too-many" => "audience-rows-too-many",
        _ => "audience-rows-unreadable-from-here",
    }
}

/// The key of why a file could not be read, for a key of the reader.
#[must_use]
pub fn file_key(key: &str) -> &'static str {
    match key {
        "sheet-empty" => "audience-sheet-empty",
        "sheet-is-pdf" => "audience-sheet-is-pdf",
        "sheet-is-picture" => "audience-sheet-is-picture",
        "sheet-is-document" => "audience-sheet-is-document",
        "sheet-is-other-spreadsheet" => "audience-sheet-is-other-spreadsheet",
        "sheet-is-page" => "audience-sheet-is-page",
        "sheet-is-json" => "audience-sheet-is-json",
        "sheet-is-archive" => "audience-sheet-is-archive",
        "sheet-is-binary" => "audience-sheet-is-binary",
        "sheet-no-such-table" => "audience-sheet-no-such-table",
        "sheet-old-excel" => "audience-sheet-old-excel",
        "sheet-encrypted" => "audience-sheet-encrypted",
        "sheet-damaged" => "audience-sheet-damaged",
        "sheet-too-large" => "audience-sheet-too-large",
        "sheet-too-many-columns" => "audience-sheet-too-many-columns",
        "sheet-header-broken" => "audience-sheet-header-broken",
        _ => "audience-sheet-unreadable",
    }
}
