//! Judging an act: its facts against the rulebook of the centre, and who may agree to it.

use std::collections::BTreeSet;
use std::sync::Arc;

use charter::{Actor, Facts, Level, Need, Position, Step, Verdict};
use kernel::{AccountId, Digest, canonical, sha256};
use serde_json::Value as Json;

use crate::registry::ErasedAct;
use crate::roles::{self, Holding};
use crate::rulebook::Rulebook;
use crate::{Refusal, Scene};

/// The flag that a program with a token asks; rows of the house rules name it.
pub const BY_TOKEN: &str = "by_token";

/// What the charter says to an act, and what it was told.
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    pub(crate) facts: Facts,
    pub(crate) book: Arc<Rulebook>,
    /// Who may not agree because it is their own work. Empty unless somebody must agree.
    pub(crate) authors: Vec<AccountId>,
}

pub(crate) async fn judge(scene: &Scene<'_>, act: &dyn ErasedAct) -> Result<Judged, Refusal> {
    let mut facts = act.facts(scene).await?;
    if scene.desk.is_for_program() {
        facts.raise(BY_TOKEN);
    }
    let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
    let mut verdict = book.table.decide(scene.actor, &facts, scene.now);
    let mut authors = BTreeSet::new();
    if verdict.level == Level::Approval {
        authors = act.authors(scene).await?;
    }
    if !authors.is_empty() {
        let holdings = roles::holdings(scene.conn, scene.centre, scene.now).await?;
        lead_past_authors(&mut verdict, &mut authors, &book, &holdings, scene.actor);
    }
    Ok(Judged {
        verdict,
        facts,
        book,
        authors: authors.into_iter().collect(),
    })
}

/// The digest an approval binds: SHA-256 over the canonical JSON of the snapshot.
pub(crate) fn digest_of(snapshot: &Json) -> Digest {
    sha256(canonical(snapshot).as_bytes())
}

/// Where everybody who could agree to a step wrote what is asked, the step goes to the
/// next superior, as the house rules send the head's own requests to the superintendent.
/// Above the last superior nobody stands; there the one who wrote may agree. The review
/// of a profession, whose position nobody answers to, waits for another of that
/// profession instead: a superior cannot stand in for it.
fn lead_past_authors(
    verdict: &mut Verdict,
    authors: &mut BTreeSet<AccountId>,
    book: &Rulebook,
    holdings: &[Holding],
    requester: &Actor,
) {
    let mut route: Vec<Arc<Step>> = Vec::new();
    let mut excused: BTreeSet<AccountId> = BTreeSet::new();
    for step in &verdict.route {
        let stuck = stuck_at(step, authors, holdings, requester);
        let led = stuck.filter(|position| decides(book, position));
        let Some(position) = led else {
            add(&mut route, step.clone());
            continue;
        };
        match superior_step(book, &position, authors, holdings, requester) {
            Some(higher) => add(&mut route, Arc::new(higher)),
            None => {
                excused.extend(holders(holdings, &position).map(|h| h.account));
                add(&mut route, step.clone());
            }
        }
    }
    route.sort_by_key(|step| step.order);
    verdict.route = route;
    authors.retain(|account| !excused.contains(account));
}

/// The position of a step that only people who wrote it could fill.
fn stuck_at(
    step: &Step,
    authors: &BTreeSet<AccountId>,
    holdings: &[Holding],
    requester: &Actor,
) -> Option<Position> {
    let stuck = |position: &&Position| {
        holders(holdings, position).any(|h| authors.contains(&h.account))
            && !is_free(position, authors, holdings, requester)
    };
    let any_free = step
        .positions
        .iter()
        .any(|position| is_free(position, authors, holdings, requester));
    match step.need {
        Need::Any if any_free => None,
        Need::Any | Need::All => step.positions.iter().find(stuck).cloned(),
    }
}

fn holders<'h>(
    holdings: &'h [Holding],
    position: &'h Position,
) -> impl Iterator<Item = &'h Holding> {
    holdings.iter().filter(move |h| h.position == *position)
}

/// Whether somebody who neither asks nor wrote can decide in a position.
fn is_free(
    position: &Position,
    authors: &BTreeSet<AccountId>,
    holdings: &[Holding],
    requester: &Actor,
) -> bool {
    let apart =
        |account: AccountId| !authors.contains(&account) && requester.account() != Some(account);
    holders(holdings, position).any(|h| apart(h.account) && h.deputy_for.is_none_or(apart))
}

/// A position decides when others answer to it.
fn decides(book: &Rulebook, position: &Position) -> bool {
    let mut all = book.house.positions.iter();
    all.any(|p| p.superior.as_ref() == Some(position))
}

fn superior_step(
    book: &Rulebook,
    position: &Position,
    authors: &BTreeSet<AccountId>,
    holdings: &[Holding],
    requester: &Actor,
) -> Option<Step> {
    let mut at = book.house.superior_of(position)?;
    // Superiors may be declared in a circle; nobody is asked twice.
    for _ in 0..book.house.positions.len() {
        if is_free(at, authors, holdings, requester) {
            return book.house.step_of(at).cloned();
        }
        at = book.house.superior_of(at)?;
    }
    None
}

fn add(route: &mut Vec<Arc<Step>>, step: Arc<Step>) {
    let same = |other: &Arc<Step>| other.positions == step.positions && other.need == step.need;
    if !route.iter().any(same) {
        route.push(step);
    }
}
