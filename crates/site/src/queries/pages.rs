//! Pages that stand, stood or will stand, and what every page says of the centre.

use kernel::{CentreId, Conn, DbError, Moment, Row, args};
use uuid::Uuid;

use crate::model::{Directory, Scheduled, Settings, Shown, Size, Stamp, Turn};

/// Whether the publication behind a page was ended, as SQL over the row `p`.
const ENDED: &str = "exists (select 1 from publication b
    join publication_end e on e.centre_id = b.centre_id and e.publication_id = b.id
    where b.centre_id = p.centre_id and b.leaf_id = p.leaf_id and b.item_id = p.item_id and b.outlet = 'website')";

/// What stands on the website and what stood there before.
///
/// # Errors
/// What the engine answers.
pub async fn directory(conn: &Conn, centre: CentreId) -> Result<Directory, DbError> {
    let sql = format!(
        "select p.item_id as item_id, p.version_id as version_id, p.slug as slug, p.title as title, v.summary as summary,
           v.cover as cover, v.kind as kind, v.language as language, p.shown_at as shown_at, {ENDED} as ended
         from site_page p join item_version v on v.centre_id = p.centre_id and v.id = p.version_id
         where p.centre_id = $1 and p.state = 'public' order by p.shown_at, p.id"
    );
    let rows = conn.all(&sql, args![centre]).await?;
    let turns = rows.iter().map(turn).collect::<Result<Vec<_>, _>>()?;
    Ok(Directory::of(turns))
}

fn turn(row: &Row) -> Result<Turn, DbError> {
    let at: Moment = row.get("shown_at")?;
    Ok(Turn {
        page: Shown {
            item: row.get("item_id")?,
            version: row.get("version_id")?,
            slug: row.get("slug")?,
            title: row.get("title")?,
            summary: row.get("summary")?,
            cover: row.get("cover")?,
            kind: row.get("kind")?,
            language: row.get("language")?,
            first_at: at,
            at,
        },
        ended: row.get("ended")?,
    })
}

/// What changes when anything changes that readers see: a page went up, a publication
/// ended, the settings or the name of the centre were changed.
///
/// # Errors
/// What the engine answers.
pub async fn stamp(conn: &Conn, centre: CentreId) -> Result<Stamp, DbError> {
    let row = conn
        .one(
            "select c.name as name, c.zone as zone,
               (select cast(count(*) as bigint) from site_page p where p.centre_id = c.id and p.state = 'public') as pages,
               (select cast(count(*) as bigint) from publication_end e where e.centre_id = c.id) as ends,
               (select cast(coalesce(max(s.revision), 0) as bigint) from site_settings s where s.centre_id = c.id) as settings
             from centre c where c.id = $1",
            args![centre],
        )
        .await?;
    Ok(Stamp(format!(
        "{}/{}/{}/{}/{}",
        row.get::<i64>("pages")?,
        row.get::<i64>("ends")?,
        row.get::<i64>("settings")?,
        row.get::<String>("zone")?,
        row.get::<String>("name")?,
    )))
}

/// What every page says of the centre.
///
/// # Errors
/// What the engine answers.
pub async fn settings(conn: &Conn, centre: CentreId) -> Result<Settings, DbError> {
    let row = conn
        .first(
            "select settings from site_settings where centre_id = $1",
            args![centre],
        )
        .await?;
    match row {
        Some(row) => row.json("settings"),
        None => Ok(Settings::unset(desk::centre::of(conn, centre).await?.lang)),
    }
}

const SCHEDULED: &str = "p.id as id, p.item_id as item_id, p.title as title, p.slug as slug, p.due_at as due_at, p.state as state, p.leaf_id as leaf_id";

/// Pages that wait for their time or are held, the next one first.
///
/// # Errors
/// What the engine answers.
pub async fn scheduled(conn: &Conn, centre: CentreId) -> Result<Vec<Scheduled>, DbError> {
    let sql = format!(
        "select {SCHEDULED}, {ENDED} as ended from site_page p
         where p.centre_id = $1 and p.state in ('scheduled', 'held') order by p.due_at, p.id"
    );
    let rows = conn.all(&sql, args![centre]).await?;
    let pages = rows.iter().map(waiting).collect::<Result<Vec<_>, _>>()?;
    Ok(pages.into_iter().filter(|page| !page.ended).collect())
}

/// One page that waits or is held.
///
/// # Errors
/// What the engine answers.
pub async fn scheduled_page(
    conn: &Conn,
    centre: CentreId,
    page: Uuid,
) -> Result<Option<Scheduled>, DbError> {
    let sql = format!(
        "select {SCHEDULED}, {ENDED} as ended from site_page p
         where p.centre_id = $1 and p.id = $2 and p.state in ('scheduled', 'held')"
    );
    conn.first(&sql, args![centre, page])
        .await?
        .as_ref()
        .map(waiting)
        .transpose()
}

fn waiting(row: &Row) -> Result<Scheduled, DbError> {
    let state: String = row.get("state")?;
    Ok(Scheduled {
        id: row.get("id")?,
        item: row.get("item_id")?,
        title: row.get("title")?,
        slug: row.get("slug")?,
        due_at: row.get("due_at")?,
        held: state == "held",
        leaf: row.get("leaf_id")?,
        ended: row.get("ended")?,
    })
}

/// How large a picture of the library is.
///
/// # Errors
/// What the engine answers.
pub async fn picture_size(
    conn: &Conn,
    centre: CentreId,
    digest: &str,
) -> Result<Option<Size>, DbError> {
    let row = conn
        .first(
            "select width, height from media where centre_id = $1 and digest = $2",
            args![centre, digest],
        )
        .await?;
    row.map(|row| {
        Ok(Size {
            width: row.get("width")?,
            height: row.get("height")?,
        })
    })
    .transpose()
}
