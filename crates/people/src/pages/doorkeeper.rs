//! Who comes in: by the cookie of a session, or with the token of a program.

use async_trait::async_trait;
use charter::{Actor, Who};
use desk::{Desk, roles};
use frame::{Doorkeeper, SignedIn, TokenHolder, theme_of};
use http::{HeaderMap, header};
use kernel::{AccountId, DbError};
use ui::Lang;

use crate::actions::{note_session, note_token};
use crate::model::hash_of;
use crate::queries;

/// The cookie of a session.
pub(crate) const COOKIE: &str = "herald_session";
/// A session ends when it was not used for so long, in seconds, and after a month.
const IDLE_SECONDS: i64 = 12 * 3_600;
const LONGEST_DAYS: i64 = 30;
/// The last use is written down at most so often, in seconds.
const SEEN_SECONDS: i64 = 300;

/// Knows the accounts, sessions and tokens of the house.
pub struct Entrance;

#[async_trait]
impl Doorkeeper for Entrance {
    async fn session(&self, desk: &Desk, headers: &HeaderMap) -> Result<Option<SignedIn>, DbError> {
        let Some(secret) = cookie(headers, COOKIE) else {
            return Ok(None);
        };
        let (conn, now) = (desk.database().reader(), desk.clock().now());
        let hash = hash_of(secret);
        let found = queries::session(
            &conn,
            &hash,
            now.plus_seconds(-IDLE_SECONDS),
            now.plus_days(-LONGEST_DAYS),
        )
        .await?;
        let Some(session) = found else {
            return Ok(None);
        };
        if now.seconds_since(session.seen_at) > SEEN_SECONDS {
            note_session(desk, &hash).await?;
        }
        let account = queries::account(&conn, session.centre, session.account)
            .await?
            .ok_or(DbError::Missing)?;
        Ok(Some(SignedIn {
            account: account.id,
            actor: roles::actor_of(&conn, session.centre, account.id, now).await?,
            lang: Lang::of_tag(&account.lang).unwrap_or_default(),
            theme: theme_of(&account.theme),
            keys_off: account.keys_off,
            name: account.name,
            csrf: session.csrf,
        }))
    }

    async fn token(&self, desk: &Desk, bearer: &str) -> Result<Option<TokenHolder>, DbError> {
        let (conn, now) = (desk.database().reader(), desk.clock().now());
        let Some((centre, token)) = queries::token_of_hash(&conn, &hash_of(bearer)).await? else {
            return Ok(None);
        };
        if token
            .last_used_at
            .is_none_or(|at| now.seconds_since(at) > SEEN_SECONDS)
        {
            note_token(desk, token.id).await?;
        }
        let mut actor: Actor = roles::actor_of(&conn, centre, token.account, now).await?;
        if token.agent {
            actor.who = Who::Agent {
                account: token.account,
                token: token.id,
                name: token.name,
            };
        }
        Ok(Some(TokenHolder {
            actor,
            scopes: token.scopes,
        }))
    }

    async fn name(
        &self,
        desk: &Desk,
        actor: &Actor,
        account: AccountId,
    ) -> Result<String, DbError> {
        let conn = desk.database().reader();
        Ok(queries::account(&conn, actor.centre, account)
            .await?
            .map(|a| a.name)
            .unwrap_or_default())
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
}
