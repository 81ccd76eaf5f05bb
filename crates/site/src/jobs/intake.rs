//! The intake of what readers do: messages queue in memory and are written in batches,
//! never in the way of a page.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::OnceLock;
use std::time::Duration;

use desk::{Desk, Duty};
use kernel::activity::Activity;
use kernel::{CentreId, DbError, Moment, random_bytes};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::model::{BeaconKind, Sighting};
use crate::store::{Observed, Reader, SessionGrowth};
use crate::{queries, rules, store};

/// Messages that may wait; more are dropped.
const QUEUE_MAX: usize = 10_000;
/// Messages written at once.
const BATCH_MAX: usize = 500;
/// How long the first message of a batch waits for company.
const GATHER: Duration = Duration::from_millis(200);
/// Sessions and views remembered; the oldest half goes when there are more.
const REMEMBERED_MAX: usize = 50_000;
/// How often a batch that could not be written is tried.
const TRIES: u32 = 4;
/// The page after the contact form: reaching it is a goal.
const GOAL_PATH: &str = "/contact/thanks";

/// The queue and its writer, which starts with the first message.
#[derive(Debug, Default)]
pub struct Intake {
    sender: OnceLock<mpsc::Sender<Sighting>>,
}

impl Intake {
    /// Takes a message in; false when too many wait already and it was dropped.
    pub fn see(&self, desk: &Desk, sighting: Sighting) -> bool {
        let sender = self.sender.get_or_init(|| {
            let (sender, receiver) = mpsc::channel(QUEUE_MAX);
            tokio::spawn(write_all(desk.clone(), receiver));
            sender
        });
        sender.try_send(sighting).is_ok()
    }
}

async fn write_all(desk: Desk, mut receiver: mpsc::Receiver<Sighting>) {
    let mut memory = Memory::default();
    while let Some(first) = receiver.recv().await {
        let mut batch = vec![first];
        let gather = async {
            while batch.len() < BATCH_MAX {
                match receiver.recv().await {
                    Some(next) => batch.push(next),
                    None => break,
                }
            }
        };
        // Time being up is the usual end of a batch.
        let _ = timeout(GATHER, gather).await;
        let mut by_centre: HashMap<CentreId, Vec<Sighting>> = HashMap::new();
        for sighting in batch {
            by_centre.entry(sighting.centre).or_default().push(sighting);
        }
        for (centre, sightings) in by_centre {
            if let Err(error) = write(&desk, &mut memory, centre, &sightings).await {
                tracing::warn!(%error, lost = sightings.len(), "visits could not be written");
            }
        }
    }
}

async fn write(
    desk: &Desk,
    memory: &mut Memory,
    centre: CentreId,
    sightings: &[Sighting],
) -> Result<(), DbError> {
    let duty = Duty::intake();
    let salts = salts(desk, memory, &duty, centre, sightings).await?;
    let observed = memory.observe(sightings, &salts);
    let mut tried = 0;
    loop {
        tried += 1;
        let written = async {
            let tx = desk.database().begin().await?;
            store::observe(&tx, &duty, centre, &observed).await?;
            tx.commit().await
        };
        match written.await {
            Err(error) if error.is_passing() && tried < TRIES => sleep(GATHER * tried).await,
            ended => return ended,
        }
    }
}

/// The salts of the days of a batch: one day, or two around midnight.
async fn salts(
    desk: &Desk,
    memory: &mut Memory,
    duty: &Duty,
    centre: CentreId,
    sightings: &[Sighting],
) -> Result<HashMap<i64, String>, DbError> {
    let mut days: Vec<i64> = sightings.iter().map(|s| rules::day(s.at)).collect();
    days.sort_unstable();
    days.dedup();
    let mut salts = HashMap::new();
    for day in days {
        let salt = match memory.salts.get(&(centre, day)) {
            Some(salt) => salt.clone(),
            None => {
                let salt = stored_salt(desk, duty, centre, day).await?;
                memory
                    .salts
                    .retain(|(c, d), _| *c != centre || *d + 1 >= day);
                memory.salts.insert((centre, day), salt.clone());
                salt
            }
        };
        salts.insert(day, salt);
    }
    Ok(salts)
}

async fn stored_salt(
    desk: &Desk,
    duty: &Duty,
    centre: CentreId,
    day: i64,
) -> Result<String, DbError> {
    let tx = desk.database().begin().await?;
    let fresh = Uuid::from_bytes(random_bytes()).simple().to_string();
    store::keep_salt(&tx, duty, centre, day, &fresh).await?;
    let salt = queries::salt(&tx, centre, day).await?;
    tx.commit().await?;
    Ok(salt.unwrap_or(fresh))
}

