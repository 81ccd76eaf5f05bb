//! Imports: beginning one, writing its batches, taking it back.

use desk::{Duty, Permit};
use kernel::{AccountId, CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

use super::consents::{CONSENT_COLUMNS, ConsentGiven, consent_row};
use super::contacts::{self, NewContact};
use crate::model::{ContactId, Import, ImportCounts, ImportId, Reject};

/// Begins an import.
///
/// # Errors
/// What the engine answers.
pub async fn begin(tx: &Conn, permit: &Permit, import: &Import) -> Result<(), DbError> {
    let plan = serde_json::to_string(&import.plan).map_err(|e| DbError::Shape(e.to_string()))?;
    tx.run(
        "insert into contact_import (centre_id, id, file_name, file_digest, plan, wording_id, account_id, at, leaf_id, total,
           position, created, updated, unchanged, rejected, error)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, 0, 0, '')",
        args![
            permit.centre(),
            import.id,
            import.file_name.clone(),
            import.file.to_string(),
            plan,
            import.wording,
            import.by,
            import.at,
            permit.leaf(),
            import.total
        ],
    )
    .await?;
    Ok(())
}

/// A contact that was there before the import, and how it was.
#[derive(Clone, Debug)]
pub struct TouchedRow {
    pub contact: ContactId,
    /// JSON of the contact before; empty when the import changed nothing.
    pub before: String,
    pub revision_after: i64,
}

/// What one batch of rows leads to.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Rows dealt with before this batch.
    pub from: i64,
    /// Rows dealt with after it.
    pub to: i64,
    pub created: Vec<NewContact>,
    pub changed: Vec<NewContact>,
    pub touched: Vec<TouchedRow>,
    pub consents: Vec<ConsentGiven>,
    pub rejects: Vec<Reject>,
    pub counts: ImportCounts,
}

/// Writes a batch and moves the position, all or nothing. False when somebody else moved it
/// first: then nothing of this transaction may be committed.
///
/// # Errors
/// What the engine answers.
pub async fn write(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    import: ImportId,
    batch: &Batch,
) -> Result<bool, DbError> {
    let counts = batch.counts;
    let moved = tx
        .run(
            "update contact_import set position = $4, created = created + $5, updated = updated + $6,
               unchanged = unchanged + $7, rejected = rejected + $8, repeated = repeated + $9
             where centre_id = $1 and id = $2 and position = $3 and ended_at is null",
            args![
                centre,
                import,
                batch.from,
                batch.to,
                counts.created,
                counts.updated,
                counts.unchanged,
                counts.rejected,
                counts.repeated
            ],
        )
        .await?;
    if moved == 0 {
        return Ok(false);
    }
    contacts::insert(tx, centre, &batch.created).await?;
    contacts::replace(tx, centre, &batch.changed).await?;
    let ids: Vec<ContactId> = batch.touched.iter().map(|t| t.contact).collect();
    forget_touches(tx, centre, import, &ids).await?;
    let touched = batch.touched.iter().map(|t| {
        args![
            centre,
            import,
            t.contact,
            t.before.clone(),
            t.revision_after
        ]
        .to_vec()
    });
    let columns = [
        "centre_id",
        "import_id",
        "contact_id",
        "before",
        "revision_after",
    ];
    tx.insert("contact_import_touch", &columns, touched.collect(), false)
        .await?;
    let consents = batch
        .consents
        .iter()
        .map(|c| consent_row(centre, c, import))
        .collect();
    tx.insert("consent", &CONSENT_COLUMNS, consents, false)
        .await?;
    reject(tx, centre, import, &batch.rejects).await?;
    Ok(true)
}

async fn forget_touches(
    tx: &Conn,
    centre: CentreId,
    import: ImportId,
    ids: &[ContactId],
) -> Result<(), DbError> {
    for some in ids.chunks(1_000) {
        let places: Vec<String> = (3..some.len() + 3).map(|n| format!("${n}")).collect();
        let values = args![centre, import]
            .into_iter()
            .chain(some.iter().map(|id| kernel::Value::from(*id)));
        let sql = format!(
            "delete from contact_import_touch where centre_id = $1 and import_id = $2 and contact_id in ({})",
            places.join(", ")
        );
        tx.run(&sql, values).await?;
    }
    Ok(())
}

async fn reject(
    tx: &Conn,
    centre: CentreId,
    import: ImportId,
    rejects: &[Reject],
) -> Result<(), DbError> {
    let json = |value: serde_json::Result<String>| value.map_err(|e| DbError::Shape(e.to_string()));
    let rows = rejects
        .iter()
        .map(|r| {
            Ok(args![
                centre,
                import,
                r.line,
                r.reason.clone(),
                json(serde_json::to_string(&r.args))?,
                json(serde_json::to_string(&r.cells))?
            ]
            .to_vec())
        })
        .collect::<Result<_, DbError>>()?;
    let columns = ["centre_id", "import_id", "line", "reason", "args", "cells"];
    tx.insert("contact_import_reject", &columns, rows, true)
        .await?;
    Ok(())
}

/// Ends an import; `error` is a key when it ended early.
///
/// # Errors
/// What the engine answers.
pub async fn end(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    import: ImportId,
    error: &str,
    now: Moment,
) -> Result<bool, DbError> {
    let touched = tx
        .run(
            "update contact_import set ended_at = $3, error = $4 where centre_id = $1 and id = $2 and ended_at is null",
            args![centre, import, now, error],
        )
        .await?;
    Ok(touched == 1)
}

