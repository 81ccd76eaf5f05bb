//! Openings are judged at once; clicks three seconds after they came, when it shows
//! whether one reader clicked or a program followed every link. Then they join the stream.

use std::collections::{BTreeMap, BTreeSet};

use desk::Desk;
use kernel::activity::{self, Activity};
use kernel::jobs::{Failure, Job, Later};
use kernel::{CentreId, Conn, DbError, Moment};
use serde_json::json;

use crate::model::{DeliveryId, HitKind};
use crate::queries::{self, Target, Unjudged};
use crate::rules::{self, Seen};
use crate::store::{self, Judged};

pub(super) const KIND: &str = "mail.judge";

/// How far apart clicks belong together, in seconds.
const NEAR_SECONDS: i64 = 10;
/// How long a click waits for its neighbours, in seconds. Programs that follow every link
/// do it within a second or two.
const WAIT_SECONDS: i64 = 3;
/// Hits judged in one transaction.
const BATCH: i64 = 100;

/// Judges what the intake is about to write down.
///
/// # Errors
/// What the engine answers.
pub(super) async fn judge_later(tx: &Conn, centre: CentreId, now: Moment) -> Result<(), DbError> {
    Later::new(centre, KIND, "hits", now)
        .enqueue(tx, now)
        .await?;
    Ok(())
}

pub(super) async fn judge_now(desk: Desk, job: Job) -> Result<(), Failure> {
    let duty = desk::duty(&job);
    loop {
        let now = desk.clock().now();
        let until = now.plus_seconds(-WAIT_SECONDS);
        let conn = desk.database().reader();
        let waiting = queries::unjudged(&conn, until, now, BATCH).await?;
        let is_last = (waiting.len() as i64) < BATCH;
        let mut of_centre: BTreeMap<CentreId, Vec<Unjudged>> = BTreeMap::new();
        for hit in waiting {
            of_centre.entry(hit.centre).or_default().push(hit);
        }
        for (centre, hits) in of_centre {
            judge_batch(&desk, &duty, centre, &hits, now).await?;
        }
        if is_last {
            return match queries::oldest_unjudged(&conn).await? {
                Some(at) => {
                    let due = at.plus_seconds(WAIT_SECONDS).max(now.plus_seconds(1));
                    Err(Failure::NotBefore(
                        due,
                        "clicks wait for their neighbours".into(),
                    ))
                }
                None => Ok(()),
            };
        }
    }
}

/// Everything is read and decided before the transaction begins.
async fn judge_batch(
    desk: &Desk,
    duty: &desk::Duty,
    centre: CentreId,
    hits: &[Unjudged],
    now: Moment,
) -> Result<(), DbError> {
    let conn = desk.database().reader();
    let ids: BTreeSet<DeliveryId> = hits.iter().map(|h| h.delivery).collect();
    let ids: Vec<DeliveryId> = ids.into_iter().collect();
    let targets: BTreeMap<DeliveryId, Target> = queries::targets(&conn, centre, &ids)
        .await?
        .into_iter()
        .map(|t| (t.delivery, t))
        .collect();
    let mut judged = Vec::with_capacity(hits.len());
    let mut happened = Vec::with_capacity(hits.len());
    for hit in hits {
        let target = targets.get(&hit.delivery);
        let machine = match target {
            Some(target) if target.kept => Some("kept"),
            Some(target) => seen_as(&conn, centre, hit, target).await?,
            None => Some("gone"),
        };
        judged.push(Judged {
            id: hit.id,
            delivery: hit.delivery,
            kind: hit.kind,
            at: hit.at,
            machine,
            mailing: target.map(|t| t.mailing),
            reader: rules::reader_of(&hit.agent),
        });
        if let Some(target) = target.filter(|t| !t.kept) {
            happened.push((hit.id, activity_of(hit, target, machine)));
        }
    }
    let tx = desk.database().begin().await?;
    let done = store::judge(&tx, duty, centre, &judged, now).await?;
    let happened: Vec<Activity> = happened
        .into_iter()
        .filter(|(hit, _)| done.contains(hit))
        .map(|(_, activity)| activity)
        .collect();
    activity::record(&tx, centre, &happened).await?;
    tx.commit().await
}

async fn seen_as(
    conn: &Conn,
    centre: CentreId,
    hit: &Unjudged,
    target: &Target,
) -> Result<Option<&'static str>, DbError> {
    let is_click = hit.kind == HitKind::Click;
    let nearby = if is_click {
        let (from, until) = (
            hit.at.plus_seconds(-NEAR_SECONDS),
            hit.at.plus_seconds(NEAR_SECONDS),
        );
        let near = queries::hits_near(conn, centre, hit.delivery, from, until).await?;
        near.iter()
            .map(|(_, link)| *link)
            .collect::<BTreeSet<i64>>()
            .len()
    } else {
        0
    };
    Ok(rules::machine_reason(&Seen {
        is_click,
        agent: &hit.agent,
        head: hit.head,
        at: hit.at,
        accepted_at: target.accepted_at,
        links_nearby: nearby,
        links: usize::try_from(target.links).unwrap_or(0),
    }))
}

fn activity_of(hit: &Unjudged, target: &Target, machine: Option<&'static str>) -> Activity {
    let kind = match hit.kind {
        HitKind::Open => "mail.opened",
        HitKind::Click => "mail.clicked",
    };
    let mut happened = Activity::new(kind, hit.at)
        .by(target.contact)
        .about(target.mailing)
        .of_campaign(target.campaign)
        .with(json!({ "item": target.item, "link": hit.link, "reason": machine }));
    happened.machine = machine.is_some();
    happened
}
