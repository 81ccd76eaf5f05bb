//! Contacts, consents, segments and imports as values.

use std::collections::BTreeSet;

use kernel::{AccountId, DbError, Digest, Moment, Row};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The right to read personal data of contacts; the house rules say who has it.
pub const READ_CONTACTS: &str = "read.contacts";

kernel::id!(
    /// Somebody the centre may know: a lead, a client, a carer.
    ContactId
);
kernel::id!(
    /// A saved rule that says who is meant.
    SegmentId
);
kernel::id!(
    /// One import of a list.
    ImportId
);

/// Stands where no import is meant; a column that is never null keeps negation simple.
pub const NO_IMPORT: ImportId = ImportId(Uuid::nil());

/// Declares an enum of plain words with the text that rows and JSON use.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, in the order in which to offer them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in rows and JSON.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }

            /// The value of a word.
            #[must_use]
            pub fn of(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.key() == key)
            }
        }
    };
}

words!(
    /// What somebody is to the centre.
    Lifecycle {
        /// 潛在客戶
        Lead = "lead",
        /// 客戶
        Client = "client",
        /// 照顧者
        Carer = "carer",
        /// No longer a client.
        Former = "former",
    }
);

words!(
    /// What a person agreed to be contacted for.
    Purpose {
        MarketingEmail = "marketing_email",
        MarketingLine = "marketing_line",
        MarketingPhone = "marketing_phone",
        Service = "service",
        Survey = "survey",
    }
);

words!(
    /// Why an address is never written to again.
    SuppressionReason {
        Unsubscribed = "unsubscribed",
        HardBounce = "hard_bounce",
        Complaint = "complaint",
        Manual = "manual",
        /// The person had everything erased.
        Erased = "erased",
    }
);

words!(
    /// What a reader of a mail did.
    Engagement {
        Opened = "opened",
        Clicked = "clicked",
    }
);

/// Why a contact can or cannot be mailed, from what the contact's own rows say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i64)]
pub enum Reach {
    Reachable = 0,
    WithoutAddress = 1,
    WithoutConsent = 2,
    Suppressed = 3,
}

impl Reach {
    pub const ALL: [Self; 4] = [
        Self::Reachable,
        Self::WithoutAddress,
        Self::WithoutConsent,
        Self::Suppressed,
    ];

    /// The first reason that holds, in the order in which a count tells them.
    #[must_use]
    pub const fn of(has_address: bool, consents: bool, suppressed: bool) -> Self {
        match (has_address, consents, suppressed) {
            (false, _, _) => Self::WithoutAddress,
            (true, false, _) => Self::WithoutConsent,
            (true, true, true) => Self::Suppressed,
            (true, true, false) => Self::Reachable,
        }
    }
}

/// What people say about a contact; the rest follows from other rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    #[serde(default)]
    pub name: String,
    /// As typed; empty when there is none.
    #[serde(default)]
    pub email: String,
    /// E.164 once accepted; empty when there is none.
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub city: String,
    /// BCP 47 tag, `zh-Hant` or `en`; empty means the centre's first language.
    #[serde(default)]
    pub lang: String,
    #[serde(default)]
    pub tags: BTreeSet<String>,
    /// `lead`, `client`, `carer` or `former`; empty means `lead`.
    #[serde(default)]
    pub lifecycle: String,
    #[serde(default)]
    pub source: String,
    /// Month and day as `MM-DD`; never the year.
    #[serde(default)]
    pub birthday: String,
    /// Never anything about health.
    #[serde(default)]
    pub notes: String,
}

/// A profile whose every value was accepted, with the key its address is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub profile: Profile,
    /// The address in lower case; `None` without one.
    pub email_key: Option<String>,
}

impl Accepted {
    #[must_use]
    pub fn phone(&self) -> Option<String> {
        (!self.profile.phone.is_empty()).then(|| self.profile.phone.clone())
    }
}

/// A contact as its row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub id: ContactId,
    pub profile: Profile,
    pub email_key: Option<String>,
    pub consent_email: bool,
    pub suppressed: bool,
    /// The import that created it, or [`NO_IMPORT`].
    pub imported_by: ImportId,
    pub created_at: Moment,
    pub changed_at: Moment,
    pub revision: i64,
}

