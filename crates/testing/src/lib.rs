//! The centre of the tests: a fixed clock, both engines, and people who talk like the
//! department. Used by tests only.
//!
//! It must never know a feature but people and home: the others are given to it.

mod centre;
mod someone;

pub use centre::{Centre, Engine, NOON, empty_database, open};
pub use someone::{Page, Someone, answer};

/// Declares a behaviour test that runs on both engines: `name::sqlite` and
/// `name::postgres`. The second says so and passes where `HERALD_TEST_POSTGRES` is not
/// set; `scripts/test` always sets it.
///
/// ```ignore
/// testing::on_both_engines! {
///     with [audience::feature()];
///     async fn a_contact_can_be_found_by_two_characters(centre: Centre) { … }
/// }
/// ```
#[macro_export]
macro_rules! on_both_engines {
    ($(with [$($feature:expr),* $(,)?]; async fn $name:ident($centre:ident: Centre) $body:block)*) => {
        $(mod $name {
            #[expect(clippy::wildcard_imports, reason = "the test reads the names of its file")]
            use super::*;

            async fn story($centre: $crate::Centre) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story($crate::open($crate::Engine::Sqlite, vec![$($feature),*]).await.expect("SQLite is always there")).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                match $crate::open($crate::Engine::Postgres, vec![$($feature),*]).await {
                    Some(centre) => story(centre).await,
                    None => eprintln!("HERALD_TEST_POSTGRES is not set: not run on PostgreSQL"),
                }
            }
        })*
    };
}

/// Declares a test that opens what it needs by itself, once for each engine:
/// `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! on_each_engine {
    ($(async fn $name:ident($engine:ident: Engine) $body:block)*) => {
        $(mod $name {
            #[expect(clippy::wildcard_imports, reason = "the test reads the names of its file")]
            use super::*;

            async fn story($engine: $crate::Engine) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story($crate::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story($crate::Engine::Postgres).await;
            }
        })*
    };
}
