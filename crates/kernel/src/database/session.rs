//! A transaction on a connection of the driver itself: what is written goes from the values
//! to the engine without a copy in between, and PostgreSQL takes many rows by `copy`.

use sea_orm::{QueryResult, Value};
use sea_query::Values;
use sea_query_sqlx::SqlxValues;
use sqlx::pool::PoolConnection;
use sqlx::{Acquire, AssertSqlSafe, PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use tokio::sync::Mutex;

use super::{DbError, Engine};

/// Where transactions begin.
#[derive(Clone, Debug)]
pub(super) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction; dropping it without a commit undoes everything.
#[derive(Debug)]
pub(super) struct Session {
    engine: Engine,
    open: Mutex<Open>,
}

enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite(_) => "a transaction of SQLite",
            Self::Postgres(_) => "a transaction of PostgreSQL",
        })
    }
}

impl Pool {
    pub(super) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    pub(super) async fn begin(&self) -> Result<Session, DbError> {
        let open = match self {
            Self::Sqlite(pool) => {
                let connection = pool.acquire().await.map_err(DbError::unconnected)?;
                Open::Sqlite(begun(connection).await?)
            }
            Self::Postgres(pool) => {
                let connection = pool.acquire().await.map_err(DbError::unconnected)?;
                Open::Postgres(begun(connection).await?)
            }
        };
        Ok(Session {
            engine: self.engine(),
            open: Mutex::new(open),
        })
    }

    /// Runs a statement outside every transaction.
    pub(super) async fn run(&self, sql: &str, values: Vec<Value>) -> Result<(), DbError> {
        let values = SqlxValues(Values(values));
        match self {
            Self::Sqlite(pool) => {
                sqlx::query_with(AssertSqlSafe(sql), values)
                    .execute(pool)
                    .await?;
            }
            Self::Postgres(pool) => {
                sqlx::query_with(AssertSqlSafe(sql), values)
                    .execute(pool)
                    .await?;
            }
        }
        Ok(())
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

async fn begun<DB: sqlx::Database>(
    connection: PoolConnection<DB>,
) -> Result<Transaction<'static, DB>, DbError> {
    Ok(Transaction::begin(connection, None).await?)
}

impl Session {
    pub(super) fn engine(&self) -> Engine {
        self.engine
    }

    pub(super) async fn commit(self) -> Result<(), DbError> {
        match self.open.into_inner() {
            Open::Sqlite(tx) => tx.commit().await?,
            Open::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    pub(super) async fn all(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, DbError> {
        let values = SqlxValues(Values(values));
        Ok(match &mut *self.open.lock().await {
            Open::Sqlite(tx) => sqlx::query_with(AssertSqlSafe(sql), values)
                .fetch_all(&mut **tx)
                .await?
                .into_iter()
                .map(QueryResult::from)
                .collect(),
            Open::Postgres(tx) => sqlx::query_with(AssertSqlSafe(sql), values)
                .fetch_all(&mut **tx)
                .await?
                .into_iter()
                .map(QueryResult::from)
                .collect(),
        })
    }

    pub(super) async fn first(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Option<QueryResult>, DbError> {
        let values = SqlxValues(Values(values));
        Ok(match &mut *self.open.lock().await {
            Open::Sqlite(tx) => sqlx::query_with(AssertSqlSafe(sql), values)
                .fetch_optional(&mut **tx)
                .await?
                .map(QueryResult::from),
            Open::Postgres(tx) => sqlx::query_with(AssertSqlSafe(sql), values)
                .fetch_optional(&mut **tx)
                .await?
                .map(QueryResult::from),
        })
    }

    pub(super) async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64, DbError> {
        let values = SqlxValues(Values(values));
        Ok(match &mut *self.open.lock().await {
            Open::Sqlite(tx) => sqlx::query_with(AssertSqlSafe(sql), values)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            Open::Postgres(tx) => sqlx::query_with(AssertSqlSafe(sql), values)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
        })
    }

    /// Statements without values, parted by `;`.
    pub(super) async fn raw(&self, sql: &str) -> Result<(), DbError> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        match &mut *self.open.lock().await {
            Open::Sqlite(tx) => sql.execute(&mut **tx).await.map(drop)?,
            Open::Postgres(tx) => sql.execute(&mut **tx).await.map(drop)?,
        }
        Ok(())
    }

    /// Runs a statement of SQLite whose values were brought into the driver's form before.
    pub(super) async fn run_bound(
        &self,
        sql: std::sync::Arc<str>,
        values: sqlx::sqlite::SqliteArguments,
    ) -> Result<u64, DbError> {
        match &mut *self.open.lock().await {
            Open::Sqlite(tx) => Ok(sqlx::query_with(AssertSqlSafe(sql), values)
                .execute(&mut **tx)
                .await?
                .rows_affected()),
            Open::Postgres(_) => Err(DbError::NotOnThisEngine),
        }
    }

    /// Hands lines of PostgreSQL's `copy` over; returns the rows taken.
    pub(super) async fn copy(&self, statement: &str, lines: &[u8]) -> Result<u64, DbError> {
        match &mut *self.open.lock().await {
            Open::Sqlite(_) => Err(DbError::NotOnThisEngine),
            Open::Postgres(tx) => {
                let connection = tx.acquire().await?;
                let mut copy = connection.copy_in_raw(statement).await?;
                copy.send(lines).await?;
                Ok(copy.finish().await?)
            }
        }
    }
}
