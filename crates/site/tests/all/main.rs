//! The website through the door, on both databases.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod form;
mod pages;
mod reader;
mod sample;
mod schedule;
mod tracking;

use content::doc::Doc;
use content::{Draft, ItemId, Kind, Language, MakeVersion, Publish, VersionId};
use desk::Outcome;
use kernel::Moment;
use serde_json::json;
use testing::Centre;

/// Writes an item with one version of it.
pub async fn written(
    centre: &Centre,
    kind: Kind,
    title: &str,
    summary: &str,
    text: &str,
) -> (ItemId, VersionId) {
    let doc: serde_json::Value =
        serde_json::from_str(&Doc::from_plain(text).to_json()).expect("a text is JSON");
    let draft = Draft {
        kind,
        language: Language::ZhHant,
        title: title.into(),
        summary: summary.into(),
        doc: Some(doc),
        sources: Vec::new(),
        cover: None,
        copy_of: None,
    };
    let outcome = centre.specialist().does(&draft).await;
    let item: ItemId = serde_json::from_value(outcome.result()["item"].clone()).expect("an item");
    (item, versioned(centre, item).await)
}

/// Makes a version of the working copy.
pub async fn versioned(centre: &Centre, item: ItemId) -> VersionId {
    let made = centre
        .specialist()
        .does(&MakeVersion {
            item,
            name: String::new(),
        })
        .await;
    serde_json::from_value(made.result()["version"].clone()).expect("a version")
}

/// Publishes on the website, through whoever must agree.
pub async fn published(centre: &Centre, item: ItemId, version: VersionId, send_at: Option<Moment>) {
    let act = Publish {
        item,
        version,
        outlets: [("website".to_owned(), json!({ "send_at": send_at }))].into(),
        campaign: None,
        important: false,
        clinical: false,
    };
    let outcome = centre.specialist().does(&act).await;
    if let Outcome::Requested { request, .. } = outcome {
        for person in [
            centre.physiotherapist(),
            centre.head(),
            centre.superintendent(),
        ] {
            // Whose turn it is not is refused; the next one is asked.
            let _ = person.agrees_to(request).await;
        }
    }
    // Pages look at what changed a few times a second.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
}

/// News of the centre: routine, so the specialist publishes it alone.
pub async fn news(centre: &Centre, title: &str, summary: &str) -> (ItemId, VersionId) {
    let (item, version) = written(
        centre,
        Kind::News,
        title,
        summary,
        "# 最近的事\n\n大門旁的停車格整理好了。\n\n- 請走側門\n- 櫃檯在一樓",
    )
    .await;
    published(centre, item, version, None).await;
    (item, version)
}
