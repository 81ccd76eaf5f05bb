//! The ledger proves itself whole, and names the place of every change behind it.

use desk::ledger::{self, Fault, Report};
use kernel::args;
use uuid::Uuid;

use crate::house::{House, on_both_engines};
use crate::toy::Draft;

const LEAVES: i64 = 6;

async fn filled(house: &House) {
    let specialist = house.person("specialist").await;
    for n in 0..LEAVES {
        let act = Draft {
            id: Uuid::now_v7(),
            body: format!("draft {n}"),
        };
        house.act(&specialist, &act).await.unwrap();
        if n == 3 {
            let tx = house.desk.database().begin().await.unwrap();
            ledger::keep_checkpoint(&tx, house.centre).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}

async fn report(house: &House) -> Report {
    let key = house.desk.keys().public();
    ledger::verify(&house.conn(), house.centre, &key)
        .await
        .unwrap()
}

async fn faults(house: &House) -> Vec<Fault> {
    report(house).await.faults
}

#[test]
fn a_whole_ledger_verifies_with_its_checkpoints() {
    on_both_engines(|house| async move {
        assert!(faults(&house).await.is_empty());
        filled(&house).await;
        let report = report(&house).await;
        assert_eq!((report.leaves, report.checkpoints), (6, 1));
        assert_eq!(report.faults, []);
        let other_key = [7; 32];
        let forged = ledger::verify(&house.conn(), house.centre, &other_key).await;
        assert_eq!(
            forged.unwrap().faults,
            [Fault::Signature { size: 4 }, Fault::Signature { size: 6 }]
        );
    });
}

#[test]
fn a_changed_entry_hash_detail_or_column_is_found_at_its_place() {
    let changes = [
        (
            "ledger_leaf",
            "entry = replace(entry, 'content.draft', 'content.drafs')",
            true,
        ),
        ("ledger_leaf", "hash = 'f' || substr(hash, 2)", false),
        ("ledger_leaf", "kind = 'content.publish'", false),
        ("ledger_leaf", "what = 'undone'", false),
        ("ledger_leaf", "at = at + 1", false),
        ("ledger_leaf", "account_id = subject_id", false),
        ("ledger_leaf", "subject_id = account_id", false),
        (
            "ledger_leaf",
            "cell = 'authority.execution.budget-use'",
            false,
        ),
    ];
    for (table, change, moves_the_root) in changes {
        on_both_engines(|house| async move {
            filled(&house).await;
            let sql = format!("update {table} set {change} where centre_id = $1 and seq = 2");
            assert_eq!(house.write(&sql, args![house.centre]).await, 1);
            let found = faults(&house).await;
            // A hash that begins with f already is the one change in sixteen that changes nothing.
            if change.starts_with("hash") && found.is_empty() {
                return;
            }
            assert_eq!(found[0], Fault::Changed { seq: 2 }, "{change}");
            assert_eq!(found.len() > 1, moves_the_root, "{change}: {found:?}");
        });
    }
}

#[test]
fn a_changed_detail_or_salt_is_found_and_an_erased_one_is_not_a_fault() {
    on_both_engines(|house| async move {
        filled(&house).await;
        let detail = "update ledger_detail set detail = replace(detail, 'draft 2', 'draft 9') where centre_id = $1 and seq = 2";
        house.write(detail, args![house.centre]).await;
        let salt = "update ledger_detail set salt = 'A' || salt where centre_id = $1 and seq = 4";
        house.write(salt, args![house.centre]).await;
        let expected = [
            Fault::DetailChanged { seq: 2 },
            Fault::DetailChanged { seq: 4 },
        ];
        assert_eq!(faults(&house).await, expected);
        let erase = "delete from ledger_detail where centre_id = $1 and seq in (2, 4)";
        house.write(erase, args![house.centre]).await;
        assert_eq!(faults(&house).await, []);
    });
}

#[test]
fn a_deleted_leaf_is_missed_wherever_it_stood() {
    for seq in [0, 2, LEAVES - 1] {
        on_both_engines(|house| async move {
            filled(&house).await;
            let sql = "delete from ledger_leaf where centre_id = $1 and seq = $2";
            house.write(sql, args![house.centre, seq]).await;
            let found = faults(&house).await;
            let place = Fault::OutOfOrder {
                expected: seq,
                found: seq + 1,
            };
            assert_eq!(found.contains(&place), seq + 1 < LEAVES);
            let size = Fault::Size { head: 6, leaves: 5 };
            assert!(found.contains(&size), "{found:?}");
        });
    }
}

#[test]
fn two_leaves_that_changed_places_are_found() {
    on_both_engines(|house| async move {
        filled(&house).await;
        for (from, to) in [(1, 100), (2, 1), (100, 2)] {
            for table in ["ledger_leaf", "ledger_detail"] {
                let sql = format!("update {table} set seq = $3 where centre_id = $1 and seq = $2");
                house.write(&sql, args![house.centre, from, to]).await;
            }
        }
        let expected = [Fault::Root { size: 4 }, Fault::Root { size: 6 }];
        assert_eq!(faults(&house).await, expected);
    });
}

#[test]
fn a_changed_head_or_checkpoint_is_found() {
    let changes = [
        (
            "update ledger_head set size = 5 where centre_id = $1",
            Fault::Size { head: 5, leaves: 6 },
        ),
        (
            "update ledger_head set at = at + 1 where centre_id = $1",
            Fault::Signature { size: 6 },
        ),
        (
            "update ledger_head set signature = 'AA' || signature where centre_id = $1",
            Fault::Signature { size: 6 },
        ),
        (
            "update ledger_head set frontier = substr(frontier, 65, 64) || substr(frontier, 1, 64) where centre_id = $1",
            Fault::Root { size: 6 },
        ),
        (
            "delete from ledger_head where centre_id = $1",
            Fault::Size { head: 0, leaves: 6 },
        ),
        (
            "update ledger_checkpoint set root = 'x' where centre_id = $1",
            Fault::Root { size: 4 },
        ),
        (
            "update ledger_checkpoint set signature = '' where centre_id = $1",
            Fault::Signature { size: 4 },
        ),
        (
            "update ledger_checkpoint set at = at - 1 where centre_id = $1",
            Fault::Signature { size: 4 },
        ),
        (
            "update ledger_checkpoint set size = 9 where centre_id = $1",
            Fault::Root { size: 9 },
        ),
    ];
    for (sql, fault) in &changes {
        on_both_engines(|house| async move {
            filled(&house).await;
            house.write(sql, args![house.centre]).await;
            let found = faults(&house).await;
            assert!(found.contains(fault), "{sql}: {found:?}");
        });
    }
}

#[test]
fn a_rollback_to_an_earlier_head_shows_against_a_kept_checkpoint() {
    on_both_engines(|house| async move {
        filled(&house).await;
        let tx = house.desk.database().begin().await.unwrap();
        ledger::keep_checkpoint(&tx, house.centre).await.unwrap();
        tx.commit().await.unwrap();
        let sql = "delete from ledger_leaf where centre_id = $1 and seq >= 4";
        house.write(sql, args![house.centre]).await;
        assert!(faults(&house).await.contains(&Fault::Root { size: 6 }));
    });
}
