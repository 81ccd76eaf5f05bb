//! Every statement that writes accounts, credentials, sessions, tokens and links.

use desk::{Duty, Permit};
use kernel::{AccountId, CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

/// A new account; its password comes later.
pub(crate) struct NewAccount<'a> {
    pub id: AccountId,
    pub name: &'a str,
    pub email: &'a str,
    pub normalised: &'a str,
    pub lang: &'a str,
}

pub(crate) async fn open_account(
    tx: &Conn,
    permit: &Permit,
    new: &NewAccount<'_>,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into account (centre_id, id, name, email, email_normalised, lang, theme, keys_off, created_at, leaf_id)
         values ($1, $2, $3, $4, $5, $6, 'system', $7, $8, $9)",
        args![permit.centre(), new.id, new.name, new.email, new.normalised, new.lang, false, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn change_account(
    tx: &Conn,
    permit: &Permit,
    account: AccountId,
    name: &str,
    email: &str,
    normalised: &str,
) -> Result<(), DbError> {
    tx.run(
        "update account set name = $3, email = $4, email_normalised = $5 where centre_id = $1 and id = $2",
        args![permit.centre(), account, name, email, normalised],
    )
    .await?;
    Ok(())
}

pub(crate) async fn close_account(
    tx: &Conn,
    permit: &Permit,
    account: AccountId,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into account_end (centre_id, account_id, at, leaf_id) values ($1, $2, $3, $4) on conflict (centre_id, account_id) do nothing",
        args![permit.centre(), account, now, permit.leaf()],
    )
    .await?;
    end_sessions(tx, permit, account).await
}

pub(crate) async fn reopen_account(
    tx: &Conn,
    permit: &Permit,
    account: AccountId,
) -> Result<(), DbError> {
    tx.run(
        "delete from account_end where centre_id = $1 and account_id = $2",
        args![permit.centre(), account],
    )
    .await?;
    Ok(())
}

pub(crate) async fn change_profile(
    tx: &Conn,
    permit: &Permit,
    account: AccountId,
    lang: &str,
    theme: &str,
    keys_off: bool,
) -> Result<(), DbError> {
    tx.run(
        "update account set lang = $3, theme = $4, keys_off = $5 where centre_id = $1 and id = $2",
        args![permit.centre(), account, lang, theme, keys_off],
    )
    .await?;
    Ok(())
}

/// Keeps a hashed password until the act that wants it.
pub(crate) async fn lay_aside(
    tx: &Conn,
    _duty: &Duty,
    id: Uuid,
    hash: &str,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "delete from password_offer where at < $1",
        args![now.plus_days(-1)],
    )
    .await?;
    tx.run(
        "insert into password_offer (id, hash, at) values ($1, $2, $3)",
        args![id, hash, now],
    )
    .await?;
    Ok(())
}

/// Gives an account the password laid aside; its sessions end. False when the offer is
/// gone. With `keep` the offer may be used again (the people of the sample centre).
pub(crate) async fn take_password(
    tx: &Conn,
    permit: &Permit,
    account: AccountId,
    offer: Uuid,
    keep: bool,
    now: Moment,
) -> Result<bool, DbError> {
    let Some(row) = tx
        .first(
            "select hash from password_offer where id = $1",
            args![offer],
        )
        .await?
    else {
        return Ok(false);
    };
    let hash: String = row.get("hash")?;
    if !keep {
        tx.run("delete from password_offer where id = $1", args![offer])
            .await?;
    }
    tx.run(
        "insert into credential (centre_id, account_id, hash, epoch, at) values ($1, $2, $3, 1, $4)
         on conflict (centre_id, account_id) do update set hash = excluded.hash, epoch = credential.epoch + 1, at = excluded.at",
        args![permit.centre(), account, hash, now],
    )
    .await?;
    end_sessions(tx, permit, account).await?;
    Ok(true)
}

pub(crate) async fn end_sessions(
    tx: &Conn,
    permit: &Permit,
    account: AccountId,
) -> Result<(), DbError> {
    tx.run(
        "delete from session where centre_id = $1 and account_id = $2",
        args![permit.centre(), account],
    )
    .await?;
    Ok(())
}

/// What a session starts with.
pub(crate) struct NewSession<'a> {
    pub centre: CentreId,
    pub account: AccountId,
    pub hash: &'a str,
    pub csrf: &'a str,
    pub epoch: i64,
}

pub(crate) async fn open_session(
    tx: &Conn,
    _duty: &Duty,
    new: &NewSession<'_>,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into session (centre_id, hash, account_id, epoch, csrf, created_at, seen_at) values ($1, $2, $3, $4, $5, $6, $6)",
        args![new.centre, new.hash, new.account, new.epoch, new.csrf, now],
    )
    .await?;
    Ok(())
}

pub(crate) async fn close_session(tx: &Conn, _duty: &Duty, hash: &str) -> Result<(), DbError> {
    tx.run("delete from session where hash = $1", args![hash])
        .await?;
    Ok(())
}

pub(crate) async fn session_seen(
    tx: &Conn,
    _duty: &Duty,
    hash: &str,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "update session set seen_at = $2 where hash = $1",
        args![hash, now],
    )
    .await?;
    Ok(())
}

pub(crate) struct NewToken<'a> {
    pub id: Uuid,
    pub account: AccountId,
    pub name: &'a str,
    pub hash: &'a str,
    pub agent: bool,
    pub scopes: &'a [String],
}

pub(crate) async fn open_token(
    tx: &Conn,
    permit: &Permit,
    new: &NewToken<'_>,
    now: Moment,
) -> Result<(), DbError> {
    let scopes = serde_json::to_string(new.scopes).unwrap_or_else(|_| "[]".into());
    tx.run(
        "insert into token (centre_id, id, account_id, name, hash, agent, scopes, created_at, leaf_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![permit.centre(), new.id, new.account, new.name, new.hash, new.agent, scopes, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn close_token(
    tx: &Conn,
    permit: &Permit,
    token: Uuid,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into token_end (centre_id, token_id, at, leaf_id) values ($1, $2, $3, $4) on conflict (centre_id, token_id) do nothing",
        args![permit.centre(), token, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn token_used(
    tx: &Conn,
    _duty: &Duty,
    token: Uuid,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "update token set used_at = $2 where id = $1",
        args![token, now],
    )
    .await?;
    Ok(())
}

/// A link that works once: `invitation` or `reset`.
pub(crate) async fn make_link(
    tx: &Conn,
    centre: CentreId,
    account: AccountId,
    purpose: &str,
    hash: &str,
    until: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into link (centre_id, hash, account_id, purpose, until_at) values ($1, $2, $3, $4, $5)",
        args![centre, hash, account, purpose, until],
    )
    .await?;
    Ok(())
}

/// Uses a link up and tells whose it was.
pub(crate) async fn use_link(
    tx: &Conn,
    permit: &Permit,
    purpose: &str,
    hash: &str,
    now: Moment,
) -> Result<Option<AccountId>, DbError> {
    let row = tx
        .first(
            "update link set used_at = $4 where centre_id = $1 and hash = $2 and purpose = $3 and used_at is null and until_at > $4
             returning account_id",
            args![permit.centre(), hash, purpose, now],
        )
        .await?;
    row.map(|row| row.get("account_id")).transpose()
}
