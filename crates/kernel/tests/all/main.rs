//! The ground, on both engines: values survive, transactions hold, jobs are done once.

#![expect(
    clippy::unwrap_used,
    reason = "what these tests build on must be there, or they fail"
)]

mod steadfast;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::database::migrate;
use kernel::jobs::{Failure, Later, Runner, handler, jobs_of, retry};
use kernel::{CentreId, Clock, Database, DbError, Moment, args};
use uuid::Uuid;

const NOW: Moment = Moment(1_795_406_400_000_000);

async fn databases() -> Vec<(Database, Option<tempfile::TempDir>)> {
    let folder = tempfile::tempdir().unwrap();
    let mut all = vec![(
        Database::open_sqlite(&folder.path().join("k.db"))
            .await
            .unwrap(),
        Some(folder),
    )];
    if let Some(server) = std::env::var("HERALD_TEST_POSTGRES")
        .ok()
        .filter(|s| !s.is_empty())
    {
        let name = format!("kernel_{}", Uuid::now_v7().simple());
        let admin = Database::open_postgres(&server).await.unwrap();
        admin
            .reader()
            .run(&format!("create database {name}"), [])
            .await
            .unwrap();
        let base = server.split('?').next().unwrap();
        let host = base.rsplit_once('/').unwrap().0;
        all.push((
            Database::open_postgres(&format!("{host}/{name}"))
                .await
                .unwrap(),
            None,
        ));
    }
    for (database, _) in &all {
        migrate(database, kernel::migrations::MIGRATIONS, NOW)
            .await
            .unwrap();
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_value_survives_the_round_trip() {
    for (database, _folder) in databases().await {
        let tx = database.begin().await.unwrap();
        let (centre, subject) = (CentreId::new(), Uuid::now_v7());
        let happened = kernel::activity::Activity::new("test.happened", NOW).about(subject);
        kernel::activity::record(&tx, centre, &[happened])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let row = database
            .reader()
            .one("select * from activity where centre_id = $1", args![centre])
            .await
            .unwrap();
        assert_eq!(row.get::<CentreId>("centre_id").unwrap(), centre);
        assert_eq!(row.get::<Moment>("at").unwrap(), NOW);
        assert_eq!(
            row.get::<Option<Uuid>>("subject_id").unwrap(),
            Some(subject)
        );
        assert_eq!(row.get::<Option<Uuid>>("contact_id").unwrap(), None);
        assert!(!row.get::<bool>("machine").unwrap());
        let sql = "select exists (select 1 from activity where centre_id = $1) as there";
        assert!(
            database
                .reader()
                .one(sql, args![centre])
                .await
                .unwrap()
                .get::<bool>("there")
                .unwrap()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_transaction_leaves_nothing_behind() {
    for (database, _folder) in databases().await {
        let centre = CentreId::new();
        let tx = database.begin().await.unwrap();
        Later::new(centre, "t", "k", NOW)
            .enqueue(&tx, NOW)
            .await
            .unwrap();
        drop(tx);
        assert!(
            jobs_of(&database.reader(), centre, 9)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_rows_are_written_at_once_and_old_ones_can_be_kept() {
    for (database, _folder) in databases().await {
        let tx = database.begin().await.unwrap();
        let row = |n: i64| args![format!("feature{n}"), n, NOW].to_vec();
        let columns = ["feature", "step", "applied_at"];
        let written = tx
            .insert("migration", &columns, (0..2_500).map(row).collect(), false)
            .await
            .unwrap();
        assert_eq!(written, 2_500);
        let written = tx
            .insert(
                "migration",
                &columns,
                (2_000..3_000).map(row).collect(),
                true,
            )
            .await
            .unwrap();
        assert_eq!(written, 500);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_a_newer_program_is_refused_in_words() {
    for (database, _folder) in databases().await {
        let tx = database.begin().await.unwrap();
        tx.run(
            "insert into migration (feature, step, applied_at) values ('later', 1, 1)",
            [],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let refused = migrate(&database, kernel::migrations::MIGRATIONS, NOW)
            .await
            .unwrap_err();
        assert!(matches!(refused, DbError::WrittenByNewer(what) if what == "later 1"));
    }
}

fn counting(counter: &Arc<AtomicUsize>, fail_first: usize) -> kernel::jobs::Handler {
    let counter = counter.clone();
    handler(move |_job| {
        let counter = counter.clone();
        async move {
            let n = counter.fetch_add(1, Ordering::SeqCst);
            if n < fail_first {
                Err(Failure::Passing("not yet".into()))
            } else {
                Ok(())
            }
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_asked_for_twice_is_done_once_and_its_key_is_free_again() {
    for (database, _folder) in databases().await {
        let (centre, clock, counter) = (
            CentreId::new(),
            Clock::standing_at(NOW),
            Arc::new(AtomicUsize::new(0)),
        );
        let runner = Runner::new(
            database.clone(),
            clock,
            vec![("t", counting(&counter, 0))],
            vec![],
        );
        let tx = database.begin().await.unwrap();
        Later::new(centre, "t", "same", NOW)
            .enqueue(&tx, NOW)
            .await
            .unwrap();
        Later::new(centre, "t", "same", NOW)
            .enqueue(&tx, NOW)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(runner.drain().await.unwrap(), 1);
        let tx = database.begin().await.unwrap();
        Later::new(centre, "t", "same", NOW)
            .enqueue(&tx, NOW)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(runner.drain().await.unwrap(), 1);
        assert_eq!(counter.load(Ordering::SeqCst), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_comes_back_later_and_later() {
    for (database, _folder) in databases().await {
        let (centre, clock, counter) = (
            CentreId::new(),
            Clock::standing_at(NOW),
            Arc::new(AtomicUsize::new(0)),
        );
        let runner = Runner::new(
            database.clone(),
            clock.clone(),
            vec![("t", counting(&counter, 2))],
            vec![],
        );
        let tx = database.begin().await.unwrap();
        Later::new(centre, "t", "k", NOW)
            .enqueue(&tx, NOW)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(runner.drain().await.unwrap(), 1);
        assert_eq!(runner.drain().await.unwrap(), 0);
        clock.set(NOW.plus_seconds(3_600));
        assert_eq!(runner.drain().await.unwrap(), 1);
        clock.set(NOW.plus_seconds(7_200));
        assert_eq!(runner.drain().await.unwrap(), 1);
        assert_eq!(
            jobs_of(&database.reader(), centre, 9).await.unwrap()[0].state,
            "done"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_late_by_itself() {
    for (database, _folder) in databases().await {
        let (centre, clock, counter) = (
            CentreId::new(),
            Clock::standing_at(NOW),
            Arc::new(AtomicUsize::new(0)),
        );
        let runner = Runner::new(
            database.clone(),
            clock.clone(),
            vec![("t", counting(&counter, 0))],
            vec![],
        );
        let tx = database.begin().await.unwrap();
        Later::new(centre, "t", "k", NOW)
            .outward()
            .enqueue(&tx, NOW)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        clock.set(NOW.plus_seconds(3_601));
        assert_eq!(runner.drain().await.unwrap(), 0);
        let job = jobs_of(&database.reader(), centre, 9)
            .await
            .unwrap()
            .remove(0);
        assert_eq!(job.state, "missed");
        let tx = database.begin().await.unwrap();
        assert!(retry(&tx, centre, job.id, clock.now()).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(runner.drain().await.unwrap(), 1);
        assert_eq!(counter.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recurring_work_counts_what_it_missed_and_does_not_catch_up() {
    for (database, _folder) in databases().await {
        let (clock, counter) = (Clock::standing_at(NOW), Arc::new(AtomicUsize::new(0)));
        let runner = Runner::new(
            database.clone(),
            clock.clone(),
            vec![("tick", counting(&counter, 0))],
            vec![("tick", 60)],
        );
        runner.drain().await.unwrap();
        clock.set(NOW.plus_seconds(600));
        runner.drain().await.unwrap();
        assert_eq!(counter.load(Ordering::SeqCst), 2);
        let schedule = kernel::jobs::schedules(&database.reader())
            .await
            .unwrap()
            .remove(0);
        assert_eq!(schedule.missed, 9);
        assert_eq!(schedule.next_at, NOW.plus_seconds(660));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_program_on_one_folder_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let first = kernel::DataFolder::open(folder.path()).unwrap();
    let second = kernel::DataFolder::open(folder.path())
        .unwrap_err()
        .to_string();
    assert!(second.contains("is in use by another Herald"), "{second}");
    drop(first);
    kernel::DataFolder::open(folder.path()).unwrap();
}
