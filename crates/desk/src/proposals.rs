//! The recommend tier: a recommendation with its evidence, the decision of whoever
//! decides, and the outcome looked at again on a date.

use charter::{Actor, Verdict};
use kernel::{AccountId, CentreId, Conn, DbError, Moment, Row, args};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::door::{Options, perform};
use crate::judge::judge;
use crate::ledger::{self, Entry};
use crate::outbox::{self, Message};
use crate::registry::{ActEntry, ErasedAct};
use crate::{Act, FieldError, Outcome, Permit, ProposalId, Refusal, Scene, Subject, roles};

/// A recommendation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Proposal {
    pub id: ProposalId,
    pub kind: String,
    pub title: String,
    pub note: String,
    pub payload: Json,
    pub verdict: Verdict,
    pub proposer: Actor,
    pub raised_at: Moment,
    pub decision: Option<Decision>,
    pub outcome: Option<LookedAt>,
}

/// What was decided about it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Decision {
    /// `accepted` or `declined`.
    pub decision: String,
    pub account: AccountId,
    pub comment: String,
    pub look_again_at: Option<Moment>,
    pub at: Moment,
}

/// What came of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LookedAt {
    /// `worked`, `partly` or `failed`.
    pub worked: String,
    pub comment: String,
    pub account: AccountId,
    pub at: Moment,
}

/// Records a recommendation and tells whoever decides it.
pub(crate) async fn record(
    scene: &Scene<'_>,
    entry: &ActEntry,
    act: &dyn ErasedAct,
    verdict: Verdict,
    options: &Options,
) -> Result<Outcome, Refusal> {
    let id = ProposalId::new();
    let title = act.title(scene).await?;
    let record = Entry::of("proposed", entry.kind, scene, act).judged(&verdict);
    let text = |e: serde_json::Error| DbError::Shape(e.to_string());
    scene
        .conn
        .run(
            "insert into proposal (centre_id, id, kind, title, note, payload, verdict, proposer, proposer_account, raised_at, leaf_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            args![
                scene.centre,
                id,
                entry.kind,
                title.clone(),
                options.note.clone().unwrap_or_default(),
                act.payload().to_string(),
                serde_json::to_string(&verdict).map_err(text)?,
                serde_json::to_string(scene.actor).map_err(text)?,
                scene.actor.account(),
                scene.now,
                record.id
            ],
        )
        .await?;
    ledger::append(scene, &record).await?;
    if !scene.sample {
        for holding in roles::holdings(scene.conn, scene.centre, scene.now).await? {
            let decides = verdict
                .route
                .first()
                .is_some_and(|s| s.positions.contains(&holding.position));
            if decides && Some(holding.account) != scene.actor.account() {
                let args = serde_json::json!({ "title": title, "path": format!("/approvals/proposals/{id}") });
                outbox::put(
                    scene.conn,
                    &Message::to(scene.centre, holding.account, "proposal-waits", args),
                    scene.now,
                )
                .await?;
            }
        }
    }
    Ok(Outcome::Proposed {
        proposal: id,
        verdict,
    })
}

/// Whether `actor` decides a proposal: one of the positions on its route, and not the
/// proposer, nor a deputy of the proposer in that capacity.
#[must_use]
pub fn decides(proposal: &Proposal, actor: &Actor, now: Moment) -> bool {
    let proposer = proposal.proposer.account();
    let decide = |held: &charter::Held| {
        let mut route = proposal.verdict.route.iter();
        (held.deputy_for.is_none() || held.deputy_for != proposer)
            && route.any(|step| step.positions.contains(&held.position))
    };
    proposer != actor.account() && !actor.is_agent() && actor.held_at(now).any(decide)
}

/// Accepts or declines a recommendation. What an accepted one proposes is performed at
/// once in the name of the proposer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    pub proposal: ProposalId,
    pub accept: bool,
    #[serde(default)]
    pub comment: String,
    /// When its outcome is to be looked at; only for accepted ones.
    #[serde(default)]
    pub look_again_at: Option<Moment>,
}

impl Act for Decide {
    const KIND: &'static str = "proposal.decide";
    type Done = Json;

