//! Questions that may be asked through the API: always for somebody.

use std::future::Future;
use std::marker::PhantomData;

use async_trait::async_trait;
use charter::{Actor, Verdict};
use kernel::{Conn, DbError, Moment};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::Desk;

/// Who may ask a question. Every question says so; there is no answer for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Whoever holds a position of the centre.
    Staff,
    /// Whom the house rules give this right independently, such as `read.contacts`.
    Right(&'static str),
}

/// A question and its parameters.
pub trait Query: DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// The last part of its address: `contacts`, `requests`.
    const NAME: &'static str;
    /// Who may ask it; judged before it is answered.
    const READS: Reads;
    type Answer: Serialize + JsonSchema;

    /// Answers it for `reader`, who sees only what is theirs to see.
    fn answer(
        &self,
        desk: &Desk,
        conn: &Conn,
        reader: &Actor,
        now: Moment,
    ) -> impl Future<Output = Result<Self::Answer, QueryError>> + Send;
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    #[error("the parameters do not fit: {0}")]
    Shape(String),
    #[error("there is no such thing")]
    Missing,
    #[error("not for this reader")]
    NotYours,
    /// The house rules keep it from the positions of the reader.
    #[error("forbidden")]
    Forbidden(Box<Verdict>),
    #[error(transparent)]
    Database(#[from] DbError),
}

#[async_trait]
pub(crate) trait ErasedQuery: Send + Sync {
    async fn ask(
        &self,
        desk: &Desk,
        conn: &Conn,
        reader: &Actor,
        now: Moment,
        parameters: Json,
    ) -> Result<Json, QueryError>;
}

#[async_trait]
impl<Q: Query> ErasedQuery for PhantomData<Q> {
    async fn ask(
        &self,
        desk: &Desk,
        conn: &Conn,
        reader: &Actor,
        now: Moment,
        parameters: Json,
    ) -> Result<Json, QueryError> {
        let query: Q =
            serde_json::from_value(parameters).map_err(|e| QueryError::Shape(e.to_string()))?;
        let answer = query.answer(desk, conn, reader, now).await?;
        serde_json::to_value(answer).map_err(|e| QueryError::Shape(e.to_string()))
    }
}
