//! The database on either engine: SQLite in the data folder by default, PostgreSQL by
//! address. One SQL text serves both; what differs stands in this folder and in the
//! features' `migrations.rs`.

mod error;
mod insert;
mod migrate;
mod row;
mod session;
mod turn;

use std::future::Future;
use std::panic::Location;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions,
    SqliteSynchronous, SqliteTransactionManager,
};
use sea_orm::sqlx::{self, Connection, Executor};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, SqlxPostgresConnector, SqlxSqliteConnector,
    Statement, Value,
};
use sea_query::{PostgresQueryBuilder, SqliteQueryBuilder};
use sqlx_core::transaction::TransactionManager;

pub use error::DbError;
pub use migrate::{Migration, migrate};
pub use row::Row;

use session::{Pool, Session};
use turn::{Line, Turn};

/// The oldest SQLite without the WAL-reset bug that can corrupt a file with two
/// connections: fixed in 3.51.3.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];
const READERS: u32 = 4;
/// PostgreSQL: connections for transactions, and others for reading, so that whoever
/// holds a transaction and reads beside it never waits for those who wait for one.
const POSTGRES_WRITERS: u32 = 10;
const POSTGRES_READERS: u32 = 8;
/// How long a connection of a pool is waited for.
const CONNECTION_PATIENCE: Duration = Duration::from_secs(10);
/// Bound values in one statement; SQLite allows 32,766 and PostgreSQL 65,535.
const VALUES_PER_STATEMENT: usize = 30_000;

/// Which engine holds the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A database that is open: one writing connection and several readers on SQLite, a pool
/// for writing and one for reading on PostgreSQL.
#[derive(Clone, Debug)]
pub struct Database {
    writer: Pool,
    readers: DatabaseConnection,
    line: Line,
}

impl Database {
    /// Opens (and if need be makes) the embedded database in a file, with write-ahead
    /// log and a sync at every commit.
    ///
    /// # Errors
    /// When the file cannot be opened or the SQLite library is too old to be trusted.
    pub async fn open_sqlite(file: &Path) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "on")
            .pragma("cache_size", "-16000")
            .pragma("temp_store", "memory");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(CONNECTION_PATIENCE)
            // A file does not go away: its connection is neither asked nor renewed.
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .before_acquire(|writer, _| Box::pin(outside_transactions(writer)))
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(CONNECTION_PATIENCE)
            .test_before_acquire(false)
            .max_lifetime(None)
            .connect_lazy_with(options.pragma("query_only", "on"));
        let database = Self {
            writer: Pool::Sqlite(writer),
            readers: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers),
            line: Line::single(),
        };
        database.refuse_old_sqlite().await?;
        Ok(database)
    }

    /// Opens a PostgreSQL database by its address, `postgres://user:password@host/name`.
    ///
    /// # Errors
    /// When the address is malformed or the server does not answer.
    pub async fn open_postgres(address: &str) -> Result<Self, DbError> {
        let options = PgConnectOptions::from_str(address)?.application_name("herald");
        let pool = |most: u32| {
            PgPoolOptions::new()
                .max_connections(most)
                .acquire_timeout(CONNECTION_PATIENCE)
        };
        let writer = pool(POSTGRES_WRITERS).connect_with(options.clone()).await?;
        let readers = pool(POSTGRES_READERS).connect_lazy_with(options);
        Ok(Self {
            writer: Pool::Postgres(writer),
            readers: SqlxPostgresConnector::from_sqlx_postgres_pool(readers),
            line: Line::open(),
        })
    }

    #[must_use]
    pub fn engine(&self) -> Engine {
        self.writer.engine()
    }

    /// Whether the data lives in a file that only this process may open.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.engine() == Engine::Sqlite
    }

    /// A handle for reading, outside any transaction.
    #[must_use]
    pub fn reader(&self) -> Conn {
        Conn(Inner::Pool(self.readers.clone()))
    }

    /// Begins a transaction that may write. On SQLite there is one at a time; the others
    /// wait in the order they came. Dropping it without [`Conn::commit`] undoes everything.
    ///
    /// # Errors
    /// When no connection can be had.
    #[track_caller]
    pub fn begin(&self) -> impl Future<Output = Result<Conn, DbError>> + Send {
        let whose = Location::caller();
        async move {
            let turn = self.line.turn(whose).await?;
            Ok(Conn(Inner::Transaction(self.writer.begin().await?, turn)))
        }
    }

    /// Whether commits reach the disk before they return, which is the rule. Without it a
    /// power cut undoes the last commits of the embedded database but never damages it:
    /// the next commit that is synced makes all before it durable too. PostgreSQL keeps
    /// its own rule.
    async fn sync_commits(&self, yes: bool) -> Result<(), DbError> {
        if self.is_embedded() {
            let level = if yes { "full" } else { "normal" };
            let sql = format!("pragma synchronous = {level}");
            self.writer.run(&sql, Vec::new()).await?;
        }
        Ok(())
    }

    /// Closes all connections; on SQLite this folds the write-ahead log into the file.
    pub async fn close(self) {
        drop(self.readers.close().await);
        self.writer.close().await;
    }

    /// Writes a consistent copy of the embedded database to `target`.
    ///
    /// # Errors
    /// On PostgreSQL (its own tools back it up) and when the file cannot be written.
    pub async fn copy_to(&self, target: &Path) -> Result<(), DbError> {
        if self.engine() == Engine::Postgres {
            return Err(DbError::NotOnThisEngine);
        }
        let name = target.display().to_string();
        self.writer.run("vacuum into $1", vec![name.into()]).await
    }

    async fn refuse_old_sqlite(&self) -> Result<(), DbError> {
        let row = self
            .reader()
            .one("select sqlite_version() as version", [])
            .await?;
        let version: String = row.get("version")?;
        let parts: Vec<u32> = version.split('.').filter_map(|p| p.parse().ok()).collect();
        if parts.as_slice() < OLDEST_SQLITE.as_slice() {
            return Err(DbError::SqliteTooOld(version));
        }
        Ok(())
    }
}

