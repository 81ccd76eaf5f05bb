//! `POST /actions/{kind}`: any registered act, and the list of them.

use axum::Json as Answered;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use charter::{Facts, Level, Verdict};
use desk::{FieldError, Options, Outcome, ProposalId, RequestId};
use frame::App;
use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::body::JsonBody;
use crate::caller::Caller;
use crate::machine::Machine;
use crate::{Problem, openapi, parameters, shape};

/// The longest idempotency key, in characters.
const KEY_CHARS: usize = 200;
/// The longest note to those who decide, in characters.
const NOTE_CHARS: usize = 1_000;

/// What happened to an act, or would have.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(crate) enum Answer {
    /// Performed.
    Done {
        /// What the act answers; null where it answers nothing.
        result: Json,
        verdict: Verdict,
        /// The leaf of the ledger that records it.
        leaf: Uuid,
    },
    /// Waits for approval.
    Requested { request: Named, verdict: Verdict },
    /// Recorded as a recommendation.
    Proposed { proposal: Named, verdict: Verdict },
    /// A dry run: nothing was changed.
    Judged { would: Would, verdict: Verdict },
}

/// The id of what was made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Named {
    pub id: Uuid,
}

/// What would become of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Would {
    Done,
    Proposed,
    Requested,
    Refused,
}

impl From<Level> for Would {
    fn from(level: Level) -> Self {
        match level {
            Level::Independent => Self::Done,
            Level::Recommend => Self::Proposed,
            Level::Approval => Self::Requested,
            Level::Forbidden => Self::Refused,
        }
    }
}

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done {
                result,
                verdict,
                leaf,
            } => Self::Done {
                result,
                verdict,
                leaf,
            },
            Outcome::Requested {
                request: RequestId(id),
                verdict,
            } => Self::Requested {
                request: Named { id },
                verdict,
            },
            Outcome::Proposed {
                proposal: ProposalId(id),
                verdict,
            } => Self::Proposed {
                proposal: Named { id },
                verdict,
            },
        }
    }
}

pub(crate) async fn submit(
    State(app): State<App>,
    Extension(machine): Extension<Machine>,
    caller: Caller,
    kind: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    JsonBody(payload): JsonBody,
) -> Result<Response, Problem> {
    let Path(kind) = kind.map_err(|_| Problem::missing())?;
    let known = machine.known(app.desk().registry());
    let schema = known.acts.get(kind.as_str()).ok_or_else(Problem::missing)?;
    caller.must(&kind)?;
    let dry_run = parameters::dry_run(query.as_deref())?;
    let options = Options {
        idempotency_key: key(&headers)?,
        note: note(&headers)?,
    };
    let faults = shape::faults(schema, &payload);
    if !faults.is_empty() {
        return Err(Problem::invalid(&faults));
    }
    let desk = app.desk().for_program();
    if dry_run {
        let verdict = desk.look(caller.actor(), &kind, payload).await?;
        return Ok(Answered(Answer::Judged {
            would: verdict.level.into(),
            verdict,
        })
        .into_response());
    }
    let outcome = desk.submit(caller.actor(), &kind, payload, options).await?;
    let status = match outcome {
        Outcome::Done { .. } => StatusCode::OK,
        Outcome::Requested { .. } | Outcome::Proposed { .. } => StatusCode::ACCEPTED,
    };
    Ok((status, Answered(Answer::from(outcome))).into_response())
}

/// A header as text: UTF-8, or else Latin-1, as older programs send it.
fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let bytes = headers.get(name)?.as_bytes();
    Some(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    })
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = text(headers, "idempotency-key") else {
        return Ok(None);
    };
    if key.is_empty() {
        return Err(Problem::invalid(&[FieldError::at(
            "Idempotency-Key",
            "field-empty",
        )]));
    }
    at_most("Idempotency-Key", key, KEY_CHARS).map(Some)
}

fn note(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(note) = text(headers, "x-note") else {
        return Ok(None);
    };
    let note = at_most("X-Note", note, NOTE_CHARS * 9)?;
    let note = percent_decode(note.as_bytes())
        .decode_utf8_lossy()
        .replace('\0', " ");
    Ok(Some(at_most("X-Note", note, NOTE_CHARS)?).filter(|note| !note.trim().is_empty()))
}

fn at_most(name: &str, text: String, limit: usize) -> Result<String, Problem> {
    if text.chars().count() > limit {
        return Err(Problem::invalid(&[
            FieldError::at(name, "field-too-long").with("limit", limit)
        ]));
    }
    Ok(text)
}

/// The acts a token may be used for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Acts {
    pub acts: Vec<Known>,
}

/// One kind of act.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Known {
    pub kind: String,
    /// What it does.
    pub about: String,
    /// Where it is posted to.
    pub path: String,
    /// Where the schema of its payload stands in the document.
    pub schema: String,
    /// What the charter says to this act of yours while nothing is known about the
    /// particular case; `?dry_run=true` answers for one.
    pub level: Level,
}

pub(crate) async fn list(
    State(app): State<App>,
    Extension(machine): Extension<Machine>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Answered<Acts>, Problem> {
    parameters::none(query.as_deref())?;
    let (door, actor) = (app.desk(), caller.actor());
    let book = door
        .rulebook(&door.database().reader(), actor.centre)
        .await?;
    let now = door.clock().now();
    let acts = machine
        .known(door.registry())
        .acts
        .iter()
        .filter(|(kind, _)| caller.may(kind));
    let acts = acts.map(|(kind, schema)| Known {
        kind: (*kind).to_owned(),
        about: openapi::about(schema),
        path: format!("/api/v1/actions/{kind}"),
        schema: format!(
            "/api/v1/openapi.json#/components/schemas/{}",
            openapi::payload_name(kind)
        ),
        level: book
            .table
            .decide(actor, &Facts::of(kind).flag(desk::BY_TOKEN, true), now)
            .level,
    });
    Ok(Answered(Acts {
        acts: acts.collect(),
    }))
}
