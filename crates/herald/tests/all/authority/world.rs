//! The whole program on a fresh database, and the ground the samples stand on.

use std::sync::atomic::{AtomicU32, Ordering};

use charter::{Actor, Who};
use desk::{Act, Desk, Freeze, Options, Outcome, Thaw};
use kernel::AccountId;
use serde_json::Value as Json;
use testing::{Centre, Engine};

use super::{door, house, lists, people, plans, words};

pub struct World {
    pub centre: Centre,
    count: AtomicU32,
}

impl World {
    /// `None` where no server of the engine is given for tests.
    pub async fn open(engine: Engine) -> Option<Self> {
        // People and home come with every centre of the tests.
        let features = herald::features::all().into_iter();
        let features = features
            .filter(|feature| !["people", "home"].contains(&feature.name))
            .collect();
        let centre = testing::open(engine, features).await?;
        Some(Self {
            centre,
            count: AtomicU32::new(0),
        })
    }

    pub fn desk(&self) -> &Desk {
        self.centre.desk()
    }

    /// A number nothing else has.
    pub fn number(&self) -> u32 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// An account in its own person, with everything held now.
    pub async fn person(&self, account: AccountId) -> Actor {
        let conn = self.desk().database().reader();
        let now = self.centre.now();
        desk::roles::actor_of(&conn, self.centre.id, account, now)
            .await
            .unwrap()
    }

    /// The superintendent does it, at once.
    pub async fn done<A: Act>(&self, act: &A) -> Json {
        self.performed(&self.centre.superintendent().actor().await, act)
            .await
    }

    /// The first set-up does it, at once.
    pub async fn setup<A: Act>(&self, act: &A) -> Json {
        let setup = Actor {
            centre: self.centre.id,
            who: Who::Setup,
            holds: Vec::new(),
        };
        self.performed(&setup, act).await
    }

    async fn performed<A: Act>(&self, actor: &Actor, act: &A) -> Json {
        match self.desk().act(actor, act, Options::default()).await {
            Ok(Outcome::Done { result, .. }) => result,
            other => panic!("{} was to be done: {other:?}", A::KIND),
        }
    }

    /// Writes what only machines write.
    pub async fn write(&self, sql: &str, args: impl IntoIterator<Item = kernel::Value>) {
        let tx = self.desk().database().begin().await.unwrap();
        tx.run(sql, args).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn freeze(&self) {
        self.done(&Freeze {
            reason: "authority".into(),
        })
        .await;
    }

    /// Ends a freeze, if there is one.
    pub async fn calm(&self) {
        let conn = self.desk().database().reader();
        if desk::gate::frozen(&conn, self.centre.id)
            .await
            .unwrap()
            .is_some()
        {
            self.done(&Thaw {
                reason: "authority".into(),
            })
            .await;
        }
    }

    /// A plain payload of a kind, about something that is there and fresh; what is one's
    /// own belongs to `own`.
    pub async fn sample(&self, kind: &str, own: AccountId) -> Json {
        match kind.split('.').next().unwrap_or_default() {
            "request" | "proposal" | "desk" | "matter" | "charter" | "ledger" => {
                door::sample(self, kind).await
            }
            "house" | "centre" | "job" | "kpi" | "sample" | "site" | "sending" | "mailing"
            | "letter" => house::sample(self, kind).await,
            "content" | "media" => words::sample(self, kind).await,
            "contact" | "consent" | "lead" | "privacy" | "segment" => {
                lists::sample(self, kind).await
            }
            "campaign" | "task" => plans::sample(self, kind).await,
            _ => people::sample(self, kind, own).await,
        }
    }
}
