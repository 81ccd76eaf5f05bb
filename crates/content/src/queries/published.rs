//! What stands outside, and through which outlet.

use kernel::{CentreId, Conn, DbError, args};

use super::items::{kind, language};
use crate::model::{ItemId, Publication, Published, VersionId};

/// The latest publication of each item through an outlet that has not ended, the newest
/// item first (by the day it first went out).
///
/// # Errors
/// What the engine answers.
pub async fn published(
    conn: &Conn,
    centre: CentreId,
    outlet: &str,
) -> Result<Vec<Published>, DbError> {
    let rows = conn
        .all(
            "select p.item_id as item_id, p.version_id as version_id, p.at as at, p.leaf_id as leaf_id, v.kind as kind, v.language as language,
               v.slug as slug, v.title as title, v.summary as summary, v.cover as cover, i.author_id as author_id,
               (select min(f.at) from publication f where f.centre_id = p.centre_id and f.item_id = p.item_id and f.outlet = p.outlet) as first_at
             from publication p
             join item_version v on v.centre_id = p.centre_id and v.id = p.version_id
             join item i on i.centre_id = p.centre_id and i.id = p.item_id
             where p.centre_id = $1 and p.outlet = $2
               and not exists (select 1 from publication_end x where x.centre_id = p.centre_id and x.publication_id = p.id)
               and not exists (select 1 from publication n where n.centre_id = p.centre_id and n.item_id = p.item_id and n.outlet = p.outlet
                 and (n.at > p.at or (n.at = p.at and n.id > p.id)))
             order by first_at desc, p.item_id desc",
            args![centre, outlet],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Published {
                item: row.get("item_id")?,
                version: row.get("version_id")?,
                kind: kind(row)?,
                language: language(row)?,
                slug: row.get("slug")?,
                title: row.get("title")?,
                summary: row.get("summary")?,
                cover: row.get("cover")?,
                author: row.get("author_id")?,
                first_at: row.get("first_at")?,
                at: row.get("at")?,
                leaf: row.get("leaf_id")?,
            })
        })
        .collect()
}

/// Every publication of an item, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn publications(
    conn: &Conn,
    centre: CentreId,
    item: ItemId,
) -> Result<Vec<Publication>, DbError> {
    let rows = conn
        .all(
            "select p.id as id, p.version_id as version_id, v.number as number, p.outlet as outlet, p.campaign_id as campaign_id, p.at as at, x.at as ended_at
             from publication p join item_version v on v.centre_id = p.centre_id and v.id = p.version_id
             left join publication_end x on x.centre_id = p.centre_id and x.publication_id = p.id
             where p.centre_id = $1 and p.item_id = $2 order by p.at desc, p.id desc",
            args![centre, item],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Publication {
                id: row.get("id")?,
                version: row.get("version_id")?,
                number: row.get("number")?,
                outlet: row.get("outlet")?,
                campaign: row.get("campaign_id")?,
                at: row.get("at")?,
                ended_at: row.get("ended_at")?,
            })
        })
        .collect()
}

/// Whether a version ever went out.
///
/// # Errors
/// What the engine answers.
pub async fn is_published(
    conn: &Conn,
    centre: CentreId,
    version: VersionId,
) -> Result<bool, DbError> {
    let row = conn
        .first(
            "select id from publication where centre_id = $1 and version_id = $2 limit 1",
            args![centre, version],
        )
        .await?;
    Ok(row.is_some())
}

/// The revision of the working copy that an approval of this version stands beside.
/// Until the version goes out it is the present one, so that going on writing asks the
/// approvers again; from then on it is the one it went out at, so that a mailing under
/// way is not stopped by the next draft.
///
/// # Errors
/// What the engine answers.
pub async fn standing_revision(
    conn: &Conn,
    centre: CentreId,
    item: ItemId,
    version: VersionId,
) -> Result<i64, DbError> {
    let row = conn
        .first(
            "select revision from publication where centre_id = $1 and version_id = $2 order by at, id limit 1",
            args![centre, version],
        )
        .await?;
    if let Some(row) = row {
        return row.get("revision");
    }
    conn.one(
        "select revision from item where centre_id = $1 and id = $2",
        args![centre, item],
    )
    .await?
    .get("revision")
}
