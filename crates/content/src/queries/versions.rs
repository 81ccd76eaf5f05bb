//! Versions of an item.

use std::collections::BTreeSet;

use desk::requests;
use kernel::{AccountId, CentreId, Conn, DbError, Row, args};
use serde_json::Value as Json;

use super::items::{document, kind, language};
use crate::model::{ItemId, Reviewer, Version, VersionId, VersionLine};

/// A version with everything a renderer needs; `None` when there is no such version.
///
/// # Errors
/// What the engine answers.
pub async fn version(
    conn: &Conn,
    centre: CentreId,
    id: VersionId,
) -> Result<Option<Version>, DbError> {
    let row = conn
        .first(
            "select v.id as id, v.item_id as item_id, v.number as number, v.name as name, v.kind as kind, v.language as language,
               v.slug as slug, v.title as title, v.summary as summary, v.cover as cover, v.sources as sources, v.doc as doc,
               v.revision as revision, v.at as at, i.author_id as author_id, i.created_at as created_at, i.next_review_at as next_review_at,
               (select min(p.at) from publication p where p.centre_id = v.centre_id and p.item_id = v.item_id) as first_at
             from item_version v join item i on i.centre_id = v.centre_id and i.id = v.item_id
             where v.centre_id = $1 and v.id = $2",
            args![centre, id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut version = read(&row)?;
    version.reviewers = reviewers(conn, centre, &version).await?;
    Ok(Some(version))
}

/// The newest version of an item.
///
/// # Errors
/// What the engine answers.
pub async fn latest_version(
    conn: &Conn,
    centre: CentreId,
    item: ItemId,
) -> Result<Option<Version>, DbError> {
    let row = conn
        .first(
            "select id from item_version where centre_id = $1 and item_id = $2 order by number desc limit 1",
            args![centre, item],
        )
        .await?;
    match row {
        Some(row) => version(conn, centre, row.get("id")?).await,
        None => Ok(None),
    }
}

/// All versions of an item, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn version_lines(
    conn: &Conn,
    centre: CentreId,
    item: ItemId,
) -> Result<Vec<VersionLine>, DbError> {
    let rows = conn
        .all(
            "select v.id as id, v.number as number, v.name as name, v.title as title, v.at as at, v.author_id as author_id,
               exists (select 1 from publication p where p.centre_id = v.centre_id and p.version_id = v.id) as published
             from item_version v where v.centre_id = $1 and v.item_id = $2 order by v.number desc",
            args![centre, item],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(VersionLine {
                id: row.get("id")?,
                number: row.get("number")?,
                name: row.get("name")?,
                title: row.get("title")?,
                at: row.get("at")?,
                by: row.get("author_id")?,
                published: row.get("published")?,
            })
        })
        .collect()
}

/// The last version of the same item that went out before `version`: what a reader who
/// approves compares with.
///
/// # Errors
/// What the engine answers.
pub async fn approved_before(
    conn: &Conn,
    centre: CentreId,
    item: ItemId,
    other_than: VersionId,
) -> Result<Option<Version>, DbError> {
    let row = conn
        .first(
            "select p.version_id as version_id from publication p where p.centre_id = $1 and p.item_id = $2 and p.version_id <> $3 order by p.at desc, p.id desc limit 1",
            args![centre, item, other_than],
        )
        .await?;
    match row {
        Some(row) => version(conn, centre, row.get("version_id")?).await,
        None => Ok(None),
    }
}

/// Everybody who wrote at what a version says since an earlier version of the item went
/// out. Later writing and later publications change nothing about it.
///
/// # Errors
/// What the engine answers.
pub async fn hands_of(
    conn: &Conn,
    centre: CentreId,
    version: &Version,
) -> Result<BTreeSet<AccountId>, DbError> {
    let rows = conn
        .all(
            "select distinct h.account_id as account_id from item_hand h where h.centre_id = $1 and h.item_id = $2 and h.since < $3
               and h.since >= (select coalesce(max(v.number), 0) from item_version v
                 join publication p on p.centre_id = v.centre_id and p.version_id = v.id
                 where v.centre_id = h.centre_id and v.item_id = h.item_id and v.number < $3)",
            args![centre, version.item, version.number],
        )
        .await?;
    rows.iter().map(|row| row.get("account_id")).collect()
}

/// The pictures a version shows, by their digests.
#[must_use]
pub fn pictures_of(version: &Version) -> BTreeSet<String> {
    let images = crate::doc::images(&version.doc).into_iter();
    images
        .map(|figure| figure.src.clone())
        .chain(version.cover.clone())
        .collect()
}

/// Where a picture went out: the outlets and the versions that show it.
///
/// # Errors
/// What the engine answers.
pub async fn publications_showing(
    conn: &Conn,
    centre: CentreId,
    digest: &files::blobs::Digest,
) -> Result<Vec<(String, VersionId)>, DbError> {
    let known = conn
        .first(
            "select id from media where centre_id = $1 and digest = $2",
            args![centre, digest.as_str()],
        )
        .await?;
    if known.is_none() {
        return Ok(Vec::new());
    }
    let rows = conn
        .all(
            "select distinct p.outlet as outlet, p.version_id as version_id
             from publication p join item_version v on v.centre_id = p.centre_id and v.id = p.version_id
             where p.centre_id = $1 and (v.cover = $2 or v.doc like $3)",
            args![centre, digest.as_str(), format!("%{digest}%")],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("outlet")?, row.get("version_id")?)))
        .collect()
}

fn read(row: &Row) -> Result<Version, DbError> {
    Ok(Version {
        id: row.get("id")?,
        item: row.get("item_id")?,
        number: row.get("number")?,
        name: row.get("name")?,
        kind: kind(row)?,
        language: language(row)?,
        slug: row.get("slug")?,
        title: row.get("title")?,
        summary: row.get("summary")?,
        cover: row.get("cover")?,
        sources: row.json("sources")?,
        doc: document(row)?,
        revision: row.get("revision")?,
        author: row.get("author_id")?,
        created_at: row.get("created_at")?,
        at: row.get("at")?,
        first_published_at: row.get("first_at")?,
        reviewers: Vec::new(),
        next_review_at: row.get("next_review_at")?,
    })
}

/// Who agreed to the request by which this version went out.
async fn reviewers(
    conn: &Conn,
    centre: CentreId,
    version: &Version,
) -> Result<Vec<Reviewer>, DbError> {
    let wanted = Json::from(version.id.to_string());
    let mut found = Vec::new();
    for request in requests::of_subject(conn, centre, version.item.0).await? {
        if request.kind != "content.publish" || request.payload.get("version") != Some(&wanted) {
            continue;
        }
        let performed = requests::end_of(conn, centre, request.id)
            .await?
            .is_some_and(|end| end.how == requests::End::Performed);
        if performed {
            let agreed = requests::agreements(conn, centre, &request).await?;
            found.extend(agreed.into_iter().map(|agreement| Reviewer {
                account: agreement.account,
                position: agreement.position,
                at: agreement.at,
            }));
        }
    }
    Ok(found)
}
