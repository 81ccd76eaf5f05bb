//! Everybody who could come to the door.

use charter::{Actor, Position, Who};
use kernel::AccountId;
use people::Secret;
use people::actions::CreateToken;

use super::world::World;

pub struct Caller {
    pub name: &'static str,
    pub actor: Actor,
    /// The account an act of one's own is about: the caller's, or else the specialist's.
    pub own: AccountId,
    /// Opens the API; visitors and the machine have none.
    pub token: Option<String>,
}

/// In the order of the columns of the table.
pub async fn everybody(world: &World) -> Vec<Caller> {
    let positions = [
        Position::SPECIALIST,
        Position::HEAD,
        Position::SUPERINTENDENT,
        Position::PHYSIOTHERAPIST,
        Position::CUSTOMER_SERVICE,
        Position::SALES,
        Position::FINANCE,
    ];
    let mut all = Vec::new();
    for position in positions {
        let person = world.centre.nth(position, 0);
        let token = token(world, person.account, false).await;
        all.push(Caller {
            name: position,
            actor: person.actor().await,
            own: person.account,
            token: Some(token),
        });
    }
    let own = world.centre.specialist().account;
    for (name, who) in [("a visitor", Who::Visitor), ("the machine", Who::System)] {
        let actor = Actor {
            centre: world.centre.id,
            who,
            holds: Vec::new(),
        };
        all.push(Caller {
            name,
            actor,
            own,
            token: None,
        });
    }
    let token = token(world, own, true).await;
    let holder = world
        .centre
        .app
        .doorkeeper()
        .token(world.desk(), &token)
        .await
        .unwrap()
        .unwrap();
    assert!(holder.actor.is_agent());
    all.push(Caller {
        name: "an agent",
        actor: holder.actor,
        own,
        token: Some(token),
    });
    all
}

async fn token(world: &World, account: AccountId, agent: bool) -> String {
    let secret = Secret::new("hrt_");
    let act = CreateToken {
        token: uuid::Uuid::now_v7(),
        account,
        name: "authority".into(),
        agent,
        scopes: Vec::new(),
        hash: secret.hash(),
    };
    world.setup(&act).await;
    secret.reveal().to_owned()
}
