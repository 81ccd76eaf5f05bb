//! Content and pictures.

use std::collections::BTreeMap;

use content::doc::Doc;
use content::{AddMedia, Draft, ItemId, Kind, Language, MakeVersion, Publish, Trash};
use files::blobs::Blobs;
use serde_json::{Value as Json, json};

use super::world::World;

/// News that no rule of compliance objects to.
const NEWS: &str = "本中心本週五照常服務，電話與櫃台的時間不變。";

pub async fn sample(world: &World, kind: &str) -> Json {
    match kind {
        "content.draft" => serde_json::to_value(draft(world)).unwrap(),
        "content.autosave" => {
            json!({ "item": item(world).await, "revision": 1, "title": "週五", "doc": text() })
        }
        "content.describe" => json!({
            "item": item(world).await, "revision": 1, "kind": "news", "language": "zh-Hant", "summary": "一句話。",
        }),
        "content.version" | "content.trash" => json!({ "item": item(world).await }),
        "content.restore" => {
            let item = item(world).await;
            world.done(&Trash { item }).await;
            json!({ "item": item })
        }
        "content.publish" => serde_json::to_value(publication(world).await).unwrap(),
        "content.retire" => {
            let act = publication(world).await;
            world.done(&act).await;
            json!({ "item": act.item })
        }
        "media.add" => serde_json::to_value(picture(world)).unwrap(),
        "media.change" => {
            json!({ "media": media(world).await, "name": "櫃台", "alt": "櫃台前的椅子" })
        }
        "media.remove" => json!({ "media": media(world).await }),
        other => panic!("no sample of {other}"),
    }
}

/// A piece of news on the website, not yet published.
pub async fn publication(world: &World) -> Publish {
    let item = item(world).await;
    let made = world
        .done(&MakeVersion {
            item,
            name: String::new(),
        })
        .await;
    Publish {
        item,
        version: serde_json::from_value(made["version"].clone()).unwrap(),
        outlets: BTreeMap::from([("website".to_owned(), json!({}))]),
        campaign: None,
        important: false,
        clinical: false,
    }
}

fn text() -> Json {
    serde_json::from_str(&Doc::from_plain(NEWS).to_json()).unwrap()
}

fn draft(world: &World) -> Draft {
    Draft {
        kind: Kind::News,
        language: Language::ZhHant,
        title: format!("週五照常服務 {}", world.number()),
        summary: String::new(),
        doc: Some(text()),
        sources: Vec::new(),
        cover: None,
        copy_of: None,
    }
}

async fn item(world: &World) -> ItemId {
    let done = world.done(&draft(world)).await;
    serde_json::from_value(done["item"].clone()).unwrap()
}

fn picture(world: &World) -> AddMedia {
    let number = world.number();
    let blobs = world.desk().part::<Blobs>().unwrap();
    let bytes = [b"\x89PNG\r\n\x1a\n".as_slice(), &number.to_be_bytes()].concat();
    let digest = blobs.put(&bytes).unwrap().to_string();
    AddMedia {
        thumb: digest.clone(),
        digest,
        name: format!("{number}.png"),
        alt: String::new(),
        content_type: "image/png".into(),
        bytes: i64::try_from(bytes.len()).unwrap(),
        width: 1200,
        height: 800,
    }
}

async fn media(world: &World) -> Json {
    world.done(&picture(world)).await["media"].clone()
}
