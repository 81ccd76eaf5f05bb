//! The rows behind a number: when, who (masked), what; machines marked apart.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, Query};
use desk::Period;
use frame::{Answer, Failed, Visit};
use kernel::Moment;
use serde::Deserialize;
use serde_json::json;
use ui::{Area, Col, Markup, Row, State, fmt, html};
use uuid::Uuid;

use super::words::{cursor, id_of};
use crate::model::{Campaign, Happened};
use crate::queries::{self, ROWS, Wanted};

/// Kinds that a number of planning counts, with the key of their words.
const KINDS: [(&str, &str); 9] = [
    ("mail.sent", "planning-kind-of-mail-sent"),
    ("mail.bounced", "planning-kind-of-mail-bounced"),
    ("mail.opened", "planning-kind-of-mail-opened"),
    ("mail.clicked", "planning-kind-of-mail-clicked"),
    ("mail.unsubscribed", "planning-kind-of-mail-unsubscribed"),
    ("site.visited", "planning-kind-of-site-visited"),
    ("site.dwelt", "planning-kind-of-site-dwelt"),
    ("lead.submitted", "planning-kind-of-lead-submitted"),
    ("content.published", "planning-kind-of-content-published"),
];

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    kind: String,
    /// `campaigns` leaves out what belongs to none.
    #[serde(default)]
    of: String,
    from: Option<i64>,
    until: Option<i64>,
    #[serde(default)]
    before: String,
}

pub(super) async fn of_campaign(
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let it = queries::campaign(&visit.reader(), visit.centre.id, id_of(&id)?)
        .await?
        .ok_or(Failed::NotFound)?;
    list(&visit, Some(&it), &asked).await
}

pub(super) async fn of_all(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    list(&visit, None, &asked).await
}

async fn list(visit: &Visit, campaign: Option<&Campaign>, asked: &Asked) -> Answer {
    let lang = visit.lang();
    let (kind, word) = KINDS
        .iter()
        .find(|(kind, _)| *kind == asked.kind)
        .ok_or(Failed::NotFound)?;
    let period = Option::zip(asked.from, asked.until).map(|(from, until)| Period {
        from: Moment(from),
        until: Moment(until),
    });
    let wanted = Wanted {
        kind: (*kind).to_owned(),
        campaigns: asked.of == "campaigns",
        period,
        before: cursor(&asked.before),
    };
    let rows = queries::happened(&visit.reader(), visit.centre.id, campaign, &wanted).await?;
    let names = names(visit, &rows).await;
    let here = campaign.map_or_else(
        || "/plan/activity".to_owned(),
        |it| format!("/plan/campaigns/{}/activity", it.id),
    );
    let mut span = period.map_or_else(String::new, |p| {
        format!("&from={}&until={}", p.from.0, p.until.0)
    });
    if wanted.campaigns {
        span.push_str("&of=campaigns");
    }
    let full = i64::try_from(rows.len()).is_ok_and(|n| n == ROWS);
    let more = rows
        .last()
        .filter(|_| full)
        .map(|last| format!("{here}?kind={kind}{span}&before={}_{}", last.at.0, last.id));
    let table = ui::table(lang, visit.t(word))
        .col(Col::new(visit.t("planning-when")).short())
        .col(Col::new(visit.t("planning-who")))
        .col(Col::new(visit.t("planning-what")).soft())
        .col(Col::num(visit.t("planning-seconds")).wide_only())
        .rows(rows.iter().map(|row| line(visit, row, &names)))
        .fold()
        .more(more)
        .when_empty(ui::empty(
            &visit.t("planning-no-rows"),
            &visit.t("planning-no-rows-more"),
            None,
        ));
    let mut head = ui::page_head(visit.t(word)).sentence(visit.t("planning-rows-more"));
    if let Some(p) = period {
        let days = fmt::date_range(lang, &visit.zone, p.from, Moment(p.until.0 - 1));
        head = head.named(&visit.t("planning-window"), days);
    }
    let list_word = visit.t("planning-campaigns");
    let own = campaign.map(|it| (it.name.clone(), format!("/plan/campaigns/{}", it.id)));
    let mut path = vec![(list_word.as_str(), "/plan/campaigns")];
    path.extend(
        own.as_ref()
            .map(|(name, href)| (name.as_str(), href.as_str())),
    );
    let body = html! {
        (ui::crumbs(lang, &path, &visit.t(word)))
        (head)
        (table)
    };
    visit.page(Area::Plan, &visit.t(word), body).await
}

/// Names of the contacts on a page, asked of whoever keeps contacts and masked at once.
async fn names(visit: &Visit, rows: &[Happened]) -> BTreeMap<Uuid, String> {
    let contacts: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.contact).collect();
    let mut names = BTreeMap::new();
    for id in contacts {
        let asked = visit
            .desk()
            .ask(visit.actor(), "contact", json!({ "id": id }))
            .await;
        let name = asked.ok().and_then(|contact| {
            let name = contact.get("name")?.as_str()?;
            Some(text::mask_name(name)).filter(|name| !name.is_empty())
        });
        names.extend(name.map(|name| (id, name)));
    }
    names
}

fn line(visit: &Visit, row: &Happened, names: &BTreeMap<Uuid, String>) -> Row {
    let name = match row.contact {
        Some(id) => names
            .get(&id)
            .cloned()
            .unwrap_or_else(|| visit.t("planning-contact-nameless")),
        None => visit.t("planning-visitor"),
    };
    let who: Markup = html! {
        (name)
        @if row.machine { " " (ui::state(State::Plain, visit.t("planning-machine"))) }
    };
    let seconds = if row.kind == "site.dwelt" {
        fmt::number(row.amount)
    } else {
        String::new()
    };
    Row::new(fmt::stamp(visit.lang(), &visit.zone, visit.now, row.at))
        .cell(who)
        .cell(&row.detail)
        .cell(seconds)
}
