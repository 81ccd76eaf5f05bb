//! Words and parts that several screens of planning share.

use std::collections::BTreeMap;

use desk::FieldError;
use desk::rulebook::Rulebook;
pub(super) use frame::error_at;
use frame::{Failed, Visit};
use jiff::civil::{Date, Time};
use kernel::{AccountId, DbError, Moment};
use ui::{Choice, Lang, Markup, State, fmt};

use crate::model::{Campaign, CampaignKind, CampaignState, NextTime, Task};

/// The people of the house by account, those who left included.
pub(super) struct Names(BTreeMap<AccountId, (String, bool)>);

impl Names {
    pub(super) async fn of(visit: &Visit) -> Result<Self, DbError> {
        let accounts = people::queries::accounts(&visit.reader(), visit.centre.id).await?;
        let names = accounts.into_iter().map(|a| (a.id, (a.name, a.closed)));
        Ok(Self(names.collect()))
    }

    pub(super) fn get(&self, visit: &Visit, account: AccountId) -> String {
        let known = self.0.get(&account).map(|(name, _)| name.clone());
        known.unwrap_or_else(|| visit.t("planning-nobody"))
    }

    /// Everybody who can be given work, as choices of a field.
    pub(super) fn choices(&self, chosen: Option<AccountId>) -> Vec<Choice> {
        let open = self.0.iter().filter(|(_, (_, closed))| !closed);
        open.map(|(id, (name, _))| Choice::new(id.to_string(), name, chosen == Some(*id)))
            .collect()
    }
}

/// The one of two wordings that the reader reads.
pub(super) fn either<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::En && !en.is_empty() {
        en
    } else {
        zh
    }
}

pub(super) fn kind_word(lang: Lang, kind: CampaignKind) -> String {
    lang.t(match kind {
        CampaignKind::Brand => "planning-kind-brand",
        CampaignKind::Education => "planning-kind-education",
        CampaignKind::Recruitment => "planning-kind-recruitment",
        CampaignKind::Care => "planning-kind-care",
        CampaignKind::MemberActivity => "planning-kind-member-activity",
        CampaignKind::Event => "planning-kind-event",
        CampaignKind::Exhibition => "planning-kind-exhibition",
        CampaignKind::Community => "planning-kind-community",
        CampaignKind::Press => "planning-kind-press",
        CampaignKind::SearchAds => "planning-kind-search-ads",
        CampaignKind::SocialAds => "planning-kind-social-ads",
        CampaignKind::Email => "planning-kind-email",
        CampaignKind::Survey => "planning-kind-survey",
    })
}

pub(super) fn state_word(lang: Lang, state: CampaignState) -> String {
    lang.t(match state {
        CampaignState::Idea => "planning-state-idea",
        CampaignState::Approved => "planning-state-approved",
        CampaignState::Live => "planning-state-live",
        CampaignState::Closed => "planning-state-closed",
    })
}

pub(super) fn next_word(lang: Lang, next: NextTime) -> String {
    lang.t(match next {
        NextTime::Repeat => "planning-next-repeat",
        NextTime::Change => "planning-next-change",
        NextTime::Stop => "planning-next-stop",
    })
}

/// The square of a campaign's state.
pub(super) fn state_mark(lang: Lang, state: CampaignState) -> Markup {
    let shape = match state {
        CampaignState::Idea => State::Draft,
        CampaignState::Approved => State::Scheduled,
        CampaignState::Live => State::Published,
        CampaignState::Closed => State::Plain,
    };
    ui::state(shape, state_word(lang, state))
}

/// 12/1–12/31; the window ends before `until`.
pub(super) fn window(visit: &Visit, it: &Campaign) -> String {
    fmt::date_range(visit.lang(), &visit.zone, it.from, Moment(it.until.0 - 1))
}

