//! Proving the record whole: every leaf is hashed again, and the tree they give must
//! have the roots that were signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kernel::{AccountId, CentreId, Conn, DbError, Digest, Moment, Row, args, sha256};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Frontier, checkpoint_text, head, leaf_hash};

const PAGE: i64 = 2_000;

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub leaves: u64,
    pub root: Digest,
    pub checkpoints: usize,
    /// Empty when the record is whole.
    pub faults: Vec<Fault>,
}

/// A place where the record is not what was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The entry at this place was changed, its hash, or a column that repeats a part of it.
    Changed { seq: i64 },
    /// Payload or result kept beside the entry were changed.
    DetailChanged { seq: i64 },
    /// An entry is missing, or stands twice: this place came instead.
    OutOfOrder { expected: i64, found: i64 },
    /// The tree up to this size has another root than the one signed then.
    Root { size: u64 },
    /// The signature over the head or a checkpoint does not hold, its time is not that of
    /// its last entry, or it cannot be read.
    Signature { size: u64 },
    /// Leaves are there without a head, or the head names another number of them.
    Size { head: u64, leaves: u64 },
}

/// Verifies the ledger of one centre against the public key of this installation.
///
/// # Errors
/// What the engine answers.
pub async fn verify(conn: &Conn, centre: CentreId, public_key: &[u8]) -> Result<Report, DbError> {
    let key = UnparsedPublicKey::new(&ED25519, public_key.to_vec());
    let checkpoints = checkpoints(conn, centre).await?;
    let mut frontier = Frontier::default();
    let mut faults = Vec::new();
    let mut expected = 0;
    let mut last = None;
    loop {
        let rows = conn
            .all(
                "select l.seq as seq, l.entry as entry, l.hash as hash, l.id as id, l.at as at, l.kind as kind, l.what as what,
                 l.account_id as account_id, l.subject_id as subject_id, l.cell as cell, d.salt as salt, d.detail as detail
                 from ledger_leaf l left join ledger_detail d on d.centre_id = l.centre_id and d.seq = l.seq
                 where l.centre_id = $1 and l.seq >= $2 order by l.seq limit $3",
                args![centre, expected, PAGE],
            )
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let (seq, entry, hash): (i64, String, String) =
                (row.get("seq")?, row.get("entry")?, row.get("hash")?);
            if seq != expected {
                faults.push(Fault::OutOfOrder {
                    expected,
                    found: seq,
                });
            }
            expected = seq + 1;
            let computed = leaf_hash(entry.as_bytes());
            if computed.to_string() != hash || !columns_hold(&entry, row)? {
                faults.push(Fault::Changed { seq });
            }
            if !detail_holds(&entry, row.get("salt")?, row.get("detail")?) {
                faults.push(Fault::DetailChanged { seq });
            }
            frontier.push(computed);
            let at: Moment = row.get("at")?;
            last = Some(at);
            faults.extend(
                checkpoints
                    .iter()
                    .filter(|c| c.size == frontier.size())
                    .filter_map(|c| c.fault(centre, &frontier, at, &key)),
            );
        }
    }
    let beyond = checkpoints.iter().filter(|c| c.size > frontier.size());
    faults.extend(beyond.map(|c| Fault::Root { size: c.size }));
    faults.extend(head_fault(conn, centre, &frontier, last, &key).await?);
    Ok(Report {
        leaves: frontier.size(),
        root: frontier.root(),
        checkpoints: checkpoints.len(),
        faults,
    })
}

/// What lists and searches read beside the entry must say the same as the entry.
fn columns_hold(entry: &str, row: &Row) -> Result<bool, DbError> {
    let Ok(entry) = serde_json::from_str::<Json>(entry) else {
        return Ok(false);
    };
    let (id, at): (Uuid, Moment) = (row.get("id")?, row.get("at")?);
    let (kind, what): (String, String) = (row.get("kind")?, row.get("what")?);
    let (account, subject): (Option<AccountId>, Option<Uuid>) =
        (row.get("account_id")?, row.get("subject_id")?);
    let cell: Option<String> = row.get("cell")?;
    let actor = &entry["actor"];
    let acted = actor["account"].as_str().or(actor["person"].as_str());
    Ok(entry["id"] == id.to_string().as_str()
        && entry["at"] == at.rfc3339().as_str()
        && entry["kind"] == kind.as_str()
        && entry["what"] == what.as_str()
        && acted == account.map(|a| a.to_string()).as_deref()
        && entry["subject"]["id"].as_str() == subject.map(|s| s.to_string()).as_deref()
        && entry["verdict"]["cell"].as_str() == cell.as_deref())
}

/// An erased detail (no row) is fine: the entry commits to it by a salted digest only.
fn detail_holds(entry: &str, salt: Option<String>, detail: Option<String>) -> bool {
    let (Some(salt), Some(detail)) = (salt, detail) else {
        return true;
    };
    let digest = sha256(format!("{salt}{detail}").as_bytes()).to_string();
    serde_json::from_str::<serde_json::Value>(entry).is_ok_and(|e| e["detail"] == digest.as_str())
}

struct Checkpoint {
    size: u64,
    root: String,
    signature: String,
    at: Moment,
}

impl Checkpoint {
    fn fault(
        &self,
        centre: CentreId,
        frontier: &Frontier,
        at: Moment,
        key: &UnparsedPublicKey<Vec<u8>>,
    ) -> Option<Fault> {
        if frontier.root().to_string() != self.root {
            return Some(Fault::Root { size: self.size });
        }
        (self.at != at || !signed(centre, frontier, &self.signature, key))
            .then_some(Fault::Signature { size: self.size })
    }
}

async fn checkpoints(conn: &Conn, centre: CentreId) -> Result<Vec<Checkpoint>, DbError> {
    let rows = conn
        .all("select size, root, signature, at from ledger_checkpoint where centre_id = $1 order by size", args![centre])
        .await?;
    rows.iter()
        .map(|row| {
            let size: i64 = row.get("size")?;
            Ok(Checkpoint {
                size: u64::try_from(size).unwrap_or(0),
                root: row.get("root")?,
                signature: row.get("signature")?,
                at: row.get("at")?,
            })
        })
        .collect()
}

async fn head_fault(
    conn: &Conn,
    centre: CentreId,
    frontier: &Frontier,
    last: Option<Moment>,
    key: &UnparsedPublicKey<Vec<u8>>,
) -> Result<Option<Fault>, DbError> {
    let size = frontier.size();
    let head = match head(conn, centre, false).await {
        Ok(Some(head)) => head,
        Ok(None) => {
            return Ok((size > 0).then_some(Fault::Size {
                head: 0,
                leaves: size,
            }));
        }
        Err(DbError::Shape(_)) => return Ok(Some(Fault::Signature { size })),
        Err(error) => return Err(error),
    };
    if head.frontier.size() != frontier.size() {
        return Ok(Some(Fault::Size {
            head: head.frontier.size(),
            leaves: frontier.size(),
        }));
    }
    if head.frontier != *frontier {
        return Ok(Some(Fault::Root {
            size: frontier.size(),
        }));
    }
    let holds = last == Some(head.at) && signed(centre, frontier, &head.signature, key);
    Ok((!holds).then_some(Fault::Signature { size }))
}

fn signed(
    centre: CentreId,
    frontier: &Frontier,
    signature: &str,
    key: &UnparsedPublicKey<Vec<u8>>,
) -> bool {
    let text = checkpoint_text(centre, frontier.size(), frontier.root());
    BASE64
        .decode(signature)
        .is_ok_and(|s| key.verify(text.as_bytes(), &s).is_ok())
}
