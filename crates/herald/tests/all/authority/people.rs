//! Accounts, positions, passwords and tokens.

use kernel::{AccountId, args};
use people::Secret;
use people::actions::{CreateToken, GrantPosition, Invite};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::world::World;

pub async fn sample(world: &World, kind: &str, own: AccountId) -> Json {
    match kind {
        "account.invite" => serde_json::to_value(invitation(world)).unwrap(),
        "account.change" => {
            let (account, email) = colleague(world).await;
            json!({ "account": account, "name": "改名", "email": email, "closed": false })
        }
        "profile.change" => {
            json!({ "account": own, "lang": "zh-Hant", "theme": "dark", "keys_off": false })
        }
        "password.change" => json!({ "account": own, "password": password(world).await }),
        "password.reset" => by_link(world, "reset").await,
        "invitation.accept" => by_link(world, "invitation").await,
        "position.grant" => json!({ "account": colleague(world).await.0, "position": "sales" }),
        "position.revoke" => {
            let account = colleague(world).await.0;
            let grant = GrantPosition {
                account,
                position: "sales".into(),
            };
            json!({ "holding": world.setup(&grant).await })
        }
        "deputy.appoint" => json!({
            "of": own, "position": position(world, own).await,
            "deputy": colleague(world).await.0, "until": world.centre.now().plus_days(7),
        }),
        "token.create" => serde_json::to_value(token(own)).unwrap(),
        "token.revoke" => {
            let token = token(own);
            world.setup(&token).await;
            json!({ "token": token.token })
        }
        other => panic!("no sample of {other}"),
    }
}

fn invitation(world: &World) -> Invite {
    let email = format!("colleague-{}@centre.test", world.number());
    Invite {
        account: AccountId::new(),
        name: "同仁".into(),
        email,
        lang: "zh-Hant".into(),
        password: None,
    }
}

/// Somebody new, who holds no position.
async fn colleague(world: &World) -> (AccountId, String) {
    let invite = invitation(world);
    world.setup(&invite).await;
    (invite.account, invite.email)
}

async fn position(world: &World, account: AccountId) -> String {
    world.person(account).await.holds[0].position.0.to_string()
}

/// A password that was laid aside.
async fn password(world: &World) -> Uuid {
    let id = Uuid::now_v7();
    let sql = "insert into password_offer (id, hash, at) values ($1, '-', $2)";
    world.write(sql, args![id, world.centre.now()]).await;
    id
}

/// A link that was sent to somebody new, and the password they chose.
async fn by_link(world: &World, purpose: &str) -> Json {
    let account = colleague(world).await.0;
    let link = Secret::new("hrl_").hash();
    let until = world.centre.now().plus_days(1);
    let sql = "insert into link (centre_id, hash, account_id, purpose, until_at) values ($1, $2, $3, $4, $5)";
    world
        .write(
            sql,
            args![
                world.centre.id,
                link.clone(),
                account,
                purpose.to_owned(),
                until
            ],
        )
        .await;
    json!({ "link": link, "password": password(world).await })
}

fn token(account: AccountId) -> CreateToken {
    CreateToken {
        token: Uuid::now_v7(),
        account,
        name: "報表".into(),
        agent: false,
        scopes: Vec::new(),
        hash: Secret::new("hrt_").hash(),
    }
}