impl Contact {
    /// Reads a row of `contact c` joined with its tags as `tags`.
    pub(crate) fn read(row: &Row) -> Result<Self, DbError> {
        let birthday: i64 = row.get("birthday")?;
        let tags: Option<String> = row.get("tags")?;
        Ok(Self {
            id: row.get("id")?,
            profile: Profile {
                name: row.get("name")?,
                email: row.get("email")?,
                phone: row.get::<Option<String>>("phone")?.unwrap_or_default(),
                city: row.get("city")?,
                lang: row.get("lang")?,
                tags: tags_of(&tags.unwrap_or_default()),
                lifecycle: row.get("lifecycle")?,
                source: row.get("source")?,
                birthday: birthday_text(birthday),
                notes: row.get("notes")?,
            },
            email_key: row.get("email_key")?,
            consent_email: row.get("consent_email")?,
            suppressed: row.get("suppressed")?,
            imported_by: row.get("imported_by")?,
            created_at: row.get("created_at")?,
            changed_at: row.get("changed_at")?,
            revision: row.get("revision")?,
        })
    }

    #[must_use]
    pub fn reach(&self) -> Reach {
        Reach::of(
            self.email_key.is_some(),
            self.consent_email,
            self.suppressed,
        )
    }
}

/// The text a set of tags is stored as.
#[must_use]
pub fn tags_text(tags: &BTreeSet<String>) -> String {
    tags.iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The set of a stored text.
#[must_use]
pub fn tags_of(text: &str) -> BTreeSet<String> {
    text.split('\n')
        .filter(|t| !t.is_empty())
        .map(str::to_owned)
        .collect()
}

/// `MM-DD` as month × 100 + day; 0 for nothing.
#[must_use]
pub fn birthday_number(text: &str) -> i64 {
    text.split_once('-')
        .and_then(|(m, d)| Some(m.parse::<i64>().ok()? * 100 + d.parse::<i64>().ok()?))
        .unwrap_or(0)
}

fn birthday_text(number: i64) -> String {
    if number == 0 {
        String::new()
    } else {
        format!("{:02}-{:02}", number / 100, number % 100)
    }
}

/// The words somebody agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Name of the version, for example `2026-03`.
    pub version: String,
    /// The sentence as it was shown.
    pub wording: String,
}

/// A stored wording.
#[derive(Clone, Debug)]
pub struct WordingRow {
    pub id: Uuid,
    pub purpose: String,
    pub wording: Wording,
    pub at: Moment,
    /// Consents given to it.
    pub given: i64,
}

/// A consent or a withdrawal, as a contact's page lists them.
#[derive(Clone, Debug, Serialize)]
pub struct ConsentRow {
    pub purpose: String,
    pub given: bool,
    pub version: String,
    pub wording: String,
    pub channel: String,
    /// Evidence of a consent, reason of a withdrawal.
    pub evidence: String,
    pub at: Moment,
}

/// A person of a segment who has an address; guards decide later who is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub contact: ContactId,
    pub name: String,
    /// Normalised, in lower case.
    pub email: String,
    pub lang: String,
}

/// How many a segment means, and how many of them can be mailed now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    pub matching: i64,
    pub reachable: i64,
    pub without_address: i64,
    pub without_consent: i64,
    pub suppressed: i64,
    /// Had their share of marketing mail already.
    pub capped: i64,
}

/// Who is meant: a tree of conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// Every one holds; an empty list always holds.
    All(Vec<Rule>),
    /// At least one holds; an empty list never holds.
    Any(Vec<Rule>),
    Not(Box<Rule>),
    /// Has at least one of these tags.
    Tag(BTreeSet<String>),
    /// Lives in one of these.
    City(BTreeSet<String>),
    Source(BTreeSet<String>),
    Lifecycle(BTreeSet<Lifecycle>),
    /// Has agreed and not withdrawn.
    Consent(Purpose),
    /// Was in this imported list.
    Imported(ImportId),
    /// Became a contact within so many days.
    CreatedWithin(u32),
    /// Opened or clicked a mail within so many days.
    Engaged {
        how: Engagement,
        days: u32,
    },
}

