//! All mailings of the centre.

use axum::extract::Query;
use desk::Period;
use frame::{Answer, Visit};
use kernel::Moment;
use serde::Deserialize;
use ui::{Area, Chip, Col, Markup, Row, Tab, fmt, html};

use super::words::{figure, share, standing, standing_mark, when};
use crate::model::{Figures, Mailing, MailingId};
use crate::queries::{self, MailingFilter};

/// Mailings of one page.
const PAGE: i64 = 50;

/// What the address narrows the list to.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    before: Option<MailingId>,
    campaign: Option<uuid::Uuid>,
    from: Option<i64>,
    until: Option<i64>,
}

pub async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let filter = MailingFilter {
        state: asked.state.clone(),
        words: asked.q.clone(),
        campaign: asked.campaign,
        due: due(&asked),
        before: asked.before,
    };
    let conn = visit.reader();
    let mut found = queries::mailings(&conn, visit.centre.id, &filter, PAGE + 1).await?;
    let more = found.len() as i64 > PAGE;
    found.truncate(usize::try_from(PAGE).unwrap_or(50));
    let ids: Vec<MailingId> = found.iter().map(|m| m.id).collect();
    let figures = queries::figures_of(&conn, visit.centre.id, &ids).await?;
    let sending = queries::sending(visit.desk(), &conn, visit.centre.id).await?;
    let reads = visit.may_read(audience::READ_CONTACTS).await?;
    let mut rows = Vec::new();
    for mailing in &found {
        let of = figures.get(&mailing.id).cloned().unwrap_or_default();
        rows.push(row(&visit, mailing, &of, reads).await?);
    }
    let next = more
        .then(|| found.last().map(|m| address(&asked, Some(m.id))))
        .flatten();
    let areas = [
        Tab::new(visit.t("channels-website"), "/channels/site", false),
        Tab::new(visit.t("channels-email"), "/channels/email", true),
    ];
    let body = html! {
        (head(&visit, sending.is_local, sending.settings.host.is_empty(), reads))
        (ui::tabs(&visit.t("ui-area-channels"), &areas))
        (standings(&visit, &asked))
        (days(&visit, &asked))
        (ui::list_search(visit.lang(), "/channels/email", &asked.q, "mailings"))
        (table(&visit, rows, next))
    };
    visit
        .page(Area::Channels, &visit.t("channels-email"), body)
        .await
}

/// The period of the address, in microseconds like every moment.
fn due(asked: &Asked) -> Option<Period> {
    let (from, until) = asked.from.zip(asked.until)?;
    Some(Period {
        from: Moment(from),
        until: Moment(until),
    })
}

/// Says which days the list is narrowed to, with the way out.
fn days(visit: &Visit, asked: &Asked) -> Markup {
    let Some(period) = due(asked) else {
        return html! {};
    };
    let last = Moment(period.until.0.saturating_sub(1));
    let all = Asked {
        from: None,
        until: None,
        ..asked.clone()
    };
    let chip = Chip {
        name: visit.t("channels-col-when"),
        value: fmt::date_range(visit.lang(), &visit.zone, period.from, last),
        without: address(&all, None),
    };
    ui::chips(visit.lang(), &[chip])
}

fn head(visit: &Visit, is_local: bool, no_server: bool, reads: bool) -> Markup {
    html! {
        (ui::page_head(visit.t("channels-email")).sentence(visit.t("channels-email-more"))
            .act(ui::link_button(visit.t("channels-write"), "/content").main()))
        @if is_local {
            (ui::notice(
                ui::Kind::Plain,
                visit.t(if no_server { "channels-local" } else { "channels-local-sample" }),
                html! { @if reads { (ui::link(visit.t("channels-open-outbox"), "/channels/email/outbox")) " " } (ui::link(visit.t("channels-open-settings"), "/settings/sending")) },
            ))
        }
    }
}

fn standings(visit: &Visit, asked: &Asked) -> Markup {
    let states = [
        ("", "channels-tab-all"),
        ("open", "channels-tab-open"),
        ("sent", "channels-tab-sent"),
        ("kept", "channels-standing-kept"),
        ("cancelled", "channels-tab-cancelled"),
    ];
    let items: Vec<(String, String, bool)> = states
        .iter()
        .map(|(state, key)| {
            let narrowed = Asked {
                state: (*state).to_owned(),
                before: None,
                ..asked.clone()
            };
            let current = asked.state == *state;
            (visit.t(key), address(&narrowed, None), current)
        })
        .collect();
    let items: Vec<(&str, &str, bool)> = items
        .iter()
        .map(|(word, href, current)| (word.as_str(), href.as_str(), *current))
        .collect();
    ui::segmented(&visit.t("channels-col-state"), &items)
}

fn address(asked: &Asked, before: Option<MailingId>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("q", &asked.q), ("state", &asked.state)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    if let Some(campaign) = asked.campaign {
        query.append_pair("campaign", &campaign.to_string());
    }
    if let Some(period) = due(asked) {
        query.append_pair("from", &period.from.0.to_string());
        query.append_pair("until", &period.until.0.to_string());
    }
    if let Some(before) = before {
        query.append_pair("before", &before.to_string());
    }
    format!("/channels/email?{}", query.finish())
}

/// `reads`: whether the visitor may read who the recipients are; numbers open them then.
async fn row(
    visit: &Visit,
    mailing: &Mailing,
    of: &Figures,
    reads: bool,
) -> Result<Row, kernel::DbError> {
    let stands = standing(visit, mailing, of).await?;
    let opens = |state: &str, n: i64, whole: i64| {
        let rows = format!("/channels/email/{}/deliveries?state={state}", mailing.id);
        if reads {
            figure(&rows, n, whole)
        } else {
            html! { (fmt::number(n)) @if whole > 0 { " " (share(n, whole)) } }
        }
    };
    let recipients = if mailing.audience_at.is_some() {
        fmt::number(mailing.total - of.skipped)
    } else {
        "–".into()
    };
    Ok(
        Row::link(&mailing.subject, format!("/channels/email/{}", mailing.id))
            .detail(&mailing.segment_name)
            .cell(standing_mark(visit.lang(), stands))
            .cell(when(visit, mailing, stands))
            .cell(recipients)
            .cell(opens("delivered", of.delivered, of.sent))
            .cell(opens("returned", of.bounced + of.failed, of.sent))
            .cell(opens("opened", of.opened, of.delivered))
            .cell(opens("clicked", of.clicked, of.delivered)),
    )
}

fn table(visit: &Visit, rows: Vec<Row>, next: Option<String>) -> Markup {
    let t = |key: &str| visit.t(key);
    html! {
        div id="mailings" {
            (ui::table(visit.lang(), t("channels-email"))
                .col(Col::new(t("channels-subject")))
                .col(Col::new(t("channels-col-state")))
                .col(Col::new(t("channels-col-when")))
                .col(Col::num(t("channels-col-recipients")).wide_only())
                .col(Col::num(t("channels-delivered")))
                .col(Col::num(t("channels-returned")).wide_only())
                .col(Col::num(t("channels-opened")))
                .col(Col::num(t("channels-clicked")))
                .rows(rows)
                .fold()
                .more(next)
                .when_empty(ui::empty(
                    &t("channels-none"),
                    &t("channels-none-more"),
                    Some(ui::link_button(t("channels-write"), "/content")),
                )))
        }
    }
}
