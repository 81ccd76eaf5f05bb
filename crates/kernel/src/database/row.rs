//! One row of an answer.

use sea_orm::{QueryResult, TryGetable};
use serde::de::DeserializeOwned;

use super::DbError;

/// A row whose columns are read by name.
#[derive(Debug)]
pub struct Row(pub(super) QueryResult);

impl Row {
    /// The value of a column; `Option<T>` where it may be null.
    ///
    /// # Errors
    /// When the column is missing or of another type.
    pub fn get<T: TryGetable>(&self, column: &str) -> Result<T, DbError> {
        Ok(self.0.try_get("", column)?)
    }

    /// A text column that holds JSON, decoded.
    ///
    /// # Errors
    /// [`DbError::Shape`] when it does not decode.
    pub fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, DbError> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text).map_err(|e| DbError::Shape(format!("{column}: {e}")))
    }
}
