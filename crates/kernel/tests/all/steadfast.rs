//! What the world does to a program that runs: clocks jump, disks fill, servers go away,
//! work panics, and others wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kernel::jobs::{Failure, Handler, Later, Runner, handler, jobs_of};
use kernel::{CentreId, Clock, Database, args};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::{NOW, counting, databases};

async fn asked(database: &Database, centre: CentreId, key: &str, at: kernel::Moment) {
    let tx = database.begin().await.unwrap();
    Later::new(centre, "t", key, at)
        .enqueue(&tx, at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn state_of(database: &Database, centre: CentreId) -> String {
    let mut jobs = jobs_of(&database.reader(), centre, 9).await.unwrap();
    jobs.remove(0).state
}

/// Waits until a condition holds, ten seconds at most.
async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < Duration::from_secs(10), "{what}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// Counts how often it begins and takes some time.
fn slow(begun: &Arc<AtomicUsize>, takes: Duration) -> Handler {
    let begun = begun.clone();
    handler(move |_job| {
        let begun = begun.clone();
        async move {
            begun.fetch_add(1, Ordering::SeqCst);
            sleep(takes).await;
            Ok(())
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_holds_the_writer_for_long_is_not_cut_off_by_its_own_lease() {
    for (database, _folder) in databases().await {
        let (centre, own) = (CentreId::new(), database.clone());
        let work = handler(move |_job| {
            let own = own.clone();
            async move {
                let tx = own.begin().await?;
                sleep(Duration::from_secs(6)).await;
                tx.commit().await?;
                Ok(())
            }
        });
        let clock = Clock::standing_at(NOW);
        let runner = Runner::new(database.clone(), clock, vec![("t", work)], vec![]);
        asked(&database, centre, "k", NOW).await;
        let drained = timeout(Duration::from_secs(15), runner.drain()).await;
        assert_eq!(drained.expect("nobody waits for himself").unwrap(), 1);
        assert_eq!(state_of(&database, centre).await, "done");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_the_writer_waits_behind_those_before_him_only() {
    for (database, _folder) in databases().await {
        if !database.is_embedded() {
            continue;
        }
        let batches = Arc::new(AtomicUsize::new(0));
        let mut greedy = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (database, batches) = (database.clone(), batches.clone());
            greedy.spawn(async move {
                loop {
                    let tx = database.begin().await.unwrap();
                    batches.fetch_add(1, Ordering::SeqCst);
                    sleep(Duration::from_millis(10)).await;
                    tx.commit().await.unwrap();
                }
            });
        }
        sleep(Duration::from_millis(100)).await;
        for _ in 0..5 {
            let before = batches.load(Ordering::SeqCst);
            let tx = database.begin().await.unwrap();
            let waited_for = batches.load(Ordering::SeqCst) - before;
            tx.commit().await.unwrap();
            assert!(waited_for <= 5, "{waited_for} batches went first");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_never_has_a_job_done_twice_at_a_time() {
    for (database, _folder) in databases().await {
        let (centre, clock) = (CentreId::new(), Clock::standing_at(NOW));
        let begun = Arc::new(AtomicUsize::new(0));
        let work = slow(&begun, Duration::from_secs(2));
        let runner = Runner::new(database.clone(), clock.clone(), vec![("t", work)], vec![]);
        let (stop, stopped) = watch::channel(false);
        let workers = runner.start(stopped).await.unwrap();
        asked(&database, centre, "k", NOW).await;
        until("it begins", async || begun.load(Ordering::SeqCst) == 1).await;
        for hours in [1, 24, -24, 0] {
            clock.set(NOW.plus_seconds(hours * 3_600));
            sleep(Duration::from_millis(400)).await;
        }
        until("it ends", async || {
            state_of(&database, centre).await == "done"
        })
        .await;
        assert_eq!(begun.load(Ordering::SeqCst), 1);
        stop.send_replace(true);
        workers.join_all().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recurring_work_goes_on_after_the_clock_was_put_back() {
    for (database, _folder) in databases().await {
        let (clock, counter) = (Clock::standing_at(NOW), Arc::new(AtomicUsize::new(0)));
        let handlers = vec![("tick", counting(&counter, 0))];
        let runner = Runner::new(
            database.clone(),
            clock.clone(),
            handlers,
            vec![("tick", 60)],
        );
        runner.drain().await.unwrap();
        clock.set(NOW.plus_seconds(-7_200));
        runner.drain().await.unwrap();
        clock.set(NOW.plus_seconds(-7_100));
        runner.drain().await.unwrap();
        assert_eq!(counter.load(Ordering::SeqCst), 3);
        let schedules = kernel::jobs::schedules(&database.reader()).await.unwrap();
        assert_eq!(schedules[0].missed, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recurring_work_is_not_begun_again_before_it_ends() {
    for (database, _folder) in databases().await {
        let (clock, begun) = (Clock::standing_at(NOW), Arc::new(AtomicUsize::new(0)));
        let handlers = vec![("tick", slow(&begun, Duration::from_millis(1_500)))];
        let runner = Runner::new(database.clone(), clock.clone(), handlers, vec![("tick", 5)]);
        let (stop, stopped) = watch::channel(false);
        let workers = runner.start(stopped).await.unwrap();
        until("it begins", async || begun.load(Ordering::SeqCst) == 1).await;
        clock.set(NOW.plus_seconds(60));
        sleep(Duration::from_millis(700)).await;
        assert_eq!(begun.load(Ordering::SeqCst), 1);
        until("it comes again", async || begun.load(Ordering::SeqCst) == 2).await;
        stop.send_replace(true);
        workers.join_all().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_panics_fails_and_takes_nobody_along() {
    for (database, _folder) in databases().await {
        let (centre, clock) = (CentreId::new(), Clock::standing_at(NOW));
        let work = handler(|_job| async { panic!("on purpose") });
        let runner = Runner::new(database.clone(), clock, vec![("t", work)], vec![]);
        asked(&database, centre, "k", NOW).await;
        assert_eq!(runner.drain().await.unwrap(), 1);
        assert_eq!(state_of(&database, centre).await, "waiting");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_failed_for_good_is_done_when_it_is_asked_for_again() {
    for (database, _folder) in databases().await {
        let (centre, counter) = (CentreId::new(), Arc::new(AtomicUsize::new(0)));
        let work = {
            let counter = counter.clone();
            handler(move |_job| {
                let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
                async move {
                    match first {
                        true => Err(Failure::Final("no".into())),
                        false => Ok(()),
                    }
                }
            })
        };
        let clock = Clock::standing_at(NOW);
        let runner = Runner::new(database.clone(), clock, vec![("t", work)], vec![]);
        asked(&database, centre, "k", NOW).await;
        runner.drain().await.unwrap();
        assert_eq!(state_of(&database, centre).await, "failed");
        asked(&database, centre, "k", NOW).await;
        runner.drain().await.unwrap();
        assert_eq!(state_of(&database, centre).await, "done");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_what_does_not_fit_and_damages_nothing() {
    for (database, _folder) in databases().await {
        if !database.is_embedded() {
            continue;
        }
        let centre = CentreId::new();
        asked(&database, centre, "before", NOW).await;
        limit_pages(&database, 1).await;
        let mut refused = None;
        for n in 0..1_000 {
            let tx = database.begin().await.unwrap();
            let long = "x".repeat(4_000);
            let job = Later::new(centre, "t", format!("{n}"), NOW).with(&long);
            let written = match job.enqueue(&tx, NOW).await {
                Ok(_) => tx.commit().await,
                Err(error) => Err(error),
            };
            if let Err(error) = written {
                refused = Some(error);
                break;
            }
        }
        let refused = refused.expect("the fault fires");
        assert!(refused.is_disk_full(), "{refused}");
        let there = jobs_of(&database.reader(), centre, 9_999).await.unwrap();
        assert!(
            there.iter().any(|job| job.state == "waiting"),
            "reading goes on"
        );
        limit_pages(&database, 1_000_000).await;
        // Somebody changes their mind; what comes after is there for everybody all the same.
        drop(database.begin().await.unwrap());
        asked(&database, centre, "after", NOW).await;
        let now_there = jobs_of(&database.reader(), centre, 9_999).await.unwrap();
        assert_eq!(now_there.len(), there.len() + 1, "nothing is lost");
        let sound = database.reader().one("pragma integrity_check", []).await;
        assert_eq!(
            sound.unwrap().get::<String>("integrity_check").unwrap(),
            "ok"
        );
    }
}

/// The embedded database may not grow past so many pages; below its size it may not grow
/// at all.
async fn limit_pages(database: &Database, pages: i64) {
    let tx = database.begin().await.unwrap();
    tx.all(&format!("pragma max_page_count = {pages}"), [])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_connections_to_postgres_are_made_anew_and_jobs_go_on() {
    for (database, _folder) in databases().await {
        if database.is_embedded() {
            continue;
        }
        let (centre, clock) = (CentreId::new(), Clock::standing_at(NOW));
        let begun = Arc::new(AtomicUsize::new(0));
        let work = slow(&begun, Duration::from_secs(1));
        let runner = Runner::new(database.clone(), clock, vec![("t", work)], vec![]);
        let (stop, stopped) = watch::channel(false);
        let workers = runner.start(stopped).await.unwrap();
        asked(&database, centre, "k", NOW).await;
        until("it begins", async || begun.load(Ordering::SeqCst) == 1).await;
        let killed = database
            .reader()
            .all(
                "select pg_terminate_backend(pid) as gone from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
                [],
            )
            .await
            .unwrap();
        assert!(!killed.is_empty(), "the fault fires");
        until("it ends", async || {
            matches!(jobs_of(&database.reader(), centre, 9).await, Ok(jobs) if jobs[0].state == "done")
        })
        .await;
        let sql = "select count(*) as n from job where centre_id = $1";
        assert!(database.reader().one(sql, args![centre]).await.is_ok());
        stop.send_replace(true);
        workers.join_all().await;
    }
}
