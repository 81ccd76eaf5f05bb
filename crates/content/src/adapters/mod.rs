//! The machine's files and threads.

use kernel::DbError;

/// Decoding pictures and writing files may wait; the pages of others do not.
///
/// # Errors
/// [`DbError::Shape`] when the work panicked.
pub async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, DbError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| DbError::Shape(e.to_string()))
}
