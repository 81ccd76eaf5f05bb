//! Messages of the house to its own people: invitations, resets, reminders. Whoever
//! must send writes a row in the transaction of the change; the feature that owns the
//! channels drains it.

use kernel::{AccountId, CentreId, Conn, DbError, Moment, Row, args};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{Permit, Stream};

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: Uuid,
    pub centre: CentreId,
    pub stream: Stream,
    /// A person of the house; address, name and language are looked up when it is sent.
    pub to_account: Option<AccountId>,
    /// Empty when `to_account` is set.
    pub to_address: String,
    pub to_name: String,
    /// Language of the recipient, `zh-Hant` or `en`.
    pub lang: String,
    /// Which letter: `invitation`, `reset`, `request-waits`. Its sentences are the
    /// translations `letter-{template}-subject` and `letter-{template}-body`.
    pub template: String,
    pub args: Json,
}

impl Message {
    /// A letter to somebody of the house.
    #[must_use]
    pub fn to(centre: CentreId, account: AccountId, template: &str, args: Json) -> Self {
        Self {
            id: Uuid::now_v7(),
            centre,
            stream: Stream::Account,
            to_account: Some(account),
            to_address: String::new(),
            to_name: String::new(),
            lang: String::new(),
            template: template.to_owned(),
            args,
        }
    }
}

/// Writes a message into the outbox.
///
/// # Errors
/// What the engine answers.
pub async fn put(tx: &Conn, message: &Message, now: Moment) -> Result<(), DbError> {
    tx.run(
        "insert into outbox (centre_id, id, stream, to_account, to_address, to_name, lang, template, args, state, created_at, error)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, '')",
        args![
            message.centre,
            message.id,
            message.stream.key(),
            message.to_account,
            message.to_address.clone(),
            message.to_name.clone(),
            message.lang.clone(),
            message.template.clone(),
            message.args.to_string(),
            now
        ],
    )
    .await?;
    Ok(())
}

/// A message that a drain has taken for itself.
#[derive(Clone, Debug)]
pub struct Taken {
    pub message: Message,
    /// How often it was tried before.
    pub attempts: i64,
}

/// Seconds a drain may keep a message before another may take it: longer than every wait
/// of one mail together, so that no two send the same one.
pub const LEASE_SECONDS: i64 = 45 * 60;

/// Takes the oldest message that is due for one drain alone, however many programs drain
/// the same database. Whoever takes it ends with [`settle`] or [`wait`].
///
/// # Errors
/// What the engine answers.
pub async fn take(tx: &Conn, now: Moment) -> Result<Option<Taken>, DbError> {
    // A lease or a wait that reaches further than any can was written before the clock
    // was put back.
    let sql = format!(
        "select centre_id, id, stream, to_account, to_address, to_name, lang, template, args, attempts from outbox
         where state = 'waiting' and (next_at <= $1 or next_at > $2) and (held_until <= $1 or held_until > $3)
         order by created_at, id limit 1{}",
        tx.skip_locked()
    );
    let longest = now.plus_seconds(LONGEST_WAIT_SECONDS + LONGEST_WAIT_SECONDS / 4);
    let Some(row) = tx
        .first(&sql, args![now, longest, now.plus_seconds(LEASE_SECONDS)])
        .await?
    else {
        return Ok(None);
    };
    let taken = Taken {
        message: message_of(&row)?,
        attempts: row.get("attempts")?,
    };
    tx.run(
        "update outbox set held_until = $3 where centre_id = $1 and id = $2",
        args![
            taken.message.centre,
            taken.message.id,
            now.plus_seconds(LEASE_SECONDS)
        ],
    )
    .await?;
    Ok(Some(taken))
}

/// First wait of a message that could not be sent; each is twice as long.
const FIRST_WAIT_SECONDS: i64 = 60;
/// Longest wait between two attempts: four hours.
const LONGEST_WAIT_SECONDS: i64 = 4 * 3_600;
/// Attempts before a message is given up: about a day.
pub const ATTEMPTS_MAX: i64 = 13;

/// When a message is tried again after so many attempts; `None` when it is given up. A
/// fifth of the wait differs from message to message, so that a server that comes back
/// is not stormed.
#[must_use]
pub fn retry_at(message: Uuid, attempts: i64, now: Moment) -> Option<Moment> {
    if attempts >= ATTEMPTS_MAX {
        return None;
    }
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    let wait = (FIRST_WAIT_SECONDS << doublings).min(LONGEST_WAIT_SECONDS);
    let own = i64::from(message.as_bytes()[15]) + attempts * 37;
    Some(now.plus_seconds(wait + wait * (own % 64) / 320))
}

