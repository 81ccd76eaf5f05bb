//! Who calls: the holder of a bearer token, within its scopes and its rate.

use std::time::Instant;

use axum::extract::FromRequestParts;
use charter::Actor;
use frame::{App, TokenHolder};
use http::request::Parts;
use http::{HeaderMap, header};

use crate::Problem;
use crate::machine::Machine;

/// A program that calls with a token.
#[derive(Clone, Debug)]
pub(crate) struct Caller(TokenHolder);

impl Caller {
    pub(crate) fn actor(&self) -> &Actor {
        &self.0.actor
    }

    /// Whether the token is made for this act or question.
    pub(crate) fn may(&self, name: &str) -> bool {
        self.0.scopes.is_empty() || self.0.scopes.iter().any(|scope| covers(scope, name))
    }

    /// # Errors
    /// The problem of a token made for other things.
    pub(crate) fn must(&self, name: &str) -> Result<(), Problem> {
        if self.may(name) {
            Ok(())
        } else {
            Err(Problem::out_of_scope(name))
        }
    }
}

/// A scope is a name, or its beginning followed by `*`.
fn covers(scope: &str, name: &str) -> bool {
    match scope.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => scope == name,
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let bearer = bearer(&parts.headers)
            .ok_or_else(|| Problem::unauthenticated(false))?
            .to_owned();
        let holder = app.doorkeeper().token(app.desk(), &bearer).await?;
        let holder = holder.ok_or_else(|| Problem::unauthenticated(true))?;
        // Only tokens that work have a bucket, so strangers cannot fill the memory.
        let limiter = &Machine::of(&parts.extensions)?.limiter;
        limiter
            .take(kernel::sha256(bearer.as_bytes()), Instant::now())
            .map_err(|wait| Problem::too_many(wait.as_secs() + 1))?;
        Ok(Self(holder))
    }
}

/// The token of `Authorization: Bearer …`; the scheme in any case (RFC 9110, 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_covers_its_name_or_every_ending() {
        assert!(covers("content.publish", "content.publish"));
        assert!(covers("content.*", "content.publish"));
        assert!(covers("*", "anything"));
        assert!(!covers("content.*", "contact.add"));
        assert!(!covers("content.pub", "content.publish"));
    }

    #[test]
    fn only_a_bearer_token_is_read() {
        let with = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().expect("a header"));
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(with("bearer hrt_x"), Some("hrt_x".into()));
        assert_eq!(with("Basic eHg6eXk="), None);
        assert_eq!(with("Bearer "), None);
        assert_eq!(with("hrt_x"), None);
    }
}
