//! The acts upon a request: agree, send back, withdraw, comment, and performing what
//! was agreed while a freeze was in force.

use charter::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Agreement, End, Request, capacity, store, waits_at};
use crate::door::perform;
use crate::gate;
use crate::judge::{digest_of, judge};
use crate::outbox::{self, Message};
use crate::registry::{ActEntry, ErasedAct};
use crate::{Act, FieldError, Outcome, Permit, Refusal, RequestId, Scene, Subject, roles};

const COMMENT_LIMIT: usize = 4_000;

/// Agrees to the step a request waits at. `digest` says what was read: when the content
/// is another by now, nothing is agreed and it is asked again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agree {
    pub request: RequestId,
    /// The digest shown with the request, in hexadecimal.
    pub digest: String,
    #[serde(default)]
    pub comment: String,
}

/// What became of a request.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Decided {
    /// Agreed; the next step of the route waits.
    Agreed,
    /// The last agreement: performed.
    Performed {
        result: Json,
    },
    /// All agreed, but a freeze is in force: it waits for the thaw.
    Held,
    /// Content, audience, schedule or rules became others since it was asked: it must be
    /// read and agreed to again by all.
    Changed,
    SentBack,
    Withdrawn,
    Commented,
}

impl Act for Agree {
    const KIND: &'static str = "request.agree";
    type Done = Decided;

    fn subject(&self) -> Subject {
        Subject::of("request", self.request)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        check_comment(&self.comment, false)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Decided, Refusal> {
        let mut request = take_open(scene, self.request).await?;
        let agreements = store::agreements(scene.conn, scene.centre, &request).await?;
        let Some((step, held)) = capacity(&request, &agreements, scene.actor, scene.now) else {
            return Err(Refusal::conflict("request-not-yours"));
        };
        if self.digest != request.digest {
            return Err(Refusal::conflict("request-changed"));
        }
        if refresh(scene, permit, &mut request).await? {
            return Ok(Decided::Changed);
        }
        store::agree(scene, permit, &request, step, &held, &self.comment).await?;
        let agreements = store::agreements(scene.conn, scene.centre, &request).await?;
        if waits_at(&request.verdict.route, &agreements).is_some() {
            super::tell_deciders(scene, &request, &agreements, "request-waits").await?;
            return Ok(Decided::Agreed);
        }
        finish(scene, permit, &request, &self.comment).await
    }
}

/// Performs a request that all agreed to while a freeze was in force.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Perform {
    pub request: RequestId,
}

impl Act for Perform {
    const KIND: &'static str = "request.perform";
    type Done = Decided;

    fn subject(&self) -> Subject {
        Subject::of("request", self.request)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Decided, Refusal> {
        let mut request = take_open(scene, self.request).await?;
        let agreements = store::agreements(scene.conn, scene.centre, &request).await?;
        if waits_at(&request.verdict.route, &agreements).is_some() {
            return Err(Refusal::conflict("request-not-agreed"));
        }
        if !involved(&request, &agreements, scene.actor) {
            return Err(Refusal::conflict("request-not-yours"));
        }
        if refresh(scene, permit, &mut request).await? {
            return Ok(Decided::Changed);
        }
        finish(scene, permit, &request, "").await
    }
}

/// Sends a request back to its author, with the reason.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendBack {
    pub request: RequestId,
    pub comment: String,
}

impl Act for SendBack {
    const KIND: &'static str = "request.send_back";
    type Done = Decided;

    fn subject(&self) -> Subject {
        Subject::of("request", self.request)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        check_comment(&self.comment, true)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Decided, Refusal> {
        let request = take_open(scene, self.request).await?;
        let agreements = store::agreements(scene.conn, scene.centre, &request).await?;
        let all_agreed = waits_at(&request.verdict.route, &agreements).is_none();
        let theirs = capacity(&request, &agreements, scene.actor, scene.now).is_some()
            || (all_agreed
                && agreements
                    .iter()
                    .any(|a| Some(a.account) == scene.actor.account()));
        if !theirs || scene.actor.is_agent() {
            return Err(Refusal::conflict("request-not-yours"));
        }
        store::end(scene, permit, request.id, End::SentBack, &self.comment).await?;
        tell_requester(scene, &request, "request-sent-back").await?;
        Ok(Decided::SentBack)
    }
}

/// Takes one's own request back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub request: RequestId,
    #[serde(default)]
    pub comment: String,
}

impl Act for Withdraw {
    const KIND: &'static str = "request.withdraw";
    type Done = Decided;

    fn subject(&self) -> Subject {
        Subject::of("request", self.request)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        check_comment(&self.comment, false)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Decided, Refusal> {
        let request = take_open(scene, self.request).await?;
        if request.requester.account() != scene.actor.account() {
            return Err(Refusal::conflict("request-not-yours"));
        }
        store::end(scene, permit, request.id, End::Withdrawn, &self.comment).await?;
        Ok(Decided::Withdrawn)
    }
}

/// Says something about a request without deciding it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    pub request: RequestId,
    pub comment: String,
}

impl Act for Comment {
    const KIND: &'static str = "request.comment";
    type Done = Decided;

