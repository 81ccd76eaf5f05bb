//! The media library.

use kernel::{CentreId, Conn, DbError, Moment, Row, args};

use super::items::{PAGE, like};
use crate::model::{Media, MediaId};

/// A page of pictures and where the next one begins.
#[derive(Clone, Debug, Default)]
pub struct MediaPage {
    pub pictures: Vec<Media>,
    pub more: Option<(Moment, MediaId)>,
}

const COLUMNS: &str = "m.id as id, m.digest as digest, m.thumb as thumb, m.name as name, m.alt as alt, m.content_type as content_type,
  m.bytes as bytes, m.width as width, m.height as height, m.added_by as added_by, m.at as at,
  (select cast(count(*) as bigint) from item i where i.centre_id = m.centre_id and (i.cover = m.digest or i.doc like '%' || m.digest || '%'
    or exists (select 1 from item_version v join publication p on p.centre_id = v.centre_id and p.version_id = v.id
      where v.centre_id = i.centre_id and v.item_id = i.id and (v.cover = m.digest or v.doc like '%' || m.digest || '%')))) as used";

/// Pictures of the library, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn media_list(
    conn: &Conn,
    centre: CentreId,
    words: &str,
    after: Option<(Moment, MediaId)>,
) -> Result<MediaPage, DbError> {
    let words = if words.is_empty() {
        String::new()
    } else {
        like(words)
    };
    let (at, id) = after.unwrap_or((Moment(i64::MAX), MediaId(uuid::Uuid::max())));
    let sql = format!(
        "select {COLUMNS} from media m where m.centre_id = $1 and ($2 = '' or m.folded like $2 escape '\\')
           and (m.at < $3 or (m.at = $3 and m.id < $4))
           and not exists (select 1 from media_removal x where x.centre_id = m.centre_id and x.media_id = m.id)
         order by m.at desc, m.id desc limit $5"
    );
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let rows = conn.all(&sql, args![centre, words, at, id, limit]).await?;
    let mut pictures = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let more = (pictures.len() > PAGE).then(|| {
        pictures.truncate(PAGE);
        pictures.last().map(|last| (last.at, last.id))
    });
    Ok(MediaPage {
        pictures,
        more: more.flatten(),
    })
}

/// One picture.
///
/// # Errors
/// What the engine answers.
pub async fn media(conn: &Conn, centre: CentreId, id: MediaId) -> Result<Option<Media>, DbError> {
    let sql = format!("select {COLUMNS} from media m where m.centre_id = $1 and m.id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The picture with these bytes, or whose thumbnail they are; removed ones as well, for
/// versions that still show them.
///
/// # Errors
/// What the engine answers.
pub async fn media_of_digest(
    conn: &Conn,
    centre: CentreId,
    digest: &str,
) -> Result<Option<Media>, DbError> {
    let sql = format!(
        "select {COLUMNS} from media m where m.centre_id = $1 and (m.digest = $2 or m.thumb = $2)"
    );
    conn.first(&sql, args![centre, digest])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Title and digest of every picture, for choosing a cover.
///
/// # Errors
/// What the engine answers.
pub async fn media_texts(conn: &Conn, centre: CentreId) -> Result<Vec<(String, String)>, DbError> {
    let rows = conn
        .all(
            "select digest, name from media m where centre_id = $1
             and not exists (select 1 from media_removal x where x.centre_id = m.centre_id and x.media_id = m.id)
             order by at desc limit 200",
            args![centre],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("digest")?, row.get("name")?)))
        .collect()
}

fn read(row: &Row) -> Result<Media, DbError> {
    Ok(Media {
        id: row.get("id")?,
        digest: row.get("digest")?,
        thumb: row.get("thumb")?,
        name: row.get("name")?,
        alt: row.get("alt")?,
        content_type: row.get("content_type")?,
        bytes: row.get("bytes")?,
        width: row.get("width")?,
        height: row.get("height")?,
        added_by: row.get("added_by")?,
        at: row.get("at")?,
        used: row.get("used")?,
    })
}
