//! Openings and clicks on their way to the database: a reader never waits for it. What
//! came within a moment is written in one transaction.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use desk::{Desk, Duty};
use kernel::CentreId;
use tokio::sync::mpsc;

use super::judge::judge_later;
use crate::model::Hit;
use crate::store;

/// Hits that may wait in memory; more are dropped and counted in the log.
const WAITING_MAX: usize = 10_000;
/// How long hits are gathered before they are written.
const WINDOW: Duration = Duration::from_millis(20);

/// The queue of one running program.
#[derive(Clone, Default)]
pub struct Intake(Arc<OnceLock<mpsc::Sender<Hit>>>);

impl Intake {
    /// Takes a hit and returns at once.
    pub fn note(&self, desk: &Desk, hit: Hit) {
        let queue = self.0.get_or_init(|| {
            let (sender, hits) = mpsc::channel(WAITING_MAX);
            tokio::spawn(write_all(desk.clone(), hits));
            sender
        });
        if queue.try_send(hit).is_err() {
            tracing::warn!("too many openings at once, one was not counted");
        }
    }
}

async fn write_all(desk: Desk, mut hits: mpsc::Receiver<Hit>) {
    let mut batch = Vec::new();
    while hits.recv_many(&mut batch, WAITING_MAX).await > 0 {
        tokio::time::sleep(WINDOW).await;
        while let Ok(one) = hits.try_recv() {
            batch.push(one);
        }
        write(&desk, &batch).await;
        batch.clear();
    }
}

async fn write(desk: &Desk, hits: &[Hit]) {
    let outcome = async {
        let tx = desk.database().begin().await?;
        store::keep_hits(&tx, &Duty::intake(), hits).await?;
        let centres: BTreeSet<CentreId> = hits.iter().map(|h| h.centre).collect();
        for centre in centres {
            judge_later(&tx, centre, desk.clock().now()).await?;
        }
        tx.commit().await
    };
    if let Err(error) = outcome.await {
        tracing::warn!(%error, count = hits.len(), "openings and clicks could not be written");
    }
}
