//! What readers did with a mailing, in numbers.

/// A class of machine and a class of mail program; both are the last parts of the keys of
/// their words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reader {
    /// `phone`, `tablet`, `computer`, or empty where it cannot be known.
    pub device: &'static str,
    /// Empty where it cannot be known: a click says which browser, not which program
    /// showed the mail.
    pub program: &'static str,
}

/// A link of a mailing with what was done to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkLine {
    pub n: i64,
    pub url: String,
    /// Recipients who clicked it.
    pub people: i64,
    /// Clicks of people, several of one recipient counted each.
    pub clicks: i64,
    /// Clicks of programs.
    pub machines: i64,
}

/// What became of the mails to one receiving domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainLine {
    pub domain: String,
    pub sent: i64,
    pub delivered: i64,
    pub bounced: i64,
    pub opened: i64,
    pub clicked: i64,
}

/// Something counted by recipients under the last part of its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub key: String,
    pub count: i64,
}

/// One hour after sending: recipients who opened or clicked for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hour {
    pub opened: i64,
    pub clicked: i64,
}

/// What came of a mailing besides [`super::Figures`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Recipients whose mail only programs opened.
    pub machine_opened: i64,
    /// Openings and clicks of programs, by reason.
    pub machine_reasons: Vec<Counted>,
    /// Recipients who left by a link of this mailing.
    pub left: i64,
    /// Recipients who wrote to the centre within seven days of their click.
    pub led: i64,
    pub links: Vec<LinkLine>,
    /// By recipients who opened or clicked.
    pub devices: Vec<Counted>,
    pub programs: Vec<Counted>,
    /// The domains with most mails.
    pub domains: Vec<DomainLine>,
    /// The first 72 hours.
    pub hours: Vec<Hour>,
}

/// Which recipients of a mailing a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// A state, or one of the words `sent`, `delivered`, `returned`, `waiting`, `opened`,
    /// `clicked`, `doubted`, `machine`, `left`, `led`; empty for all.
    pub of: String,
    /// Part of an address or name.
    pub words: String,
    /// Clicked this link.
    pub link: Option<i64>,
    /// Exactly this receiving domain.
    pub domain: String,
    pub device: String,
    pub program: String,
}

impl LogFilter {
    /// Recipients in one state, or of one of the words.
    #[must_use]
    pub fn of(state: &str) -> Self {
        Self {
            of: state.to_owned(),
            ..Self::default()
        }
    }
}

/// Days after a click within which what a reader does counts as come of it.
pub const CLICK_WINDOW_DAYS: i64 = 7;