    fn subject(&self) -> Subject {
        Subject::of("request", self.request)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        check_comment(&self.comment, true)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Decided, Refusal> {
        let request = take_open(scene, self.request).await?;
        let agreements = store::agreements(scene.conn, scene.centre, &request).await?;
        let theirs = capacity(&request, &agreements, scene.actor, scene.now).is_some();
        if !theirs && !involved(&request, &agreements, scene.actor) {
            return Err(Refusal::conflict("request-not-yours"));
        }
        store::comment(scene, permit, request.id, &self.comment).await?;
        Ok(Decided::Commented)
    }
}

async fn take_open(scene: &Scene<'_>, id: RequestId) -> Result<Request, Refusal> {
    let request = store::taken(scene.conn, scene.centre, id)
        .await?
        .ok_or(Refusal::Missing("request"))?;
    if let Some(ended) = store::end_of(scene.conn, scene.centre, id).await? {
        let by = ended.account.map(|a| a.to_string()).unwrap_or_default();
        return Err(Refusal::Conflict {
            key: "request-ended",
            args: vec![("how".into(), ended.how.key().into()), ("by".into(), by)],
        });
    }
    Ok(request)
}

fn involved(request: &Request, agreements: &[Agreement], actor: &Actor) -> bool {
    let me = actor.account();
    me.is_some()
        && (request.requester.account() == me || agreements.iter().any(|a| Some(a.account) == me))
}

/// Compares what would be performed now with what was asked, and judges it again. When
/// either is another, the request is asked anew in its present form.
async fn refresh(
    scene: &Scene<'_>,
    permit: &Permit,
    request: &mut Request,
) -> Result<bool, Refusal> {
    let entry = *scene.desk.registry().act(&request.kind)?;
    let act = (entry.decode)(request.payload.clone())?;
    let requester = present_requester(scene, request).await?;
    let theirs = scene.acting_as(&requester);
    let snapshot = act.snapshot(&theirs).await?;
    let digest = digest_of(&snapshot).to_string();
    let judged = judge(&theirs, act.as_ref()).await?;
    let verdict = judged.verdict;
    if verdict.level == charter::Level::Forbidden {
        return Err(Refusal::Forbidden(Box::new(verdict)));
    }
    let stricter = verdict
        .route
        .iter()
        .any(|step| !request.verdict.route.contains(step))
        || judged.authors.iter().any(|a| !request.authors.contains(a));
    if digest == request.digest && !stricter {
        return Ok(false);
    }
    if verdict.level == charter::Level::Approval {
        request.verdict = verdict;
        request.authors = judged.authors;
    }
    request.snapshot = snapshot;
    request.digest = digest;
    request.facts = Some(judged.facts);
    store::revise(scene, permit, request).await?;
    tell_requester(scene, request, "request-changed").await?;
    Ok(true)
}

async fn finish(
    scene: &Scene<'_>,
    permit: &Permit,
    request: &Request,
    comment: &str,
) -> Result<Decided, Refusal> {
    let entry = *scene.desk.registry().act(&request.kind)?;
    let held = entry.stream.is_some_and(gate::Stream::is_held_by_freeze);
    if held && gate::frozen(scene.conn, scene.centre).await?.is_some() {
        return Ok(Decided::Held);
    }
    store::end(scene, permit, request.id, End::Performed, comment).await?;
    let result = perform_for(scene, &entry, request).await?;
    tell_requester(scene, request, "request-performed").await?;
    Ok(Decided::Performed { result })
}

async fn perform_for(
    scene: &Scene<'_>,
    entry: &ActEntry,
    request: &Request,
) -> Result<Json, Refusal> {
    let act: Box<dyn ErasedAct> = (entry.decode)(request.payload.clone())?;
    let requester = present_requester(scene, request).await?;
    let theirs = scene.acting_as(&requester);
    let outcome = perform(
        &theirs,
        entry,
        act.as_ref(),
        request.verdict.clone(),
        Some(request.id),
    )
    .await?;
    match outcome {
        Outcome::Done { result, .. } => Ok(result),
        Outcome::Requested { .. } | Outcome::Proposed { .. } => Ok(Json::Null),
    }
}

/// The requester with the positions held now: a right that ended meanwhile is gone.
async fn present_requester(scene: &Scene<'_>, request: &Request) -> Result<Actor, Refusal> {
    let mut actor = request.requester.clone();
    if let Some(account) = actor.account() {
        actor.holds = roles::actor_of(scene.conn, scene.centre, account, scene.now)
            .await?
            .holds;
    }
    Ok(actor)
}

async fn tell_requester(
    scene: &Scene<'_>,
    request: &Request,
    template: &str,
) -> Result<(), Refusal> {
    let Some(account) = request.requester.account().filter(|_| !scene.sample) else {
        return Ok(());
    };
    let args =
        serde_json::json!({ "title": request.title, "path": format!("/approvals/{}", request.id) });
    Ok(outbox::put(
        scene.conn,
        &Message::to(scene.centre, account, template, args),
        scene.now,
    )
    .await?)
}

fn check_comment(comment: &str, required: bool) -> Result<(), Vec<FieldError>> {
    if required && comment.trim().is_empty() {
        return Err(vec![FieldError::at("comment", "comment-needed")]);
    }
    if comment.chars().count() > COMMENT_LIMIT {
        return Err(vec![
            FieldError::at("comment", "field-too-long").with("limit", COMMENT_LIMIT),
        ]);
    }
    Ok(())
}
