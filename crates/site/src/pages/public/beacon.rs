//! `POST /t/v`: what the script of the pages tells. Answered at once; written later.

use std::net::IpAddr;

use axum::body::Bytes;
use axum::extract::State;
use frame::App;
use http::{HeaderMap, StatusCode, header};

use super::origin::{address_of, from_here};
use super::{Peer, Shared};
use crate::model::{Beacon, Sighting, is_internal, network};

const PAGES: [&str; 4] = ["/", "/articles", "/contact", "/contact/thanks"];
/// Characters of a user agent that are looked at.
const AGENT_MAX: usize = 300;

/// Takes a message in. Whatever comes, the answer is the same: a script that lies
/// learns nothing from it.
pub async fn beacon(
    State(app): State<App>,
    axum::Extension(public): axum::Extension<Shared>,
    peer: Peer,
    asked: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let answer = StatusCode::NO_CONTENT;
    let refuses = ["dnt", "sec-gpc"]
        .iter()
        .any(|name| asked.get(*name).is_some_and(|value| value == "1"));
    let Some(beacon) = Beacon::parse(&body).filter(|_| !refuses) else {
        return answer;
    };
    let Ok(Some(edition)) = public.shelf.edition(&app).await else {
        return answer;
    };
    if !from_here(&edition.url, &asked, peer.0) {
        return answer;
    }
    let address: IpAddr = address_of(&asked, peer.0);
    let item = edition.directory.item_at(&beacon.path);
    let ours = item.is_some() || PAGES.contains(&beacon.path.as_str());
    let now = app.desk().clock().now();
    if !ours || is_internal(address, &edition.settings.internal) || !public.may_tell(address, now) {
        return answer;
    }
    let agent = asked
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let taken = (public.see)(
        app.desk(),
        Sighting {
            centre: edition.centre.id,
            at: now,
            beacon,
            network: network(address),
            agent: agent.chars().take(AGENT_MAX).collect(),
            item,
        },
    );
    if !taken {
        tracing::warn!("too many visits at once; one was not counted");
    }
    answer
}
