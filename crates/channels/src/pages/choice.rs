//! What the page of publishing asks for e-mail: whom, with which subject, when.

use audience::Purpose;
use axum::extract::Query;
use axum::response::IntoResponse;
use content::ItemId;
use frame::{Answer, Visit};
use jiff::civil::DateTime;
use kernel::Moment;
use serde::Deserialize;
use ui::{Choice as Option_, Field, Markup, fmt, html};

use crate::model::{LATE_GRACE_SECONDS, SUBJECT_MAX};
use crate::queries;

/// What was typed already, and for which item.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    item: Option<ItemId>,
    #[serde(default, rename = "email.segment")]
    segment: String,
    #[serde(default, rename = "email.subject")]
    subject: Option<String>,
    #[serde(default, rename = "email.preheader")]
    preheader: Option<String>,
    #[serde(default, rename = "email.send_at")]
    send_at: String,
    #[serde(default, rename = "email.when_late")]
    when_late: String,
    /// The form came back: what is wrong is said at its field.
    #[serde(default)]
    judged: String,
}

pub async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let conn = visit.reader();
    let centre = visit.centre.id;
    let mut choices = Vec::new();
    let mut known = false;
    for segment in audience::queries::segments(&conn, centre).await? {
        let count = audience::queries::count_rule(
            &conn,
            centre,
            &segment.rule,
            Purpose::MarketingEmail,
            visit.now,
        )
        .await?;
        let word = visit.lang().tr(
            "channels-segment-choice",
            &[
                ("name", segment.name.clone().into()),
                ("count", count.reachable.into()),
            ],
        );
        let chosen = asked.segment == segment.id.to_string();
        known |= chosen;
        choices.push(Option_::new(segment.id.to_string(), word, chosen));
    }
    if !choices.is_empty() {
        // Nobody is written to because their segment happened to be the first of the list.
        choices.insert(
            0,
            Option_::new("", visit.t("channels-segment-none"), !known),
        );
    }
    // The version that will be published is made of the working copy.
    let item = match asked.item {
        Some(item) => content::queries::item(&conn, centre, item).await?,
        None => None,
    };
    let (title, summary) = item.map(|it| (it.title, it.summary)).unwrap_or_default();
    let opens = queries::goes_at(&conn, centre, visit.now).await?;
    let when = if opens > visit.now {
        visit.lang().tr(
            "channels-goes-later",
            &[(
                "when",
                fmt::near(visit.lang(), &visit.zone, visit.now, opens).into(),
            )],
        )
    } else {
        visit.t("channels-goes-now")
    };
    let typed = Asked {
        subject: Some(cut(asked.subject.as_deref().unwrap_or(&title))),
        preheader: Some(cut(asked.preheader.as_deref().unwrap_or(&summary))),
        ..asked
    };
    Ok(fields(&visit, choices, &typed, &when).into_response())
}

fn cut(text: &str) -> String {
    text.chars().take(SUBJECT_MAX).collect()
}

/// What is wrong with the time that was typed, in the zone of the centre.
fn time_fault(visit: &Visit, typed: &str, sends_late: bool) -> Option<String> {
    let local: Option<DateTime> = typed.parse().ok();
    let Some(at) = local.and_then(|at| at.to_zoned(visit.zone.clone()).ok()) else {
        return Some(visit.t("channels-send-at-wrong"));
    };
    let at = Moment(at.timestamp().as_microsecond()).plus_seconds(LATE_GRACE_SECONDS);
    (at < visit.now && !sends_late).then(|| visit.t("channels-send-at-past"))
}

fn fields(visit: &Visit, choices: Vec<Option_>, typed: &Asked, when: &str) -> Markup {
    let lang = visit.lang();
    if choices.is_empty() {
        return ui::empty(
            &visit.t("channels-no-segments"),
            &visit.t("channels-no-segments-more"),
            Some(ui::link_button(
                visit.t("channels-make-segment"),
                "/care/segments/new",
            )),
        );
    }
    let most = u32::try_from(SUBJECT_MAX).unwrap_or(150);
    let subject = typed.subject.clone().unwrap_or_default();
    let preheader = typed.preheader.clone().unwrap_or_default();
    let judged = !typed.judged.is_empty();
    let wrong_segment =
        (judged && typed.segment.trim().is_empty()).then(|| visit.t("channels-choose-segment"));
    let wrong_subject =
        (judged && subject.trim().is_empty()).then(|| visit.t("channels-subject-missing"));
    let sends_late = typed.when_late == "send";
    let wrong_time = (judged && !typed.send_at.is_empty())
        .then(|| time_fault(visit, &typed.send_at, sends_late))
        .flatten();
    let earliest = fmt::input_date_time(&visit.zone, visit.now);
    let late = vec![
        Option_::new("ask", visit.t("channels-when-late-ask"), !sends_late),
        Option_::new("send", visit.t("channels-when-late-send"), sends_late),
    ];
    html! {
        (Field::select("email.segment", visit.t("channels-segment"), choices).hint(visit.t("channels-segment-hint")).error(wrong_segment).required(false))
        (Field::text("email.subject", visit.t("channels-subject")).value(subject).max_chars(most).required(false).error(wrong_subject))
        (Field::text("email.preheader", visit.t("channels-preheader")).value(preheader).max_chars(most).hint(visit.t("channels-preheader-hint")).optional(lang))
        (Field::date_time("email.send_at", visit.t("channels-send-at")).value(&typed.send_at).between(earliest, "").hint(when).optional(lang).error(wrong_time))
        (Field::radios("email.when_late", visit.t("channels-when-late"), late).required(false))
    }
}
