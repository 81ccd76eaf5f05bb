//! Judging an act: its facts against the rulebook of the centre.

use std::sync::Arc;

use charter::Verdict;
use kernel::{Digest, canonical, sha256};
use serde_json::Value as Json;

use crate::registry::ErasedAct;
use crate::rulebook::Rulebook;
use crate::{Refusal, Scene};

pub(crate) async fn judge(
    scene: &Scene<'_>,
    act: &dyn ErasedAct,
) -> Result<(Verdict, Arc<Rulebook>), Refusal> {
    let facts = act.facts(scene).await?;
    let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
    Ok((book.table.decide(scene.actor, &facts, scene.now), book))
}

/// The digest an approval binds: SHA-256 over the canonical JSON of the snapshot.
pub(crate) fn digest_of(snapshot: &Json) -> Digest {
    sha256(canonical(snapshot).as_bytes())
}