/// The words of an indicator, as the document in force has them.
pub(super) fn kpi_word(lang: Lang, book: &Rulebook, kpi: &str) -> String {
    let mut known = book.document.kpis.iter().flat_map(|group| &group.kpis);
    known.find(|one| one.id == kpi).map_or_else(
        || kpi.to_owned(),
        |one| either(lang, &one.zh, &one.en).to_owned(),
    )
}

/// The words of a duty, as the document in force has them.
pub(super) fn duty_word(lang: Lang, book: &Rulebook, duty: &str) -> String {
    let known = book.document.duties.iter().find(|one| one.id == duty);
    known.map_or_else(
        || duty.to_owned(),
        |one| either(lang, &one.zh, &one.en).to_owned(),
    )
}

/// When a task is due, with the square that says so where it came back or is late.
pub(super) fn due_mark(visit: &Visit, task: &Task) -> Markup {
    let lang = visit.lang();
    let due = |at: Moment| {
        if task.all_day {
            fmt::date(lang, &visit.zone, at)
        } else {
            fmt::near(lang, &visit.zone, visit.now, at)
        }
    };
    let words = task.due.map(due).unwrap_or_default();
    maud::html! {
        @if let Some(done) = &task.done {
            (fmt::near(lang, &visit.zone, visit.now, done.at))
        } @else {
            @if task.returned.is_some() { (ui::state(State::Back, visit.t("planning-task-returned"))) " " }
            @if task.is_late(visit.now) {
                @let late = task.due.map(|due| fmt::late(lang, visit.now, due)).unwrap_or_default();
                (ui::state(State::Late, late))
            } @else { (words) }
        }
    }
}

/// The summary over a form with errors; fields are named by their labels.
pub(super) fn summary(visit: &Visit, errors: &[FieldError], labels: &[(&str, &str)]) -> Markup {
    let named: Vec<(&str, String)> = errors
        .iter()
        .map(|error| {
            let field = error.pointer.trim_start_matches('/');
            let label = labels.iter().find(|(name, _)| *name == field);
            (
                field,
                label.map_or_else(|| field.to_owned(), |(_, key)| visit.t(key)),
            )
        })
        .collect();
    let lines: Vec<(&str, &str)> = named.iter().map(|(f, l)| (*f, l.as_str())).collect();
    maud::html! { @if !lines.is_empty() { (ui::error_summary(visit.lang(), &lines)) } }
}

/// The first instant of a day as a date field writes it.
pub(super) fn start_of_day(visit: &Visit, date: &str) -> Option<Moment> {
    moment_at(visit, date.parse().ok()?, Time::midnight())
}

/// The first instant after a day as a date field writes it.
pub(super) fn end_of_day(visit: &Visit, date: &str) -> Option<Moment> {
    let date: Date = date.parse().ok()?;
    moment_at(visit, date.tomorrow().ok()?, Time::midnight())
}

/// A day and a time of that day in the centre's zone.
pub(super) fn moment_at(visit: &Visit, date: Date, time: Time) -> Option<Moment> {
    let at = date.to_datetime(time).to_zoned(visit.zone.clone()).ok()?;
    Some(Moment(at.timestamp().as_microsecond()))
}

/// The first instants of today and of tomorrow.
pub(super) fn today(visit: &Visit) -> (Moment, Moment) {
    let date = visit.now.in_zone(&visit.zone).date();
    let from = moment_at(visit, date, Time::midnight()).unwrap_or(visit.now);
    let until = date
        .tomorrow()
        .ok()
        .and_then(|d| moment_at(visit, d, Time::midnight()));
    (from, until.unwrap_or(from.plus_days(1)))
}

/// A cursor in an address: an instant and an id.
pub(super) fn cursor<T: std::str::FromStr>(text: &str) -> Option<(Moment, T)> {
    let (at, id) = text.split_once('_')?;
    Some((Moment(at.parse().ok()?), id.parse().ok()?))
}

/// The id in an address; anything else is no page.
pub(super) fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, Failed> {
    text.parse().map_err(|_| Failed::NotFound)
}

/// A value as it may stand in an address.
pub(super) fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
