//! Every kind of act and question, registered once. Screens, API, jobs and agents find
//! them here and have no other way in.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;
use charter::Facts;
use kernel::AccountId;
use serde_json::Value as Json;

use crate::gate::Stream;
use crate::query::{ErasedQuery, Reads};
use crate::{
    Act, FieldError, Guard, JobEntry, Measure, Outlet, Permit, PersonalData, Query, Refusal, Scene,
    Subject,
};

/// An act whose type the door does not know.
#[async_trait]
pub(crate) trait ErasedAct: Send + Sync {
    fn subject(&self) -> Subject;
    fn check(&self) -> Result<(), Vec<FieldError>>;
    fn payload(&self) -> Json;
    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal>;
    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal>;
    async fn snapshot(&self, scene: &Scene<'_>) -> Result<Json, Refusal>;
    async fn authors(&self, scene: &Scene<'_>) -> Result<BTreeSet<AccountId>, Refusal>;
    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Json, Refusal>;
}

#[async_trait]
impl<A: Act> ErasedAct for A {
    fn subject(&self) -> Subject {
        Act::subject(self)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        Act::check(self)
    }

    fn payload(&self) -> Json {
        serde_json::to_value(self).unwrap_or(Json::Null)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        Act::title(self, scene).await
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        Act::facts(self, scene).await
    }

    async fn snapshot(&self, scene: &Scene<'_>) -> Result<Json, Refusal> {
        Act::snapshot(self, scene).await
    }

    async fn authors(&self, scene: &Scene<'_>) -> Result<BTreeSet<AccountId>, Refusal> {
        Act::authors(self, scene).await
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Json, Refusal> {
        let done = Act::perform(self, scene, permit).await?;
        Ok(serde_json::to_value(done).unwrap_or(Json::Null))
    }
}

type Decode = fn(Json) -> Result<Box<dyn ErasedAct>, Refusal>;

/// One kind of act.
#[derive(Clone, Copy)]
pub struct ActEntry {
    pub kind: &'static str,
    pub stream: Option<Stream>,
    pub quiet: bool,
    /// JSON schema of the payload.
    pub schema: fn() -> schemars::Schema,
    pub(crate) decode: Decode,
}

impl ActEntry {
    /// The entry of an act type.
    #[must_use]
    pub fn of<A: Act>() -> Self {
        Self {
            kind: A::KIND,
            stream: A::STREAM,
            quiet: A::QUIET,
            schema: || schemars::schema_for!(A),
            decode: decode::<A>,
        }
    }
}

fn decode<A: Act>(payload: Json) -> Result<Box<dyn ErasedAct>, Refusal> {
    match serde_json::from_value::<A>(payload) {
        Ok(act) => Ok(Box::new(act)),
        Err(error) => Err(Refusal::Invalid(vec![
            FieldError {
                pointer: String::new(),
                code: "payload-shape".into(),
                args: Vec::new(),
            }
            .with("detail", error),
        ])),
    }
}

/// One question that may be asked through the API.
#[derive(Clone)]
pub struct QueryEntry {
    pub name: &'static str,
    /// Who may ask it.
    pub reads: Reads,
    /// JSON schema of the parameters and of the answer.
    pub schemas: fn() -> (schemars::Schema, schemars::Schema),
    pub(crate) ask: Arc<dyn ErasedQuery>,
}

impl QueryEntry {
    /// The entry of a query type.
    #[must_use]
    pub fn of<Q: Query>() -> Self {
        Self {
            name: Q::NAME,
            reads: Q::READS,
            schemas: || (schemars::schema_for!(Q), schemars::schema_for!(Q::Answer)),
            ask: Arc::new(PhantomData::<Q>),
        }
    }
}

/// All kinds of acts, questions and outlets of this program.
#[derive(Clone, Default)]
pub struct Registry {
    acts: BTreeMap<&'static str, ActEntry>,
    queries: BTreeMap<&'static str, QueryEntry>,
    outlets: Vec<Arc<dyn Outlet>>,
    jobs: Vec<JobEntry>,
    guards: Vec<Guard>,
    measures: Vec<Measure>,
    personal: Vec<Arc<dyn PersonalData>>,
}

impl Registry {
    /// Adds acts; a kind registered twice is a mistake of the program.
    pub fn add_acts(&mut self, entries: impl IntoIterator<Item = ActEntry>) {
        for entry in entries {
            assert!(
                self.acts.insert(entry.kind, entry).is_none(),
                "the act {} is registered twice",
                entry.kind
            );
        }
    }

    /// Adds questions.
    pub fn add_queries(&mut self, entries: impl IntoIterator<Item = QueryEntry>) {
        for entry in entries {
            self.queries.insert(entry.name, entry);
        }
    }

    /// Adds an outlet that content can be published through.
    pub fn add_outlet(&mut self, outlet: Arc<dyn Outlet>) {
        self.outlets.push(outlet);
    }

    /// Adds background work, guards, measures and personal data of a feature.
    pub fn extend(
        &mut self,
        jobs: Vec<JobEntry>,
        guards: Vec<Guard>,
        measures: Vec<Measure>,
        personal: Vec<Arc<dyn PersonalData>>,
    ) {
        self.jobs.extend(jobs);
        self.guards.extend(guards);
        self.measures.extend(measures);
        self.personal.extend(personal);
    }

    /// Every kind of background work.
    #[must_use]
    pub fn jobs(&self) -> &[JobEntry] {
        &self.jobs
    }

    /// What every outgoing marketing message must meet.
    #[must_use]
    pub fn guards(&self) -> &[Guard] {
        &self.guards
    }

    /// Every measure of an indicator.
    #[must_use]
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// Everything that is kept of a person, by feature.
    #[must_use]
    pub fn personal(&self) -> &[Arc<dyn PersonalData>] {
        &self.personal
    }

    /// The entry of a kind.
    ///
    /// # Errors
    /// [`Refusal::UnknownAct`].
    pub fn act(&self, kind: &str) -> Result<&ActEntry, Refusal> {
        self.acts
            .get(kind)
            .ok_or_else(|| Refusal::UnknownAct(kind.to_owned()))
    }

    /// Every act, by kind.
    pub fn acts(&self) -> impl Iterator<Item = &ActEntry> {
        self.acts.values()
    }

    /// Every question, by name.
    pub fn queries(&self) -> impl Iterator<Item = &QueryEntry> {
        self.queries.values()
    }

    /// One question.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&QueryEntry> {
        self.queries.get(name)
    }

    /// Every outlet, in the order of registration.
    #[must_use]
    pub fn outlets(&self) -> &[Arc<dyn Outlet>] {
        &self.outlets
    }

    /// The outlet of a name.
    #[must_use]
    pub fn outlet(&self, name: &str) -> Option<&Arc<dyn Outlet>> {
        self.outlets.iter().find(|o| o.name() == name)
    }
}
