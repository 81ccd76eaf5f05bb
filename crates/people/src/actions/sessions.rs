//! Sessions and uses of tokens: not acts of anybody but what the door to the house
//! observes, each noted in a transaction of its own.

use desk::{Desk, Duty};
use kernel::DbError;
use uuid::Uuid;

use crate::store;
pub(crate) use crate::store::NewSession;

/// Keeps the session of somebody who signed in.
pub(crate) async fn begin_session(desk: &Desk, session: &NewSession<'_>) -> Result<(), DbError> {
    let tx = desk.database().begin().await?;
    store::open_session(&tx, &Duty::intake(), session, desk.clock().now()).await?;
    tx.commit().await
}

/// Ends the session with this hash.
pub(crate) async fn end_session(desk: &Desk, hash: &str) -> Result<(), DbError> {
    let tx = desk.database().begin().await?;
    store::close_session(&tx, &Duty::intake(), hash).await?;
    tx.commit().await
}

/// Notes that the session with this hash was used now.
pub(crate) async fn note_session(desk: &Desk, hash: &str) -> Result<(), DbError> {
    let tx = desk.database().begin().await?;
    store::session_seen(&tx, &Duty::intake(), hash, desk.clock().now()).await?;
    tx.commit().await
}

/// Notes that a token was used now.
pub(crate) async fn note_token(desk: &Desk, token: Uuid) -> Result<(), DbError> {
    let tx = desk.database().begin().await?;
    store::token_used(&tx, &Duty::intake(), token, desk.clock().now()).await?;
    tx.commit().await
}
