//! Contacts, what they agreed to, segments of them, and lists taken in and given out.
//! Other crates ask [`queries`] who is meant and who may be written to; every change goes
//! through one of [`actions`].
//!
//! It must never know how a message looks or by which channel it leaves, and it keeps
//! nothing about anybody's health.

pub mod model;

mod rules;

pub mod queries;

mod store;

mod jobs;

pub mod actions;

mod pages;
mod proofs;

mod migrations;
mod sample;

use desk::{Measure, QueryEntry};
use frame::Feature;

pub use model::{ContactId, Count, ImportId, Member, Purpose, READ_CONTACTS, Rule, SegmentId};

/// Everything the audience brings.
#[must_use]
pub fn feature() -> Feature {
    Feature::new("audience")
        .sentences(
            include_str!("../i18n/zh-Hant.ftl"),
            include_str!("../i18n/en.ftl"),
        )
        .migrations(migrations::MIGRATIONS)
        .acts(actions::acts())
        .queries(vec![
            QueryEntry::of::<queries::Contacts>(),
            QueryEntry::of::<queries::FindContact>(),
            QueryEntry::of::<queries::Segments>(),
        ])
        .jobs(jobs::jobs())
        .guards(queries::guards())
        .kpis(vec![Measure::new(
            "kpi.leads-generated",
            |conn, centre, period| async move { queries::lead_figures(&conn, centre, period).await },
        )])
        .personal_data(actions::AudiencePart)
        .pages(pages::pages())
        .readers(model::READ_CONTACTS, ui::Area::Care)
        .today(pages::today)
        .search(pages::search)
        .sample(|centre| Box::pin(sample::fill(centre)))
        .proofs(proofs::PROOFS)
}
