//! Messages of the house to its own people: invitations, resets, reminders. Whoever
//! must send writes a row in the transaction of the change; the feature that owns the
//! channels drains it.

use kernel::{AccountId, CentreId, Conn, DbError, Moment, args};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::Stream;

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
    rows.iter()
        .map(|row| {
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
        })
        .collect()
}

/// Records how sending ended: `sent`, `failed`, or `waiting` again with the reason.
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
        "update outbox set state = $3, error = $4, ended_at = $5, args = case when $3 = 'sent' then '{}' else args end where centre_id = $1 and id = $2",
        args![message.centre, message.id, state, error, now],
    )
    .await?;
    Ok(())
}
