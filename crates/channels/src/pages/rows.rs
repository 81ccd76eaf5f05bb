//! The rows behind a number of a mailing.

use axum::extract::{Path, Query};
use frame::{Answer, Failed, Visit};
use serde::Deserialize;
use ui::{Area, Chip, Col, Field, Lang, Markup, Row, Tab, fmt, html};

use super::words::{class_key, delivery_mark, delivery_word, reason_word};
use crate::model::{DeliveryId, DeliveryLine, DeliveryState, LogFilter, MailingId};
use crate::queries;

/// Deliveries of one page.
const PAGE: i64 = 50;

/// What the address narrows the list to.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    q: String,
    link: Option<i64>,
    #[serde(default)]
    domain: String,
    #[serde(default)]
    device: String,
    #[serde(default)]
    program: String,
    after: Option<DeliveryId>,
}

impl Asked {
    fn filter(&self) -> LogFilter {
        LogFilter {
            of: self.state.clone(),
            words: self.q.clone(),
            link: self.link,
            domain: self.domain.clone(),
            device: self.device.clone(),
            program: self.program.clone(),
        }
    }

    /// The address of the same list, from another recipient on.
    fn address(&self, mailing: MailingId, after: Option<DeliveryId>) -> String {
        let link = self.link.map(|n| n.to_string()).unwrap_or_default();
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("state", &self.state),
            ("q", &self.q),
            ("link", &link),
            ("domain", &self.domain),
            ("device", &self.device),
            ("program", &self.program),
            ("after", &after),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("/channels/email/{mailing}/deliveries?{}", query.finish())
    }
}

/// Kinds that are no single state, with the keys of their words.
const KINDS: [(&str, &str); 8] = [
    ("", "channels-tab-all"),
    ("sent", "channels-sent"),
    ("delivered", "channels-delivered"),
    ("returned", "channels-returned"),
    ("opened", "channels-opened"),
    ("clicked", "channels-clicked"),
    ("left", "channels-unsubscribed"),
    ("doubted", "channels-doubted"),
];

pub async fn show(visit: Visit, Path(id): Path<MailingId>, Query(asked): Query<Asked>) -> Answer {
    visit.must_read(audience::READ_CONTACTS).await??;
    let conn = visit.reader();
    let mailing = queries::mailing(&conn, visit.centre.id, id)
        .await?
        .ok_or(Failed::NotFound)?;
    let filter = asked.filter();
    let mut lines =
        queries::deliveries(&conn, visit.centre.id, id, &filter, asked.after, PAGE + 1).await?;
    let more = lines.len() as i64 > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(50));
    let last = lines.last().filter(|_| more);
    let next = last.map(|line| asked.address(id, Some(line.id)));
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
        (narrowing(&visit, id, &asked))
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

/// What the list is narrowed to besides its tab, each to be taken off, and a search.
fn narrowing(visit: &Visit, id: MailingId, asked: &Asked) -> Markup {
    let lang = visit.lang();
    let first = Asked {
        after: None,
        ..asked.clone()
    };
    let link = asked.link.map(|n| (n + 1).to_string()).unwrap_or_default();
    let mut chips = Vec::new();
    for (key, value, without) in [
        (
            "channels-find-recipient",
            asked.q.clone(),
            Asked {
                q: String::new(),
                ..first.clone()
            },
        ),
        (
            "channels-link",
            link,
            Asked {
                link: None,
                ..first.clone()
            },
        ),
        (
            "channels-domain",
            asked.domain.clone(),
            Asked {
                domain: String::new(),
                ..first.clone()
            },
        ),
        (
            "channels-device",
            class(lang, "device", &asked.device),
            Asked {
                device: String::new(),
                ..first.clone()
            },
        ),
        (
            "channels-program",
            class(lang, "program", &asked.program),
            Asked {
                program: String::new(),
                ..first.clone()
            },
        ),
    ] {
        if !value.is_empty() {
            chips.push(Chip {
                name: visit.t(key),
                value,
                without: without.address(id, None),
            });
        }
    }
    let here = format!("/channels/email/{id}/deliveries");
    let clear = Asked {
        state: asked.state.clone(),
        ..Asked::default()
    };
    let fields = html! {
        input type="hidden" name="state" value=(asked.state);
        (Field::search("q", visit.t("channels-find-recipient")).value(&asked.q).required(false))
    };
    ui::filters(lang, &here, &chips, &clear.address(id, None), fields)
}

/// The word of a class of reader; empty for none, and for one that is none of ours.
fn class(lang: Lang, name: &str, key: &str) -> String {
    let word = class_key(name, key);
    if key.is_empty() || !lang.has(&word) {
        return String::new();
    }
    lang.t(&word)
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
