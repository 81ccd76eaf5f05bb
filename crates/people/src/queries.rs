//! Who somebody is.

use kernel::{AccountId, CentreId, Conn, DbError, Moment, Row, args};
use uuid::Uuid;

use crate::model::{Account, Token};

const ACCOUNT: &str = "select a.id as id, a.name as name, a.email as email, a.lang as lang, a.theme as theme, a.keys_off as keys_off,
    exists (select 1 from account_end e where e.centre_id = a.centre_id and e.account_id = a.id) as closed,
    exists (select 1 from credential c where c.centre_id = a.centre_id and c.account_id = a.id) as has_password
    from account a";

fn account_row(row: &Row) -> Result<Account, DbError> {
    Ok(Account {
        id: row.get("id")?,
        name: row.get("name")?,
        email: row.get("email")?,
        lang: row.get("lang")?,
        theme: row.get("theme")?,
        keys_off: row.get("keys_off")?,
        closed: row.get("closed")?,
        has_password: row.get("has_password")?,
    })
}

/// Every account of a centre, open ones first.
///
/// # Errors
/// What the engine answers.
pub async fn accounts(conn: &Conn, centre: CentreId) -> Result<Vec<Account>, DbError> {
    let sql = format!("{ACCOUNT} where a.centre_id = $1 order by a.created_at, a.id");
    let mut accounts = conn
        .all(&sql, args![centre])
        .await?
        .iter()
        .map(account_row)
        .collect::<Result<Vec<_>, _>>()?;
    accounts.sort_by_key(|a| a.closed);
    Ok(accounts)
}

/// One account.
///
/// # Errors
/// What the engine answers.
pub async fn account(
    conn: &Conn,
    centre: CentreId,
    id: AccountId,
) -> Result<Option<Account>, DbError> {
    let sql = format!("{ACCOUNT} where a.centre_id = $1 and a.id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(account_row)
        .transpose()
}

/// The account of an e-mail address in its normalised form.
///
/// # Errors
/// What the engine answers.
pub async fn account_of_email(
    conn: &Conn,
    centre: CentreId,
    normalised: &str,
) -> Result<Option<Account>, DbError> {
    let sql = format!("{ACCOUNT} where a.centre_id = $1 and a.email_normalised = $2");
    conn.first(&sql, args![centre, normalised])
        .await?
        .as_ref()
        .map(account_row)
        .transpose()
}

/// The stored password hash and its epoch.
pub(crate) async fn credential(
    conn: &Conn,
    centre: CentreId,
    account: AccountId,
) -> Result<Option<(String, i64)>, DbError> {
    let row = conn
        .first(
            "select hash, epoch from credential where centre_id = $1 and account_id = $2",
            args![centre, account],
        )
        .await?;
    row.map(|row| Ok((row.get("hash")?, row.get("epoch")?)))
        .transpose()
}

/// A session that is alive: its account, token and when it was last seen.
pub(crate) struct Session {
    pub centre: CentreId,
    pub account: AccountId,
    pub csrf: String,
    pub seen_at: Moment,
}

pub(crate) async fn session(
    conn: &Conn,
    hash: &str,
    seen_after: Moment,
    made_after: Moment,
) -> Result<Option<Session>, DbError> {
    let row = conn
        .first(
            "select s.centre_id as centre_id, s.account_id as account_id, s.csrf as csrf, s.seen_at as seen_at
             from session s join credential c on c.centre_id = s.centre_id and c.account_id = s.account_id and c.epoch = s.epoch
             where s.hash = $1 and s.seen_at > $2 and s.created_at > $3
             and not exists (select 1 from account_end e where e.centre_id = s.centre_id and e.account_id = s.account_id)",
            args![hash, seen_after, made_after],
        )
        .await?;
    row.map(|row| {
        Ok(Session {
            centre: row.get("centre_id")?,
            account: row.get("account_id")?,
            csrf: row.get("csrf")?,
            seen_at: row.get("seen_at")?,
        })
    })
    .transpose()
}

fn token_row(row: &Row) -> Result<Token, DbError> {
    Ok(Token {
        id: row.get("id")?,
        account: row.get("account_id")?,
        name: row.get("name")?,
        agent: row.get("agent")?,
        scopes: row.json("scopes")?,
        created_at: row.get("created_at")?,
        last_used_at: row.get("used_at")?,
    })
}

const LIVE_TOKEN: &str = "not exists (select 1 from token_end e where e.centre_id = t.centre_id and e.token_id = t.id)
    and not exists (select 1 from account_end a where a.centre_id = t.centre_id and a.account_id = t.account_id)";

/// Tokens that work, of one account or of all.
///
/// # Errors
/// What the engine answers.
pub async fn tokens(
    conn: &Conn,
    centre: CentreId,
    of: Option<AccountId>,
) -> Result<Vec<Token>, DbError> {
    let sql = format!(
        "select id, account_id, name, agent, scopes, created_at, used_at from token t where centre_id = $1 and ($2 or account_id = $3) and {LIVE_TOKEN} order by created_at desc"
    );
    conn.all(&sql, args![centre, of.is_none(), of])
        .await?
        .iter()
        .map(token_row)
        .collect()
}

pub(crate) async fn token_of_hash(
    conn: &Conn,
    hash: &str,
) -> Result<Option<(CentreId, Token)>, DbError> {
    let sql = format!(
        "select centre_id, id, account_id, name, agent, scopes, created_at, used_at from token t where hash = $1 and {LIVE_TOKEN}"
    );
    conn.first(&sql, args![hash])
        .await?
        .map(|row| Ok((row.get("centre_id")?, token_row(&row)?)))
        .transpose()
}

pub(crate) async fn token_owner(
    conn: &Conn,
    centre: CentreId,
    token: Uuid,
) -> Result<Option<AccountId>, DbError> {
    let row = conn
        .first(
            "select account_id from token where centre_id = $1 and id = $2",
            args![centre, token],
        )
        .await?;
    row.map(|row| row.get("account_id")).transpose()
}

/// Whose link this is, if it still works.
pub(crate) async fn link_owner(
    conn: &Conn,
    centre: CentreId,
    purpose: &str,
    hash: &str,
    now: Moment,
) -> Result<Option<AccountId>, DbError> {
    let row = conn
        .first(
            "select account_id from link where centre_id = $1 and purpose = $2 and hash = $3 and used_at is null and until_at > $4",
            args![centre, purpose, hash, now],
        )
        .await?;
    row.map(|row| row.get("account_id")).transpose()
}