/// Records that an import is to be taken back.
///
/// # Errors
/// What the engine answers; a second time breaks a unique rule.
pub async fn begin_undo(
    tx: &Conn,
    permit: &Permit,
    import: ImportId,
    by: Option<AccountId>,
    at: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into contact_import_undo (centre_id, import_id, account_id, at, leaf_id, removed, restored, kept)
         values ($1, $2, $3, $4, $5, 0, 0, 0)",
        args![permit.centre(), import, by, at, permit.leaf()],
    )
    .await?;
    Ok(())
}

/// Removes contacts an import created, with all that hangs on them.
///
/// # Errors
/// What the engine answers.
pub async fn remove_created(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    import: ImportId,
    ids: &[ContactId],
) -> Result<(), DbError> {
    for statement in [
        "delete from consent where centre_id = $1 and contact_id in",
        "delete from consent_withdrawal where centre_id = $1 and contact_id in",
        "delete from contact_import_touch where centre_id = $1 and contact_id in",
        "delete from contact where centre_id = $1 and id in",
    ] {
        contacts::delete_of(tx, statement, centre, ids).await?;
    }
    tally(tx, centre, import, "removed = removed + $3", ids.len()).await
}

/// Puts contacts back as they were, and forgets how they were.
///
/// # Errors
/// What the engine answers.
pub async fn restore(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    import: ImportId,
    restored: &[NewContact],
    seen: &[ContactId],
) -> Result<(), DbError> {
    contacts::replace(tx, centre, restored).await?;
    forget_touches(tx, centre, import, seen).await?;
    tally(
        tx,
        centre,
        import,
        "restored = restored + $3",
        restored.len(),
    )
    .await?;
    tally(
        tx,
        centre,
        import,
        "kept = kept + $3",
        seen.len() - restored.len(),
    )
    .await
}

async fn tally(
    tx: &Conn,
    centre: CentreId,
    import: ImportId,
    what: &str,
    by: usize,
) -> Result<(), DbError> {
    let sql =
        format!("update contact_import_undo set {what} where centre_id = $1 and import_id = $2");
    tx.run(
        &sql,
        args![centre, import, i64::try_from(by).unwrap_or(i64::MAX)],
    )
    .await?;
    Ok(())
}

/// Withdraws the consents an import recorded for contacts that stay. The withdrawal bears
/// the id of its consent, so that it exists once.
///
/// # Errors
/// What the engine answers.
pub async fn take_back(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    import: ImportId,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into consent_withdrawal (centre_id, contact_id, id, purpose, channel, reason, at)
         select k.centre_id, k.contact_id, k.id, k.purpose, 'import', 'import-undone', $3 from consent k
         where k.centre_id = $1 and k.import_id = $2 and not exists (select 1 from consent_withdrawal w
           where w.centre_id = k.centre_id and w.contact_id = k.contact_id and w.purpose = k.purpose and w.at >= k.at)",
        args![centre, import, now],
    )
    .await?;
    tx.run(
        "update contact set consent_email = false, reach = case when email_key is null then 1 else 2 end, revision = revision + 1
         where centre_id = $1 and consent_email and id in
           (select contact_id from consent_withdrawal w where w.centre_id = $1 and w.reason = 'import-undone' and w.at = $2)
         and not exists (select 1 from consent k where k.centre_id = contact.centre_id and k.contact_id = contact.id
           and k.purpose = 'marketing_email' and not exists (select 1 from consent_withdrawal w where w.centre_id = k.centre_id
             and w.contact_id = k.contact_id and w.purpose = k.purpose and w.at >= k.at))",
        args![centre, now],
    )
    .await?;
    Ok(())
}

/// Ends taking an import back: `kept` of its contacts were changed since and stay.
///
/// # Errors
/// What the engine answers.
pub async fn end_undo(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    import: ImportId,
    kept: i64,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "update contact_import_undo set ended_at = $4, kept = kept + $3 where centre_id = $1 and import_id = $2 and ended_at is null",
        args![centre, import, kept, now],
    )
    .await?;
    tx.run(
        "delete from contact_import_reject where centre_id = $1 and import_id = $2",
        args![centre, import],
    )
    .await?;
    Ok(())
}

/// Records a file of contacts that was made.
///
/// # Errors
/// What the engine answers.
pub async fn export(
    tx: &Conn,
    permit: &Permit,
    file: &str,
    contacts: i64,
    by: Option<AccountId>,
    at: Moment,
) -> Result<Uuid, DbError> {
    let id = Uuid::now_v7();
    tx.run(
        "insert into contact_export (centre_id, id, file_digest, contacts, account_id, at, leaf_id) values ($1, $2, $3, $4, $5, $6, $7)",
        args![permit.centre(), id, file, contacts, by, at, permit.leaf()],
    )
    .await?;
    Ok(id)
}

/// Blanks rejected rows that name an address or a number.
///
/// # Errors
/// What the engine answers.
pub async fn forget_rejects(tx: &Conn, permit: &Permit, value: &str) -> Result<(), DbError> {
    if value.is_empty() {
        return Ok(());
    }
    let pattern = format!(
        "%{}%",
        value
            .replace('!', "!!")
            .replace('%', "!%")
            .replace('_', "!_")
    );
    tx.run(
        "update contact_import_reject set cells = '[]' where centre_id = $1 and lower(cells) like $2 escape '!'",
        args![permit.centre(), pattern],
    )
    .await?;
    Ok(())
}
