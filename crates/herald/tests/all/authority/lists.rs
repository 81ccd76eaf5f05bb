//! Contacts, their consent, lists and segments.

use audience::ContactId;
use audience::actions::{AddContact, ConsentNow, ImportContacts, SaveSegment};
use audience::model::{Column, ImportPlan, Profile, Rule, Wording};
use files::blobs::Blobs;
use serde_json::{Value as Json, json};

use super::world::World;

pub async fn sample(world: &World, kind: &str) -> Json {
    match kind {
        "contact.add" => json!({ "profile": profile(world) }),
        "contact.change" => change(world).await,
        "contact.import" => serde_json::to_value(list(world)).unwrap(),
        "contact.import_undo" => {
            let begun = world.done(&list(world)).await;
            world.centre.drain().await;
            json!({ "import": begun["import"] })
        }
        "contact.export" => json!({ "reason": "郵寄標籤" }),
        "contact.erase" => json!({ "contact": contact(world).await, "reason": "櫃台的請求" }),
        "privacy.export" => json!({ "contact": contact(world).await, "reason": "本人來電" }),
        "contact.suppress" => json!({ "address": address(world), "reason": "manual" }),
        "contact.unsubscribe" => {
            let (contact, profile) = with_profile(world).await;
            json!({ "contact": contact, "address": profile.email, "via": "one_click" })
        }
        "contact.resubscribe" => {
            let (contact, profile) = with_profile(world).await;
            json!({
                "contact": contact, "address": profile.email, "wording": wording(),
                "channel": "counter", "evidence": "folder 3",
            })
        }
        "consent.record" => json!({
            "contact": contact(world).await, "purpose": "marketing_email", "wording": wording(),
            "channel": "counter", "evidence": "folder 2",
        }),
        "consent.withdraw" => json!({
            "contact": contact(world).await, "purpose": "marketing_email", "channel": "counter",
        }),
        "lead.submit" => {
            json!({ "name": "林先生", "email": address(world), "message": "想了解課程" })
        }
        "segment.save" => serde_json::to_value(segment(world)).unwrap(),
        "segment.remove" => json!({ "segment": world.done(&segment(world)).await }),
        other => panic!("no sample of {other}"),
    }
}

fn address(world: &World) -> String {
    format!("person-{}@example.test", world.number())
}

fn profile(world: &World) -> Profile {
    Profile {
        name: "陳淑芬".into(),
        email: address(world),
        ..Profile::default()
    }
}

fn wording() -> Wording {
    Wording {
        version: "1".into(),
        wording: "我同意收到電子報。".into(),
    }
}

/// Somebody who agreed to be written to.
async fn with_profile(world: &World) -> (ContactId, Profile) {
    let consent = ConsentNow {
        wording: wording(),
        channel: "counter".into(),
        evidence: "folder 1".into(),
    };
    let act = AddContact {
        profile: profile(world),
        consent: Some(consent),
    };
    let added = world.done(&act).await;
    (serde_json::from_value(added).unwrap(), act.profile)
}

async fn contact(world: &World) -> ContactId {
    with_profile(world).await.0
}

async fn change(world: &World) -> Json {
    let (contact, profile) = with_profile(world).await;
    let conn = world.desk().database().reader();
    let found = audience::queries::contact(&conn, world.centre.id, contact)
        .await
        .unwrap()
        .unwrap();
    let profile = Profile {
        city: "台中市".into(),
        ..profile
    };
    json!({ "contact": contact, "revision": found.revision, "profile": profile })
}

fn list(world: &World) -> ImportContacts {
    let text = format!("name,email\n王小明,{}\n", address(world));
    let file = world
        .desk()
        .part::<Blobs>()
        .unwrap()
        .put(text.as_bytes())
        .unwrap();
    let plan = ImportPlan {
        columns: vec![Some(Column::Name), Some(Column::Email)],
        ..ImportPlan::default()
    };
    ImportContacts {
        file: file.to_string(),
        name: "list.csv".into(),
        plan,
    }
}

fn segment(world: &World) -> SaveSegment {
    let name = format!("所有人 {}", world.number());
    SaveSegment {
        segment: None,
        revision: None,
        name,
        rule: Rule::All(Vec::new()),
    }
}
