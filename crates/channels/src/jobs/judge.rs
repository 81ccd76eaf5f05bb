//! Openings and clicks are judged ten seconds after they came, when it shows whether one
//! reader clicked or a program followed every link; then they join the stream.

use std::collections::{BTreeMap, BTreeSet};

use desk::Desk;
use kernel::activity::{self, Activity};
use kernel::jobs::{Failure, Job};
use kernel::{CentreId, Conn, DbError, Moment};
use serde_json::json;

use crate::model::{DeliveryId, HitKind};
use crate::queries::{self, Target, Unjudged};
use crate::rules::{self, Seen};
use crate::store::{self, Judged};

pub(super) const KIND: &str = "mail.judge";

/// How long a hit waits for its neighbours, in seconds.
const NEAR_SECONDS: i64 = 10;
/// Hits judged in one transaction.
const BATCH: i64 = 500;

pub(super) async fn judge_now(desk: Desk, job: Job) -> Result<(), Failure> {
    let duty = desk::duty(&job);
    loop {
        let now = desk.clock().now();
        let until = now.plus_seconds(-NEAR_SECONDS);
        let waiting = queries::unjudged(&desk.database().reader(), until, BATCH).await?;
        let is_last = (waiting.len() as i64) < BATCH;
        let mut of_centre: BTreeMap<CentreId, Vec<Unjudged>> = BTreeMap::new();
        for hit in waiting {
            of_centre.entry(hit.centre).or_default().push(hit);
        }
        for (centre, hits) in of_centre {
            judge_batch(&desk, &duty, centre, &hits, now).await?;
        }
        if is_last {
            return Ok(());
        }
    }
}

async fn judge_batch(
    desk: &Desk,
    duty: &desk::Duty,
    centre: CentreId,
    hits: &[Unjudged],
    now: Moment,
) -> Result<(), DbError> {
    let tx = desk.database().begin().await?;
    let ids: BTreeSet<DeliveryId> = hits.iter().map(|h| h.delivery).collect();
    let ids: Vec<DeliveryId> = ids.into_iter().collect();
    let targets: BTreeMap<DeliveryId, Target> = queries::targets(&tx, centre, &ids)
        .await?
        .into_iter()
        .map(|t| (t.delivery, t))
        .collect();
    let mut happened = Vec::new();
    for hit in hits {
        let Some(target) = targets.get(&hit.delivery) else {
            let gone = Judged {
                id: hit.id,
                delivery: hit.delivery,
                kind: hit.kind,
                at: hit.at,
                machine: Some("gone"),
            };
            store::judge(&tx, duty, centre, &gone, now).await?;
            continue;
        };
        let machine = judged(&tx, centre, hit, target).await?;
        let judged = Judged {
            id: hit.id,
            delivery: hit.delivery,
            kind: hit.kind,
            at: hit.at,
            machine,
        };
        store::judge(&tx, duty, centre, &judged, now).await?;
        happened.push(activity_of(hit, target, machine));
    }
    activity::record(&tx, centre, &happened).await?;
    tx.commit().await
}

async fn judged(
    tx: &Conn,
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
        let near = queries::hits_near(tx, centre, hit.delivery, from, until).await?;
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
