//! Which column is which, from its heading and from what stands in it. A guess for a person to
//! confirm; nothing is imported on it alone.

/// Headings and other words, one list a name; the format is told in the file.
const WORDS: &str = include_str!("../../data/sheet_words.txt");

fn words(of: &str) -> impl Iterator<Item = &'static str> {
    WORDS
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(move |(name, _)| *name == of)
        .flat_map(|(_, words)| words.split_whitespace())
}

/// What a column can be imported as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The person's name.
    Name,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// City or county.
    City,
    /// Labels, several in a cell.
    Tags,
    /// Date of birth.
    Birthday,
    /// Whether the person agreed to e-mail.
    ConsentEmail,
    /// When the person agreed.
    ConsentAt,
    /// Where the contact came from.
    Source,
    /// Free text.
    Note,
}

impl Field {
    /// All fields, in the order in which to offer them.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Email,
        Self::Phone,
        Self::City,
        Self::Tags,
        Self::Birthday,
        Self::ConsentEmail,
        Self::ConsentAt,
        Self::Source,
        Self::Note,
    ];

    /// The field's name in data and in keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::City => "city",
            Self::Tags => "tags",
            Self::Birthday => "birthday",
            Self::ConsentEmail => "consent_email",
            Self::ConsentAt => "consent_at",
            Self::Source => "source",
            Self::Note => "note",
        }
    }

    /// Headings people give such a column, folded by [`folded`].
    fn headings(self) -> impl Iterator<Item = &'static str> {
        words(self.as_str())
    }
}

/// A column and what it probably is.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// Place of the column, from 0.
    pub column: usize,
    /// What it probably is.
    pub field: Field,
    /// From 0 to 1; under 0.6 a person should look.
    pub confidence: f32,
}

/// Below this the column is left unassigned.
const CONFIDENCE_MIN: f32 = 0.35;

/// Guesses in the order of the columns; each column and each field at most once, the surest first.
pub fn guess_columns<R: AsRef<[String]>>(header: &[String], sample_rows: &[R]) -> Vec<Guess> {
    let mut candidates = Vec::new();
    for (column, heading) in header.iter().enumerate() {
        let cells: Vec<&str> = sample_rows
            .iter()
            .filter_map(|row| row.as_ref().get(column))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        for field in Field::ALL {
            let confidence = confidence(field, &folded(heading), &cells);
            if confidence >= CONFIDENCE_MIN {
                candidates.push(Guess {
                    column,
                    field,
                    confidence,
                });
            }
        }
    }
    candidates.sort_by(|a, b| {
        b.confidence
            .total_cmp(&a.confidence)
            .then(a.column.cmp(&b.column))
    });
    let mut guesses: Vec<Guess> = Vec::new();
    for candidate in candidates {
        if guesses
            .iter()
            .all(|taken| taken.column != candidate.column && taken.field != candidate.field)
        {
            guesses.push(candidate);
        }
    }
    guesses.sort_by_key(|guess| guess.column);
    guesses
}

/// Letters, digits and Han only, in lower case: "E-mail (必填)" and "EMAIL必填" are one heading.
fn folded(heading: &str) -> String {
    let essential = heading
        .split(['(', '（', '【', '['])
        .next()
        .unwrap_or(heading);
    essential
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A heading that says it outright, raised or lowered by what stands below it; or the content
/// alone, where that is telling.
fn confidence(field: Field, heading: &str, cells: &[&str]) -> f32 {
    let said = said(field, heading);
    let Some(looks) = looks_like(field) else {
        return said;
    };
    if cells.is_empty() {
        return said;
    }
    let share = cells.iter().filter(|cell| looks(cell)).count() as f32 / cells.len() as f32;
    if said > 0.0 {
        said * (0.6 + 0.4 * share)
    } else {
        share * telling(field)
    }
}

fn said(field: Field, heading: &str) -> f32 {
    let headings = || field.headings();
    if heading.is_empty() {
        0.0
    } else if headings().any(|known| known == heading) {
        0.98
    } else if let Some(longest) = headings()
        .filter(|known| is_part(known, heading))
        .map(|known| known.chars().count())
        .max()
    {
        // The more of the heading is understood, the surer.
        0.5 + 0.4 * longest as f32 / heading.chars().count() as f32
    } else {
        0.0
    }
}

/// Short English words stand in too many others to count as a part ("tel" in "hotel").
fn is_part(known: &str, heading: &str) -> bool {
    heading.contains(known) && (!known.is_ascii() || known.len() >= 5)
}

/// How much the content alone proves, without a heading that says so.
fn telling(field: Field) -> f32 {
    match field {
        Field::Email => 0.95,
        Field::Phone => 0.8,
        Field::City => 0.7,
        Field::Birthday => 0.5,
        Field::Name => 0.45,
        Field::ConsentEmail => 0.4,
        Field::ConsentAt | Field::Tags | Field::Source | Field::Note => 0.0,
    }
}

fn looks_like(field: Field) -> Option<fn(&str) -> bool> {
    match field {
        Field::Email => Some(is_email),
        Field::Phone => Some(is_phone),
        Field::City => Some(is_city),
        Field::Birthday => {
            Some(|cell| year(cell).is_some_and(|year| (1900..=2020).contains(&year)))
        }
        Field::ConsentAt => Some(|cell| year(cell).is_some_and(|year| year >= 2000)),
        Field::ConsentEmail => Some(is_yes_or_no),
        Field::Name => Some(is_name),
        Field::Tags | Field::Source | Field::Note => None,
    }
}

fn is_email(cell: &str) -> bool {
    cell.split_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
        && !cell.contains(' ')
}

fn is_phone(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let starts = cell
        .trim_start_matches(['\'', '('])
        .starts_with(['0', '9', '+', '8', '1']);
    let plain = cell
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '#' | '\''));
    plain && starts && (8..=14).contains(&digits) && year(cell).is_none()
}

fn is_city(cell: &str) -> bool {
    let short = cell.chars().count() <= 5;
    short
        && (words("of_cities").any(|city| cell.starts_with(city))
            || cell.ends_with(['市', '縣', '县']))
}

/// The year of a date, western or of the Republic (民國 75/3/2 is 1986).
fn year(cell: &str) -> Option<u32> {
    let cell = words("of_republic")
        .find_map(|mark| cell.strip_prefix(mark))
        .unwrap_or(cell)
        .trim_start();
    let mut numbers = cell
        .split(['-', '/', '.', '年', '月', '日', 'T', ' '])
        .filter(|part| !part.is_empty());
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let in_range = |text: &str, most: u32| {
        text.parse::<u32>()
            .is_ok_and(|number| (1..=most).contains(&number))
    };
    if !in_range(month, 12) || !in_range(day, 31) {
        return None;
    }
    match (year.len(), year.parse::<u32>().ok()?) {
        (4, year) => Some(year),
        (1..=3, year) if year >= 1 => Some(year + 1911),
        _ => None,
    }
}

fn is_yes_or_no(cell: &str) -> bool {
    let cell = cell.to_lowercase();
    words("of_yes_or_no").any(|word| word == cell)
}

fn is_name(cell: &str) -> bool {
    let letters = cell.chars().count();
    let han = cell
        .chars()
        .all(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFD}' | '·'));
    han && (2..=4).contains(&letters) && !is_city(cell) && !is_yes_or_no(cell)
}
