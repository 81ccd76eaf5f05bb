//! What the website is made of: the pages that stand, what is said of the centre on
//! every page, and what readers were seen to do.

mod address;
mod beacon;
mod templates;
mod throttle;

use std::collections::{HashMap, HashSet};

use kernel::Moment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use address::{is_internal, network, parse_range};
pub use beacon::{Beacon, BeaconKind, Sighting};
pub use templates::{TEMPLATES, template_digest};
pub use throttle::Buckets;

/// The name of the outlet in payloads and in rows of `publication`.
pub const OUTLET: &str = "website";

/// What is not written as it is in one part of an address.
pub const PATH_PART: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Characters a setting of one line may have.
pub const LINE_MAX: usize = 200;
/// Characters the text about the centre may have.
pub const ABOUT_MAX: usize = 2_000;
/// Address ranges that may be left out of the counts.
pub const RANGES_MAX: usize = 20;

/// What every page says of the centre; changed by `site.settings`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Postal address.
    #[serde(default)]
    pub address: String,
    /// As it is to be printed, `04-0000-0000`.
    #[serde(default)]
    pub phone: String,
    /// One line for each part of the week.
    #[serde(default)]
    pub hours: String,
    /// A few paragraphs, an empty line between them.
    #[serde(default)]
    pub about: String,
    /// Whom to ask about personal data: an address or a number.
    #[serde(default)]
    pub privacy_contact: String,
    /// Number of the institution's practice licence, printed in the foot.
    #[serde(default)]
    pub licence_number: String,
    /// Language of the pages that are not an article: `zh-Hant` or `en`.
    #[serde(default = "first_language")]
    pub language: String,
    /// Addresses of the house, left out of the counts: `203.0.113.7` or `203.0.113.0/24`.
    #[serde(default)]
    pub internal: Vec<String>,
}

fn first_language() -> String {
    "zh-Hant".to_owned()
}

impl Settings {
    /// What holds before anybody said anything, in a centre set up in that language.
    #[must_use]
    pub fn unset(language: String) -> Self {
        Self {
            language,
            ..Self::default()
        }
    }
}

/// Where the page of an item stands: the path below the address of the site.
#[must_use]
pub fn article_path(slug: &str) -> String {
    let slug = percent_encoding::utf8_percent_encode(slug, PATH_PART);
    format!("/articles/{slug}")
}

/// A page that stands on the website.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub item: Uuid,
    pub version: Uuid,
    pub slug: String,
    pub title: String,
    pub summary: String,
    /// Digest of the cover picture.
    pub cover: Option<String>,
    /// Kind of content, `education`, `news`, …
    pub kind: String,
    /// BCP 47 tag, `zh-Hant` or `en`.
    pub language: String,
    /// When the item first stood here.
    pub first_at: Moment,
    /// When this version was put up.
    pub at: Moment,
}

/// One row of the pages ever shown, the oldest first, before [`Directory::of`] sorts
/// out what stands now.
#[derive(Clone, Debug)]
pub struct Turn {
    pub page: Shown,
    /// Its publication was ended.
    pub ended: bool,
}

/// What stands on the website, and where it stood before.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// The newest first, by the day an item first stood here.
    pages: Vec<Shown>,
    place: HashMap<Uuid, usize>,
    slugs: HashMap<String, Uuid>,
    gone: HashSet<Uuid>,
}

/// What an address leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<'a> {
    Here(&'a Shown),
    /// The page has another address now.
    Moved(&'a Shown),
    /// It stood here and was taken down.
    Gone,
    Missing,
}

impl Directory {
    /// Sorts out what stands: of each item its last turn, unless that was ended.
    #[must_use]
    pub fn of(turns: Vec<Turn>) -> Self {
        let mut directory = Self::default();
        let mut latest: HashMap<Uuid, Turn> = HashMap::new();
        for mut turn in turns {
            directory
                .slugs
                .insert(turn.page.slug.clone(), turn.page.item);
            if let Some(before) = latest.get(&turn.page.item) {
                turn.page.first_at = before.page.first_at;
            }
            latest.insert(turn.page.item, turn);
        }
        for turn in latest.into_values() {
            if turn.ended {
                directory.gone.insert(turn.page.item);
            } else {
                directory.pages.push(turn.page);
            }
        }
        directory
            .pages
            .sort_by_key(|page| std::cmp::Reverse((page.first_at, page.item)));
        directory.place = directory
            .pages
            .iter()
            .enumerate()
            .map(|(place, page)| (page.item, place))
            .collect();
        directory
    }

    /// Every page that stands, the newest first.
    #[must_use]
    pub fn pages(&self) -> &[Shown] {
        &self.pages
    }

    /// What the last part of an address leads to.
    #[must_use]
    pub fn find(&self, slug: &str) -> Found<'_> {
        let Some(item) = self.slugs.get(slug) else {
            return Found::Missing;
        };
        match self.place.get(item).map(|place| &self.pages[*place]) {
            Some(page) if page.slug == slug => Found::Here(page),
            Some(page) => Found::Moved(page),
            None if self.gone.contains(item) => Found::Gone,
            None => Found::Missing,
        }
    }

    /// The item that a path of the site shows: `/articles/{slug}`.
    #[must_use]
    pub fn item_at(&self, path: &str) -> Option<Uuid> {
        match self.find(path.strip_prefix("/articles/")?) {
            Found::Here(page) | Found::Moved(page) => Some(page.item),
            Found::Gone | Found::Missing => None,
        }
    }
}

