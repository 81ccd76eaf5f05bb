//! Settings, their secrets, and the outbox of mails that stay on this machine.

use desk::{Duty, Permit};
use kernel::{CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::model::{MailingId, SendingSettings};

/// Puts settings in force.
///
/// # Errors
/// What the engine answers.
pub async fn change_settings(
    tx: &Conn,
    permit: &Permit,
    settings: &SendingSettings,
    now: Moment,
) -> Result<(), DbError> {
    let text = serde_json::to_string(settings).map_err(|e| DbError::Shape(e.to_string()))?;
    tx.run(
        "insert into sending_settings (centre_id, settings, changed_at, leaf_id) values ($1, $2, $3, $4)
         on conflict (centre_id) do update set settings = excluded.settings, changed_at = excluded.changed_at, leaf_id = excluded.leaf_id",
        args![permit.centre(), text, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

/// Lays a sealed secret aside, to be named by its id.
///
/// # Errors
/// What the engine answers.
pub async fn keep_secret(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    (id, kind): (Uuid, &str),
    sealed: Vec<u8>,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into sending_secret (centre_id, id, kind, sealed, at) values ($1, $2, $3, $4, $5)",
        args![centre, id, kind, sealed, now],
    )
    .await?;
    Ok(())
}

/// A mail that stays on this machine.
#[derive(Clone, Debug)]
pub struct NewLocal {
    pub mailing: Option<MailingId>,
    pub recipient: String,
    pub subject: String,
    pub raw: Vec<u8>,
}

/// Keeps mails in the local outbox.
///
/// # Errors
/// What the engine answers.
pub async fn keep_local(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    mails: Vec<NewLocal>,
    now: Moment,
) -> Result<(), DbError> {
    let rows = mails
        .into_iter()
        .map(|m| {
            args![
                centre,
                Uuid::now_v7(),
                m.mailing.map(|id| id.0),
                m.recipient,
                m.subject,
                m.raw,
                now
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "centre_id",
        "id",
        "mailing_id",
        "recipient",
        "subject",
        "raw",
        "at",
    ];
    tx.insert("local_mail", &columns, rows, false).await?;
    Ok(())
}
