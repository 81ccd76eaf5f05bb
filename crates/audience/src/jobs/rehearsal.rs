//! What a list would do, without writing anything: the dry run.

use std::collections::BTreeMap;

use desk::Desk;
use files::blobs::Blobs;
use kernel::{CentreId, DbError};

use super::import::known;
use super::reading;
use crate::model::{ContactId, Import, ImportCounts, Reject};
use crate::rules;

/// Lines a reason names, so that somebody can look at them.
const LINES: usize = 5;

/// How a list would fare.
#[derive(Clone, Debug, Default)]
pub struct Rehearsal {
    pub counts: ImportCounts,
    /// Why rows are rejected or repeat others, the most frequent first.
    pub reasons: Vec<Reason>,
    /// Why the file cannot be read, as a key.
    pub error: Option<String>,
}

/// Rows that share a reason.
#[derive(Clone, Debug)]
pub struct Reason {
    pub key: String,
    pub args: Vec<(String, String)>,
    pub rows: i64,
    /// The first of their lines.
    pub lines: Vec<i64>,
}

impl Rehearsal {
    fn broken(key: &str) -> Self {
        Self {
            error: Some(key.to_owned()),
            ..Self::default()
        }
    }
}

/// Tries a list.
///
/// # Errors
/// What the engine answers; a file that cannot be read is part of the answer.
pub async fn rehearse(
    desk: &Desk,
    centre: CentreId,
    import: &Import,
) -> Result<Rehearsal, DbError> {
    let conn = desk.database().reader();
    let Ok(blobs) = desk.part::<Blobs>() else {
        return Ok(Rehearsal::broken("audience-file-missing"));
    };
    let (mut receive, reading) = reading::begin((*blobs).clone(), import.clone());
    let mut counts = ImportCounts::default();
    let mut reasons = Reasons::default();
    while let Some(mut read) = receive.recv().await {
        counts.repeated += i64::try_from(read.repeats.len()).unwrap_or(0);
        counts.rejected += i64::try_from(read.rejects.len()).unwrap_or(0);
        // Whom they repeat would be there by now.
        read.drafts.retain(|draft| draft.repeats.is_none());
        let known = known(desk, &conn, centre, import, &read.drafts).await?;
        let (_, met) = rules::meet(known, &read.drafts, &mut ContactId::new);
        counts.created += met.created;
        counts.updated += met.updated;
        counts.unchanged += met.unchanged;
        for reject in read.rejects.into_iter().chain(read.repeats) {
            reasons.add(reject);
        }
    }
    match reading.await {
        Ok(Ok(())) => Ok(Rehearsal {
            counts,
            reasons: reasons.sorted(),
            error: None,
        }),
        Ok(Err(key)) => Ok(Rehearsal::broken(&key)),
        Err(panic) => Err(DbError::Shape(panic.to_string())),
    }
}

/// Which sentence, with its limits.
type Sentence = (String, Vec<(String, String)>);

#[derive(Default)]
struct Reasons(BTreeMap<Sentence, (i64, Vec<i64>)>);

impl Reasons {
    /// Rows that break the same limit are one reason; what differs from row to row is left out.
    fn add(&mut self, reject: Reject) {
        let mut args = reject.args;
        let repeats = reject.reason == "audience-row-repeats";
        args.retain(|(name, _)| !repeats && matches!(name.as_str(), "field" | "limit" | "chars"));
        let key = if repeats {
            "audience-rows-repeat".to_owned()
        } else {
            reject.reason
        };
        let (rows, lines) = self.0.entry((key, args)).or_default();
        *rows += 1;
        if lines.len() < LINES {
            lines.push(reject.line);
        }
    }

    fn sorted(self) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = self
            .0
            .into_iter()
            .map(|((key, args), (rows, lines))| Reason {
                key,
                args,
                rows,
                lines,
            })
            .collect();
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.rows));
        reasons
    }
}
