//! The rows of requests, agreements, ends and remarks.

use kernel::{CentreId, Conn, DbError, Moment, Row, args};
use uuid::Uuid;

use super::{Agreement, End, Ended, Remark, Request};
use crate::{Permit, RequestId, Scene};

const COLUMNS: &str = "id, kind, title, note, payload, snapshot, digest, revision, verdict, requester, subject_kind, \
    subject_id, raised_at, due_at, earlier, facts, authors";

fn read(row: &Row) -> Result<Request, DbError> {
    let earlier: Option<String> = row.get("earlier")?;
    let facts: Option<String> = row.get("facts")?;
    Ok(Request {
        id: row.get("id")?,
        kind: row.get("kind")?,
        title: row.get("title")?,
        note: row.get("note")?,
        payload: row.json("payload")?,
        snapshot: row.json("snapshot")?,
        digest: row.get("digest")?,
        revision: row.get("revision")?,
        verdict: row.json("verdict")?,
        requester: row.json("requester")?,
        authors: row.json("authors")?,
        subject_kind: row.get("subject_kind")?,
        subject_id: row.get("subject_id")?,
        raised_at: row.get("raised_at")?,
        due_at: row.get("due_at")?,
        earlier: earlier
            .map(|text| serde_json::from_str(&text).map_err(|e| DbError::Shape(e.to_string())))
            .transpose()?,
        facts: facts
            .map(|text| serde_json::from_str(&text).map_err(|e| DbError::Shape(e.to_string())))
            .transpose()?,
    })
}

pub(super) fn text(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|e| DbError::Shape(e.to_string()))
}

pub(super) async fn insert(
    scene: &Scene<'_>,
    request: &Request,
    leaf: Uuid,
) -> Result<(), DbError> {
    scene
        .conn
        .run(
            "insert into request (centre_id, id, kind, title, note, payload, snapshot, digest, revision, verdict,
               requester, requester_account, subject_kind, subject_id, raised_at, due_at, leaf_id, facts, authors)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
            args![
                scene.centre,
                request.id,
                request.kind.clone(),
                request.title.clone(),
                request.note.clone(),
                request.payload.to_string(),
                request.snapshot.to_string(),
                request.digest.clone(),
                request.revision,
                text(&request.verdict)?,
                text(&request.requester)?,
                request.requester.account(),
                request.subject_kind.clone(),
                request.subject_id,
                request.raised_at,
                request.due_at,
                leaf,
                request.facts.as_ref().map(text).transpose()?,
                text(&request.authors)?
            ],
        )
        .await?;
    Ok(())
}

