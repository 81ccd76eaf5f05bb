//! Sending through the door, on both engines, to a server that keeps what it took.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]

mod freezing;
mod growing;
mod hostile;
mod letters;
mod local;
mod measuring;
mod outage;
mod racing;
mod reading;
mod sample;
mod sending;
mod sink;
mod states;
mod times;

use std::collections::BTreeMap;

use audience::actions::{AddContact, ConsentNow, SaveSegment};
use audience::model::{Profile, Rule, Wording};
use audience::{ContactId, SegmentId};
use channels::actions::ChangeSending;
use channels::model::{Figures, Mailing, MailingId, Protection, SendingSettings};
use content::{Draft, ItemId, Kind, MakeVersion, Publish, VersionId};
use desk::{Outcome, Refusal};
use serde_json::json;
use testing::Centre;

pub use sink::{Manner, Sink, Taken};

/// So many people who agreed to be written to, `p0@example.test` and on.
pub async fn people(centre: &Centre, count: usize) -> Vec<ContactId> {
    let mut people = Vec::new();
    for n in 0..count {
        let act = AddContact {
            profile: Profile {
                name: format!("王{n}"),
                email: format!("p{n}@example.test"),
                ..Profile::default()
            },
            consent: Some(ConsentNow {
                wording: Wording {
                    version: "2026-01".into(),
                    wording: "我同意收到健康資訊。".into(),
                },
                channel: "counter".into(),
                evidence: "folder 1".into(),
            }),
        };
        let outcome = centre.specialist().does(&act).await;
        people.push(serde_json::from_value(outcome.result().clone()).unwrap());
    }
    people
}

pub async fn everybody(centre: &Centre) -> SegmentId {
    let act = SaveSegment {
        segment: None,
        revision: None,
        name: "所有人".into(),
        rule: Rule::All(Vec::new()),
    };
    let outcome = centre.specialist().does(&act).await;
    let result = outcome.result();
    serde_json::from_value(result.get("segment").unwrap_or(result).clone()).unwrap()
}

pub async fn uses(centre: &Centre, sink: &Sink) {
    let settings = settings(sink);
    centre.head().does(&ChangeSending { settings }).await;
}

/// Four connections in the clear to a server on this machine.
pub fn settings(sink: &Sink) -> SendingSettings {
    SendingSettings {
        host: "127.0.0.1".into(),
        port: sink.port,
        security: Protection::None,
        from_name: "歐亥健復健中心".into(),
        from_address: "news@clinic.test".into(),
        ..SendingSettings::default()
    }
}

pub async fn version(centre: &Centre) -> (ItemId, VersionId) {
    let doc =
        content::doc::Doc::from_plain("本中心本週五照常服務，電話與櫃台的時間不變。").to_json();
    let mut doc: serde_json::Value = serde_json::from_str(&doc).unwrap();
    let link = json!({ "type": "text", "text": "交通方式", "marks": [{ "type": "link", "attrs": { "href": "https://www.who.int/a?b=1" } }] });
    doc["content"][0]["content"]
        .as_array_mut()
        .unwrap()
        .push(link);
    let act = Draft {
        kind: Kind::News,
        language: content::Language::ZhHant,
        title: "週五照常服務".into(),
        summary: String::new(),
        doc: Some(doc),
        sources: Vec::new(),
        cover: None,
        copy_of: None,
    };
    let outcome = centre.specialist().does(&act).await;
    let item: ItemId = serde_json::from_value(outcome.result()["item"].clone()).unwrap();
    let outcome = centre
        .specialist()
        .does(&MakeVersion {
            item,
            name: String::new(),
        })
        .await;
    (
        item,
        serde_json::from_value(outcome.result()["version"].clone()).unwrap(),
    )
}

/// Publishes a piece of news by e-mail to a segment.
pub async fn publishes(centre: &Centre, segment: SegmentId) -> Result<MailingId, Refusal> {
    let (item, version) = version(centre).await;
    let act = Publish {
        item,
        version,
        outlets: BTreeMap::from([(
            "email".to_owned(),
            json!({ "segment": segment, "subject": "週五照常服務" }),
        )]),
        campaign: None,
        important: false,
        clinical: false,
    };
    match centre.specialist().tries(&act).await? {
        Outcome::Done { result, .. } => {
            Ok(serde_json::from_value(result["outlets"]["email"]["mailing"].clone()).unwrap())
        }
        other => panic!("the news is routine, yet: {other:?}"),
    }
}

pub async fn figures(centre: &Centre, mailing: MailingId) -> Figures {
    let conn = centre.desk().database().reader();
    channels::queries::figures(&conn, centre.id, mailing)
        .await
        .unwrap()
}

pub async fn mailing(centre: &Centre, id: MailingId) -> Mailing {
    let conn = centre.desk().database().reader();
    channels::queries::mailing(&conn, centre.id, id)
        .await
        .unwrap()
        .unwrap()
}
