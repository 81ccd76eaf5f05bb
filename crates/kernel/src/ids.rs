//! Typed ids. Each is a UUIDv7 made in the program: ordered by time, unique
//! without asking a database.

/// Declares a typed id over a UUIDv7 with serde, JSON schema, `Display`,
/// `FromStr` and the conversions the database layer needs.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            $crate::private::serde::Serialize, $crate::private::serde::Deserialize,
            $crate::private::schemars::JsonSchema,
        )]
        #[serde(crate = "kernel::private::serde", transparent)]
        #[schemars(crate = "kernel::private::schemars", transparent)]
        pub struct $name(pub $crate::private::uuid::Uuid);

        impl $name {
            /// A new id, later than every id this process made before.
            #[must_use]
            #[expect(clippy::new_without_default, reason = "an id is made on purpose, never by default")]
            pub fn new() -> Self {
                Self($crate::private::uuid::Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::private::uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }

        impl From<$name> for $crate::private::uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<$name> for $crate::private::sea_orm::Value {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }

        impl $crate::private::sea_orm::sea_query::Nullable for $name {
            fn null() -> $crate::private::sea_orm::Value {
                <$crate::private::uuid::Uuid as $crate::private::sea_orm::sea_query::Nullable>::null()
            }
        }

        impl $crate::private::sea_orm::TryGetable for $name {
            fn try_get_by<I: $crate::private::sea_orm::ColIdx>(
                row: &$crate::private::sea_orm::QueryResult,
                index: I,
            ) -> Result<Self, $crate::private::sea_orm::TryGetError> {
                <$crate::private::uuid::Uuid as $crate::private::sea_orm::TryGetable>::try_get_by(row, index).map(Self)
            }
        }
    };
}

// Inside this crate the macro's path `kernel::private` must resolve as well.
extern crate self as kernel;

id!(
    /// One rehabilitation centre: the key that comes first in every table.
    CentreId
);
id!(
    /// A person who can sign in.
    AccountId
);
