//! Herald as machines and operators meet it: the API under an independent judge, the
//! command line, backup and restore, two programs on one folder.

use crate::deeds::{OWNER, PASSWORD, asks_to_publish, centre, must, said, signed_in, writes};
use e2e::{Http, Options, Program};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The hours of the centre, written and published by the specialist.
async fn publishes_hours(program: &Program) {
    let lin = signed_in(program, "lin").await;
    let item = writes(
        &lin,
        "hours",
        "12 月的服務時間",
        "12 月 31 日提早到下午五點。",
    )
    .await;
    let done = asks_to_publish(&lin, &item, &[("outlet-website", "on")]).await;
    assert_eq!(
        done.header("location"),
        Some(format!("{item}/published").as_str()),
        "{}",
        done.text()
    );
}

async fn stands_on_the_site(program: &Program) {
    let list = Http::new(program.site()).get("/articles").await;
    assert!(list.text().contains("服務時間"), "{}", list.text());
}

#[tokio::test]
async fn a_backup_restored_elsewhere_is_the_same_house() {
    let mut program = centre(Options::new(), &["lin specialist"]);
    program.begin().await;
    publishes_hours(&program).await;
    assert!(program.stop().success());
    let root = must(&program, &["ledger", "verify"]);
    let backup = program.folder().join("backup");
    must(&program, &["backup", &backup.display().to_string()]);
    let mut other = Program::prepare(Options::new());
    must(&other, &["restore", &backup.display().to_string()]);
    assert_eq!(must(&other, &["ledger", "verify"]), root, "the same record");
    let again = other.run(&["restore", &backup.display().to_string()]);
    assert!(!again.status.success(), "data is never written over");
    other.begin().await;
    stands_on_the_site(&other).await;
    Http::new(other.desk())
        .sign_in("lin@clinic.test", PASSWORD)
        .await;
}

#[tokio::test]
async fn a_second_program_on_the_folder_refuses_in_words_and_the_doctor_answers() {
    let mut program = centre(Options::new(), &[]);
    program.begin().await;
    let second = program.run(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--site-listen",
        "127.0.0.1:0",
    ]);
    assert!(!second.status.success(), "{}", said(&second));
    let words = said(&second);
    assert!(
        words.contains("another") || words.contains("already"),
        "{words}"
    );
    assert!(!words.contains("panicked"), "{words}");
    assert!(program.stop().success());
    let doctor = said(&program.run(&["doctor"]));
    for word in ["database", "disk"] {
        assert!(doctor.to_lowercase().contains(word), "{doctor}");
    }
}

#[tokio::test]
async fn schemathesis_finds_nothing_wrong_with_the_api() {
    let mut program = centre(Options::new(), &["lin specialist"]);
    let token = must(
        &program,
        &["token", "create", "--user", OWNER, "--name", "judge"],
    );
    let token = token
        .split_whitespace()
        .find(|word| word.starts_with("hrt_"))
        .expect("the token is printed")
        .to_owned();
    program.begin().await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let script: PathBuf = root.join("scripts/judge-api");
    let mut judge = Command::new(script);
    judge
        .args([program.desk(), &token])
        .env("HERALD_JUDGE_SECONDS", "100");
    let verdict = tokio::task::spawn_blocking(move || judge.output().expect("the judge starts"))
        .await
        .unwrap();
    let words = said(&verdict);
    assert!(
        verdict.status.success(),
        "{}",
        &words[words.len().saturating_sub(6_000)..]
    );
}
