//! The ground gives way in the middle of a mailing: connections to the database are cut,
//! the disk is full, the clock jumps. Nobody is lost, nobody gets two, and it goes on by
//! itself.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use audience::actions::AddContact;
use audience::model::Profile;
use desk::Refusal;
use kernel::Moment;
use testing::Centre;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::{Sink, everybody, figures, mailing, people, publishes, uses};

const CONNECTIONS: usize = 4;

/// How many are written to while connections are cut; `scripts/chaos` sets more, and more
/// cuts follow from it.
fn readers() -> usize {
    let set = std::env::var("HERALD_CHAOS_READERS").ok();
    set.and_then(|text| text.parse().ok()).unwrap_or(120)
}

/// The program at work, its clock running ten times as fast as the world's.
struct Working {
    stop: watch::Sender<bool>,
    workers: JoinSet<()>,
    ticking: JoinSet<()>,
}

async fn works(centre: &Centre) -> Working {
    let (stop, stopped) = watch::channel(false);
    let workers = centre.desk().runner().start(stopped).await.unwrap();
    let mut ticking = JoinSet::new();
    let clock = centre.clock.clone();
    ticking.spawn(async move {
        loop {
            sleep(Duration::from_millis(100)).await;
            clock.set(clock.now().plus_seconds(1));
        }
    });
    Working {
        stop,
        workers,
        ticking,
    }
}

impl Working {
    async fn ends(mut self) {
        self.stop.send_replace(true);
        self.ticking.shutdown().await;
        self.workers.join_all().await;
    }
}

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}");
        sleep(Duration::from_millis(20)).await;
    }
}

fn distinct(sink: &Sink) -> usize {
    let to: BTreeSet<String> = sink.taken().into_iter().map(|t| t.to).collect();
    to.len()
}

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn cut_connections_to_the_database_lose_nobody_and_sending_goes_on(centre: Centre) {
        let database = centre.desk().database();
        if database.is_embedded() {
            return;
        }
        let sink = Sink::open().await;
        *sink.slow.lock().unwrap() = Duration::from_millis(15);
        uses(&centre, &sink).await;
        let all = readers();
        people(&centre, all).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        let working = works(&centre).await;
        let mut cut = 0;
        let cuts: Vec<usize> = (1..).map(|n| n * 30 - 10).take_while(|at| *at < all * 3 / 4).collect();
        for at in cuts.iter().copied() {
            until("it goes on", async || sink.taken().len() >= at).await;
            let sql = "select pg_terminate_backend(pid) as gone from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
            cut += database.reader().all(sql, []).await.map_or(0, |rows| rows.len());
        }
        assert!(cut >= cuts.len(), "the fault fires: {cut}");
        until("everybody is reached", async || distinct(&sink) == all).await;
        until("it ends", async || matches!(
            channels::queries::mailing(&database.reader(), centre.id, id).await, Ok(Some(m)) if m.ended.is_some()
        )).await;
        working.ends().await;
        let repeats = sink.taken().len() - all;
        assert!(repeats <= cuts.len() * CONNECTIONS, "{repeats} repeats");
        assert_eq!(figures(&centre, id).await.delivered, i64::try_from(all).unwrap());
        let told = database.reader().one("select cast(count(*) as bigint) as n from activity where kind = 'mail.sent'", []).await.unwrap();
        assert_eq!(told.get::<i64>("n").unwrap(), i64::try_from(all).unwrap(), "each is told of once");
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_full_disk_is_said_in_words_and_sending_goes_on_when_there_is_room(centre: Centre) {
        let database = centre.desk().database();
        if !database.is_embedded() {
            return;
        }
        let sink = Sink::open().await;
        *sink.slow.lock().unwrap() = Duration::from_millis(60);
        uses(&centre, &sink).await;
        people(&centre, 120).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        let working = works(&centre).await;
        until("it begins", async || sink.taken().len() >= 20).await;
        limit_pages(&centre, 1).await;
        let refused = fills(&centre).await;
        assert!(refused.is_disk_full(), "{refused}");
        sleep(Duration::from_secs(1)).await;
        let stopped = sink.taken().len();
        sleep(Duration::from_secs(1)).await;
        assert!(sink.taken().len() < 120 && sink.taken().len() <= stopped + CONNECTIONS);
        limit_pages(&centre, 1_000_000).await;
        until("it ends", async || mailing(&centre, id).await.ended.is_some()).await;
        working.ends().await;
        assert_eq!((distinct(&sink), sink.taken().len()), (120, 120), "each got one");
        assert_eq!(figures(&centre, id).await.delivered, 120);
        assert!(centre.ledger_is_whole().await);
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_clock_that_jumps_sends_nothing_twice_and_stops_nothing(centre: Centre) {
        let sink = Sink::open().await;
        *sink.slow.lock().unwrap() = Duration::from_millis(15);
        uses(&centre, &sink).await;
        people(&centre, 100).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        let start = centre.now();
        let working = works(&centre).await;
        for (at, hours) in [(15, 1), (35, -2), (55, 3), (75, -1)] {
            until("it goes on", async || sink.taken().len() >= at).await;
            centre.clock.set(Moment(start.0).plus_seconds(hours * 3_600));
        }
        until("it ends", async || mailing(&centre, id).await.ended.is_some()).await;
        working.ends().await;
        assert_eq!((distinct(&sink), sink.taken().len()), (100, 100));
        assert_eq!(figures(&centre, id).await.delivered, 100);
    }
}

/// Below its size, the embedded database may not grow at all.
async fn limit_pages(centre: &Centre, pages: i64) {
    let tx = centre.desk().database().begin().await.unwrap();
    let sql = format!("pragma max_page_count = {pages}");
    tx.all(&sql, []).await.unwrap();
    tx.commit().await.unwrap();
}

/// Adds people until there is no room for one more.
async fn fills(centre: &Centre) -> kernel::DbError {
    for n in 0..2_000 {
        let act = AddContact {
            profile: Profile {
                name: format!("林{n}"),
                email: format!("more{n}@example.test"),
                notes: "很長的備註。".repeat(100),
                ..Profile::default()
            },
            consent: None,
        };
        match centre.specialist().tries(&act).await {
            Ok(_) => {}
            Err(Refusal::Database(error)) => return error,
            Err(other) => panic!("{other}"),
        }
    }
    panic!("the disk is never full")
}
