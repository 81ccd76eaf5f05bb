//! Items and their lists.

use desk::Period;
use kernel::{AccountId, CentreId, Conn, DbError, Moment, Row, args};

use crate::doc::Doc;
use crate::model::{Item, ItemId, ItemLine, ItemState, Kind, Language};

/// Rows on one page of the library.
pub const PAGE: usize = 50;

/// What a list of items is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<ItemState>,
    pub kind: Option<Kind>,
    /// Folded words that must stand in title, summary or text.
    pub words: String,
    /// Only what this account wrote.
    pub author: Option<AccountId>,
    /// Only what was published for the first time in this period.
    pub first_out: Option<Period>,
    /// The last row of the page before.
    pub after: Option<(Moment, ItemId)>,
}

/// A page of a list and where the next one begins.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub lines: Vec<ItemLine>,
    pub more: Option<(Moment, ItemId)>,
}

/// The state of an item as SQL over the row `i`: trash, then what waits, then what was
/// sent back after the last publication, then what stands outside.
const STATE: &str = "case
  when exists (select 1 from item_trash t where t.centre_id = i.centre_id and t.item_id = i.id) then 'trashed'
  when exists (select 1 from request r where r.centre_id = i.centre_id and r.subject_id = i.id and r.kind = 'content.publish'
    and not exists (select 1 from request_end e where e.centre_id = r.centre_id and e.request_id = r.id)) then 'waiting'
  when exists (select 1 from request r join request_end e on e.centre_id = r.centre_id and e.request_id = r.id
    where r.centre_id = i.centre_id and r.subject_id = i.id and r.kind = 'content.publish' and e.how = 'sent_back'
    and not exists (select 1 from request n where n.centre_id = i.centre_id and n.subject_id = i.id and n.kind = 'content.publish' and n.raised_at > r.raised_at)
    and not exists (select 1 from publication p where p.centre_id = i.centre_id and p.item_id = i.id and p.at > e.at)) then 'back'
  when exists (select 1 from publication p where p.centre_id = i.centre_id and p.item_id = i.id
    and not exists (select 1 from publication_end x where x.centre_id = p.centre_id and x.publication_id = p.id)) then 'published'
  when exists (select 1 from publication p where p.centre_id = i.centre_id and p.item_id = i.id) then 'retired'
  else 'draft' end";

