//! The rows behind jobs and schedules.

use uuid::Uuid;

use super::Later;
use crate::{CentreId, Conn, DbError, Moment, Row, Value, args};

/// How late an outward job may start before it counts as missed, in seconds.
pub(super) const LATE_SECONDS: i64 = 30 * 60;

/// A job as the jobs page shows it.
#[derive(Clone, Debug)]
pub struct JobRow {
    pub id: Uuid,
    pub kind: String,
    /// `waiting`, `running`, `done`, `failed` or `missed`.
    pub state: String,
    pub run_at: Moment,
    pub attempts: i64,
    pub error: String,
    pub ended_at: Option<Moment>,
}

/// A recurring job as the jobs page shows it.
#[derive(Clone, Debug)]
pub struct ScheduleRow {
    pub kind: String,
    pub every_seconds: i64,
    pub next_at: Moment,
    pub last_at: Option<Moment>,
    pub last_error: String,
    pub missed: i64,
}

pub(super) async fn enqueue(tx: &Conn, later: Later, now: Moment) -> Result<Uuid, DbError> {
    let id = Uuid::now_v7();
    tx.run(
        "insert into job (id, centre_id, kind, dedupe, payload, state, run_at, outward, attempts, lease_until, error, created_at)
         values ($1, $2, $3, $4, $5, 'waiting', $6, $7, 0, 0, '', $8)
         on conflict (centre_id, kind, dedupe) do update set
           state = 'waiting', run_at = excluded.run_at, payload = excluded.payload, ended_at = null,
           attempts = case when job.state = 'failed' then 0 else job.attempts end
         where job.state = 'failed' or (job.state = 'waiting' and job.run_at > excluded.run_at)",
        args![id, later.centre, later.kind, later.dedupe, later.payload.to_string(), later.run_at, later.outward, now],
    )
    .await?;
    Ok(id)
}

/// Jobs of a centre, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn jobs_of(conn: &Conn, centre: CentreId, limit: i64) -> Result<Vec<JobRow>, DbError> {
    let rows = conn
        .all(
            "select id, kind, state, run_at, attempts, error, ended_at from job where centre_id = $1
             order by case state when 'missed' then 0 when 'failed' then 1 when 'running' then 2 when 'waiting' then 3 else 4 end,
             run_at desc limit $2",
            args![centre, limit],
        )
        .await?;
    rows.iter().map(job_row).collect()
}

fn job_row(row: &Row) -> Result<JobRow, DbError> {
    Ok(JobRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        state: row.get("state")?,
        run_at: row.get("run_at")?,
        attempts: row.get("attempts")?,
        error: row.get("error")?,
        ended_at: row.get("ended_at")?,
    })
}

/// All recurring jobs.
///
/// # Errors
/// What the engine answers.
pub async fn schedules(conn: &Conn) -> Result<Vec<ScheduleRow>, DbError> {
    let rows = conn
        .all("select kind, every_seconds, next_at, last_at, last_error, missed from schedule order by kind", [])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ScheduleRow {
                kind: row.get("kind")?,
                every_seconds: row.get("every_seconds")?,
                next_at: row.get("next_at")?,
                last_at: row.get("last_at")?,
                last_error: row.get("last_error")?,
                missed: row.get("missed")?,
            })
        })
        .collect()
}

/// Makes a failed or missed job due again. False when it is in no such state.
///
/// # Errors
/// What the engine answers.
pub async fn retry(tx: &Conn, centre: CentreId, job: Uuid, now: Moment) -> Result<bool, DbError> {
    let touched = tx
        .run(
            "update job set state = 'waiting', run_at = $3, attempts = 0, error = '', ended_at = null
             where centre_id = $1 and id = $2 and state in ('failed', 'missed')",
            args![centre, job, now],
        )
        .await?;
    Ok(touched == 1)
}

/// A recurring job is due at its time; and when its time is further away than it can be,
/// because the clock was put back.
const DUE: &str = "(next_at <= $1 or next_at > $1 + every_seconds * 1000000)";

/// ` and COLUMN not in ($2, …)` for `count` values from the place `first`; nothing for none.
fn none_of(column: &str, first: usize, count: usize) -> String {
    if count == 0 {
        return String::new();
    }
    let places: Vec<String> = (first..first + count).map(|n| format!("${n}")).collect();
    format!(" and {column} not in ({})", places.join(", "))
}

/// A running job is free when its lease is over and this program does not have it in
/// hand: however the clocks jump, nobody takes from himself.
fn is_free(conn: &Conn, first: usize, in_hand: usize) -> String {
    format!(
        "state = 'running' and lease_until < {}{}",
        conn.lease_clock(),
        none_of("id", first, in_hand)
    )
}

fn with_all<T: Into<Value> + Clone>(first: &[Value], more: &[T]) -> Vec<Value> {
    let mut values = first.to_vec();
    values.extend(more.iter().cloned().map(Into::into));
    values
}

/// Whether a claim would find something besides what this program does already: asked by
/// readers first, so that an idle house takes no write lock.
pub(super) async fn anything_due(
    conn: &Conn,
    jobs: &[Uuid],
    kinds: &[String],
    now: Moment,
) -> Result<bool, DbError> {
    let sql = format!(
        "select exists (select 1 from schedule where {DUE}{})
           or exists (select 1 from job where state = 'waiting' and run_at <= $1)
           or exists (select 1 from job where {}) as due",
        none_of("kind", 2, kinds.len()),
        is_free(conn, 2 + kinds.len(), jobs.len())
    );
    let values = with_all(&with_all(&args![now], kinds), jobs);
    conn.one(&sql, values).await?.get("due")
}

