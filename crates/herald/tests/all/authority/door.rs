//! Requests, proposals, the freeze, matters, the rules and the ledger.

use desk::proposals::Decide;
use desk::requests::{Agree, request};
use desk::rulebook::BUILTIN_DOCUMENT;
use desk::{Outcome, ProposalId, RaiseMatter, RequestId};
use kernel::AccountId;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::words;
use super::world::World;

const ASKED: &str = "authority.execution.budget-use";
const SUGGESTED: &str = "authority.execution.channel-strategy";

pub async fn sample(world: &World, kind: &str) -> Json {
    match kind {
        "request.agree" => {
            let (request, digest) = waiting(world).await;
            json!({ "request": request, "digest": digest })
        }
        "request.send_back" | "request.comment" => {
            json!({ "request": waiting(world).await.0, "comment": "比價" })
        }
        "request.withdraw" => json!({ "request": waiting(world).await.0 }),
        "request.perform" => json!({ "request": held_request(world).await }),
        "proposal.decide" => json!({ "proposal": proposal(world).await, "accept": true }),
        "proposal.look_again" => {
            let proposal = proposal(world).await;
            let accept = Decide {
                proposal,
                accept: true,
                comment: String::new(),
                look_again_at: None,
            };
            world.centre.head().does(&accept).await;
            json!({ "proposal": proposal, "worked": "partly" })
        }
        "desk.freeze" => json!({ "reason": "authority" }),
        "desk.thaw" => {
            world.freeze().await;
            json!({ "reason": "authority" })
        }
        "desk.release" => {
            let id = scheduled_page(world).await;
            world.freeze().await;
            world.calm().await;
            json!({ "outlet": "website", "id": id })
        }
        "desk.cancel" => json!({ "outlet": "website", "id": scheduled_page(world).await }),
        "matter.raise" => serde_json::to_value(matter(world, ASKED)).unwrap(),
        "charter.load" => json!({ "document": BUILTIN_DOCUMENT }),
        "ledger.export" => json!({}),
        other => panic!("no sample of {other}"),
    }
}

fn matter(world: &World, cell: &str) -> RaiseMatter {
    let title = format!("事項 {}", world.number());
    RaiseMatter {
        cell: cell.into(),
        title,
        body: String::new(),
    }
}

/// A request of the specialist that waits for the head, alone: what waited before of the
/// same kind is withdrawn.
async fn waiting(world: &World) -> (RequestId, String) {
    let conn = world.desk().database().reader();
    for open in desk::requests::open(&conn, world.centre.id).await.unwrap() {
        let author: AccountId = open.requester.account().unwrap();
        let back = desk::requests::Withdraw {
            request: open.id,
            comment: String::new(),
        };
        let author = world.person(author).await;
        world
            .desk()
            .act(&author, &back, desk::Options::default())
            .await
            .unwrap();
    }
    let outcome = world.centre.specialist().does(&matter(world, ASKED)).await;
    let Outcome::Requested { request: id, .. } = outcome else {
        panic!("not asked: {outcome:?}")
    };
    let found = request(&conn, world.centre.id, id).await.unwrap().unwrap();
    (id, found.digest)
}

/// A publication of the specialist that the head agreed to during a freeze.
async fn held_request(world: &World) -> RequestId {
    let act = content::Publish {
        important: true,
        ..words::publication(world).await
    };
    let outcome = world.centre.specialist().does(&act).await;
    let Outcome::Requested { request: id, .. } = outcome else {
        panic!("not asked: {outcome:?}")
    };
    let conn = world.desk().database().reader();
    let digest = request(&conn, world.centre.id, id)
        .await
        .unwrap()
        .unwrap()
        .digest;
    world.freeze().await;
    world
        .centre
        .head()
        .does(&Agree {
            request: id,
            digest,
            comment: String::new(),
        })
        .await;
    world.calm().await;
    id
}

async fn proposal(world: &World) -> ProposalId {
    match world
        .centre
        .specialist()
        .does(&matter(world, SUGGESTED))
        .await
    {
        Outcome::Proposed { proposal, .. } => proposal,
        other => panic!("not proposed: {other:?}"),
    }
}

/// A page that goes up tomorrow.
async fn scheduled_page(world: &World) -> Uuid {
    let mut act = words::publication(world).await;
    let tomorrow = world.centre.now().plus_days(1);
    act.outlets
        .insert("website".into(), json!({ "send_at": tomorrow }));
    world.done(&act).await;
    let conn = world.desk().database().reader();
    let waiting = site::queries::scheduled(&conn, world.centre.id)
        .await
        .unwrap();
    waiting
        .iter()
        .find(|page| page.item == act.item.0)
        .unwrap()
        .id
}
