//! A centre of its own for one test.

use std::sync::Arc;

use charter::{Actor, Position, Who};
use desk::{Addresses, Desk, Options, Outcome, Parts, RequestId};
use files::blobs::Blobs;
use frame::{App, Feature};
use home::{FirstSetUp, SetUp, set_up};
use kernel::database::migrate;
use kernel::{AccountId, CentreId, Clock, Database, Keys, Moment};
use people::Entrance;
use people::actions::{GrantPosition, Invite};
use tempfile::TempDir;

use crate::Someone;

/// The engine a test runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Always there, so the one for a test that says nothing of engines.
    #[default]
    Sqlite,
    Postgres,
}

impl Engine {
    /// Each engine, for tests that go through them themselves.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// When tests begin: Monday 23 November 2026, noon in Taipei.
pub const NOON: Moment = Moment(1_795_406_400_000_000);

/// A centre with its people: superintendent, head, specialist, two physiotherapists,
/// customer service, sales and finance. Gone when dropped.
pub struct Centre {
    pub app: App,
    pub id: CentreId,
    pub clock: Clock,
    people: Vec<(Position, AccountId)>,
    folder: TempDir,
}

/// Opens a centre; `None` on PostgreSQL when no server is given for tests.
pub async fn open(engine: Engine, mut features: Vec<Feature>) -> Option<Centre> {
    let (database, folder) = empty_database(engine).await?;
    features.insert(0, people::feature());
    features.insert(1, home::feature());
    let sentences: Vec<_> = features
        .iter()
        .filter_map(|f| f.sentences)
        .chain([frame::SENTENCES])
        .collect();
    ui::i18n::install(&sentences).expect("every sentence is there in both languages");
    migrate(&database, &App::migrations(&features), NOON)
        .await
        .expect("the tables are made");
    let keys = folder.path().join("keys");
    std::fs::create_dir_all(&keys).expect("the temporary folder is ours");
    let parts = Parts::default()
        .with(Addresses {
            desk: "http://desk.test".into(),
            site: "http://site.test".into(),
        })
        .with(Blobs::open(folder.path().join("media")).expect("the media folder can be made"));
    let clock = Clock::standing_at(NOON);
    let keys = Keys::open(&keys).expect("keys can be made");
    let app = App::new(
        database,
        clock.clone(),
        keys,
        parts,
        features,
        Arc::new(Entrance),
    );
    let mut centre = Centre {
        app,
        id: CentreId::new(),
        clock,
        people: Vec::new(),
        folder,
    };
    centre.found().await;
    Some(centre)
}

/// Opens an empty database and the folder that lives as long as it is used; `None` on
/// PostgreSQL when no server is given for tests.
pub async fn empty_database(engine: Engine) -> Option<(Database, TempDir)> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let database = match engine {
        Engine::Sqlite => Database::open_sqlite(&folder.path().join("herald.db")).await,
        Engine::Postgres => Database::open_postgres(&fresh_postgres().await?).await,
    };
    Some((database.expect("the database opens"), folder))
}

async fn fresh_postgres() -> Option<String> {
    let server = std::env::var("HERALD_TEST_POSTGRES")
        .ok()
        .filter(|s| !s.is_empty())?;
    let name = format!("herald_{}", uuid::Uuid::now_v7().simple());
    let admin = Database::open_postgres(&server)
        .await
        .expect("the test server answers");
    admin
        .reader()
        .run(&format!("create database {name}"), [])
        .await
        .expect("a database can be made");
    admin.close().await;
    let (base, query) = server
        .split_once('?')
        .map_or((server.as_str(), String::new()), |(b, q)| {
            (b, format!("?{q}"))
        });
    let (host, _) = base.rsplit_once('/').expect("the address names a database");
    Some(format!("{host}/{name}{query}"))
}

