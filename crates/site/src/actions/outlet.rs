//! The website as a way out of the building.

use async_trait::async_trait;
use charter::Facts;
use content::VersionId;
use desk::{Addresses, Outlet, Permit, Piece, Refusal, Scene, Waiting};
use kernel::{Keys, Moment};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::model::{OUTLET, article_path, template_digest};
use crate::{jobs, queries, store};

/// What the seal of a preview's address is bound to.
const PREVIEW: &str = "site-preview";

/// The outlet `website`.
pub struct Website;

/// What an author chooses for it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    /// When the page goes up; at once when it is missing or past.
    #[serde(default)]
    send_at: Option<Moment>,
}

#[async_trait]
impl Outlet for Website {
    fn name(&self) -> &'static str {
        OUTLET
    }

    async fn facts(
        &self,
        _scene: &Scene<'_>,
        piece: &Piece,
        mut facts: Facts,
    ) -> Result<Facts, Refusal> {
        choice(piece)?;
        facts.merge_stricter(&Facts::of(&facts.act).words("channels", [OUTLET]));
        Ok(facts)
    }

    async fn snapshot(&self, scene: &Scene<'_>, piece: &Piece) -> Result<Json, Refusal> {
        let version = content::queries::version(scene.conn, scene.centre, VersionId(piece.version))
            .await?
            .ok_or(Refusal::Missing("version"))?;
        Ok(json!({
            "slug": version.slug,
            "url": format!("{}{}", scene.desk.part::<Addresses>()?.site, article_path(&version.slug)),
            "template": template_digest(),
            "preview": preview_path(scene.desk.keys(), piece.version),
            "send_at": choice(piece)?.send_at,
        }))
    }

    async fn deliver_later(
        &self,
        scene: &Scene<'_>,
        piece: &Piece,
        permit: &Permit,
    ) -> Result<Json, Refusal> {
        let version = content::queries::version(scene.conn, scene.centre, VersionId(piece.version))
            .await?
            .ok_or(Refusal::Missing("version"))?;
        let due = choice(piece)?
            .send_at
            .filter(|at| *at > scene.now)
            .unwrap_or(scene.now);
        let waits = due > scene.now;
        let page = store::NewPage {
            id: Uuid::now_v7(),
            item: piece.item,
            version: piece.version,
            slug: &version.slug,
            title: &version.title,
            campaign: piece.campaign,
            due_at: due,
            shown_at: (!waits).then_some(scene.now),
        };
        store::insert_page(scene.conn, permit, &page).await?;
        if waits {
            jobs::show_later(scene.conn, scene.centre, page.id, due, scene.now).await?;
        }
        let site = &scene.desk.part::<Addresses>()?.site;
        Ok(json!({
            "url": format!("{site}{}", article_path(&version.slug)),
            "shown_at": due,
        }))
    }

    async fn hold(&self, scene: &Scene<'_>, permit: &Permit) -> Result<u64, Refusal> {
        Ok(store::hold_pages(scene.conn, permit).await?)
    }

    async fn waiting(&self, scene: &Scene<'_>) -> Result<Vec<Waiting>, Refusal> {
        let pages = queries::scheduled(scene.conn, scene.centre).await?;
        Ok(pages
            .into_iter()
            .map(|page| Waiting {
                id: page.id,
                title: page.title,
                count: 1,
                held: page.held,
            })
            .collect())
    }

    async fn release(&self, scene: &Scene<'_>, id: Uuid, permit: &Permit) -> Result<(), Refusal> {
        let page = queries::scheduled_page(scene.conn, scene.centre, id)
            .await?
            .filter(|page| page.held && !page.ended)
            .ok_or(Refusal::Missing("page"))?;
        if page.due_at <= scene.now {
            store::show_page(scene.conn, permit, id, scene.now).await?;
        } else {
            store::reschedule_page(scene.conn, permit, id).await?;
            jobs::show_later(scene.conn, scene.centre, id, page.due_at, scene.now).await?;
        }
        Ok(())
    }

    async fn cancel(&self, scene: &Scene<'_>, id: Uuid, permit: &Permit) -> Result<(), Refusal> {
        if store::cancel_page(scene.conn, permit, id).await? {
            Ok(())
        } else {
            Err(Refusal::Missing("page"))
        }
    }
}

fn choice(piece: &Piece) -> Result<Choice, Refusal> {
    if piece.choice.is_null() {
        return Ok(Choice::default());
    }
    serde_json::from_value(piece.choice.clone())
        .map_err(|_| Refusal::field("outlets/website", "site-unknown-choice"))
}

/// Where the page of a version can be seen on the public side before it is published:
/// an address that cannot be guessed, the same each time.
#[must_use]
pub fn preview_path(keys: &Keys, version: Uuid) -> String {
    let seal = keys.seal(PREVIEW, &[version.as_bytes()]);
    format!("/preview/{version}/{}", Uuid::from_bytes(seal).simple())
}

/// Whether the second half of a preview's address belongs to the first.
#[must_use]
pub fn preview_holds(keys: &Keys, version: Uuid, seal: Uuid) -> bool {
    keys.seal_holds(PREVIEW, &[version.as_bytes()], seal.as_bytes())
}
