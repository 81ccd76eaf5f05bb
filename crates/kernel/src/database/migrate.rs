//! Bringing the tables up to date. Migrations are written once, in the types of
//! PostgreSQL; SQLite gets the two it does not know by another name.

use super::{Conn, Database, DbError, Engine};
use crate::{Moment, args};

/// One step of a feature's tables. Steps of a feature are numbered from 1 and never
/// change once released.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub feature: &'static str,
    pub step: i64,
    /// Statements separated by `;` at line ends.
    pub sql: &'static str,
}

/// Applies what is missing, all of it or nothing; running it again does nothing.
///
/// # Errors
/// [`DbError::WrittenByNewer`] when the data knows a step this program does not.
pub async fn migrate(
    database: &Database,
    migrations: &[Migration],
    now: Moment,
) -> Result<(), DbError> {
    // An empty folder has nothing to lose, and waiting for the disk is most of the time.
    database.sync_commits(false).await?;
    let applied = apply_missing(database, migrations, now).await;
    database.sync_commits(true).await?;
    applied
}

async fn apply_missing(
    database: &Database,
    migrations: &[Migration],
    now: Moment,
) -> Result<(), DbError> {
    let tx = database.begin().await?;
    tx.raw("create table if not exists migration (feature text not null, step bigint not null, applied_at bigint not null, primary key (feature, step))").await?;
    let done = applied(&tx).await?;
    let knows = |feature: &str, step: i64| {
        migrations
            .iter()
            .any(|m| m.feature == feature && m.step == step)
    };
    if let Some((feature, step)) = done.iter().find(|(feature, step)| !knows(feature, *step)) {
        return Err(DbError::WrittenByNewer(format!("{feature} {step}")));
    }
    for migration in migrations
        .iter()
        .filter(|m| !done.iter().any(|(f, s)| f == m.feature && *s == m.step))
    {
        tx.raw(&spoken_by(database.engine(), migration.sql)).await?;
        tx.run(
            "insert into migration (feature, step, applied_at) values ($1, $2, $3)",
            args![migration.feature, migration.step, now],
        )
        .await?;
    }
    tx.commit().await
}

async fn applied(tx: &Conn) -> Result<Vec<(String, i64)>, DbError> {
    let rows = tx
        .all(
            "select feature, step from migration order by feature, step",
            [],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("feature")?, row.get("step")?)))
        .collect()
}

/// SQLite keeps ids and bytes in a `blob`; the other type names it takes as they are.
fn spoken_by(engine: Engine, statement: &str) -> String {
    match engine {
        Engine::Postgres => statement.to_owned(),
        Engine::Sqlite => statement
            .split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .map(|word| {
                let end = word
                    .trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .len();
                match &word[..end] {
                    "uuid" | "bytea" => format!("blob{}", &word[end..]),
                    _ => word.to_owned(),
                }
            })
            .collect(),
    }
}
