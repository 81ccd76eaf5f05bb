//! Mailings, deliveries and their states, and the settings of sending.

mod change;
mod measure;

use std::str::FromStr;

use audience::model::SegmentId;
use kernel::{DbError, Moment, Row};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use change::Change;
pub use measure::{
    CLICK_WINDOW_DAYS, Counted, DomainLine, Hour, LinkLine, LogFilter, Measured, Reader,
};

kernel::id!(
    /// One piece of content on its way to a segment by e-mail.
    MailingId
);
kernel::id!(
    /// One mail to one contact.
    DeliveryId
);

/// Name of the outlet in payloads.
pub const OUTLET: &str = "email";
/// Most mails one transaction claims.
pub const CLAIM_MAX: i64 = 64;
/// Contacts frozen in one transaction.
pub const FREEZE_BATCH: u64 = 1_000;
/// Most connections to the mail server at a time.
pub const CONNECTIONS_MAX: u8 = 50;
/// Longest subject or preheader, in characters.
pub const SUBJECT_MAX: usize = 150;

/// What an author chose for the e-mail of a piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub segment: SegmentId,
    pub subject: String,
    /// The line mail programs show after the subject.
    #[serde(default)]
    pub preheader: String,
    /// `null` sends at the next open hour.
    #[serde(default)]
    pub send_at: Option<Moment>,
    /// What follows when `send_at` has gone by before everybody agreed. Left out where nothing was chosen, so that
    /// choices kept before there was one are still the same.
    #[serde(default, skip_serializing_if = "WhenLate::asks")]
    pub when_late: WhenLate,
}

/// What becomes of a mail whose time has gone by before it could go out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenLate {
    /// It is not sent; a new time must be chosen.
    #[default]
    Ask,
    /// It is sent at the next open hour, as its author chose beforehand.
    Send,
}

impl WhenLate {
    fn asks(&self) -> bool {
        *self == Self::Ask
    }
}

/// Seconds a chosen time may have gone by and still count as now.
pub const LATE_GRACE_SECONDS: i64 = 120;

/// Where a delivery stands. The arrows between the states are [`Step`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeliveryState {
    Queued,
    Claimed,
    Offered,
    Accepted,
    Deferred,
    Failed,
    Skipped,
    Uncertain,
    Held,
    /// It stayed in the outbox of this machine: no mail server is set, or the centre is
    /// a sample. Nobody got it.
    Kept,
    Bounced,
    Complained,
}

impl DeliveryState {
    /// Every state, in the order pages list them.
    pub const ALL: [Self; 12] = [
        Self::Queued,
        Self::Claimed,
        Self::Offered,
        Self::Deferred,
        Self::Held,
        Self::Uncertain,
        Self::Accepted,
        Self::Kept,
        Self::Bounced,
        Self::Complained,
        Self::Failed,
        Self::Skipped,
    ];

    /// The word in rows and addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Claimed => "claimed",
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Uncertain => "uncertain",
            Self::Held => "held",
            Self::Kept => "kept",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Nothing more is done with it by itself.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(
            self,
            Self::Accepted
                | Self::Kept
                | Self::Failed
                | Self::Skipped
                | Self::Bounced
                | Self::Complained
        )
    }
}

/// What can happen to a delivery. The only arrows between its states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Taken by a run of the sender.
    Claim,
    /// A guard says no: consent, suppression, cap.
    Skip,
    /// Written down before the text of the mail is sent.
    Offer,
    /// The server took it.
    Accept,
    /// There is no server: it stays in the outbox of this machine.
    Keep,
    /// The server says later.
    Defer,
    /// The server says no, or three days went by.
    Fail,
    /// The connection was lost after the final dot, or the program died there.
    Doubt,
    /// Known not to be taken; or left over by a run that died before offering it.
    Requeue,
    /// A deferred one whose time has come.
    Wake,
    /// A freeze, or a doubt that a person must decide.
    Hold,
    /// A person lets it go on.
    Release,
    /// A doubtful one goes out again under the same Message-ID.
    Resend,
    /// A person dropped it.
    Cancel,
    /// A report came that it was not delivered.
    Bounce,
    /// The reader called it unwanted.
    Complain,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 16] = [
        Self::Claim,
        Self::Skip,
        Self::Offer,
        Self::Accept,
        Self::Keep,
        Self::Defer,
        Self::Fail,
        Self::Doubt,
        Self::Requeue,
        Self::Wake,
        Self::Hold,
        Self::Release,
        Self::Resend,
        Self::Cancel,
        Self::Bounce,
        Self::Complain,
    ];

    /// From where it leads, and where to.
    #[must_use]
    pub fn arrow(self) -> (&'static [DeliveryState], DeliveryState) {
        use DeliveryState as S;
        match self {
            Self::Claim => (&[S::Queued], S::Claimed),
            Self::Skip => (&[S::Queued, S::Claimed], S::Skipped),
            Self::Offer => (&[S::Claimed], S::Offered),
            Self::Accept => (&[S::Offered], S::Accepted),
            Self::Keep => (&[S::Claimed], S::Kept),
            Self::Defer => (&[S::Claimed, S::Offered], S::Deferred),
            Self::Fail => (&[S::Claimed, S::Offered, S::Queued], S::Failed),
            Self::Doubt => (&[S::Offered], S::Uncertain),
            Self::Requeue => (&[S::Claimed, S::Offered], S::Queued),
            Self::Wake => (&[S::Deferred], S::Queued),
            Self::Hold => (&[S::Queued, S::Claimed, S::Deferred], S::Held),
            Self::Release => (&[S::Held], S::Queued),
            Self::Resend => (&[S::Uncertain], S::Queued),
            Self::Cancel => (&[S::Queued, S::Claimed, S::Deferred, S::Held], S::Skipped),
            Self::Bounce => (&[S::Accepted], S::Bounced),
            Self::Complain => (&[S::Accepted, S::Bounced], S::Complained),
        }
    }

    /// The state after this step, or `None` when the step does not lead from here.
    #[must_use]
    pub fn from(self, state: DeliveryState) -> Option<DeliveryState> {
        let (from, to) = self.arrow();
        from.contains(&state).then_some(to)
    }
}