    fn subject(&self) -> Subject {
        Subject::of("proposal", self.proposal)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let silent = !self.accept && self.comment.trim().is_empty();
        if silent {
            Err(vec![FieldError::at("comment", "comment-needed")])
        } else {
            Ok(())
        }
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Json, Refusal> {
        let proposal = proposal(scene.conn, scene.centre, self.proposal)
            .await?
            .ok_or(Refusal::Missing("proposal"))?;
        if proposal.decision.is_some() {
            return Err(Refusal::conflict("proposal-decided"));
        }
        if !decides(&proposal, scene.actor, scene.now) {
            return Err(Refusal::conflict("proposal-not-yours"));
        }
        let decision = if self.accept { "accepted" } else { "declined" };
        scene
            .conn
            .run(
                "insert into proposal_decision (centre_id, proposal_id, decision, account_id, comment, look_again_at, at, leaf_id)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
                args![
                    permit.centre(),
                    self.proposal,
                    decision,
                    scene.actor.account(),
                    self.comment.clone(),
                    self.look_again_at,
                    scene.now,
                    permit.leaf()
                ],
            )
            .await?;
        if !self.accept {
            return Ok(Json::Null);
        }
        let entry = *scene.desk.registry().act(&proposal.kind)?;
        let act = (entry.decode)(proposal.payload.clone())?;
        let theirs = scene.acting_as(&proposal.proposer);
        let now = judge(&theirs, act.as_ref()).await?.verdict;
        if now.level > charter::Level::Recommend {
            return Err(Refusal::conflict("proposal-weightier"));
        }
        let outcome = perform(
            &theirs,
            &entry,
            act.as_ref(),
            proposal.verdict.clone(),
            None,
        )
        .await?;
        Ok(outcome.result().clone())
    }
}

/// Records what came of an accepted recommendation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAgain {
    pub proposal: ProposalId,
    pub worked: Worked,
    #[serde(default)]
    pub comment: String,
}

/// Whether a recommendation did what it promised.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Worked {
    Worked,
    Partly,
    Failed,
}

impl Act for LookAgain {
    const KIND: &'static str = "proposal.look_again";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("proposal", self.proposal)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let proposal = proposal(scene.conn, scene.centre, self.proposal)
            .await?
            .ok_or(Refusal::Missing("proposal"))?;
        let decision = proposal.decision.as_ref();
        let accepted = decision.is_some_and(|d| d.decision == "accepted");
        if !accepted || proposal.outcome.is_some() {
            return Err(Refusal::conflict("proposal-no-outcome"));
        }
        let theirs = proposal.proposer.account() == scene.actor.account();
        if !theirs && !decides(&proposal, scene.actor, scene.now) {
            return Err(Refusal::conflict("proposal-not-yours"));
        }
        let worked = match self.worked {
            Worked::Worked => "worked",
            Worked::Partly => "partly",
            Worked::Failed => "failed",
        };
        scene
            .conn
            .run(
                "insert into proposal_outcome (centre_id, proposal_id, worked, comment, account_id, at, leaf_id) values ($1, $2, $3, $4, $5, $6, $7)",
                args![permit.centre(), self.proposal, worked, self.comment.clone(), scene.actor.account(), scene.now, permit.leaf()],
            )
            .await?;
        Ok(())
    }
}

const SELECT: &str = "select p.id as id, p.kind as kind, p.title as title, p.note as note, p.payload as payload,
    p.verdict as verdict, p.proposer as proposer, p.raised_at as raised_at,
    d.decision as decision, d.account_id as decided_by, d.comment as decided_comment, d.look_again_at as look_again_at, d.at as decided_at,
    o.worked as worked, o.comment as outcome_comment, o.account_id as outcome_by, o.at as outcome_at
    from proposal p
    left join proposal_decision d on d.centre_id = p.centre_id and d.proposal_id = p.id
    left join proposal_outcome o on o.centre_id = p.centre_id and o.proposal_id = p.id";

/// One proposal.
///
/// # Errors
/// What the engine answers.
pub async fn proposal(
    conn: &Conn,
    centre: CentreId,
    id: ProposalId,
) -> Result<Option<Proposal>, DbError> {
    let sql = format!("{SELECT} where p.centre_id = $1 and p.id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Proposals of a centre: those undecided first, then the newest.
///
/// # Errors
/// What the engine answers.
pub async fn proposals(
    conn: &Conn,
    centre: CentreId,
    limit: i64,
) -> Result<Vec<Proposal>, DbError> {
    let sql = format!(
        "{SELECT} where p.centre_id = $1 order by case when d.decision is null then 0 else 1 end, p.raised_at desc limit $2"
    );
    conn.all(&sql, args![centre, limit])
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<Proposal, DbError> {
    let decision: Option<String> = row.get("decision")?;
    let worked: Option<String> = row.get("worked")?;
    Ok(Proposal {
        id: row.get("id")?,
        kind: row.get("kind")?,
        title: row.get("title")?,
        note: row.get("note")?,
        payload: row.json("payload")?,
        verdict: row.json("verdict")?,
        proposer: row.json("proposer")?,
        raised_at: row.get("raised_at")?,
        decision: decision
            .map(|decision| {
                Ok::<_, DbError>(Decision {
                    decision,
                    account: row.get("decided_by")?,
                    comment: row.get("decided_comment")?,
                    look_again_at: row.get("look_again_at")?,
                    at: row.get("decided_at")?,
                })
            })
            .transpose()?,
        outcome: worked
            .map(|worked| {
                Ok::<_, DbError>(LookedAt {
                    worked,
                    comment: row.get("outcome_comment")?,
                    account: row.get("outcome_by")?,
                    at: row.get("outcome_at")?,
                })
            })
            .transpose()?,
    })
}
