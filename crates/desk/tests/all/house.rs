//! A house for the tests: a database of its own, a clock that stands, people in positions.

use std::future::Future;

use charter::{Actor, Held, Who};
use desk::requests::{self, Agree, Decided, Request};
use desk::{Act, Desk, Options, Outcome, Parts, Refusal, Registry, RequestId, roles};
use kernel::{AccountId, CentreId, Clock, Conn, Database, Keys, Moment, args};
use uuid::Uuid;

use crate::toy;

/// Monday, 2026-11-23T02:00:00Z.
pub const START: Moment = Moment(1_795_399_200_000_000);

/// A centre with its desk.
pub struct House {
    pub desk: Desk,
    pub centre: CentreId,
    clock: Clock,
    /// Kept so that the files live as long as the house.
    _folder: tempfile::TempDir,
}

/// Runs a behaviour on each engine that tests are given.
pub fn on_both_engines<F, Fut>(behaviour: F)
where
    F: Fn(House) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        for engine in testing::Engine::ALL {
            if let Some((database, folder)) = testing::empty_database(engine).await {
                behaviour(House::open(database, folder).await).await;
            }
        }
    });
}

impl House {
    async fn open(database: Database, folder: tempfile::TempDir) -> Self {
        let clock = Clock::standing_at(START);
        let steps: Vec<kernel::Migration> = kernel::migrations::MIGRATIONS
            .iter()
            .chain(desk::migrations::MIGRATIONS)
            .chain(toy::MIGRATIONS)
            .copied()
            .collect();
        kernel::database::migrate(&database, &steps, START)
            .await
            .unwrap();
        let mut registry = Registry::default();
        registry.add_acts(desk::acts());
        registry.add_acts(toy::acts());
        let keys = Keys::open(folder.path()).unwrap();
        let desk = Desk::new(database, clock.clone(), keys, registry, Parts::default());
        let house = Self {
            desk,
            centre: CentreId::new(),
            clock,
            _folder: folder,
        };
        house
            .write(
                "insert into centre (id, name, zone, currency, licence, jurisdictions, sample, founded_at)
                 values ($1, 'Toy', 'Asia/Taipei', 'TWD', 'unset', '[]', $2, $3)",
                args![house.centre, false, START],
            )
            .await;
        house
    }

    /// Writes behind the door, as no feature can.
    pub async fn write(&self, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> u64 {
        let tx = self.desk.database().begin().await.unwrap();
        let touched = tx.run(sql, values).await.unwrap();
        tx.commit().await.unwrap();
        touched
    }

    pub fn conn(&self) -> Conn {
        self.desk.database().reader()
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Moves the clock on.
    pub fn wait_days(&self, days: i64) {
        self.clock.set(self.now().plus_days(days));
    }

    /// Somebody who holds a position from now on, until `until` and for whom, if given.
    pub async fn appoint(
        &self,
        account: AccountId,
        position: &str,
        deputy_for: Option<AccountId>,
        until: Option<Moment>,
    ) {
        self.write(
            "insert into holding (centre_id, id, account_id, position, deputy_for, since_at, until_at, leaf_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![
                self.centre,
                Uuid::now_v7(),
                account,
                position,
                deputy_for,
                self.now(),
                until,
                Uuid::now_v7()
            ],
        )
        .await;
    }

    /// A new person in a position.
    pub async fn person(&self, position: &str) -> Actor {
        let account = AccountId::new();
        self.appoint(account, position, None, None).await;
        self.again(account).await
    }

    /// The same person with what they hold now.
    pub async fn again(&self, account: AccountId) -> Actor {
        roles::actor_of(&self.conn(), self.centre, account, self.now())
            .await
            .unwrap()
    }

    /// A program with a token of the owner.
    pub fn agent_of(&self, owner: &Actor) -> Actor {
        Actor {
            centre: self.centre,
            who: Who::Agent {
                account: owner.account().unwrap(),
                token: Uuid::now_v7(),
                name: "helper".into(),
            },
            holds: owner.holds.clone(),
        }
    }

    pub async fn act<A: Act>(&self, actor: &Actor, act: &A) -> Result<Outcome, Refusal> {
        self.desk.act(actor, act, Options::default()).await
    }

    /// Asks for approval of a budget and answers the request.
    pub async fn ask(&self, actor: &Actor, act: &toy::Commit) -> RequestId {
        match self.act(actor, act).await.unwrap() {
            Outcome::Requested { request, .. } => request,
            other => panic!("not asked: {other:?}"),
        }
    }

    pub async fn request(&self, id: RequestId) -> Request {
        requests::request(&self.conn(), self.centre, id)
            .await
            .unwrap()
            .unwrap()
    }

    /// Agrees to what the request says now.
    pub async fn agree(&self, actor: &Actor, id: RequestId) -> Result<Decided, Refusal> {
        let digest = self.request(id).await.digest;
        self.agree_to(actor, id, &digest).await
    }

    /// Agrees to what was read.
    pub async fn agree_to(
        &self,
        actor: &Actor,
        request: RequestId,
        digest: &str,
    ) -> Result<Decided, Refusal> {
        let act = Agree {
            request,
            digest: digest.into(),
            comment: String::new(),
        };
        let outcome = self.act(actor, &act).await?;
        Ok(serde_json::from_value(outcome.result().clone()).unwrap())
    }

    /// What the toy has of an id.
    pub async fn toy(&self, id: Uuid) -> Option<String> {
        let row = self
            .conn()
            .first(
                "select body from toy where centre_id = $1 and id = $2",
                args![self.centre, id],
            )
            .await
            .unwrap();
        row.map(|row| row.get("body").unwrap())
    }

    /// Kinds and outcomes of the ledger, the oldest first.
    pub async fn told(&self) -> Vec<String> {
        let lines = desk::ledger::lines_from(&self.conn(), self.centre, 0, 1_000)
            .await
            .unwrap();
        lines
            .iter()
            .map(|l| format!("{} {}", l.kind, l.what))
            .collect()
    }
}

/// The key of a conflict.
pub fn conflict<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> &'static str {
    match answer {
        Err(Refusal::Conflict { key, .. }) => key,
        other => panic!("not a conflict: {other:?}"),
    }
}

/// What somebody holds, made up.
pub fn held(position: &str) -> Held {
    Held::own(position)
}