/// One item with its working copy.
///
/// # Errors
/// What the engine answers.
pub async fn item(conn: &Conn, centre: CentreId, id: ItemId) -> Result<Option<Item>, DbError> {
    conn.first(
        "select id, kind, language, slug, title, summary, cover, sources, doc, revision, next_review_at, copied_from, author_id, created_at, saved_by, saved_at
         from item where centre_id = $1 and id = $2",
        args![centre, id],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// The state of one item; `None` when there is no such item.
///
/// # Errors
/// What the engine answers.
pub async fn state_of(
    conn: &Conn,
    centre: CentreId,
    id: ItemId,
) -> Result<Option<ItemState>, DbError> {
    let sql = format!("select {STATE} as state from item i where i.centre_id = $1 and i.id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .map(|row| state(&row))
        .transpose()
}

/// A page of items, the last saved first. The trash is shown only when it is asked for.
///
/// # Errors
/// What the engine answers.
pub async fn items(conn: &Conn, centre: CentreId, filter: &Filter) -> Result<Page, DbError> {
    let state = filter.state.map(ItemState::key).unwrap_or_default();
    let kind = filter.kind.map(Kind::key).unwrap_or_default();
    let words = if filter.words.is_empty() {
        String::new()
    } else {
        like(&filter.words)
    };
    let (at, id) = filter
        .after
        .map_or((Moment(i64::MAX), ItemId(uuid::Uuid::max())), |after| after);
    let first_out = filter.first_out.unwrap_or(Period {
        from: Moment(i64::MAX),
        until: Moment(i64::MAX),
    });
    let sql = format!(
        "select x.* from (
           select i.id as id, i.kind as kind, i.language as language, i.title as title, i.author_id as author_id, i.saved_by as saved_by,
             i.saved_at as saved_at, i.next_review_at as next_review_at, {STATE} as state
           from item i where i.centre_id = $1 and ($2 = '' or i.kind = $2) and ($3 = '' or i.folded like $3 escape '\\')
             and ($4 = $5 or i.author_id = $6) and (i.saved_at < $7 or (i.saved_at = $7 and i.id < $8))
             and ($11 or (exists (select 1 from publication p where p.centre_id = i.centre_id and p.item_id = i.id and p.at >= $12 and p.at < $13)
               and not exists (select 1 from publication p where p.centre_id = i.centre_id and p.item_id = i.id and p.at < $12)))
         ) x where ($9 = '' and x.state <> 'trashed') or x.state = $9
         order by x.saved_at desc, x.id desc limit $10"
    );
    let anybody = uuid::Uuid::nil();
    let author = filter.author.map_or(anybody, |account| account.0);
    let rows = conn
        .all(
            &sql,
            args![
                centre,
                kind,
                words,
                author.to_string(),
                anybody.to_string(),
                author,
                at,
                id,
                state,
                i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
                filter.first_out.is_none(),
                first_out.from,
                first_out.until
            ],
        )
        .await?;
    let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let more = (lines.len() > PAGE).then(|| {
        lines.truncate(PAGE);
        lines.last().map(|last| (last.saved_at, last.id))
    });
    Ok(Page {
        lines,
        more: more.flatten(),
    })
}

/// How many items are in each state.
///
/// # Errors
/// What the engine answers.
pub async fn counts(conn: &Conn, centre: CentreId) -> Result<Vec<(ItemState, i64)>, DbError> {
    let sql = format!(
        "select x.state as state, cast(count(*) as bigint) as n from (select {STATE} as state from item i where i.centre_id = $1) x group by x.state"
    );
    let rows = conn.all(&sql, args![centre]).await?;
    rows.iter()
        .map(|row| Ok((state(row)?, row.get("n")?)))
        .collect()
}

/// Items of an author that were sent back, the last saved first.
///
/// # Errors
/// What the engine answers.
pub async fn sent_back_of(
    conn: &Conn,
    centre: CentreId,
    author: AccountId,
) -> Result<Vec<ItemLine>, DbError> {
    let filter = Filter {
        state: Some(ItemState::Back),
        author: Some(author),
        ..Filter::default()
    };
    Ok(items(conn, centre, &filter).await?.lines)
}

/// The first address that nobody has: `slug`, `slug-2`, `slug-3`.
///
/// # Errors
/// What the engine answers.
pub async fn free_slug(
    conn: &Conn,
    centre: CentreId,
    wanted: &str,
    own: Option<ItemId>,
) -> Result<String, DbError> {
    let rows = conn
        .all(
            "select id, slug from item where centre_id = $1 and (slug = $2 or slug like $3 escape '\\')",
            args![centre, wanted, format!("{}-%", escaped(wanted))],
        )
        .await?;
    let mut taken = Vec::new();
    for row in &rows {
        if Some(row.get::<ItemId>("id")?) != own {
            taken.push(row.get::<String>("slug")?);
        }
    }
    Ok(crate::rules::free_slug(wanted, &taken))
}

/// More letters of a search are not looked at; the engines refuse endless patterns.
const SEARCH_MOST: usize = 100;

/// A `like` pattern that finds the words anywhere.
pub(super) fn like(words: &str) -> String {
    format!(
        "%{}%",
        escaped(&words.chars().take(SEARCH_MOST).collect::<String>())
    )
}

fn escaped(words: &str) -> String {
    words
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

fn line(row: &Row) -> Result<ItemLine, DbError> {
    Ok(ItemLine {
        id: row.get("id")?,
        kind: kind(row)?,
        language: language(row)?,
        title: row.get("title")?,
        state: state(row)?,
        author: row.get("author_id")?,
        saved_by: row.get("saved_by")?,
        saved_at: row.get("saved_at")?,
        next_review_at: row.get("next_review_at")?,
    })
}

fn read(row: &Row) -> Result<Item, DbError> {
    Ok(Item {
        id: row.get("id")?,
        kind: kind(row)?,
        language: language(row)?,
        slug: row.get("slug")?,
        title: row.get("title")?,
        summary: row.get("summary")?,
        cover: row.get("cover")?,
        sources: row.json("sources")?,
        doc: document(row)?,
        revision: row.get("revision")?,
        next_review_at: row.get("next_review_at")?,
        copied_from: row.get("copied_from")?,
        author: row.get("author_id")?,
        created_at: row.get("created_at")?,
        saved_by: row.get("saved_by")?,
        saved_at: row.get("saved_at")?,
    })
}

pub(super) fn kind(row: &Row) -> Result<Kind, DbError> {
    let key: String = row.get("kind")?;
    Kind::from_key(&key).ok_or(DbError::Shape(key))
}

pub(super) fn language(row: &Row) -> Result<Language, DbError> {
    let key: String = row.get("language")?;
    Language::from_key(&key).ok_or(DbError::Shape(key))
}

pub(super) fn document(row: &Row) -> Result<Doc, DbError> {
    let json: String = row.get("doc")?;
    Doc::parse(&json).map_err(|e| DbError::Shape(e.to_string()))
}

fn state(row: &Row) -> Result<ItemState, DbError> {
    let key: String = row.get("state")?;
    ItemState::from_key(&key).ok_or(DbError::Shape(key))
}
