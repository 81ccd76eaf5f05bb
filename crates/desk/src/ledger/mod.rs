//! The record: a Merkle tree (RFC 6962) per centre over every verdict, decision and
//! act, with a signed head. Leaves hold no personal data, only ids and salted digests.

mod tree;
mod verify;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use charter::{Verdict, Who};
use kernel::{
    AccountId, CentreId, Conn, DbError, Digest, Moment, Row, args, canonical, random_bytes, sha256,
};
use serde::Serialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::registry::ErasedAct;
use crate::{Permit, RequestId, Scene, Subject};

pub use tree::{Frontier, leaf_hash};
pub use verify::{Fault, Report, verify};

/// What is written down of an act.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) id: Uuid,
    what: &'static str,
    kind: String,
    subject: Subject,
    payload: Json,
    verdict: Option<Json>,
    request: Option<Uuid>,
    result: Option<Json>,
    because: Option<String>,
}

impl Entry {
    /// `what` happened to an act of `kind`: `done`, `requested`, `proposed`, `refused`.
    pub(crate) fn of(
        what: &'static str,
        kind: &str,
        _scene: &Scene<'_>,
        act: &dyn ErasedAct,
    ) -> Self {
        Self {
            id: Uuid::now_v7(),
            what,
            kind: kind.to_owned(),
            subject: act.subject(),
            payload: act.payload(),
            verdict: None,
            request: None,
            result: None,
            because: None,
        }
    }

    pub(crate) fn judged(mut self, verdict: &Verdict) -> Self {
        self.verdict = Some(json!({
            "level": verdict.level.as_str(),
            "cell": verdict.cell,
            "position": verdict.position,
            "deputy_for": verdict.deputy_for,
            "rows": verdict.rows.iter().map(|r| r.id.clone()).collect::<Vec<_>>(),
            "charter": verdict.charter,
            "house": verdict.house,
        }));
        self
    }

    pub(crate) fn of_request(mut self, request: Option<RequestId>) -> Self {
        self.request = request.map(|r| r.0);
        self
    }

    pub(crate) fn answered(mut self, result: &Json) -> Self {
        self.result = Some(result.clone());
        self
    }

    /// The cell of the authority matrix the verdict rests on.
    fn cell(&self) -> Option<String> {
        let verdict = self.verdict.as_ref()?;
        verdict["cell"].as_str().map(str::to_owned)
    }

    pub(crate) fn because(mut self, digest: Digest) -> Self {
        self.because = Some(digest.to_string());
        self
    }
}

/// Appends an entry in the transaction of what it records and returns its place,
/// counted from 0.
pub(crate) async fn append(scene: &Scene<'_>, entry: &Entry) -> Result<i64, DbError> {
    let salt = BASE64.encode(random_bytes::<16>());
    let detail = canonical(&json!({ "payload": entry.payload, "result": entry.result }));
    let text = canonical(&json!({
        "id": entry.id,
        "at": scene.now.rfc3339(),
        "what": entry.what,
        "kind": entry.kind,
        "actor": actor_json(&scene.actor.who),
        "subject": entry.subject,
        "verdict": entry.verdict,
        "request": entry.request,
        "digest": entry.because,
        "detail": sha256(format!("{salt}{detail}").as_bytes()),
        "sample": scene.sample,
    }));
    let head = head(scene.conn, scene.centre, true).await?;
    let mut frontier = head.map_or_else(Frontier::default, |h| h.frontier);
    let seq = i64::try_from(frontier.size()).map_err(|e| DbError::Shape(e.to_string()))?;
    let hash = leaf_hash(text.as_bytes());
    frontier.push(hash);
    insert_leaf(scene, entry, seq, &text, hash, &salt, &detail).await?;
    save_head(scene, &frontier).await?;
    Ok(seq)
}