/// Lets a message that was taken wait until `next_at`. `counted`: whether it was tried.
///
/// # Errors
/// What the engine answers.
pub async fn wait(
    tx: &Conn,
    message: &Message,
    error: &str,
    counted: bool,
    next_at: Moment,
) -> Result<(), DbError> {
    tx.run(
        "update outbox set error = case when $3 = '' then error else $3 end, attempts = attempts + $4, next_at = $5, held_until = 0
         where centre_id = $1 and id = $2",
        args![
            message.centre,
            message.id,
            error,
            i64::from(counted),
            next_at
        ],
    )
    .await?;
    Ok(())
}

fn message_of(row: &Row) -> Result<Message, DbError> {
    let stream: String = row.get("stream")?;
    Ok(Message {
        id: row.get("id")?,
        centre: row.get("centre_id")?,
        stream: Stream::from_key(&stream).unwrap_or(Stream::Account),
        to_account: row.get("to_account")?,
        to_address: row.get("to_address")?,
        to_name: row.get("to_name")?,
        lang: row.get("lang")?,
        template: row.get("template")?,
        args: row.json("args")?,
    })
}

/// Messages that wait, the oldest first.
///
/// # Errors
/// What the engine answers.
pub async fn waiting(conn: &Conn, limit: i64) -> Result<Vec<Message>, DbError> {
    let rows = conn
        .all(
            "select centre_id, id, stream, to_account, to_address, to_name, lang, template, args from outbox
             where state = 'waiting' order by created_at limit $1",
            args![limit],
        )
        .await?;
    rows.iter().map(message_of).collect()
}

/// A message that did not get through at once, for people.
#[derive(Clone, Debug)]
pub struct Troubled {
    pub id: Uuid,
    pub to_account: Option<AccountId>,
    pub to_address: String,
    pub template: String,
    /// What it is about, where its template says so.
    pub title: String,
    /// Given up; otherwise it waits for its next attempt.
    pub failed: bool,
    pub attempts: i64,
    pub next_at: Moment,
    pub created_at: Moment,
    /// What the server said. Written by a stranger.
    pub error: String,
}

/// Messages of a centre that failed, or wait after a failed attempt, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn troubled(conn: &Conn, centre: CentreId, limit: i64) -> Result<Vec<Troubled>, DbError> {
    let rows = conn
        .all(
            "select id, to_account, to_address, template, args, (state = 'failed') as failed, attempts, next_at, created_at, error from outbox
             where centre_id = $1 and (state = 'failed' or (state = 'waiting' and attempts > 0))
             order by created_at desc, id desc limit $2",
            args![centre, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Troubled {
                id: row.get("id")?,
                to_account: row.get("to_account")?,
                to_address: row.get("to_address")?,
                template: row.get("template")?,
                title: title_of(row)?,
                failed: row.get("failed")?,
                attempts: row.get("attempts")?,
                next_at: row.get("next_at")?,
                created_at: row.get("created_at")?,
                error: row.get("error")?,
            })
        })
        .collect()
}

fn title_of(row: &Row) -> Result<String, DbError> {
    let args: Json = row.json("args")?;
    Ok(args["title"].as_str().unwrap_or_default().to_owned())
}

/// Somebody wants a message tried again, now and for another day. False when it does not
/// wait and has not failed.
///
/// # Errors
/// What the engine answers.
pub async fn again(tx: &Conn, permit: &Permit, id: Uuid) -> Result<bool, DbError> {
    let touched = tx
        .run(
            "update outbox set state = 'waiting', attempts = 0, next_at = 0, ended_at = null
             where centre_id = $1 and id = $2 and state in ('failed', 'waiting')",
            args![permit.centre(), id],
        )
        .await?;
    Ok(touched == 1)
}

/// Records how sending ended: `sent` or `failed`.
///
/// # Errors
/// What the engine answers.
pub async fn settle(
    tx: &Conn,
    message: &Message,
    state: &str,
    error: &str,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "update outbox set state = $3, error = $4, ended_at = $5, held_until = 0, args = case when $3 = 'sent' then '{}' else args end
         where centre_id = $1 and id = $2",
        args![message.centre, message.id, state, error, now],
    )
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_hours_differ_between_messages_and_end_after_about_a_day() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(40));
        assert_ne!(
            retry_at(one, 3, Moment(0)),
            retry_at(other, 3, Moment(0)),
            "two messages do not come back together"
        );
        let (mut at, mut attempts) = (Moment(0), 1);
        while let Some(next) = retry_at(one, attempts, at) {
            let wait = next.seconds_since(at);
            assert!((60..=5 * 3_600).contains(&wait), "{wait}");
            (at, attempts) = (next, attempts + 1);
        }
        let hours = at.seconds_since(Moment(0)) / 3_600;
        assert!((20..=30).contains(&hours), "{hours}");
    }
}
