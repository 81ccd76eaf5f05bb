//! Every statement that writes the tables of content.

use desk::Permit;
use kernel::{AccountId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::model::{Item, ItemId, Media, MediaId, Version, VersionId};

/// Puts a new item on the shelf.
///
/// # Errors
/// What the engine answers; a slug that is taken breaks a unique rule.
pub async fn insert_item(
    tx: &Conn,
    permit: &Permit,
    item: &Item,
    folded: &str,
) -> Result<(), DbError> {
    tx.run(
        "insert into item (centre_id, id, kind, language, slug, title, summary, cover, sources, doc, revision, next_review_at, copied_from, author_id, created_at, saved_by, saved_at, folded, leaf_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        args![
            permit.centre(),
            item.id,
            item.kind.key(),
            item.language.key(),
            item.slug.clone(),
            item.title.clone(),
            item.summary.clone(),
            item.cover.clone(),
            json(&item.sources)?,
            item.doc.to_json(),
            item.revision,
            item.next_review_at,
            item.copied_from,
            item.author,
            item.created_at,
            item.saved_by,
            item.saved_at,
            folded,
            permit.leaf()
        ],
    )
    .await?;
    Ok(())
}

/// Writes the working copy, if it still stands at `held`; answers whether it did.
///
/// # Errors
/// What the engine answers.
pub async fn save_item(
    tx: &Conn,
    permit: &Permit,
    item: &Item,
    held: i64,
    folded: &str,
) -> Result<bool, DbError> {
    let touched = tx
        .run(
            "update item set kind = $4, language = $5, slug = $6, title = $7, summary = $8, cover = $9, sources = $10, doc = $11,
             revision = $12, next_review_at = $13, saved_by = $14, saved_at = $15, folded = $16, leaf_id = $17
             where centre_id = $1 and id = $2 and revision = $3",
            args![
                permit.centre(),
                item.id,
                held,
                item.kind.key(),
                item.language.key(),
                item.slug.clone(),
                item.title.clone(),
                item.summary.clone(),
                item.cover.clone(),
                json(&item.sources)?,
                item.doc.to_json(),
                item.revision,
                item.next_review_at,
                item.saved_by,
                item.saved_at,
                folded,
                permit.leaf()
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Notes that somebody wrote at the words of an item, since its newest version.
///
/// # Errors
/// What the engine answers.
pub async fn note_hand(
    tx: &Conn,
    permit: &Permit,
    item: ItemId,
    by: AccountId,
) -> Result<(), DbError> {
    let row = tx
        .one(
            "select cast(coalesce(max(number), 0) as bigint) as since from item_version where centre_id = $1 and item_id = $2",
            args![permit.centre(), item],
        )
        .await?;
    let since: i64 = row.get("since")?;
    let columns = ["centre_id", "item_id", "since", "account_id"];
    let row = args![permit.centre(), item, since, by].to_vec();
    tx.insert("item_hand", &columns, vec![row], true).await?;
    Ok(())
}

/// The words of a new item are those of another: whoever wrote them there wrote them here.
///
/// # Errors
/// What the engine answers.
pub async fn copy_hands(
    tx: &Conn,
    permit: &Permit,
    from: ItemId,
    to: ItemId,
) -> Result<(), DbError> {
    let rows = tx
        .all(
            "select distinct account_id from item_hand where centre_id = $1 and item_id = $2",
            args![permit.centre(), from],
        )
        .await?;
    for row in rows {
        note_hand(tx, permit, to, row.get("account_id")?).await?;
    }
    Ok(())
}

/// Says when an item is to be looked at again.
///
/// # Errors
/// What the engine answers.
pub async fn review_at(
    tx: &Conn,
    permit: &Permit,
    item: ItemId,
    at: Moment,
) -> Result<(), DbError> {
    tx.run(
        "update item set next_review_at = $3 where centre_id = $1 and id = $2",
        args![permit.centre(), item, at],
    )
    .await?;
    Ok(())
}

/// Puts an item into the trash; a second time does nothing.
///
/// # Errors
/// What the engine answers.
pub async fn trash(
    tx: &Conn,
    permit: &Permit,
    item: ItemId,
    by: AccountId,
    at: Moment,
) -> Result<(), DbError> {
    let row = args![permit.centre(), item, by, at, permit.leaf()].to_vec();
    let columns = ["centre_id", "item_id", "account_id", "at", "leaf_id"];
    tx.insert("item_trash", &columns, vec![row], true).await?;
    Ok(())
}

/// Takes an item out of the trash.
///
/// # Errors
/// What the engine answers.
pub async fn restore(tx: &Conn, permit: &Permit, item: ItemId) -> Result<(), DbError> {
    tx.run(
        "delete from item_trash where centre_id = $1 and item_id = $2",
        args![permit.centre(), item],
    )
    .await?;
    Ok(())
}

/// Keeps a version for good.
///
/// # Errors
/// What the engine answers.
pub async fn insert_version(
    tx: &Conn,
    permit: &Permit,
    version: &Version,
    by: AccountId,
) -> Result<(), DbError> {
    tx.run(
        "insert into item_version (centre_id, id, item_id, number, name, kind, language, slug, title, summary, cover, sources, doc, revision, author_id, at, leaf_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        args![
            permit.centre(),
            version.id,
            version.item,
            version.number,
            version.name.clone(),
            version.kind.key(),
            version.language.key(),
            version.slug.clone(),
            version.title.clone(),
            version.summary.clone(),
            version.cover.clone(),
            json(&version.sources)?,
            version.doc.to_json(),
            version.revision,
            by,
            version.at,
            permit.leaf()
        ],
    )
    .await?;
    Ok(())
}

/// A publication as it is written.
pub struct NewPublication<'a> {
    pub item: ItemId,
    pub version: VersionId,
    pub outlet: &'a str,
    pub choice: String,
    pub campaign: Option<Uuid>,
    pub revision: i64,
    pub by: Option<AccountId>,
    pub at: Moment,
}

/// Records that a version went out through an outlet.
///
/// # Errors
/// What the engine answers.
pub async fn publish(
    tx: &Conn,
    permit: &Permit,
    publication: &NewPublication<'_>,
) -> Result<Uuid, DbError> {
    let id = Uuid::now_v7();
    tx.run(
        "insert into publication (centre_id, id, item_id, version_id, outlet, choice, campaign_id, revision, by_account, at, leaf_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            permit.centre(),
            id,
            publication.item,
            publication.version,
            publication.outlet,
            publication.choice.clone(),
            publication.campaign,
            publication.revision,
            publication.by,
            publication.at,
            permit.leaf()
        ],
    )
    .await?;
    Ok(id)
}

