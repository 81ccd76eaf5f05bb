//! Content through the door, on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod editing;
mod pages;
mod publishing;
mod sample;
mod writing;

use std::collections::BTreeMap;

use async_trait::async_trait;
use charter::Facts;
use content::{Draft, ItemId, Kind, MakeVersion, Publish, VersionId};
use desk::{Outcome, Outlet, Permit, Piece, Refusal, Scene, Waiting};
use frame::Feature;
use serde_json::{Value as Json, json};
use testing::Someone;

/// An outlet that only remembers nothing: what the website does is not tested here.
struct Wall;

#[async_trait]
impl Outlet for Wall {
    fn name(&self) -> &'static str {
        "website"
    }

    async fn facts(&self, _: &Scene<'_>, _: &Piece, facts: Facts) -> Result<Facts, Refusal> {
        Ok(facts)
    }

    async fn snapshot(&self, _: &Scene<'_>, piece: &Piece) -> Result<Json, Refusal> {
        Ok(json!({ "version": piece.version }))
    }

    async fn deliver_later(&self, _: &Scene<'_>, _: &Piece, _: &Permit) -> Result<Json, Refusal> {
        Ok(json!({ "stands": true }))
    }

    async fn hold(&self, _: &Scene<'_>, _: &Permit) -> Result<u64, Refusal> {
        Ok(0)
    }

    async fn waiting(&self, _: &Scene<'_>) -> Result<Vec<Waiting>, Refusal> {
        Ok(Vec::new())
    }

    async fn release(&self, _: &Scene<'_>, _: uuid::Uuid, _: &Permit) -> Result<(), Refusal> {
        Ok(())
    }

    async fn cancel(&self, _: &Scene<'_>, _: uuid::Uuid, _: &Permit) -> Result<(), Refusal> {
        Ok(())
    }
}

pub fn wall() -> Feature {
    Feature::new("wall").outlet(Wall)
}

pub const NEWS: &str = "本中心本週五照常服務，電話與櫃台的時間不變。";
pub const EXERCISE: &str = "坐在床邊，膝蓋慢慢伸直，停 5 秒，做 10 下，早晚各一次。";

pub fn draft(kind: Kind, title: &str, words: &str) -> Draft {
    let doc = content::doc::Doc::from_plain(words).to_json();
    Draft {
        kind,
        language: content::Language::ZhHant,
        title: title.into(),
        summary: String::new(),
        doc: Some(serde_json::from_str(&doc).unwrap()),
        sources: vec![content::TextSource {
            title: "指引".into(),
            url: "https://www.who.int/".into(),
            date: "2023".into(),
        }],
        cover: None,
        copy_of: None,
    }
}

pub async fn begins(who: &Someone<'_>, kind: Kind, title: &str, words: &str) -> ItemId {
    let outcome = who.does(&draft(kind, title, words)).await;
    id_of(&outcome, "item")
}

pub async fn keeps(who: &Someone<'_>, item: ItemId) -> VersionId {
    let act = MakeVersion {
        item,
        name: String::new(),
    };
    let outcome = who.does(&act).await;
    id_of(&outcome, "version")
}

pub async fn publication(who: &Someone<'_>, item: ItemId) -> Publish {
    Publish {
        item,
        version: keeps(who, item).await,
        outlets: BTreeMap::from([("website".to_owned(), json!({}))]),
        campaign: None,
        important: false,
        clinical: false,
    }
}

fn id_of<T: serde::de::DeserializeOwned>(outcome: &Outcome, name: &str) -> T {
    serde_json::from_value(outcome.result()[name].clone()).unwrap()
}