impl Centre {
    async fn found(&mut self) {
        let wanted = FirstSetUp {
            centre: SetUp {
                centre: self.id,
                name: "歐亥健復健中心".into(),
                zone: "Asia/Taipei".into(),
                currency: "TWD".into(),
                licence: "medical-institution".into(),
                jurisdictions: vec!["TW".into()],
                lang: "zh-Hant".into(),
                sample: false,
            },
            owner_name: "周慧文".into(),
            owner_email: "superintendent@centre.test".into(),
            owner_password: "四季復健中心的護膝月".into(),
            lang: "zh-Hant".into(),
        };
        set_up(&self.app, &wanted)
            .await
            .expect("a centre can be founded");
        let conn = self.desk().database().reader();
        let owner = people::queries::accounts(&conn, self.id)
            .await
            .expect("accounts can be read")[0]
            .id;
        self.people
            .push((Position::from(Position::SUPERINTENDENT), owner));
        for (position, name, local) in home::sample_people() {
            if position != Position::SUPERINTENDENT {
                self.employ(position, name, local).await;
            }
        }
    }

    async fn employ(&mut self, position: &str, name: &str, local: &str) {
        let setup = Actor {
            centre: self.id,
            who: Who::Setup,
            holds: Vec::new(),
        };
        let account = AccountId::new();
        let email = format!("{local}@centre.test");
        let invite = Invite {
            account,
            name: name.into(),
            email,
            lang: "zh-Hant".into(),
            password: None,
        };
        self.desk()
            .act(&setup, &invite, Options::default())
            .await
            .expect("set-up invites");
        let grant = GrantPosition {
            account,
            position: position.into(),
        };
        self.desk()
            .act(&setup, &grant, Options::default())
            .await
            .expect("set-up grants");
        self.people.push((Position::from(position), account));
    }

    #[must_use]
    pub fn desk(&self) -> &Desk {
        self.app.desk()
    }

    /// The folder of this centre: database, media, keys.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Lets time pass, in seconds.
    pub fn wait(&self, seconds: i64) {
        self.clock.set(self.now().plus_seconds(seconds));
    }

    /// Does all background work that is due.
    pub async fn drain(&self) -> usize {
        self.desk()
            .runner()
            .drain()
            .await
            .expect("the job queue can be read")
    }

    #[must_use]
    pub fn specialist(&self) -> Someone<'_> {
        self.nth(Position::SPECIALIST, 0)
    }

    #[must_use]
    pub fn head(&self) -> Someone<'_> {
        self.nth(Position::HEAD, 0)
    }

    #[must_use]
    pub fn superintendent(&self) -> Someone<'_> {
        self.nth(Position::SUPERINTENDENT, 0)
    }

    #[must_use]
    pub fn physiotherapist(&self) -> Someone<'_> {
        self.nth(Position::PHYSIOTHERAPIST, 0)
    }

    #[must_use]
    pub fn second_physiotherapist(&self) -> Someone<'_> {
        self.nth(Position::PHYSIOTHERAPIST, 1)
    }

    /// The `n`th person in a position, counted from 0.
    #[must_use]
    pub fn nth(&self, position: &str, n: usize) -> Someone<'_> {
        let found = self.people.iter().filter(|(p, _)| p == position).nth(n);
        let (_, account) = found.expect("the centre employs somebody in that position");
        Someone::new(self, *account)
    }

    /// Anyone on the public side.
    #[must_use]
    pub fn visitor(&self) -> Actor {
        Actor {
            centre: self.id,
            who: Who::Visitor,
            holds: Vec::new(),
        }
    }

    /// The request an act became.
    ///
    /// # Panics
    /// When the act was done or proposed instead.
    #[must_use]
    pub fn request_of(outcome: &Outcome) -> RequestId {
        match outcome {
            Outcome::Requested { request, .. } => *request,
            other => panic!("expected a request, got {other:?}"),
        }
    }

    /// The entries of the ledger, the oldest first, as JSON.
    pub async fn ledger(&self) -> Vec<serde_json::Value> {
        let conn = self.desk().database().reader();
        let mut lines = desk::ledger::lines(&conn, self.id, None, None, 100_000)
            .await
            .expect("the ledger can be read");
        lines.reverse();
        lines
            .iter()
            .map(|l| serde_json::from_str(&l.entry).expect("an entry is JSON"))
            .collect()
    }

    /// Whether the ledger proves whole.
    pub async fn ledger_is_whole(&self) -> bool {
        let conn = self.desk().database().reader();
        let report = desk::ledger::verify(&conn, self.id, &self.desk().keys().public()).await;
        report.expect("the ledger can be read").faults.is_empty()
    }
}
