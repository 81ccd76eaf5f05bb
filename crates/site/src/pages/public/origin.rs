//! Where a request of the public side comes from.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use http::request::Parts;

/// The other end of the connection, where the listener tells it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(frame::peer_of(&parts.extensions)))
    }
}

pub use frame::{address_of, is_from as from_here};
