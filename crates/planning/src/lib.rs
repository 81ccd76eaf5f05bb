//! Campaigns and tasks: what the department wants to do, who does it, how far it is, and
//! what came of it in numbers that open the rows behind them.
//!
//! It must never know how anything is written, sent or published, nor how a contact is
//! kept: what happened reaches it through the stream of activity alone.

pub mod actions;
mod migrations;
pub mod model;
mod pages;
mod proofs;
pub mod queries;
mod rules;
mod sample;
mod store;

use desk::{ActEntry, Measure, QueryEntry};
use frame::{Feature, Preview};

pub use model::{Campaign, CampaignId, CampaignKind, CampaignState, Task, TaskId};

/// Registers campaigns, tasks and their screens.
#[must_use]
pub fn feature() -> Feature {
    Feature::new("planning")
        .sentences(
            include_str!("../i18n/zh-Hant.ftl"),
            include_str!("../i18n/en.ftl"),
        )
        .migrations(migrations::MIGRATIONS)
        .acts(vec![
            ActEntry::of::<actions::Draft>(),
            ActEntry::of::<actions::Propose>(),
            ActEntry::of::<actions::Launch>(),
            ActEntry::of::<actions::Close>(),
            ActEntry::of::<actions::AddTask>(),
            ActEntry::of::<actions::ChangeTask>(),
            ActEntry::of::<actions::CloseTask>(),
        ])
        .queries(vec![
            QueryEntry::of::<queries::Campaigns>(),
            QueryEntry::of::<queries::Tasks>(),
        ])
        .kpis(vec![Measure::new(
            "kpi.campaign-conversion-rate",
            |conn, centre, period| async move { queries::conversion(&conn, centre, period).await },
        )])
        .pages(pages::router())
        .today(|visit| Box::pin(pages::today_cards(visit)))
        .search(|visit, query| Box::pin(pages::search_hits(visit, query)))
        .preview(Preview::new("campaign.propose", pages::preview))
        .preview(Preview::new("campaign.launch", pages::preview))
        .sample(|centre| Box::pin(sample::fill(centre)))
        .proofs(proofs::PROOFS)
}