async fn insert_leaf(
    scene: &Scene<'_>,
    entry: &Entry,
    seq: i64,
    text: &str,
    hash: Digest,
    salt: &str,
    detail: &str,
) -> Result<(), DbError> {
    scene
        .conn
        .run(
            "insert into ledger_leaf (centre_id, seq, id, at, kind, what, account_id, subject_id, cell, entry, hash)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            args![
                scene.centre,
                seq,
                entry.id,
                scene.now,
                entry.kind.clone(),
                entry.what,
                scene.actor.account(),
                entry.subject.id,
                entry.cell(),
                text,
                hash.to_string()
            ],
        )
        .await?;
    scene
        .conn
        .run(
            "insert into ledger_detail (centre_id, seq, salt, detail) values ($1, $2, $3, $4)",
            args![scene.centre, seq, salt, detail],
        )
        .await?;
    Ok(())
}

async fn save_head(scene: &Scene<'_>, frontier: &Frontier) -> Result<(), DbError> {
    let note = checkpoint_text(scene.centre, frontier.size(), frontier.root());
    let signature = BASE64.encode(scene.desk.keys().sign(note.as_bytes()));
    scene
        .conn
        .run(
            "insert into ledger_head (centre_id, size, frontier, signature, at) values ($1, $2, $3, $4, $5)
             on conflict (centre_id) do update set size = excluded.size, frontier = excluded.frontier,
             signature = excluded.signature, at = excluded.at",
            args![
                scene.centre,
                i64::try_from(frontier.size()).unwrap_or(i64::MAX),
                frontier.to_text(),
                signature,
                scene.now
            ],
        )
        .await?;
    Ok(())
}

/// The head of a centre's ledger.
#[derive(Debug)]
pub struct Head {
    pub frontier: Frontier,
    /// Ed25519 over [`checkpoint_text`], in base64.
    pub signature: String,
    pub at: Moment,
}

/// Reads the head; `writing` takes it for this transaction.
///
/// # Errors
/// What the engine answers.
pub async fn head(conn: &Conn, centre: CentreId, writing: bool) -> Result<Option<Head>, DbError> {
    let lock = if writing { conn.for_update() } else { "" };
    let sql =
        format!("select frontier, size, signature, at from ledger_head where centre_id = $1{lock}");
    let row = conn.first(&sql, args![centre]).await?;
    row.map(|row| {
        let (text, size): (String, i64) = (row.get("frontier")?, row.get("size")?);
        let frontier = Frontier::from_text(&text, u64::try_from(size).unwrap_or(0))
            .ok_or_else(|| DbError::Shape("ledger head".into()))?;
        Ok(Head {
            frontier,
            signature: row.get("signature")?,
            at: row.get("at")?,
        })
    })
    .transpose()
}

/// The body of a checkpoint in the form of C2SP tlog-checkpoint: origin, size, root.
#[must_use]
pub fn checkpoint_text(centre: CentreId, size: u64, root: Digest) -> String {
    format!("herald/{centre}\n{size}\n{}\n", BASE64.encode(root.0))
}

/// A checkpoint as a signed note, to be kept elsewhere as a witness.
///
/// # Errors
/// What the engine answers.
pub async fn checkpoint(conn: &Conn, centre: CentreId) -> Result<Option<String>, DbError> {
    Ok(head(conn, centre, false).await?.map(|h| {
        format!(
            "{}\n\u{2014} herald {}\n",
            checkpoint_text(centre, h.frontier.size(), h.frontier.root()),
            h.signature
        )
    }))
}

/// Keeps the present head for good, so that a later rollback shows.
///
/// # Errors
/// What the engine answers.
pub async fn keep_checkpoint(tx: &Conn, centre: CentreId) -> Result<(), DbError> {
    let Some(head) = head(tx, centre, true).await? else {
        return Ok(());
    };
    tx.run(
        "insert into ledger_checkpoint (centre_id, size, root, signature, at) values ($1, $2, $3, $4, $5)
         on conflict (centre_id, size) do nothing",
        args![
            centre,
            i64::try_from(head.frontier.size()).unwrap_or(i64::MAX),
            head.frontier.root().to_string(),
            head.signature,
            head.at
        ],
    )
    .await?;
    Ok(())
}

/// Erases what was kept beside the entries about one thing (a contact): payloads and
/// results. The entries stay; they commit to salted digests only, so the tree holds.
///
/// # Errors
/// What the engine answers.
pub async fn erase_details(tx: &Conn, permit: &Permit, subject: Uuid) -> Result<u64, DbError> {
    tx.run(
        "delete from ledger_detail where centre_id = $1 and seq in
           (select seq from ledger_leaf where centre_id = $1 and subject_id = $2)",
        args![permit.centre(), subject],
    )
    .await
}

