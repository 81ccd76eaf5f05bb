//! Imports and exports, and what an import left behind so that it can be taken back.

use kernel::{CentreId, Conn, DbError, Digest, Moment, Row, args};
use sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use crate::model::{ContactId, Import, ImportCounts, ImportId, ImportUndo, Reject, UndoForecast};

const COLUMNS: &str = "select i.id, i.file_name, i.file_digest, i.plan, i.wording_id, i.account_id, i.at, i.total, i.position,
   i.created, i.updated, i.unchanged, i.rejected, i.repeated, i.ended_at, i.error,
   u.account_id as undo_account, u.at as undo_at, u.removed, u.restored, u.kept, u.ended_at as undo_ended
 from contact_import i left join contact_import_undo u on u.centre_id = i.centre_id and u.import_id = i.id
 where i.centre_id = $1";

/// The latest imports.
///
/// # Errors
/// What the engine answers.
pub async fn imports(conn: &Conn, centre: CentreId, limit: i64) -> Result<Vec<Import>, DbError> {
    let sql = format!("{COLUMNS} order by i.at desc, i.id desc limit $2");
    conn.all(&sql, args![centre, limit])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// One import.
///
/// # Errors
/// What the engine answers.
pub async fn import(
    conn: &Conn,
    centre: CentreId,
    id: ImportId,
) -> Result<Option<Import>, DbError> {
    let sql = format!("{COLUMNS} and i.id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

fn read(row: &Row) -> Result<Import, DbError> {
    let digest: String = row.get("file_digest")?;
    let undo_at: Option<Moment> = row.get("undo_at")?;
    let undo = match undo_at {
        Some(at) => Some(ImportUndo {
            by: row.get("undo_account")?,
            at,
            removed: row.get("removed")?,
            restored: row.get("restored")?,
            kept: row.get("kept")?,
            ended_at: row.get("undo_ended")?,
        }),
        None => None,
    };
    Ok(Import {
        id: row.get("id")?,
        file_name: row.get("file_name")?,
        file: digest
            .parse::<Digest>()
            .map_err(|_| DbError::Shape("file_digest".into()))?,
        plan: row.json("plan")?,
        wording: row.get("wording_id")?,
        by: row.get("account_id")?,
        at: row.get("at")?,
        total: row.get("total")?,
        position: row.get("position")?,
        counts: ImportCounts {
            created: row.get("created")?,
            updated: row.get("updated")?,
            unchanged: row.get("unchanged")?,
            rejected: row.get("rejected")?,
            repeated: row.get("repeated")?,
        },
        ended_at: row.get("ended_at")?,
        error: row.get("error")?,
        undo,
    })
}

/// Rows an import did not take, in the order of the file, after a line.
///
/// # Errors
/// What the engine answers.
pub async fn import_rejects(
    conn: &Conn,
    centre: CentreId,
    id: ImportId,
    after_line: i64,
    limit: i64,
) -> Result<Vec<Reject>, DbError> {
    let rows = conn
        .all(
            "select line, reason, args, cells from contact_import_reject
             where centre_id = $1 and import_id = $2 and line > $3 order by line limit $4",
            args![centre, id, after_line, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Reject {
                line: row.get("line")?,
                reason: row.get("reason")?,
                args: row.json("args")?,
                cells: row.json("cells")?,
            })
        })
        .collect()
}

/// What an import did to a contact that was there before it.
#[derive(Clone, Debug)]
pub struct Touch {
    pub contact: ContactId,
    /// The contact as JSON before; empty when nothing was changed.
    pub before: String,
    pub revision_after: i64,
}

/// What an import did to these contacts so far.
///
/// # Errors
/// What the engine answers.
pub async fn touches(
    conn: &Conn,
    centre: CentreId,
    import: ImportId,
    contacts: &[ContactId],
) -> Result<Vec<Touch>, DbError> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let ids = contacts
        .iter()
        .map(|id| Expr::value(kernel::Value::from(*id)));
    let select = Query::select()
        .columns(["contact_id", "before", "revision_after"])
        .from("contact_import_touch")
        .and_where(Expr::col("centre_id").eq(Expr::value(kernel::Value::from(centre))))
        .and_where(Expr::col("import_id").eq(Expr::value(kernel::Value::from(import))))
        .and_where(Expr::col("contact_id").is_in(ids))
        .to_owned();
    conn.select(&select).await?.iter().map(touch).collect()
}

/// The next contacts an import changed, that are not restored yet.
///
/// # Errors
/// What the engine answers.
pub async fn touched(
    conn: &Conn,
    centre: CentreId,
    import: ImportId,
    limit: i64,
) -> Result<Vec<Touch>, DbError> {
    let rows = conn
        .all(
            "select contact_id, before, revision_after from contact_import_touch
             where centre_id = $1 and import_id = $2 and before <> '' order by contact_id limit $3",
            args![centre, import, limit],
        )
        .await?;
    rows.iter().map(touch).collect()
}

fn touch(row: &Row) -> Result<Touch, DbError> {
    Ok(Touch {
        contact: row.get("contact_id")?,
        before: row.get("before")?,
        revision_after: row.get("revision_after")?,
    })
}

/// The next contacts an import created that nobody changed since.
///
/// # Errors
/// What the engine answers.
pub async fn created_by(
    conn: &Conn,
    centre: CentreId,
    import: ImportId,
    limit: i64,
) -> Result<Vec<ContactId>, DbError> {
    let rows = conn
        .all(
            "select id from contact where centre_id = $1 and imported_by = $2 and revision = 1 order by id limit $3",
            args![centre, import, limit],
        )
        .await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// How many contacts an import created that were changed since, and so stay.
///
/// # Errors
/// What the engine answers.
pub async fn recorded_by(conn: &Conn, centre: CentreId, import: ImportId) -> Result<i64, DbError> {
    conn.one(
        "select cast(count(*) as bigint) as n from contact where centre_id = $1 and imported_by = $2",
        args![centre, import],
    )
    .await?
    .get("n")
}

/// What taking an import back would do now, in one statement.
///
/// # Errors
/// What the engine answers.
pub async fn undo_forecast(
    conn: &Conn,
    centre: CentreId,
    import: ImportId,
) -> Result<UndoForecast, DbError> {
    let row = conn
        .one(
            "select
               (select cast(count(*) as bigint) from contact where centre_id = $1 and imported_by = $2) as made,
               (select cast(count(*) as bigint) from contact where centre_id = $1 and imported_by = $2 and revision = 1) as removed,
               (select cast(count(*) as bigint) from contact_import_touch t where t.centre_id = $1 and t.import_id = $2
                 and t.before <> '') as changed,
               (select cast(count(*) as bigint) from contact_import_touch t join contact c
                 on c.centre_id = t.centre_id and c.id = t.contact_id and c.revision = t.revision_after
                 where t.centre_id = $1 and t.import_id = $2 and t.before <> '') as restored",
            args![centre, import],
        )
        .await?;
    let (made, changed): (i64, i64) = (row.get("made")?, row.get("changed")?);
    let (removed, restored) = (row.get("removed")?, row.get("restored")?);
    Ok(UndoForecast {
        removed,
        restored,
        kept: made - removed + changed - restored,
    })
}

/// A file of contacts that was made.
#[derive(Clone, Debug)]
pub struct Export {
    pub id: Uuid,
    pub file: String,
    pub contacts: i64,
    pub by: Option<kernel::AccountId>,
    pub at: Moment,
}

/// The latest exports.
///
/// # Errors
/// What the engine answers.
pub async fn exports(conn: &Conn, centre: CentreId) -> Result<Vec<Export>, DbError> {
    let rows = conn
        .all(
            "select id, file_digest, contacts, account_id, at from contact_export where centre_id = $1
             order by at desc, id desc limit 50",
            args![centre],
        )
        .await?;
    rows.iter().map(export_row).collect()
}

/// One export.
///
/// # Errors
/// What the engine answers.
pub async fn export(conn: &Conn, centre: CentreId, id: Uuid) -> Result<Option<Export>, DbError> {
    let row = conn
        .first(
            "select id, file_digest, contacts, account_id, at from contact_export where centre_id = $1 and id = $2",
            args![centre, id],
        )
        .await?;
    row.as_ref().map(export_row).transpose()
}

fn export_row(row: &Row) -> Result<Export, DbError> {
    Ok(Export {
        id: row.get("id")?,
        file: row.get("file_digest")?,
        contacts: row.get("contacts")?,
        by: row.get("account_id")?,
        at: row.get("at")?,
    })
}