/// A saved segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub id: SegmentId,
    pub name: String,
    pub rule: Rule,
    pub by: Option<AccountId>,
    pub created_at: Moment,
    pub changed_at: Moment,
    pub revision: i64,
}

/// What a column of a list is taken for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Name,
    Email,
    Phone,
    City,
    Tags,
    Birthday,
    ConsentEmail,
    ConsentAt,
    Source,
    Note,
}

impl Column {
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

    /// The word in forms and JSON, the same as [`files::sheet::Field::as_str`].
    #[must_use]
    pub const fn key(self) -> &'static str {
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

    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.key() == key)
    }
}

/// Whose consent a list carries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ListConsent {
    /// Nobody's: the contacts are kept, and not written to.
    #[default]
    None,
    /// Those whose row says yes in the consent column.
    Column {
        wording: Wording,
        channel: String,
        /// Where the proof lies.
        evidence: String,
        /// For rows without a date of their own.
        at: Moment,
    },
    /// Everybody in the list.
    Everybody {
        wording: Wording,
        channel: String,
        evidence: String,
        at: Moment,
    },
}

/// How a list is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportPlan {
    /// What each column is, in the order of the file; `null` leaves it out.
    pub columns: Vec<Option<Column>>,
    #[serde(default)]
    pub consent: ListConsent,
    /// Given to every contact of the list.
    #[serde(default)]
    pub tags: BTreeSet<String>,
    /// Written where a row has no source.
    #[serde(default)]
    pub source: String,
    /// `lead`, `client`, `carer`, `former`; empty means `lead`.
    #[serde(default)]
    pub lifecycle: String,
    /// Values of the file replace those kept; otherwise only empty ones are filled.
    #[serde(default)]
    pub overwrite: bool,
    /// How the bytes of a CSV are read, as [`files::sheet::TextEncoding::label`] names it; empty
    /// leaves it to the guess.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// The sheet of a workbook; empty means the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub table: String,
}

/// What became of the rows of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportCounts {
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub rejected: i64,
    /// Rows of somebody who stood in an earlier row of the same file; merged into it.
    #[serde(default)]
    pub repeated: i64,
}

/// An import with how far it is.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: ImportId,
    pub file_name: String,
    pub file: Digest,
    pub plan: ImportPlan,
    pub wording: Uuid,
    pub by: Option<AccountId>,
    pub at: Moment,
    pub total: i64,
    /// Rows of the file that are dealt with.
    pub position: i64,
    pub counts: ImportCounts,
    pub ended_at: Option<Moment>,
    /// Why it ended early, as a key; empty otherwise.
    pub error: String,
    pub undo: Option<ImportUndo>,
}

/// How far an import was taken back.
#[derive(Clone, Copy, Debug)]
pub struct ImportUndo {
    pub by: Option<AccountId>,
    pub at: Moment,
    pub removed: i64,
    pub restored: i64,
    pub kept: i64,
    pub ended_at: Option<Moment>,
}

/// What taking an import back would do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UndoForecast {
    pub removed: i64,
    pub restored: i64,
    /// Changed since by somebody, and so staying.
    pub kept: i64,
}

/// A row that was not taken, or that repeats another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Line in the file, from 1.
    pub line: i64,
    /// Key of the sentence that says why.
    pub reason: String,
    pub args: Vec<(String, String)>,
    pub cells: Vec<String>,
}

/// A contact as it was before an import changed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeImage {
    pub profile: Profile,
    pub email_key: Option<String>,
    pub consent_email: bool,
    pub suppressed: bool,
    pub imported_by: ImportId,
    pub created_at: Moment,
}

impl From<&Contact> for BeforeImage {
    fn from(contact: &Contact) -> Self {
        Self {
            profile: contact.profile.clone(),
            email_key: contact.email_key.clone(),
            consent_email: contact.consent_email,
            suppressed: contact.suppressed,
            imported_by: contact.imported_by,
            created_at: contact.created_at,
        }
    }
}
