//! Many rows at once. The same few statements are used again and again, so that the engine
//! reads each of them once; while one runs, the values of the next are made ready.

use std::fmt::Write as _;
use std::sync::Arc;

use sea_orm::Value;
use sea_query::Values;
use sea_query_sqlx::SqlxValues;
use sqlx::IntoArguments;
use sqlx::sqlite::SqliteArguments;

use super::{Conn, DbError, Engine, Inner, VALUES_PER_STATEMENT};

/// Rows of one statement: the largest of these that the remaining rows fill.
const ROWS: [usize; 4] = [256, 32, 4, 1];
/// From so many rows on PostgreSQL takes them by `copy`.
const COPY_FROM: usize = 100;
/// Rows of one `copy`.
const COPY_ROWS: usize = 2_000;

/// A row of values, in the order of the columns.
type Line = Vec<Value>;

impl Conn {
    /// Writes many rows with few statements. With `keep_old` a row that breaks a unique
    /// rule is left out. Returns the rows written.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn insert(
        &self,
        table: &str,
        columns: &[&str],
        rows: Vec<Line>,
        keep_old: bool,
    ) -> Result<u64, DbError> {
        let into = Into {
            table,
            columns,
            keep_old,
            engine: self.engine(),
        };
        if rows.iter().any(|row| row.len() != columns.len()) {
            return Err(DbError::Shape(format!("a row of {table}")));
        }
        let copied = into.engine == Engine::Postgres && !keep_old && rows.len() >= COPY_FROM;
        match &self.0 {
            Inner::Transaction(..) if copied => self.copied(&into, rows).await,
            Inner::Transaction(..) if into.engine == Engine::Sqlite => {
                self.bound(&into, rows).await
            }
            _ => self.stated(&into, rows).await,
        }
    }

    /// SQLite: one statement runs on the thread of the connection while the values of the
    /// next are brought into its form here.
    async fn bound(&self, into: &Into<'_>, rows: Vec<Line>) -> Result<u64, DbError> {
        let Inner::Transaction(session, _) = &self.0 else {
            return Err(DbError::NotOnThisEngine);
        };
        let mut chunks = into.chunks(rows);
        let mut written = 0;
        let mut next = bound_of(&mut chunks);
        while let Some((sql, values)) = next {
            let (done, following) = tokio::join!(session.run_bound(sql, values), async {
                bound_of(&mut chunks)
            });
            written += done?;
            next = following;
        }
        Ok(written)
    }

    async fn stated(&self, into: &Into<'_>, rows: Vec<Line>) -> Result<u64, DbError> {
        let mut written = 0;
        for (sql, values) in into.chunks(rows) {
            written += self.run(&sql, values).await?;
        }
        Ok(written)
    }

    async fn copied(&self, into: &Into<'_>, rows: Vec<Line>) -> Result<u64, DbError> {
        let Inner::Transaction(session, _) = &self.0 else {
            return Err(DbError::NotOnThisEngine);
        };
        let statement = format!(
            "copy {} ({}) from stdin",
            into.table,
            into.columns.join(", ")
        );
        let mut written = 0;
        for some in rows.chunks(COPY_ROWS) {
            match lines(some) {
                Some(text) => written += session.copy(&statement, text.as_bytes()).await?,
                None => written += self.stated(into, some.to_vec()).await?,
            }
        }
        Ok(written)
    }
}

fn bound_of(
    chunks: &mut impl Iterator<Item = (Arc<str>, Vec<Value>)>,
) -> Option<(Arc<str>, SqliteArguments)> {
    let (sql, values) = chunks.next()?;
    let values = SqlxValues(Values(values));
    Some((sql, IntoArguments::<sqlx::Sqlite>::into_arguments(values)))
}

/// Where rows go, and how.
struct Into<'a> {
    table: &'a str,
    columns: &'a [&'a str],
    keep_old: bool,
    engine: Engine,
}

impl Into<'_> {
    /// The statements with their values.
    fn chunks(&self, rows: Vec<Line>) -> impl Iterator<Item = (Arc<str>, Vec<Value>)> {
        let most = (VALUES_PER_STATEMENT / self.columns.len().max(1)).max(1);
        let mut left = rows.len();
        let mut rows = rows.into_iter();
        let mut last: Option<(usize, Arc<str>)> = None;
        std::iter::from_fn(move || {
            let wanted = ROWS.into_iter().find(|n| *n <= left && *n <= most)?;
            left -= wanted;
            let sql = match &last {
                Some((n, sql)) if *n == wanted => sql.clone(),
                _ => Arc::from(self.statement(wanted)),
            };
            last = Some((wanted, sql.clone()));
            let mut values = Vec::with_capacity(wanted * self.columns.len());
            values.extend(rows.by_ref().take(wanted).flatten());
            Some((sql, values))
        })
    }

    fn statement(&self, rows: usize) -> String {
        let width = self.columns.len();
        let mut sql = format!(
            "insert into {} ({}) values ",
            self.table,
            self.columns.join(", ")
        );
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..width {
                sql.push_str(if column == 0 { "" } else { ", " });
                match self.engine {
                    // A number behind the mark would be looked up in a list of all numbers.
                    Engine::Sqlite => sql.push('?'),
                    Engine::Postgres => {
                        // Writing into a String cannot fail.
                        let _ = write!(sql, "${}", row * width + column + 1);
                    }
                }
            }
            sql.push(')');
        }
        if self.keep_old {
            sql.push_str(" on conflict do nothing");
        }
        sql
    }
}

/// Rows in the text form of PostgreSQL's `copy`; nothing where a value has none here.
fn lines(rows: &[Line]) -> Option<String> {
    let mut text = String::with_capacity(rows.len() * 200);
    for row in rows {
        for (place, value) in row.iter().enumerate() {
            if place > 0 {
                text.push('\t');
            }
            cell(&mut text, value)?;
        }
        text.push('\n');
    }
    Some(text)
}

/// Writing into a String cannot fail, so what `write!` answers is dropped.
fn cell(text: &mut String, value: &Value) -> Option<()> {
    match value {
        Value::Bool(Some(it)) => text.push(if *it { 't' } else { 'f' }),
        Value::Int(Some(it)) => drop(write!(text, "{it}")),
        Value::BigInt(Some(it)) => drop(write!(text, "{it}")),
        Value::Double(Some(it)) => drop(write!(text, "{it:?}")),
        Value::Uuid(Some(it)) => drop(write!(text, "{it}")),
        Value::String(Some(it)) => escaped(text, it),
        Value::Bytes(Some(it)) => {
            text.push_str("\\\\x");
            for byte in it {
                let _ = write!(text, "{byte:02x}");
            }
        }
        Value::Bool(None)
        | Value::Int(None)
        | Value::BigInt(None)
        | Value::Double(None)
        | Value::Uuid(None)
        | Value::String(None)
        | Value::Bytes(None) => text.push_str("\\N"),
        _ => return None,
    }
    Some(())
}

fn escaped(text: &mut String, it: &str) {
    let mut rest = it;
    while let Some(place) = rest.find(['\\', '\t', '\n', '\r']) {
        text.push_str(&rest[..place]);
        text.push('\\');
        text.push(match rest.as_bytes()[place] {
            b'\t' => 't',
            b'\n' => 'n',
            b'\r' => 'r',
            _ => '\\',
        });
        rest = &rest[place + 1..];
    }
    text.push_str(rest);
}