pub(super) struct Claimed {
    pub id: Uuid,
    pub centre: CentreId,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
}

/// Marks outward jobs that are far overdue, so that nothing leaves late by itself.
pub(super) async fn mark_missed(tx: &Conn, now: Moment) -> Result<u64, DbError> {
    tx.run(
        "update job set state = 'missed' where state = 'waiting' and outward and attempts = 0 and run_at < $1",
        args![now.plus_seconds(-LATE_SECONDS)],
    )
    .await
}

/// Takes one due job, or one whose lease ran out, for this process.
pub(super) async fn claim(
    tx: &Conn,
    by: Uuid,
    in_hand: &[Uuid],
    now: Moment,
    lease_seconds: i64,
) -> Result<Option<Claimed>, DbError> {
    let sql = format!(
        "update job set state = 'running', attempts = attempts + 1, lease_by = $1, lease_until = {}
         where (centre_id, id) in (
           select centre_id, id from job
           where (state = 'waiting' and run_at <= $2) or ({})
           order by run_at limit 1{})
         returning id, centre_id, kind, payload, attempts",
        tx.lease_end(lease_seconds),
        is_free(tx, 3, in_hand.len()),
        tx.skip_locked()
    );
    let row = tx.first(&sql, with_all(&args![by, now], in_hand)).await?;
    row.map(|row| {
        Ok(Claimed {
            id: row.get("id")?,
            centre: row.get("centre_id")?,
            kind: row.get("kind")?,
            payload: row.get("payload")?,
            attempts: row.get("attempts")?,
        })
    })
    .transpose()
}

pub(super) async fn extend(
    tx: &Conn,
    job: &Claimed,
    by: Uuid,
    lease_seconds: i64,
) -> Result<bool, DbError> {
    let sql = format!(
        "update job set lease_until = {} where centre_id = $1 and id = $2 and lease_by = $3 and state = 'running'",
        tx.lease_end(lease_seconds)
    );
    Ok(tx.run(&sql, args![job.centre, job.id, by]).await? == 1)
}

/// Done: the row is kept for the page but frees its key, so that the same work can be
/// asked for again.
pub(super) async fn finish(tx: &Conn, job: &Claimed, by: Uuid, now: Moment) -> Result<(), DbError> {
    tx.run(
        "update job set state = 'done', ended_at = $4, error = '', dedupe = dedupe || $5
         where centre_id = $1 and id = $2 and lease_by = $3",
        args![job.centre, job.id, by, now, format!("#{}", job.id)],
    )
    .await?;
    Ok(())
}

/// Puts a job back until `at`; `attempts` is how many of its attempts count as failed.
pub(super) async fn again(
    tx: &Conn,
    job: &Claimed,
    by: Uuid,
    at: Moment,
    error: &str,
    attempts: i64,
) -> Result<(), DbError> {
    tx.run(
        "update job set state = 'waiting', run_at = $4, error = $5, attempts = $6 where centre_id = $1 and id = $2 and lease_by = $3",
        args![job.centre, job.id, by, at, error, attempts],
    )
    .await?;
    Ok(())
}

pub(super) async fn fail(
    tx: &Conn,
    job: &Claimed,
    by: Uuid,
    now: Moment,
    error: &str,
) -> Result<(), DbError> {
    tx.run(
        "update job set state = 'failed', ended_at = $4, error = $5 where centre_id = $1 and id = $2 and lease_by = $3",
        args![job.centre, job.id, by, now, error],
    )
    .await?;
    Ok(())
}

/// On the embedded database no other process can hold a lease: what a dead one left
/// behind is free at once.
pub(super) async fn release_all(tx: &Conn) -> Result<u64, DbError> {
    tx.run(
        "update job set state = 'waiting', lease_until = 0 where state = 'running'",
        [],
    )
    .await
}

/// Deletes finished jobs older than `before`.
pub(super) async fn sweep(tx: &Conn, before: Moment) -> Result<u64, DbError> {
    tx.run(
        // What ended before was due before; that has an index.
        "delete from job where state = 'done' and run_at < $1 and ended_at < $1",
        args![before],
    )
    .await
}

pub(super) async fn plan(
    tx: &Conn,
    kind: &str,
    every_seconds: i64,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into schedule (kind, every_seconds, next_at, last_error, missed) values ($1, $2, $3, '', 0)
         on conflict (kind) do update set every_seconds = excluded.every_seconds",
        args![kind, every_seconds, now],
    )
    .await?;
    Ok(())
}

/// Takes one due recurring job: moves it to its next time and counts what was missed
/// while nothing ran.
pub(super) async fn due(
    tx: &Conn,
    in_hand: &[String],
    now: Moment,
) -> Result<Option<String>, DbError> {
    let sql = format!(
        "update schedule set
           missed = missed + case when next_at > $1 then 0 else ($1 - next_at) / (every_seconds * 1000000) end,
           next_at = case when next_at > $1 then $1 + every_seconds * 1000000
             else next_at + (($1 - next_at) / (every_seconds * 1000000) + 1) * every_seconds * 1000000 end,
           last_at = $1
         where kind in (select kind from schedule where {DUE}{} order by next_at limit 1{})
         returning kind",
        none_of("kind", 2, in_hand.len()),
        tx.skip_locked()
    );
    tx.first(&sql, with_all(&args![now], in_hand))
        .await?
        .map(|row| row.get("kind"))
        .transpose()
}

pub(super) async fn report(tx: &Conn, kind: &str, error: &str) -> Result<(), DbError> {
    tx.run(
        "update schedule set last_error = $2 where kind = $1",
        args![kind, error],
    )
    .await?;
    Ok(())
}