/// What the writer remembers between batches. Lost with the program, at the price of a
/// session counted as two.
#[derive(Debug, Default)]
struct Memory {
    salts: HashMap<(CentreId, i64), String>,
    /// By visitor: the session under way.
    sessions: HashMap<String, SessionGrowth>,
    /// By view: where it began and how many seconds were told so far.
    views: HashMap<String, View>,
}

#[derive(Clone, Debug)]
struct View {
    began: Moment,
    told: i64,
    visitor: String,
    campaign: String,
    machine: bool,
}

impl Memory {
    fn observe(&mut self, sightings: &[Sighting], salts: &HashMap<i64, String>) -> Observed {
        self.forget();
        let mut observed = Observed::default();
        let mut grown: HashMap<Uuid, SessionGrowth> = HashMap::new();
        for sighting in sightings {
            let salt = salts.get(&rules::day(sighting.at));
            let visitor = visitor(sighting, salt.map_or("", String::as_str));
            match sighting.beacon.kind {
                BeaconKind::Visit => self.visit(sighting, visitor, &mut observed, &mut grown),
                BeaconKind::Dwell => self.dwell(sighting, &mut observed, &mut grown),
            }
        }
        observed.sessions = grown.into_values().collect();
        observed
    }

    fn visit(
        &mut self,
        sighting: &Sighting,
        visitor: String,
        observed: &mut Observed,
        grown: &mut HashMap<Uuid, SessionGrowth>,
    ) {
        let beacon = &sighting.beacon;
        let machine = rules::is_machine(&sighting.agent);
        let Entry::Vacant(free) = self.views.entry(beacon.view.clone()) else {
            return;
        };
        free.insert(View {
            began: sighting.at,
            told: 0,
            visitor: visitor.clone(),
            campaign: beacon.campaign.clone(),
            machine,
        });
        let mut activity = Activity::new("site.visited", sighting.at);
        activity.subject = sighting.item;
        activity.machine = machine;
        if !machine {
            let session = self.session(sighting, &visitor);
            let growth = growth_of(grown, session);
            growth.last_at = sighting.at;
            growth.views += 1;
            growth.goals += i64::from(beacon.path == GOAL_PATH);
            activity.data = json!({
                "visitor": visitor, "session": growth.id, "path": beacon.path, "referrer": beacon.referrer,
                "source": beacon.source, "medium": beacon.medium, "campaign": beacon.campaign,
                "width": beacon.width, "lang": beacon.lang,
            });
            if let Some(item) = sighting.item {
                observed.readers.push(Reader {
                    item,
                    visitor,
                    at: sighting.at,
                });
            }
        } else {
            activity.data = json!({ "path": beacon.path });
        }
        observed.activity.push(activity);
    }

    /// Dwell without its visit tells nothing that could be believed.
    fn dwell(
        &mut self,
        sighting: &Sighting,
        observed: &mut Observed,
        grown: &mut HashMap<Uuid, SessionGrowth>,
    ) {
        let Some(view) = self.views.get_mut(&sighting.beacon.view) else {
            return;
        };
        let seconds =
            rules::new_seconds(view.told, sighting.beacon.seconds, view.began, sighting.at);
        if seconds == 0 || view.machine {
            return;
        }
        view.told += seconds;
        let (visitor, campaign) = (view.visitor.clone(), view.campaign.clone());
        let mut activity = Activity::new("site.dwelt", sighting.at);
        activity.subject = sighting.item;
        activity.amount = seconds;
        activity.data =
            json!({ "visitor": visitor, "path": sighting.beacon.path, "campaign": campaign });
        observed.activity.push(activity);
        if let Some(session) = self.sessions.get_mut(&visitor) {
            session.last_at = sighting.at;
            let growth = growth_of(grown, session);
            growth.last_at = sighting.at;
            growth.seconds += seconds;
        }
    }

    /// The session this visit goes on with, or a new one.
    fn session(&mut self, sighting: &Sighting, visitor: &str) -> &SessionGrowth {
        let fresh = || SessionGrowth {
            id: Uuid::now_v7(),
            visitor: visitor.to_owned(),
            started_at: sighting.at,
            last_at: sighting.at,
            views: 0,
            seconds: 0,
            goals: 0,
            referrer: sighting.beacon.referrer.clone(),
            source: sighting.beacon.source.clone(),
            medium: sighting.beacon.medium.clone(),
            campaign: sighting.beacon.campaign.clone(),
        };
        let session = self
            .sessions
            .entry(visitor.to_owned())
            .or_insert_with(fresh);
        if !rules::same_session(session.last_at, sighting.at) {
            *session = fresh();
        }
        session.last_at = sighting.at;
        session
    }