/// A mailing as it was approved, with its rendered text.
#[derive(Clone, Debug)]
pub struct Mailing {
    pub id: MailingId,
    pub item: Uuid,
    pub version: Uuid,
    pub campaign: Option<Uuid>,
    pub segment: SegmentId,
    pub segment_name: String,
    pub subject: String,
    pub lang: String,
    pub from_name: String,
    pub from_address: String,
    pub reply_to: String,
    pub leaf: Uuid,
    pub sample: bool,
    pub scheduled_at: Moment,
    pub created_at: Moment,
    /// When the list of recipients was complete.
    pub audience_at: Option<Moment>,
    pub audience_cursor: Option<Uuid>,
    pub total: i64,
    /// Why it is held, if it is.
    pub held: Option<String>,
    /// What keeps it from going on, and since when.
    pub trouble: Option<Trouble>,
    /// `sent`, `kept` (all of it stayed in the outbox of this machine) or `cancelled`,
    /// once it is over.
    pub ended: Option<(String, Moment)>,
}

/// What keeps a mailing from going on although nobody holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The last part of the key of its sentence.
    pub reason: String,
    /// What the server said. Written by a stranger.
    pub detail: String,
    pub since: Moment,
}

impl Mailing {
    /// Reads the columns of `queries::MAILING`.
    ///
    /// # Errors
    /// When a column is missing.
    pub fn of(row: &Row) -> Result<Self, DbError> {
        let trouble: Option<String> = row.get("trouble")?;
        let how: Option<String> = row.get("how")?;
        let ended_at: Option<Moment> = row.get("ended_at")?;
        Ok(Self {
            id: row.get("id")?,
            item: row.get("item_id")?,
            version: row.get("version_id")?,
            campaign: row.get("campaign_id")?,
            segment: row.get("segment_id")?,
            segment_name: row.get("segment_name")?,
            subject: row.get("subject")?,
            lang: row.get("lang")?,
            from_name: row.get("from_name")?,
            from_address: row.get("from_address")?,
            reply_to: row.get("reply_to")?,
            leaf: row.get("leaf_id")?,
            sample: row.get("sample")?,
            scheduled_at: row.get("scheduled_at")?,
            created_at: row.get("created_at")?,
            audience_at: row.get("audience_at")?,
            audience_cursor: row.get("audience_cursor")?,
            total: row.get("total")?,
            held: row.get("held")?,
            trouble: match trouble {
                Some(reason) => Some(Trouble {
                    reason,
                    detail: row.get("trouble_detail")?,
                    since: row.get("trouble_since")?,
                }),
                None => None,
            },
            ended: how.zip(ended_at),
        })
    }
}

/// A delivery in the hands of the sender.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: DeliveryId,
    pub contact: Uuid,
    pub address: String,
    pub name: String,
    pub lang: String,
    pub attempts: i64,
    pub queued_at: Moment,
    /// When its text was first sent, if it was.
    pub offered_at: Option<Moment>,
}

/// A delivery as pages list it.
#[derive(Clone, Debug)]
pub struct DeliveryLine {
    pub id: DeliveryId,
    pub contact: Uuid,
    pub address: String,
    pub name: String,
    pub state: DeliveryState,
    pub reason: String,
    pub detail: String,
    pub next_at: Moment,
    pub attempts: i64,
    /// How often it was not known whether the server took it.
    pub doubts: i64,
    pub accepted_at: Option<Moment>,
    pub opened_at: Option<Moment>,
    pub clicked_at: Option<Moment>,
}

/// What a reader, or a program, did with a mail.
#[derive(Clone, Debug)]
pub struct Hit {
    pub centre: kernel::CentreId,
    pub delivery: DeliveryId,
    pub kind: HitKind,
    pub link: i64,
    pub at: Moment,
    /// `User-Agent`, at most 300 characters; forgotten once judged.
    pub agent: String,
    /// Asked with HEAD, which no reader does.
    pub head: bool,
}