/// Ends a publication: the outlet shows it no longer.
///
/// # Errors
/// What the engine answers.
pub async fn end_publication(
    tx: &Conn,
    permit: &Permit,
    publication: Uuid,
    reason: &str,
    by: Option<AccountId>,
    at: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into publication_end (centre_id, publication_id, reason, by_account, at, leaf_id) values ($1, $2, $3, $4, $5, $6)",
        args![permit.centre(), publication, reason, by, at, permit.leaf()],
    )
    .await?;
    Ok(())
}

/// Adds a picture to the library.
///
/// # Errors
/// What the engine answers.
pub async fn insert_media(
    tx: &Conn,
    permit: &Permit,
    media: &Media,
    folded: &str,
) -> Result<(), DbError> {
    tx.run(
        "insert into media (centre_id, id, digest, thumb, name, alt, content_type, bytes, width, height, folded, added_by, at, leaf_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            permit.centre(),
            media.id,
            media.digest.clone(),
            media.thumb.clone(),
            media.name.clone(),
            media.alt.clone(),
            media.content_type.clone(),
            media.bytes,
            media.width,
            media.height,
            folded,
            media.added_by,
            media.at,
            permit.leaf()
        ],
    )
    .await?;
    Ok(())
}

/// Changes what a picture is called and how it is described.
///
/// # Errors
/// What the engine answers.
pub async fn describe_media(
    tx: &Conn,
    permit: &Permit,
    media: MediaId,
    name: &str,
    alt: &str,
    folded: &str,
) -> Result<(), DbError> {
    tx.run(
        "update media set name = $3, alt = $4, folded = $5 where centre_id = $1 and id = $2",
        args![permit.centre(), media, name, alt, folded],
    )
    .await?;
    Ok(())
}

/// Takes a picture out of the library; its bytes stay for versions that show it.
///
/// # Errors
/// What the engine answers.
pub async fn remove_media(
    tx: &Conn,
    permit: &Permit,
    media: MediaId,
    by: AccountId,
    at: Moment,
) -> Result<(), DbError> {
    let row = args![permit.centre(), media, by, at, permit.leaf()].to_vec();
    let columns = ["centre_id", "media_id", "account_id", "at", "leaf_id"];
    tx.insert("media_removal", &columns, vec![row], true)
        .await?;
    Ok(())
}

/// Puts a removed picture back.
///
/// # Errors
/// What the engine answers.
pub async fn return_media(tx: &Conn, permit: &Permit, media: MediaId) -> Result<(), DbError> {
    tx.run(
        "delete from media_removal where centre_id = $1 and media_id = $2",
        args![permit.centre(), media],
    )
    .await?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|e| DbError::Shape(e.to_string()))
}