/// Whether the writer stands outside every transaction, after bringing it there. On a full
/// disk SQLite ends a transaction by itself and the rollback that follows finds none; the
/// driver still counts one, and everything from then on would be written inside it and
/// never become durable.
async fn outside_transactions(writer: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if writer.is_in_transaction() {
        // Where one is really open this fails, and there is one to roll back all the same.
        drop(writer.execute("begin").await);
        SqliteTransactionManager::rollback(writer).await?;
    }
    Ok(!writer.is_in_transaction())
}

#[derive(Debug)]
enum Inner {
    Pool(DatabaseConnection),
    Transaction(Session, Turn),
}

/// A handle on the database: a pool for reading, or a transaction.
#[derive(Debug)]
pub struct Conn(Inner);

impl Conn {
    /// Makes everything written through this transaction durable. On a reading handle
    /// there is nothing to do.
    ///
    /// # Errors
    /// When the engine refuses; then nothing was written.
    pub async fn commit(self) -> Result<(), DbError> {
        match self.0 {
            Inner::Pool(_) => Ok(()),
            Inner::Transaction(session, _turn) => session.commit().await,
        }
    }

    /// All rows of a question.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn all(
        &self,
        sql: &str,
        args: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<Row>, DbError> {
        let rows = match &self.0 {
            Inner::Pool(c) => c.query_all_raw(self.statement(sql, args)).await?,
            Inner::Transaction(session, _) => session.all(sql, listed(args)).await?,
        };
        Ok(rows.into_iter().map(Row).collect())
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn first(
        &self,
        sql: &str,
        args: impl IntoIterator<Item = Value>,
    ) -> Result<Option<Row>, DbError> {
        let row = match &self.0 {
            Inner::Pool(c) => c.query_one_raw(self.statement(sql, args)).await?,
            Inner::Transaction(session, _) => session.first(sql, listed(args)).await?,
        };
        Ok(row.map(Row))
    }

    /// The one row of a question that always has one.
    ///
    /// # Errors
    /// [`DbError::Missing`] when there is none.
    pub async fn one(
        &self,
        sql: &str,
        args: impl IntoIterator<Item = Value>,
    ) -> Result<Row, DbError> {
        self.first(sql, args).await?.ok_or(DbError::Missing)
    }

    /// Runs a statement and tells how many rows it touched.
    ///
    /// # Errors
    /// What the engine answers; see [`DbError::is_unique`].
    pub async fn run(
        &self,
        sql: &str,
        args: impl IntoIterator<Item = Value>,
    ) -> Result<u64, DbError> {
        match &self.0 {
            Inner::Pool(c) => Ok(c
                .execute_raw(self.statement(sql, args))
                .await?
                .rows_affected()),
            Inner::Transaction(session, _) => session.run(sql, listed(args)).await,
        }
    }

    /// Runs a built `select`; dynamic conditions (segments, list filters) come this way.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn select(&self, query: &sea_query::SelectStatement) -> Result<Vec<Row>, DbError> {
        let (sql, values) = match self.engine() {
            Engine::Sqlite => query.build(SqliteQueryBuilder),
            Engine::Postgres => query.build(PostgresQueryBuilder),
        };
        self.all(&sql, values.0).await
    }

    /// ` for update skip locked` where the engine has several writers, else nothing:
    /// appended to the inner select of a claiming statement.
    #[must_use]
    pub fn skip_locked(&self) -> &'static str {
        match self.engine() {
            Engine::Sqlite => "",
            Engine::Postgres => " for update skip locked",
        }
    }

    /// ` for update` where the engine has several writers, else nothing.
    #[must_use]
    pub fn for_update(&self) -> &'static str {
        match self.engine() {
            Engine::Sqlite => "",
            Engine::Postgres => " for update",
        }
    }

    /// The instant with which the leases of jobs are compared, as SQL: the clock of the
    /// server, the same for every program that uses it, whatever the clocks of their
    /// machines do. The embedded database has one program, which knows what it has in
    /// hand; there every lease is over.
    pub(crate) fn lease_clock(&self) -> &'static str {
        match self.engine() {
            Engine::Sqlite => "9223372036854775807",
            Engine::Postgres => "cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)",
        }
    }

    /// The end of a lease that begins now, as SQL.
    pub(crate) fn lease_end(&self, seconds: i64) -> String {
        match self.engine() {
            Engine::Sqlite => "0".to_owned(),
            Engine::Postgres => format!("{} + {}", self.lease_clock(), seconds * 1_000_000),
        }
    }

    async fn raw(&self, sql: &str) -> Result<(), DbError> {
        match &self.0 {
            Inner::Pool(c) => c.execute_unprepared(sql).await.map(drop)?,
            Inner::Transaction(session, _) => session.raw(sql).await?,
        }
        Ok(())
    }

    fn engine(&self) -> Engine {
        match &self.0 {
            Inner::Pool(c) if c.get_database_backend() == DbBackend::Sqlite => Engine::Sqlite,
            Inner::Pool(_) => Engine::Postgres,
            Inner::Transaction(session, _) => session.engine(),
        }
    }

    fn statement(&self, sql: &str, args: impl IntoIterator<Item = Value>) -> Statement {
        let backend = match self.engine() {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        };
        Statement::from_sql_and_values(backend, sql, args)
    }
}

fn listed(args: impl IntoIterator<Item = Value>) -> Vec<Value> {
    args.into_iter().collect()
}