/// Opened or clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitKind {
    Open,
    Click,
}

impl HitKind {
    /// The word in rows.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Click => "click",
        }
    }
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// Only for a relay on this machine.
    None,
    #[default]
    StartTls,
    Tls,
}

impl Protection {
    pub const ALL: [Self; 3] = [Self::StartTls, Self::Tls, Self::None];

    /// The word in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StartTls => "start_tls",
            Self::Tls => "tls",
        }
    }

    /// The value of a word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.key() == key)
    }
}

/// A time of day, in minutes after midnight.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct DayMinute(pub i16);

impl DayMinute {
    /// `22:00`
    #[must_use]
    pub fn text(self) -> String {
        format!("{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for DayMinute {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (hour, minute) = text.split_once(':').ok_or(())?;
        let minute = minute.get(..2).ok_or(())?;
        let (hour, minute): (i16, i16) =
            (hour.parse().map_err(drop)?, minute.parse().map_err(drop)?);
        if (0..24).contains(&hour) && (0..60).contains(&minute) {
            Ok(Self(hour * 60 + minute))
        } else {
            Err(())
        }
    }
}

/// When no marketing is sent, by the centre's clock. Equal times switch a rule off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    pub from: DayMinute,
    pub until: DayMinute,
    /// Saturdays and Sundays.
    pub weekend_from: DayMinute,
    pub weekend_until: DayMinute,
}

/// 22:00–07:00, at weekends 20:00–10:00: the sending policy of the operations guide,
/// section 20, for e-mail.
impl Default for QuietHours {
    fn default() -> Self {
        Self {
            from: DayMinute(22 * 60),
            until: DayMinute(7 * 60),
            weekend_from: DayMinute(20 * 60),
            weekend_until: DayMinute(10 * 60),
        }
    }
}

/// How this centre sends. Without a host, mails stay in the local outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendingSettings {
    pub host: String,
    pub port: u16,
    pub security: Protection,
    pub user: String,
    /// A secret laid aside before; `null` for none.
    pub password: Option<Uuid>,
    pub from_name: String,
    pub from_address: String,
    pub reply_to: String,
    /// Where the centre is, printed under every mail.
    #[serde(default)]
    pub postal_address: String,
    pub dkim_domain: String,
    pub dkim_selector: String,
    /// A private key in PEM laid aside before; `null` for none.
    pub dkim_key: Option<Uuid>,
    /// Open connections to the mail server, 1 to 50.
    pub connections: u8,
    pub quiet: QuietHours,
}

impl Default for SendingSettings {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            security: Protection::StartTls,
            user: String::new(),
            password: None,
            from_name: String::new(),
            from_address: String::new(),
            reply_to: String::new(),
            postal_address: String::new(),
            dkim_domain: String::new(),
            dkim_selector: String::new(),
            dkim_key: None,
            connections: 4,
            quiet: QuietHours::default(),
        }
    }
}

/// What the machine's settings say about sending, put in by the program; what a centre
/// sets itself wins.
#[derive(Clone, Debug, Default)]
pub struct SmtpDefaults(pub Option<SmtpDefault>);

/// A mail server named in the machine's settings.
#[derive(Clone, Debug)]
pub struct SmtpDefault {
    pub host: String,
    pub port: u16,
    pub security: Protection,
    pub user: String,
    pub password: Option<mail::Secret>,
    pub from_name: String,
    pub from_address: String,
    /// A root certificate trusted beside those of the system, in PEM.
    pub extra_root_pem: Option<String>,
    /// Open connections, 1 to 50.
    pub connections: u8,
}

/// What the sender works with: settings with their secrets in the clear.
#[derive(Clone, Debug)]
pub struct Sending {
    pub settings: SendingSettings,
    pub password: Option<mail::Secret>,
    pub dkim_pem: Option<mail::Secret>,
    pub extra_root_pem: Option<String>,
    /// Nothing leaves the machine: no server is set, or the centre is a sample.
    pub is_local: bool,
}

/// A mail of the local outbox, without its octets.
#[derive(Clone, Debug)]
pub struct LocalMail {
    pub id: Uuid,
    pub mailing: Option<Uuid>,
    pub recipient: String,
    pub subject: String,
    pub at: Moment,
}

/// How many deliveries of a mailing stand where, and what readers did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Figures {
    pub queued: i64,
    pub deferred: i64,
    pub held: i64,
    pub uncertain: i64,
    /// Handed to the server, whatever came of it.
    pub sent: i64,
    /// Sent and not come back.
    pub delivered: i64,
    pub bounced: i64,
    pub complained: i64,
    pub failed: i64,
    pub skipped: i64,
    /// Left in the outbox of this machine; neither sent nor delivered.
    pub kept: i64,
    /// Recipients of whom a person opened or clicked.
    pub opened: i64,
    /// Recipients of whom a person clicked.
    pub clicked: i64,
}

impl Figures {
    /// Those still to be done by the program itself.
    #[must_use]
    pub fn remaining(&self) -> i64 {
        self.queued + self.deferred
    }
}
