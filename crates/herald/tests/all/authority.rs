//! Every act the program knows × everybody × every way in: what the desk says when it is
//! asked, what the API answers to a dry run, what becomes of the act. The expectations
//! are written by hand in `table.rs`.

mod callers;
mod door;
mod house;
mod lists;
mod people;
mod plans;
mod table;
mod words;
mod world;

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use charter::Level;
use desk::requests::Withdraw;
use desk::{Options, Outcome, Refusal};
use http::{Request, StatusCode, header};
use serde_json::Value as Json;
use testing::Engine;
use tower::ServiceExt;

use callers::{Caller, everybody};
use table::TABLE;
use world::World;

/// The first words of kinds, in the parts that are walked side by side.
const DOOR: &[&str] = &["request", "proposal", "desk", "matter", "charter", "ledger"];
const HOUSE: &[&str] = &[
    "house", "centre", "job", "kpi", "sample", "site", "sending", "mailing", "letter",
];
const PEOPLE: &[&str] = &[
    "account",
    "profile",
    "password",
    "invitation",
    "position",
    "deputy",
    "token",
];
const WORDS: &[&str] = &["content", "media"];
const LISTS: &[&str] = &["contact", "consent", "lead", "privacy", "segment"];
const PLANS: &[&str] = &["campaign", "task"];

/// Acts of these need a person who has signed in; no token does them.
const IN_PERSON: &[&str] = &[
    "account",
    "profile",
    "password",
    "invitation",
    "position",
    "deputy",
    "token",
];

/// Acts that nobody wrote down yet. This list may only become shorter.
const EXCEPTIONS: [&str; 0] = [];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_registered_act_stands_in_the_table() {
    let world = World::open(Engine::default()).await.unwrap();
    let registered: BTreeSet<&str> = world.desk().registry().acts().map(|act| act.kind).collect();
    let written: BTreeSet<&str> = TABLE
        .iter()
        .map(|(kind, _)| *kind)
        .chain(EXCEPTIONS)
        .collect();
    assert_eq!(registered, written);
    assert_eq!(
        TABLE.len() + EXCEPTIONS.len(),
        registered.len(),
        "an act stands there twice"
    );
    let parts: Vec<&str> = [DOOR, HOUSE, PEOPLE, WORDS, LISTS, PLANS].concat();
    for (kind, _) in TABLE {
        assert!(
            parts.contains(&first_word(kind)),
            "{kind} is in no part that is walked"
        );
    }
}