/// A page that waits for its time, or is held.
#[derive(Clone, Debug)]
pub struct Scheduled {
    pub id: Uuid,
    pub item: Uuid,
    pub title: String,
    pub slug: String,
    pub due_at: Moment,
    pub held: bool,
    pub leaf: Uuid,
    /// Its publication was ended before its time came.
    pub ended: bool,
}

/// What changes when anything that readers see changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp(pub String);

/// Width and height of a picture in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: i64,
    pub height: i64,
}

/// Traffic of a period, people only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Traffic {
    pub sessions: i64,
    /// Different visitors, counted anew each day.
    pub users: i64,
    pub views: i64,
    /// Sessions of 10 visible seconds, two pages or one goal.
    pub engaged: i64,
    /// Visible seconds of all sessions.
    pub seconds: i64,
}

/// Visits and visible seconds of one item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub visits: i64,
    pub seconds: i64,
}

/// Minutes it takes to read a text: 400 Han characters or 200 Latin words a minute.
#[must_use]
pub fn reading_minutes(text: &str) -> i64 {
    let han = text
        .chars()
        .filter(|c| matches!(c, '\u{3400}'..='\u{9fff}'))
        .count();
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .count();
    i64::try_from((han * 60 / 400 + words * 60 / 200).div_ceil(60))
        .unwrap_or(1)
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(item: u128, slug: &str, at: i64, ended: bool) -> Turn {
        Turn {
            page: Shown {
                item: Uuid::from_u128(item),
                version: Uuid::from_u128(item * 10 + at.unsigned_abs() as u128),
                slug: slug.to_owned(),
                title: String::new(),
                summary: String::new(),
                cover: None,
                kind: "education".to_owned(),
                language: "zh-Hant".to_owned(),
                first_at: Moment(at),
                at: Moment(at),
            },
            ended,
        }
    }

    #[test]
    fn the_last_version_stands_at_its_own_address_and_the_old_one_leads_there() {
        let directory = Directory::of(vec![turn(1, "old", 1, false), turn(1, "new", 5, false)]);
        assert_eq!(directory.pages().len(), 1);
        assert!(matches!(directory.find("new"), Found::Here(page) if page.first_at == Moment(1)));
        assert!(matches!(directory.find("old"), Found::Moved(page) if page.slug == "new"));
        assert_eq!(directory.find("other"), Found::Missing);
    }

    #[test]
    fn a_page_whose_publication_ended_is_gone_under_every_address_it_had() {
        let directory = Directory::of(vec![turn(1, "old", 1, false), turn(1, "new", 5, true)]);
        assert!(directory.pages().is_empty());
        assert_eq!(directory.find("new"), Found::Gone);
        assert_eq!(directory.find("old"), Found::Gone);
        assert_eq!(directory.item_at("/articles/new"), None);
    }

    #[test]
    fn the_newest_item_stands_first_and_an_update_does_not_move_it() {
        let directory = Directory::of(vec![
            turn(1, "a", 1, false),
            turn(2, "b", 2, false),
            turn(1, "a", 9, false),
        ]);
        let slugs: Vec<&str> = directory.pages().iter().map(|p| p.slug.as_str()).collect();
        assert_eq!(slugs, ["b", "a"]);
    }

    #[test]
    fn reading_takes_a_minute_at_least() {
        assert_eq!(reading_minutes("膝"), 1);
        assert_eq!(reading_minutes(&"膝".repeat(1_300)), 4);
        assert_eq!(reading_minutes(&"knee ".repeat(450)), 3);
    }
}
