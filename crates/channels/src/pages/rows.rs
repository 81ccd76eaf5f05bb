//! The rows behind a number of a mailing.

use axum::extract::{Path, Query};
use frame::{Answer, Failed, Visit};
use serde::Deserialize;
use ui::{Area, Col, Markup, Row, Tab, fmt, html};

use super::words::{delivery_mark, delivery_word, reason_word};
use crate::model::{DeliveryId, DeliveryLine, DeliveryState, MailingId};
use crate::queries;

/// Deliveries of one page.
const PAGE: i64 = 50;

/// What the address narrows the list to.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    after: Option<DeliveryId>,
}

/// Kinds that are no single state, with the keys of their words.
const KINDS: [(&str, &str); 7] = [
    ("", "channels-tab-all"),
    ("sent", "channels-sent"),
    ("delivered", "channels-delivered"),
    ("returned", "channels-returned"),
    ("opened", "channels-opened"),
    ("clicked", "channels-clicked"),
    ("doubted", "channels-doubted"),
];

pub async fn show(visit: Visit, Path(id): Path<MailingId>, Query(asked): Query<Asked>) -> Answer {
    visit.must_read(audience::READ_CONTACTS).await??;
    let conn = visit.reader();
    let mailing = queries::mailing(&conn, visit.centre.id, id)
        .await?
        .ok_or(Failed::NotFound)?;
    let mut lines = queries::deliveries(
        &conn,
        visit.centre.id,
        id,
        &asked.state,
        asked.after,
        PAGE + 1,
    )
    .await?;
    let more = lines.len() as i64 > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(50));
    let next = more
        .then(|| {
            lines.last().map(|l| {
                format!(
                    "/channels/email/{id}/deliveries?state={}&after={}",
                    asked.state, l.id
                )
            })
        })
        .flatten();
    let rows: Vec<Row> = lines.iter().map(|line| row(&visit, line)).collect();
    let t = |key: &str| visit.t(key);
    let table = ui::table(visit.lang(), t("channels-deliveries"))
        .col(Col::new(t("channels-col-recipient")))
        .col(Col::new(t("channels-col-state")))
        .col(Col::new(t("channels-col-reason")))
        .col(Col::new(t("channels-accepted-at")).short().named())
        .col(Col::new(t("channels-opened")).wide_only())
        .col(Col::new(t("channels-clicked")).wide_only())
        .rows(rows)
        .fold()
        .more(next)
        .when_empty(ui::empty(
            &t("channels-no-rows"),
            &t("channels-no-rows-more"),
            None,
        ));
    let here = format!("/channels/email/{id}");
    let body = html! {
        (ui::crumbs(visit.lang(), &[(&t("channels-email"), "/channels/email"), (&mailing.subject, &here)], &t("channels-deliveries")))
        (ui::page_head(t("channels-deliveries")).sentence(t("channels-deliveries-more")))
        (tabs(&visit, id, &asked.state))
        (table)
    };
    visit
        .page(Area::Channels, &t("channels-deliveries"), body)
        .await
}

fn tabs(visit: &Visit, id: MailingId, state: &str) -> Markup {
    let to = |of: &str| format!("/channels/email/{id}/deliveries?state={of}");
    let mut tabs: Vec<Tab> = KINDS
        .iter()
        .map(|(of, key)| Tab::new(visit.t(key), to(of), *of == state))
        .collect();
    if let Some(known) = DeliveryState::from_key(state) {
        tabs.push(Tab::new(
            delivery_word(visit.lang(), known),
            to(state),
            true,
        ));
    }
    ui::tabs(&visit.t("channels-deliveries"), &tabs)
}

fn row(visit: &Visit, line: &DeliveryLine) -> Row {
    let lang = visit.lang();
    let when = |at: Option<kernel::Moment>| {
        at.map_or_else(String::new, |at| {
            fmt::near(lang, &visit.zone, visit.now, at)
        })
    };
    let name = if line.name.is_empty() {
        &line.address
    } else {
        &line.name
    };
    let reason = html! {
        (reason_word(lang, &line.reason))
        @if line.state == DeliveryState::Deferred { " " (lang.tr("channels-next-try", &[("when", when(Some(line.next_at)).into())])) }
        @if line.doubts > 0 { " " (visit.t("channels-was-doubtful")) }
        @if !line.detail.is_empty() { (ui::folded(&visit.t("channels-server-words"), html! { p lang="en" { (line.detail) } })) }
    };
    Row::link(name, format!("/care/people/{}", line.contact))
        .detail(&line.address)
        .cell(delivery_mark(lang, line.state))
        .cell(reason)
        .cell(when(line.accepted_at))
        .cell(when(line.opened_at))
        .cell(when(line.clicked_at))
}