/// One request.
///
/// # Errors
/// What the engine answers.
pub async fn request(
    conn: &Conn,
    centre: CentreId,
    id: RequestId,
) -> Result<Option<Request>, DbError> {
    let sql = format!("select {COLUMNS} from request where centre_id = $1 and id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The same, kept from others until the transaction ends.
pub(super) async fn taken(
    conn: &Conn,
    centre: CentreId,
    id: RequestId,
) -> Result<Option<Request>, DbError> {
    let sql = format!(
        "select {COLUMNS} from request where centre_id = $1 and id = $2{}",
        conn.for_update()
    );
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

const IS_OPEN: &str = "not exists (select 1 from request_end e where e.centre_id = r.centre_id and e.request_id = r.id)";

/// Requests that wait, the one due first at the top.
///
/// # Errors
/// What the engine answers.
pub async fn open(conn: &Conn, centre: CentreId) -> Result<Vec<Request>, DbError> {
    let sql = format!(
        "select {COLUMNS} from request r where centre_id = $1 and {IS_OPEN} order by due_at, id"
    );
    conn.all(&sql, args![centre])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// The request that waits for an act of this kind on this thing.
pub(super) async fn open_for(
    conn: &Conn,
    centre: CentreId,
    kind: &str,
    subject: Option<Uuid>,
) -> Result<Option<RequestId>, DbError> {
    let Some(subject) = subject else {
        return Ok(None);
    };
    let sql = format!(
        "select id from request r where centre_id = $1 and kind = $2 and subject_id = $3 and {IS_OPEN}"
    );
    conn.first(&sql, args![centre, kind, subject])
        .await?
        .map(|row| row.get("id"))
        .transpose()
}

/// Requests about one thing, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn of_subject(
    conn: &Conn,
    centre: CentreId,
    subject: Uuid,
) -> Result<Vec<Request>, DbError> {
    let sql = format!(
        "select {COLUMNS} from request where centre_id = $1 and subject_id = $2 order by raised_at desc"
    );
    conn.all(&sql, args![centre, subject])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Requests that ended, the last one first.
///
/// # Errors
/// What the engine answers.
pub async fn recent(
    conn: &Conn,
    centre: CentreId,
    limit: i64,
) -> Result<Vec<(Request, Ended)>, DbError> {
    ended(conn, centre, None, limit).await
}

/// Requests that ended before a moment (exclusive), the last one first.
///
/// # Errors
/// What the engine answers.
pub async fn ended(
    conn: &Conn,
    centre: CentreId,
    before: Option<Moment>,
    limit: i64,
) -> Result<Vec<(Request, Ended)>, DbError> {
    let sql = format!(
        "select {}, e.how as how, e.account_id as ended_by, e.comment as comment, e.at as ended_at
         from request r join request_end e on e.centre_id = r.centre_id and e.request_id = r.id
         where r.centre_id = $1 and e.at < $2 order by e.at desc, r.id desc limit $3",
        COLUMNS
            .split(", ")
            .map(|c| format!("r.{} as {}", c.trim(), c.trim()))
            .collect::<Vec<_>>()
            .join(", ")
    );
    conn.all(
        &sql,
        args![centre, before.unwrap_or(Moment(i64::MAX)), limit],
    )
    .await?
    .iter()
    .map(|row| {
        let how: String = row.get("how")?;
        let ended = Ended {
            how: End::from_key(&how).ok_or_else(|| DbError::Shape(how))?,
            account: row.get("ended_by")?,
            comment: row.get("comment")?,
            at: row.get("ended_at")?,
        };
        Ok((read(row)?, ended))
    })
    .collect()
}

/// How a request ended; `None` while it waits.
///
/// # Errors
/// What the engine answers.
pub async fn end_of(
    conn: &Conn,
    centre: CentreId,
    id: RequestId,
) -> Result<Option<Ended>, DbError> {
    let row = conn
        .first(
            "select how, account_id, comment, at from request_end where centre_id = $1 and request_id = $2",
            args![centre, id],
        )
        .await?;
    row.map(|row| {
        let how: String = row.get("how")?;
        Ok(Ended {
            how: End::from_key(&how).ok_or_else(|| DbError::Shape(how))?,
            account: row.get("account_id")?,
            comment: row.get("comment")?,
            at: row.get("at")?,
        })
    })
    .transpose()
}

pub(super) async fn end(
    scene: &Scene<'_>,
    permit: &Permit,
    id: RequestId,
    how: End,
    comment: &str,
) -> Result<(), DbError> {
    scene
        .conn
        .run(
            "insert into request_end (centre_id, request_id, how, account_id, comment, at, leaf_id) values ($1, $2, $3, $4, $5, $6, $7)",
            args![permit.centre(), id, how.key(), scene.actor.account(), comment, scene.now, permit.leaf()],
        )
        .await?;
    Ok(())
}

/// Agreements to the present revision, in the order they were given.
///
/// # Errors
/// What the engine answers.
pub async fn agreements(
    conn: &Conn,
    centre: CentreId,
    request: &Request,
) -> Result<Vec<Agreement>, DbError> {
    let rows = conn
        .all(
            "select step, position, account_id, deputy_for, comment, at from agreement
             where centre_id = $1 and request_id = $2 and revision = $3 order by at, step",
            args![centre, request.id, request.revision],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Agreement {
                step: row.get("step")?,
                position: row.get("position")?,
                account: row.get("account_id")?,
                deputy_for: row.get("deputy_for")?,
                comment: row.get("comment")?,
                at: row.get("at")?,
            })
        })
        .collect()
}

pub(super) async fn agree(
    scene: &Scene<'_>,
    permit: &Permit,
    request: &Request,
    step: usize,
    held: &charter::Held,
    comment: &str,
) -> Result<(), DbError> {
    scene
        .conn
        .run(
            "insert into agreement (centre_id, request_id, revision, step, position, account_id, deputy_for, comment, at, leaf_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            args![
                permit.centre(),
                request.id,
                request.revision,
                i64::try_from(step).unwrap_or(i64::MAX),
                held.position.0.clone(),
                scene.actor.account(),
                held.deputy_for,
                comment,
                scene.now,
                permit.leaf()
            ],
        )
        .await?;
    Ok(())
}

/// What is asked became another: the new snapshot counts, earlier agreements no longer.
pub(super) async fn revise(
    scene: &Scene<'_>,
    permit: &Permit,
    request: &Request,
) -> Result<(), DbError> {
    scene
        .conn
        .run(
            "update request set earlier = snapshot, snapshot = $3, digest = $4, verdict = $5, facts = $6, authors = $7, revision = revision + 1 where centre_id = $1 and id = $2",
            args![
                permit.centre(),
                request.id,
                request.snapshot.to_string(),
                request.digest.clone(),
                text(&request.verdict)?,
                request.facts.as_ref().map(text).transpose()?,
                text(&request.authors)?
            ],
        )
        .await?;
    Ok(())
}

/// What was said about a request, in order.
///
/// # Errors
/// What the engine answers.
pub async fn comments(
    conn: &Conn,
    centre: CentreId,
    id: RequestId,
) -> Result<Vec<Remark>, DbError> {
    let rows = conn
        .all(
            "select account_id, body, at from request_comment where centre_id = $1 and request_id = $2 order by at, id",
            args![centre, id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Remark {
                account: row.get("account_id")?,
                body: row.get("body")?,
                at: row.get("at")?,
            })
        })
        .collect()
}

pub(super) async fn comment(
    scene: &Scene<'_>,
    permit: &Permit,
    id: RequestId,
    body: &str,
) -> Result<(), DbError> {
    scene
        .conn
        .run(
            "insert into request_comment (centre_id, id, request_id, account_id, body, at) values ($1, $2, $3, $4, $5, $6)",
            args![permit.centre(), Uuid::now_v7(), id, scene.actor.account(), body, scene.now],
        )
        .await?;
    Ok(())
}

pub(super) async fn mark_reminded(
    tx: &Conn,
    centre: CentreId,
    id: RequestId,
    now: Moment,
) -> Result<bool, DbError> {
    let touched = tx
        .run(
            "update request set reminded_at = $3 where centre_id = $1 and id = $2 and reminded_at is null",
            args![centre, id, now],
        )
        .await?;
    Ok(touched == 1)
}