    fn forget(&mut self) {
        if self.sessions.len() > REMEMBERED_MAX {
            let middle = median(self.sessions.values().map(|s| s.last_at));
            self.sessions.retain(|_, session| session.last_at > middle);
        }
        if self.views.len() > REMEMBERED_MAX {
            let middle = median(self.views.values().map(|v| v.began));
            self.views.retain(|_, view| view.began > middle);
        }
    }
}

fn growth_of<'a>(
    grown: &'a mut HashMap<Uuid, SessionGrowth>,
    session: &SessionGrowth,
) -> &'a mut SessionGrowth {
    grown.entry(session.id).or_insert_with(|| session.clone())
}

fn median(times: impl Iterator<Item = Moment>) -> Moment {
    let mut times: Vec<Moment> = times.collect();
    let middle = times.len() / 2;
    if times.is_empty() {
        return Moment(0);
    }
    *times.select_nth_unstable(middle).1
}

/// Who this is today: a hash of network and program under a salt that is thrown away
/// with the day. Nothing leads back from it.
fn visitor(sighting: &Sighting, salt: &str) -> String {
    let text = format!("{salt}\n{}\n{}", sighting.network, sighting.agent);
    kernel::sha256(text.as_bytes()).to_string()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Beacon;

    const PERSON: &str = "Mozilla/5.0 (iPhone) Safari/604.1";

    fn sighting(at: i64, view: &str, told: Option<i64>, agent: &str) -> Sighting {
        let kind = if told.is_some() { "d" } else { "v" };
        let body = format!(
            r#"{{"k":"{kind}","v":"{view}","p":"/articles/knee","s":{},"uc":"winter"}}"#,
            told.unwrap_or(0)
        );
        Sighting {
            centre: CentreId(Uuid::from_u128(1)),
            at: Moment(0).plus_seconds(at),
            beacon: Beacon::parse(body.as_bytes()).unwrap(),
            network: "203.0.113.0".parse().unwrap(),
            agent: agent.to_owned(),
            item: Some(Uuid::from_u128(7)),
        }
    }

    fn observe(sightings: &[Sighting]) -> Observed {
        let salts = HashMap::from([(0, "salt".to_owned())]);
        Memory::default().observe(sightings, &salts)
    }

    #[test]
    fn a_visit_with_its_dwell_is_one_session_of_so_many_seconds() {
        let observed = observe(&[
            sighting(0, "view-0001", None, PERSON),
            sighting(20, "view-0001", Some(20), PERSON),
            sighting(50, "view-0001", Some(45), PERSON),
        ]);
        assert_eq!(observed.sessions.len(), 1);
        let session = &observed.sessions[0];
        assert_eq!((session.views, session.seconds), (1, 45));
        assert_eq!(session.campaign, "winter");
        let dwelt: i64 = observed.activity.iter().map(|a| a.amount).sum();
        assert_eq!(dwelt, 45);
        // The time counts for the campaign that brought the reader, as the visit does.
        assert!(
            observed
                .activity
                .iter()
                .all(|a| a.data["campaign"] == "winter")
        );
        assert_eq!(observed.readers.len(), 1);
    }

    #[test]
    fn half_an_hour_of_silence_begins_a_new_session() {
        let observed = observe(&[
            sighting(0, "view-0001", None, PERSON),
            sighting(1_000, "view-0002", None, PERSON),
            sighting(2_900, "view-0003", None, PERSON),
        ]);
        let mut views: Vec<i64> = observed.sessions.iter().map(|s| s.views).collect();
        views.sort_unstable();
        assert_eq!(views, [1, 2]);
    }

    #[test]
    fn a_machine_is_marked_and_counts_nowhere() {
        let observed = observe(&[
            sighting(0, "view-0001", None, "Googlebot/2.1"),
            sighting(9, "view-0001", Some(9), "Googlebot/2.1"),
        ]);
        assert_eq!(observed.activity.len(), 1);
        assert!(observed.activity[0].machine);
        assert!(observed.sessions.is_empty() && observed.readers.is_empty());
    }

    #[test]
    fn a_repeated_visit_and_a_dwell_without_visit_change_nothing() {
        let observed = observe(&[
            sighting(0, "view-0001", None, PERSON),
            sighting(1, "view-0001", None, PERSON),
            sighting(2, "view-0009", Some(2), PERSON),
        ]);
        assert_eq!(observed.activity.len(), 1);
        assert_eq!(observed.sessions[0].views, 1);
    }

    #[test]
    fn a_visitor_of_today_is_another_one_tomorrow() {
        let one = sighting(0, "view-0001", None, PERSON);
        assert_eq!(visitor(&one, "a"), visitor(&one, "a"));
        assert_ne!(visitor(&one, "a"), visitor(&one, "b"));
    }
}