/// One line of the ledger as pages show it.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct LedgerLine {
    pub seq: i64,
    pub at: Moment,
    pub kind: String,
    pub what: String,
    pub account: Option<AccountId>,
    pub subject: Option<Uuid>,
    /// The canonical JSON the leaf hash is taken over.
    pub entry: String,
}

/// Lines before a place (exclusive), the newest first; of one subject when given.
///
/// # Errors
/// What the engine answers.
pub async fn lines(
    conn: &Conn,
    centre: CentreId,
    before: Option<i64>,
    subject: Option<Uuid>,
    limit: i64,
) -> Result<Vec<LedgerLine>, DbError> {
    let rows = conn
        .all(
            "select seq, at, kind, what, account_id, subject_id, entry from ledger_leaf
             where centre_id = $1 and seq < $2 and ($3 or subject_id = $4) order by seq desc limit $5",
            args![centre, before.unwrap_or(i64::MAX), subject.is_none(), subject, limit],
        )
        .await?;
    rows.iter().map(read_line).collect()
}

/// Lines of acts judged by one cell of the matrix, before a place, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn lines_of_cell(
    conn: &Conn,
    centre: CentreId,
    cell: &str,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<LedgerLine>, DbError> {
    let rows = conn
        .all(
            "select seq, at, kind, what, account_id, subject_id, entry from ledger_leaf
             where centre_id = $1 and cell = $2 and seq < $3 order by seq desc limit $4",
            args![centre, cell, before.unwrap_or(i64::MAX), limit],
        )
        .await?;
    rows.iter().map(read_line).collect()
}

/// Lines from a place on (inclusive), the oldest first: what an export writes.
///
/// # Errors
/// What the engine answers.
pub async fn lines_from(
    conn: &Conn,
    centre: CentreId,
    from: i64,
    limit: i64,
) -> Result<Vec<LedgerLine>, DbError> {
    let rows = conn
        .all(
            "select seq, at, kind, what, account_id, subject_id, entry from ledger_leaf
             where centre_id = $1 and seq >= $2 order by seq limit $3",
            args![centre, from, limit],
        )
        .await?;
    rows.iter().map(read_line).collect()
}

/// The line of an entry id.
///
/// # Errors
/// What the engine answers.
pub async fn line_of(
    conn: &Conn,
    centre: CentreId,
    id: Uuid,
) -> Result<Option<LedgerLine>, DbError> {
    let row = conn
        .first(
            "select seq, at, kind, what, account_id, subject_id, entry from ledger_leaf
             where centre_id = $1 and id = $2",
            args![centre, id],
        )
        .await?;
    row.as_ref().map(read_line).transpose()
}

/// How often each cell of the matrix was cited since a moment.
///
/// # Errors
/// What the engine answers.
pub async fn citations(
    conn: &Conn,
    centre: CentreId,
    since: Moment,
) -> Result<Vec<(String, i64)>, DbError> {
    let rows = conn
        .all(
            "select cell, cast(count(*) as bigint) as cited from ledger_leaf
             where centre_id = $1 and cell is not null and at >= $2 group by cell order by cell",
            args![centre, since],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("cell")?, row.get("cited")?)))
        .collect()
}

fn read_line(row: &Row) -> Result<LedgerLine, DbError> {
    Ok(LedgerLine {
        seq: row.get("seq")?,
        at: row.get("at")?,
        kind: row.get("kind")?,
        what: row.get("what")?,
        account: row.get("account_id")?,
        subject: row.get("subject_id")?,
        entry: row.get("entry")?,
    })
}

fn actor_json(who: &Who) -> Json {
    match who {
        Who::Person(account) => json!({ "person": account }),
        Who::Agent {
            account,
            token,
            name,
        } => json!({ "agent": token, "name": name, "account": account }),
        Who::Visitor => json!("visitor"),
        Who::System => json!("system"),
        Who::Setup => json!("setup"),
    }
}
