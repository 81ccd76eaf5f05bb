//! The rules, the centre, its website and its sending.

use audience::actions::SaveSegment;
use audience::model::Rule;
use desk::rulebook::BUILTIN_HOUSE;
use kernel::args;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::words;
use super::world::World;

pub async fn sample(world: &World, kind: &str) -> Json {
    match kind {
        "house.change" => json!({ "house": BUILTIN_HOUSE }),
        "centre.setup" => json!({
            "centre": Uuid::now_v7(), "name": "另一個中心", "zone": "Asia/Taipei", "currency": "TWD",
            "licence": "medical-institution", "jurisdictions": ["TW"], "sample": false,
        }),
        "site.settings.centre" => {
            let conn = world.desk().database().reader();
            let centre = desk::centre::of(&conn, world.centre.id).await.unwrap();
            json!({
                "name": centre.name, "zone": "Asia/Taipei", "currency": "TWD",
                "licence": "medical-institution", "jurisdictions": ["TW"],
            })
        }
        "job.retry" => json!({ "job": failed_job(world).await }),
        "kpi.target" => json!({
            "kpi": "kpi.leads-generated", "grain": "month", "from": world.centre.now(), "thousandths": 180_000,
        }),
        "site.settings" => json!({ "settings": { "language": "zh-Hant" } }),
        "sending.settings" => {
            json!({ "settings": channels::model::SendingSettings::default() })
        }
        "mailing.settle_doubt" => json!({ "mailing": mailing(world).await, "resend": false }),
        "letter.again" => json!({ "letter": failed_letter(world).await }),
        "sample.visits" => json!({ "days": 1, "articles": [], "campaigns": [] }),
        "sample.mailing" => json!({
            "mailing": Uuid::now_v7(), "version": Uuid::now_v7(), "campaign": null,
            "choice": { "segment": Uuid::now_v7(), "subject": "週五照常服務" },
            "segment_name": "所有人", "readers": [],
        }),
        other => panic!("no sample of {other}"),
    }
}

/// A letter that was given up.
async fn failed_letter(world: &World) -> Uuid {
    let id = Uuid::now_v7();
    let now = world.centre.now();
    let sql = "insert into outbox (centre_id, id, stream, to_account, to_address, to_name, lang, template, args, state, error, created_at, ended_at)
        values ($1, $2, 'account', null, 'gone@example.test', '', 'en', 'test', '{}', 'failed', 'gone', $3, $3)";
    world.write(sql, args![world.centre.id, id, now]).await;
    id
}

/// Work that failed for good.
async fn failed_job(world: &World) -> Uuid {
    let id = Uuid::now_v7();
    let now = world.centre.now();
    let sql = "insert into job (id, centre_id, kind, dedupe, payload, state, run_at, outward, attempts, lease_until, error, created_at, ended_at)
        values ($1, $2, 'authority', $3, 'null', 'failed', $4, false, 9, 0, 'gone', $4, $4)";
    world
        .write(sql, args![id, world.centre.id, id.to_string(), now])
        .await;
    id
}

/// A mailing that waits for tomorrow.
async fn mailing(world: &World) -> Json {
    let everybody = SaveSegment {
        segment: None,
        revision: None,
        name: format!("所有人 {}", world.number()),
        rule: Rule::All(Vec::new()),
    };
    let segment = world.done(&everybody).await;
    let tomorrow = world.centre.now().plus_days(1);
    let choice = json!({ "segment": segment, "subject": "週五照常服務", "send_at": tomorrow });
    let mut act = words::publication(world).await;
    act.outlets = [("email".to_owned(), choice)].into();
    world.done(&act).await["outlets"]["email"]["mailing"].clone()
}
