//! Campaigns, tasks and the numbers of a campaign.

use kernel::{AccountId, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

kernel::id!(
    /// A campaign: several pieces with one objective in one window.
    CampaignId
);
kernel::id!(
    /// A piece of work for somebody of the department.
    TaskId
);

/// What kind of campaign it is; the words are those of the campaign workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CampaignKind {
    Brand,
    Education,
    /// Winning new customers.
    Recruitment,
    Care,
    MemberActivity,
    Event,
    Exhibition,
    Community,
    Press,
    SearchAds,
    SocialAds,
    Email,
    Survey,
}

impl CampaignKind {
    pub const ALL: [Self; 13] = [
        Self::Brand,
        Self::Education,
        Self::Recruitment,
        Self::Care,
        Self::MemberActivity,
        Self::Event,
        Self::Exhibition,
        Self::Community,
        Self::Press,
        Self::SearchAds,
        Self::SocialAds,
        Self::Email,
        Self::Survey,
    ];

    /// The word in rows and forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Brand => "brand",
            Self::Education => "education",
            Self::Recruitment => "recruitment",
            Self::Care => "care",
            Self::MemberActivity => "member_activity",
            Self::Event => "event",
            Self::Exhibition => "exhibition",
            Self::Community => "community",
            Self::Press => "press",
            Self::SearchAds => "search_ads",
            Self::SocialAds => "social_ads",
            Self::Email => "email",
            Self::Survey => "survey",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// How far a campaign is, told by which of its rows exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    Idea,
    /// Its design was accepted.
    Approved,
    /// Its launch was approved.
    Live,
    Closed,
}

impl CampaignState {
    pub const ALL: [Self; 4] = [Self::Idea, Self::Approved, Self::Live, Self::Closed];

    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Idea => "idea",
            Self::Approved => "approved",
            Self::Live => "live",
            Self::Closed => "closed",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// What to do with the idea next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NextTime {
    Repeat,
    Change,
    Stop,
}

impl NextTime {
    pub const ALL: [Self; 3] = [Self::Repeat, Self::Change, Self::Stop];

    /// The word in rows and forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Repeat => "repeat",
            Self::Change => "change",
            Self::Stop => "stop",
        }
    }

    /// The decision of a word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|next| next.key() == key)
    }
}

/// How a campaign ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CampaignEnd {
    pub results: String,
    pub lessons: String,
    pub decision: NextTime,
    pub account: AccountId,
    pub at: Moment,
}

/// Somebody's act at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Signed {
    pub account: AccountId,
    pub at: Moment,
}

/// A campaign as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Campaign {
    pub id: CampaignId,
    pub name: String,
    /// The value of `utm_campaign` in every link of it: lower case, digits, hyphens.
    pub slug: String,
    pub objective: String,
    pub kind: CampaignKind,
    /// First instant of the window.
    pub from: Moment,
    /// First instant after the window.
    pub until: Moment,
    pub owner: AccountId,
    /// Id of the indicator it is measured by, for example `kpi.leads-generated`.
    pub kpi: Option<String>,
    /// What that indicator should reach, in whole units of it.
    pub target: Option<i64>,
    /// Grows with every change of the draft; a proposal names the one it was read at.
    pub revision: i64,
    pub created: Signed,
    pub approved: Option<Signed>,
    pub launched: Option<Signed>,
    pub end: Option<CampaignEnd>,
}

impl Campaign {
    #[must_use]
    pub fn state(&self) -> CampaignState {
        if self.end.is_some() {
            CampaignState::Closed
        } else if self.launched.is_some() {
            CampaignState::Live
        } else if self.approved.is_some() {
            CampaignState::Approved
        } else {
            CampaignState::Idea
        }
    }
}

/// Why a task came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Returned {
    pub reason: String,
    pub account: AccountId,
    pub at: Moment,
}

/// A piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Task {
    pub id: TaskId,
    pub title: String,
    pub detail: String,
    /// When it is due; with `all_day` the last minute of that day in the centre's zone.
    pub due: Option<Moment>,
    pub all_day: bool,
    pub assignee: AccountId,
    /// Id of one of the main duties of the position document, `duty.strategy`.
    pub duty: String,
    pub campaign: Option<CampaignId>,
    pub campaign_name: Option<String>,
    /// The piece of content it is about.
    pub item: Option<Uuid>,
    pub created: Signed,
    pub done: Option<Signed>,
    pub returned: Option<Returned>,
}

impl Task {
    /// Open and past its time.
    #[must_use]
    pub fn is_late(&self, now: Moment) -> bool {
        self.done.is_none() && self.due.is_some_and(|due| due < now)
    }
}

/// Rows of the stream of activity, counted by kind and by who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub kind: String,
    pub machine: bool,
    pub rows: i64,
    /// Distinct contacts among them.
    pub people: i64,
    /// Sum of the amounts: seconds for dwell time.
    pub amount: i64,
}

/// The numbers of a campaign. Machines are counted apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Numbers {
    /// Accepted by a mail server.
    pub sent: i64,
    pub bounced: i64,
    /// Sent less bounced.
    pub delivered: i64,
    /// People who opened at least once.
    pub opened: i64,
    /// People who clicked at least once.
    pub clicked: i64,
    /// Opens and clicks by mail scanners and prefetching clients.
    pub by_machines: i64,
    pub unsubscribed: i64,
    /// Page views.
    pub visits: i64,
    /// Visible time of all visits, in seconds.
    pub dwell_seconds: i64,
    /// Registrations through a form.
    pub leads: i64,
    /// Pieces that went out.
    pub published: i64,
}

/// One row of activity as the list behind a number shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub id: Uuid,
    pub at: Moment,
    pub kind: String,
    pub contact: Option<Uuid>,
    pub machine: bool,
    pub amount: i64,
    /// Path, link or reason, where the row has one.
    pub detail: String,
}

/// What happened on one day of the centre, machines left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Midnight in the centre's zone.
    pub at: Moment,
    pub opened: i64,
    pub clicked: i64,
    pub visits: i64,
    pub leads: i64,
}
