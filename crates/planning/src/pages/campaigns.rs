//! The list of campaigns.

use axum::extract::Query;
use frame::{Answer, Visit};
use serde::Deserialize;
use ui::{Area, Chip, Choice, Col, Field, Row, fmt, html};

use super::words::{Names, cursor, encoded, kind_word, state_mark, state_word, window};
use crate::model::CampaignState;
use crate::queries::{self, Filter};

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

const PAGE: usize = 50;

pub(super) async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let lang = visit.lang();
    let conn = visit.reader();
    let filter = Filter {
        q: asked.q.clone(),
        state: CampaignState::from_key(&asked.state).map_or(String::new(), |s| s.key().to_owned()),
        after: cursor(&asked.after),
    };
    let mut found = queries::campaigns_page(&conn, visit.centre.id, &filter, 51).await?;
    let more = (found.len() > PAGE)
        .then(|| found.truncate(PAGE))
        .and_then(|()| {
            let last = found.last()?;
            let q = encoded(&asked.q);
            let state = &filter.state;
            Some(format!(
                "/plan/campaigns?q={q}&state={state}&after={}_{}",
                last.from.0, last.id
            ))
        });
    let names = Names::of(&visit).await?;
    let rows = found.iter().map(|it| {
        Row::link(&it.name, format!("/plan/campaigns/{}", it.id))
            .detail(kind_word(lang, it.kind))
            .cell(state_mark(lang, it.state()))
            .cell(window(&visit, it))
            .cell(names.get(&visit, it.owner))
            .cell(it.target.map_or_else(|| "—".to_owned(), fmt::number))
    });
    let new = ui::link_button(visit.t("planning-campaign-new"), "/plan/campaigns/new");
    let nothing = if asked.q.is_empty() && filter.state.is_empty() {
        ui::empty(
            &visit.t("planning-campaigns-none"),
            &visit.t("planning-campaigns-none-more"),
            Some(new.clone().main()),
        )
    } else {
        ui::empty(
            &visit.t("planning-none-found"),
            &visit.t("planning-none-found-more"),
            None,
        )
    };
    let table = ui::table(lang, visit.t("planning-campaigns"))
        .col(Col::new(visit.t("planning-campaign")))
        .col(Col::new(visit.t("planning-state")).short())
        .col(Col::new(visit.t("planning-window")).short())
        .col(Col::new(visit.t("planning-owner")).soft().short())
        .col(Col::num(visit.t("planning-target")).wide_only())
        .rows(rows)
        .fold()
        .more(more)
        .when_empty(nothing);
    let body = html! {
        (ui::page_head(visit.t("planning-campaigns")).sentence(visit.t("planning-campaigns-more")).act(new.main().key("n")))
        (ui::list_search(lang, "/plan/campaigns", &asked.q, "campaigns"))
        (state_filter(&visit, &asked, &filter.state))
        div id="campaigns" { (table) }
    };
    visit
        .page(Area::Plan, &visit.t("planning-campaigns"), body)
        .await
}

fn state_filter(visit: &Visit, asked: &Asked, state: &str) -> ui::Markup {
    let lang = visit.lang();
    let chips: Vec<Chip> = CampaignState::from_key(state)
        .map(|now| Chip {
            name: visit.t("planning-state"),
            value: state_word(lang, now),
            without: format!("/plan/campaigns?q={}", encoded(&asked.q)),
        })
        .into_iter()
        .collect();
    let choices = CampaignState::ALL
        .into_iter()
        .map(|s| Choice::new(s.key(), state_word(lang, s), s.key() == state))
        .collect();
    let fields = html! {
        (Field::search("q", visit.t("planning-words")).value(&asked.q).required(false))
        (Field::select("state", visit.t("planning-state"), choices))
    };
    ui::filters(lang, "/plan/campaigns", &chips, "/plan/campaigns", fields)
}
