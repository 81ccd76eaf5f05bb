//! Its part of the sample centre: half a year of articles, drafts, approvals that wait
//! and one that was sent back, all made through acts at their own time.

mod covers;
mod texts;

use std::collections::BTreeMap;

use charter::{Actor, Position};
use desk::requests::{self, Agree, SendBack};
use desk::{Options, Outcome, Refusal, RequestId, roles};
use frame::SampleCentre;
use kernel::{AccountId, DbError};
use serde_json::json;

use self::texts::{DRAFTS, PUBLISHED, SENT_BACK, SampleText, WAITING};
use crate::actions::{Draft, Drafted, Made, MakeVersion, Publish};
use crate::doc::Doc;
use crate::model::{ItemId, Language, TextSource};

/// Hours of the day, UTC, at which things happen: morning, noon and afternoon in Taipei.
const MORNING: i64 = 1;
const NOON: i64 = 4;
const AFTERNOON: i64 = 8;

/// Makes the contents of the sample centre.
pub async fn fill(sample: SampleCentre) -> Result<(), Refusal> {
    let outside = sample.desk.registry().outlet("website").is_some();
    let covers = covers::add(&sample).await?;
    for text in &PUBLISHED {
        let cover = covers.iter().find(|(title, _)| *title == text.title);
        let cover = cover.map(|(_, digest)| digest.clone());
        let item = begin(&sample, text, text.days_ago + 4, cover).await?;
        if outside {
            sample.days_ago(text.days_ago + 3, AFTERNOON);
            if let Outcome::Requested { request, .. } = submit(&sample, item).await? {
                approve(&sample, request, text.days_ago).await?;
            }
        }
    }
    for text in &DRAFTS {
        begin(&sample, text, text.days_ago, None).await?;
    }
    let back = begin(&sample, &SENT_BACK.0, SENT_BACK.0.days_ago + 1, None).await?;
    if outside {
        sample.days_ago(SENT_BACK.0.days_ago, MORNING);
        if let Outcome::Requested { request, .. } = submit(&sample, back).await? {
            sample.days_ago(SENT_BACK.0.days_ago - 1, NOON);
            send_back(&sample, request, SENT_BACK.1).await?;
        }
    }
    for text in &WAITING {
        let item = begin(&sample, text, text.days_ago + 1, None).await?;
        if outside {
            sample.days_ago(text.days_ago, AFTERNOON);
            submit(&sample, item).await?;
        }
    }
    Ok(())
}

async fn begin(
    sample: &SampleCentre,
    text: &SampleText,
    days: i64,
    cover: Option<String>,
) -> Result<ItemId, Refusal> {
    sample.days_ago(days, MORNING);
    let doc = Doc::from_plain(text.body).to_json();
    let draft = Draft {
        kind: text.kind,
        language: Language::ZhHant,
        title: text.title.to_owned(),
        summary: text.summary.to_owned(),
        doc: Some(serde_json::from_str(&doc).map_err(|e| shape(&e))?),
        sources: text
            .sources
            .iter()
            .map(|(title, url, date)| TextSource {
                title: (*title).to_owned(),
                url: (*url).to_owned(),
                date: (*date).to_owned(),
            })
            .collect(),
        cover,
        copy_of: None,
    };
    let done = sample.does(Position::SPECIALIST, &draft).await?;
    let drafted: Drafted = serde_json::from_value(done).map_err(|e| shape(&e))?;
    Ok(drafted.item)
}

async fn submit(sample: &SampleCentre, item: ItemId) -> Result<Outcome, Refusal> {
    let version = MakeVersion {
        item,
        name: String::new(),
    };
    let made = sample.does(Position::SPECIALIST, &version).await?;
    let made: Made = serde_json::from_value(made).map_err(|e| shape(&e))?;
    let publish = Publish {
        item,
        version: made.version,
        outlets: BTreeMap::from([("website".to_owned(), json!({}))]),
        campaign: None,
        important: false,
        clinical: false,
    };
    let actor = sample.actor(Position::SPECIALIST).await?;
    sample.desk.act(&actor, &publish, Options::default()).await
}

/// Everybody of the route agrees, a day apart, the last on the day it goes out.
async fn approve(sample: &SampleCentre, request: RequestId, days: i64) -> Result<(), Refusal> {
    loop {
        let conn = sample.desk.database().reader();
        let Some(found) = requests::request(&conn, sample.centre, request).await? else {
            return Ok(());
        };
        let agreed = requests::agreements(&conn, sample.centre, &found).await?;
        let Some((at, positions)) = requests::waits_at(&found.verdict.route, &agreed) else {
            return Ok(());
        };
        let last = at + 1 == found.verdict.route.len();
        let before = if last { 0 } else { 1 };
        sample.days_ago(days + before, NOON);
        // The two physiotherapists take turns.
        let turn = usize::try_from(days).unwrap_or_default();
        let actor = decider(sample, &positions, turn).await?;
        let agree = Agree {
            request,
            digest: found.digest,
            comment: String::new(),
        };
        sample.desk.act(&actor, &agree, Options::default()).await?;
    }
}

async fn send_back(
    sample: &SampleCentre,
    request: RequestId,
    comment: &str,
) -> Result<(), Refusal> {
    let conn = sample.desk.database().reader();
    let Some(found) = requests::request(&conn, sample.centre, request).await? else {
        return Ok(());
    };
    let Some((_, positions)) = requests::waits_at(&found.verdict.route, &[]) else {
        return Ok(());
    };
    let actor = decider(sample, &positions, 0).await?;
    let back = SendBack {
        request,
        comment: comment.to_owned(),
    };
    sample.desk.act(&actor, &back, Options::default()).await?;
    Ok(())
}

async fn decider(
    sample: &SampleCentre,
    positions: &[String],
    turn: usize,
) -> Result<Actor, Refusal> {
    let able: Vec<AccountId> = sample
        .people
        .iter()
        .filter(|(position, _)| positions.contains(&position.0))
        .map(|(_, account)| *account)
        .collect();
    let account = able
        .get(turn.checked_rem(able.len()).unwrap_or_default())
        .ok_or(DbError::Missing)?;
    let conn = sample.desk.database().reader();
    let now = sample.clock.now();
    Ok(roles::actor_of(&conn, sample.centre, *account, now).await?)
}

fn shape(error: &serde_json::Error) -> Refusal {
    Refusal::Database(DbError::Shape(error.to_string()))
}

#[cfg(test)]
mod tests;
