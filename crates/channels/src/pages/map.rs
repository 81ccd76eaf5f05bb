//! The mail of a mailing with the clicks beside its links, framed by the desk. Its address
//! cannot be guessed, and it names nobody.

use axum::extract::{Path, State};
use axum::response::Response;
use frame::{App, Failed};
use kernel::Keys;
use ui::{Lang, fmt};
use uuid::Uuid;

use super::public::mail_page;
use crate::actions::visible_preview;
use crate::model::MailingId;
use crate::queries::{self, Frozen, annotated, mark_of};

/// What the seal of a map's address is bound to.
const MAP: &str = "mail-map";

/// Where the map of a mailing stands on the public side.
pub fn map_path(keys: &Keys, mailing: MailingId) -> String {
    let seal = keys.seal(MAP, &[mailing.0.as_bytes()]);
    format!("/mail-map/{mailing}/{}", Uuid::from_bytes(seal).simple())
}

pub async fn show(
    State(app): State<App>,
    Path((mailing, seal)): Path<(Uuid, Uuid)>,
) -> Result<Response, Failed> {
    let keys = app.desk().keys();
    if !keys.seal_holds(MAP, &[mailing.as_bytes()], seal.as_bytes()) {
        return Err(Failed::NotFound);
    }
    let centre = app.centre().await?.ok_or(Failed::NotFound)?;
    let conn = app.desk().database().reader();
    let found = queries::mailing(&conn, centre.id, MailingId(mailing))
        .await?
        .ok_or(Failed::NotFound)?;
    let (html, body) = queries::frozen_text(&conn, centre.id, found.id).await?;
    let links = queries::link_map(&conn, centre.id, found.id).await?;
    let frozen = Frozen {
        html,
        body,
        links: (0..links.len()).map(mark_of).collect(),
    };
    let lang = Lang::of_tag(&found.lang).unwrap_or_default();
    let shown = visible_preview(&frozen, lang);
    Ok(mail_page(annotated(&shown, |n| {
        let people = links.get(n).map_or(0, |link| link.people);
        format!("{} · {}", n + 1, fmt::number(people))
    })))
}
