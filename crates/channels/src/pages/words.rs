//! Words and signs that several screens share.

use frame::Visit;
use kernel::Moment;
use ui::{Lang, Markup, State, fmt, html};

use crate::model::{DeliveryState, Figures, Mailing};
use crate::queries;

/// How a mailing stands, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Missed,
    Held,
    Trouble,
    Scheduled,
    Quiet(Moment),
    Sending,
    Doubt,
    Sent,
    Kept,
    Cancelled,
}

/// Where a mailing stands and when it goes on.
pub async fn standing(
    visit: &Visit,
    mailing: &Mailing,
    figures: &Figures,
) -> Result<Standing, kernel::DbError> {
    if let Some((how, _)) = &mailing.ended {
        return Ok(match how.as_str() {
            "sent" => Standing::Sent,
            "kept" => Standing::Kept,
            _ => Standing::Cancelled,
        });
    }
    if mailing.held.is_some() {
        return Ok(Standing::Held);
    }
    let conn = visit.reader();
    if queries::is_missed(&conn, visit.centre.id, mailing.id).await? {
        return Ok(Standing::Missed);
    }
    if mailing.trouble.is_some() {
        return Ok(Standing::Trouble);
    }
    let opens =
        queries::goes_at(&conn, visit.centre.id, mailing.scheduled_at.max(visit.now)).await?;
    if mailing.scheduled_at > visit.now {
        return Ok(Standing::Scheduled);
    }
    if figures.remaining() > 0 || mailing.audience_at.is_none() {
        return Ok(if opens > visit.now {
            Standing::Quiet(opens)
        } else {
            Standing::Sending
        });
    }
    Ok(if figures.uncertain > 0 {
        Standing::Doubt
    } else {
        Standing::Sending
    })
}

/// The square and word of a standing.
pub fn standing_mark(lang: Lang, standing: Standing) -> Markup {
    let (state, key) = match standing {
        Standing::Missed => (State::Late, "channels-standing-missed"),
        Standing::Held => (State::Stopped, "channels-standing-held"),
        Standing::Trouble => (State::Late, "channels-standing-trouble"),
        Standing::Scheduled => (State::Scheduled, "channels-standing-scheduled"),
        Standing::Quiet(_) => (State::Wait, "channels-standing-quiet"),
        Standing::Sending => (State::Wait, "channels-standing-sending"),
        Standing::Doubt => (State::Wait, "channels-standing-doubt"),
        Standing::Sent => (State::Done, "channels-standing-sent"),
        Standing::Kept => (State::Draft, "channels-standing-kept"),
        Standing::Cancelled => (State::Back, "channels-standing-cancelled"),
    };
    ui::state(state, lang.t(key))
}

/// When it goes, or went.
pub fn when(visit: &Visit, mailing: &Mailing, standing: Standing) -> String {
    let lang = visit.lang();
    let near = |at| fmt::near(lang, &visit.zone, visit.now, at);
    match standing {
        Standing::Quiet(opens) => lang.tr("channels-when-quiet", &[("when", near(opens).into())]),
        Standing::Scheduled => lang.tr(
            "channels-when-scheduled",
            &[("when", near(mailing.scheduled_at).into())],
        ),
        _ => near(mailing.scheduled_at),
    }
}

/// The square and word of a delivery.
pub fn delivery_mark(lang: Lang, state: DeliveryState) -> Markup {
    let sign = match state {
        DeliveryState::Accepted => State::Done,
        DeliveryState::Queued
        | DeliveryState::Claimed
        | DeliveryState::Offered
        | DeliveryState::Deferred => State::Wait,
        DeliveryState::Held | DeliveryState::Uncertain => State::Stopped,
        DeliveryState::Failed | DeliveryState::Bounced | DeliveryState::Complained => State::Back,
        DeliveryState::Skipped | DeliveryState::Kept => State::Draft,
    };
    ui::state(sign, delivery_word(lang, state))
}

/// The word of a state of deliveries.
pub fn delivery_word(lang: Lang, state: DeliveryState) -> String {
    lang.t(match state {
        DeliveryState::Queued => "channels-state-queued",
        DeliveryState::Claimed => "channels-state-claimed",
        DeliveryState::Offered => "channels-state-offered",
        DeliveryState::Accepted => "channels-state-accepted",
        DeliveryState::Deferred => "channels-state-deferred",
        DeliveryState::Failed => "channels-state-failed",
        DeliveryState::Skipped => "channels-state-skipped",
        DeliveryState::Uncertain => "channels-state-uncertain",
        DeliveryState::Held => "channels-state-held",
        DeliveryState::Kept => "channels-state-kept",
        DeliveryState::Bounced => "channels-state-bounced",
        DeliveryState::Complained => "channels-state-complained",
    })
}

/// The reason kept on a delivery, in words; an unknown one as it is.
pub fn reason_word(lang: Lang, reason: &str) -> String {
    if reason.is_empty() {
        return String::new();
    }
    let key = format!("channels-reason-{}", reason.replace('_', "-"));
    if lang.has(&key) {
        lang.t(&key)
    } else {
        reason.to_owned()
    }
}

/// The key of a class of reader; `name` is `device` or `program`.
pub fn class_key(name: &str, key: &str) -> String {
    if name == "device" {
        format!("channels-device-{key}")
    } else {
        format!("channels-program-{key}")
    }
}

/// A number with its share, opening the rows behind it.
pub fn figure(href: &str, n: i64, of: i64) -> Markup {
    html! {
        (ui::link(fmt::number(n), href))
        @if of > 0 { " " (share(n, of)) }
    }
}

/// A share as a percentage; a dash when there is nothing to share.
pub fn share(n: i64, of: i64) -> String {
    if of == 0 {
        return "–".into();
    }
    fmt::percent(n as f64 / of as f64, 1)
}
