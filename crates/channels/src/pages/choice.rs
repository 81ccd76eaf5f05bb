//! What the page of publishing asks for e-mail: whom, with which subject, when.

use audience::Purpose;
use axum::extract::Query;
use axum::response::IntoResponse;
use content::ItemId;
use frame::{Answer, Visit};
use serde::Deserialize;
use ui::{Choice as Option_, Field, Markup, fmt, html};

use crate::model::SUBJECT_MAX;
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
}

pub async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let conn = visit.reader();
    let centre = visit.centre.id;
    let mut choices = Vec::new();
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
        choices.push(Option_::new(segment.id.to_string(), word, chosen));
    }
    let version = match asked.item {
        Some(item) => content::queries::latest_version(&conn, centre, item).await?,
        None => None,
    };
    let (title, summary) = version.map(|v| (v.title, v.summary)).unwrap_or_default();
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
    let subject = asked.subject.clone().unwrap_or(title);
    let preheader = asked.preheader.clone().unwrap_or(summary);
    Ok(fields(
        &visit,
        choices,
        &cut(&subject),
        &cut(&preheader),
        &asked.send_at,
        &when,
    )
    .into_response())
}

fn cut(text: &str) -> String {
    text.chars().take(SUBJECT_MAX).collect()
}

fn fields(
    visit: &Visit,
    choices: Vec<Option_>,
    subject: &str,
    preheader: &str,
    send_at: &str,
    when: &str,
) -> Markup {
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
    html! {
        (Field::select("email.segment", visit.t("channels-segment"), choices).hint(visit.t("channels-segment-hint")).required(false))
        (Field::text("email.subject", visit.t("channels-subject")).value(subject).max_chars(most).required(false))
        (Field::text("email.preheader", visit.t("channels-preheader")).value(preheader).max_chars(most).hint(visit.t("channels-preheader-hint")).optional(lang))
        (Field::date_time("email.send_at", visit.t("channels-send-at")).value(send_at).hint(when).optional(lang))
    }
}
