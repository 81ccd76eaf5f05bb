//! Campaigns and tasks.

use planning::actions::{AddTask, Draft, Launch, Propose};
use planning::{CampaignId, CampaignKind, TaskId};
use serde_json::{Value as Json, json};

use super::world::World;

pub async fn sample(world: &World, kind: &str) -> Json {
    match kind {
        "campaign.draft" => serde_json::to_value(draft(world)).unwrap(),
        "campaign.propose" => json!({ "campaign": drafted(world).await, "revision": 1 }),
        "campaign.launch" => json!({ "campaign": approved(world).await }),
        "campaign.close" => {
            let campaign = approved(world).await;
            world.done(&Launch { campaign }).await;
            json!({ "campaign": campaign, "results": "62 人", "lessons": "早一週開始", "decision": "repeat" })
        }
        "task.add" => serde_json::to_value(task(world)).unwrap(),
        "task.change" => {
            let task = task(world);
            world.done(&task).await;
            serde_json::to_value(AddTask {
                title: "改約場地".into(),
                ..task
            })
            .unwrap()
        }
        "task.close" => {
            let task = task(world);
            world.done(&task).await;
            json!({ "task": task.task, "done": true })
        }
        other => panic!("no sample of {other}"),
    }
}

fn draft(world: &World) -> Draft {
    let from = world.centre.now().plus_days(7);
    Draft {
        campaign: CampaignId::new(),
        name: "冬季護膝月".into(),
        slug: format!("winter-knee-{}", world.number()),
        objective: "走得穩，冬天也出門。".into(),
        kind: CampaignKind::Education,
        from,
        until: from.plus_days(30),
        owner: world.centre.specialist().account,
        kpi: Some("kpi.leads-generated".into()),
        target: Some(130),
        revision: 0,
    }
}

async fn drafted(world: &World) -> CampaignId {
    let draft = draft(world);
    world.done(&draft).await;
    draft.campaign
}

async fn approved(world: &World) -> CampaignId {
    let campaign = drafted(world).await;
    world
        .done(&Propose {
            campaign,
            revision: 1,
        })
        .await;
    campaign
}

fn task(world: &World) -> AddTask {
    AddTask {
        task: TaskId::new(),
        title: format!("約場地 {}", world.number()),
        detail: String::new(),
        due: None,
        all_day: false,
        assignee: world.centre.specialist().account,
        duty: "duty.events".into(),
        campaign: None,
        item: None,
    }
}