testing::on_each_engine! {
    async fn deciding_and_freezing_are_judged_alike_by_every_way_in(engine: Engine) {
        walk(engine, DOOR).await;
    }

    async fn the_settings_of_the_house_are_judged_alike_by_every_way_in(engine: Engine) {
        walk(engine, HOUSE).await;
    }

    async fn accounts_and_positions_are_judged_alike_by_every_way_in(engine: Engine) {
        walk(engine, PEOPLE).await;
    }

    async fn writing_and_publishing_are_judged_alike_by_every_way_in(engine: Engine) {
        walk(engine, WORDS).await;
    }

    async fn contacts_and_consent_are_judged_alike_by_every_way_in(engine: Engine) {
        walk(engine, LISTS).await;
    }

    async fn campaigns_and_tasks_are_judged_alike_by_every_way_in(engine: Engine) {
        walk(engine, PLANS).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_act_is_open_to_a_program_without_a_token() {
    let world = World::open(Engine::default()).await.unwrap();
    let router = frame::desk_router(&world.centre.app, api::router());
    for (kind, _) in TABLE {
        for dry_run in [true, false] {
            let (status, body) = post(&router, kind, dry_run, None, &Json::Null).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{kind}: {body}");
        }
    }
}

/// Everybody tries every act of a part; what differs from the table is told at once.
async fn walk(engine: Engine, part: &[&str]) {
    let Some(world) = World::open(engine).await else {
        return;
    };
    let router = frame::desk_router(&world.centre.app, api::router());
    let callers = everybody(&world).await;
    let mut wrong = Vec::new();
    for (kind, expected) in TABLE
        .iter()
        .filter(|(kind, _)| part.contains(&first_word(kind)))
    {
        let expected: Vec<char> = expected.chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(
            expected.len(),
            callers.len(),
            "{kind} has not one letter for everybody"
        );
        for (caller, expected) in callers.iter().zip(expected) {
            world.calm().await;
            let payload = world.sample(kind, caller.own).await;
            let judged = expected.to_ascii_uppercase();
            let looked = looked(&world, caller, kind, &payload).await;
            if looked != judged.to_string() {
                wrong.push(format!(
                    "{kind}, {}, asked: {looked}, not {judged}",
                    caller.name
                ));
            }
            if let Some(token) = &caller.token {
                let answered = answered(&router, token, kind, &payload).await;
                let judged = if IN_PERSON.contains(&first_word(kind)) {
                    'F'
                } else {
                    judged
                };
                if answered != judged.to_string() {
                    wrong.push(format!(
                        "{kind}, {}, over the API: {answered}, not {judged}",
                        caller.name
                    ));
                }
            }
            let became = became(&world, caller, kind, payload).await;
            if became != expected.to_string() {
                wrong.push(format!(
                    "{kind}, {}, done: {became}, not {expected}",
                    caller.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(world.centre.ledger_is_whole().await);
}

fn first_word(kind: &str) -> &str {
    kind.split('.').next().unwrap_or_default()
}

/// What the desk says before anything is done.
async fn looked(world: &World, caller: &Caller, kind: &str, payload: &Json) -> String {
    match world
        .desk()
        .look(&caller.actor, kind, payload.clone())
        .await
    {
        Ok(verdict) => letter(verdict.level).to_string(),
        Err(refusal) => format!("{refusal:?}"),
    }
}

/// What the API answers to a dry run, and that it is what a dry run answers.
async fn answered(router: &Router, token: &str, kind: &str, payload: &Json) -> String {
    let (status, body) = post(router, kind, true, Some(token), payload).await;
    if status != StatusCode::OK || body["outcome"] != "judged" {
        return format!("{status} {body}");
    }
    match serde_json::from_value::<Level>(body["verdict"]["level"].clone()) {
        Ok(level) => letter(level).to_string(),
        Err(_) => body.to_string(),
    }
}

/// What becomes of the act: done, proposed, requested, refused by the charter, or refused
/// by the desk because it is somebody else's turn. What was requested is taken back.
async fn became(world: &World, caller: &Caller, kind: &str, payload: Json) -> String {
    match world
        .desk()
        .submit(&caller.actor, kind, payload, Options::default())
        .await
    {
        Ok(Outcome::Done { .. }) => "I".into(),
        Ok(Outcome::Proposed { .. }) => "R".into(),
        Ok(Outcome::Requested { request, .. }) => {
            let author = world.person(caller.own).await;
            let back = Withdraw {
                request,
                comment: String::new(),
            };
            world
                .desk()
                .act(&author, &back, Options::default())
                .await
                .unwrap();
            "A".into()
        }
        Err(Refusal::Forbidden(_)) => "F".into(),
        Err(Refusal::Conflict {
            key: "request-not-yours" | "proposal-not-yours",
            ..
        }) => "i".into(),
        Err(refusal) => format!("{refusal:?}"),
    }
}

async fn post(
    router: &Router,
    kind: &str,
    dry_run: bool,
    token: Option<&str>,
    payload: &Json,
) -> (StatusCode, Json) {
    let mut request = Request::post(format!("/api/v1/actions/{kind}?dry_run={dry_run}"))
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request.body(Body::from(payload.to_string())).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

fn letter(level: Level) -> char {
    match level {
        Level::Independent => 'I',
        Level::Recommend => 'R',
        Level::Approval => 'A',
        Level::Forbidden => 'F',
    }
}
