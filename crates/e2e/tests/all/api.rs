//! Herald as machines and operators meet it: the API under an independent judge, the
//! command line, backup and restore, two programs on one folder, PostgreSQL.

use e2e::{Http, Options, Program};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PASSWORD: &str = "a long pass phrase";
const OWNER: &str = "owner@clinic.test";

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn must(program: &Program, arguments: &[&str]) -> String {
    let output = program.run(arguments);
    assert!(
        output.status.success(),
        "herald {}: {}",
        arguments.join(" "),
        said(&output)
    );
    said(&output)
}

/// A centre set up from the command line, with a specialist; not yet running.
fn centre(options: Options) -> Program {
    let program = Program::prepare(options);
    let password = program.folder().join("password");
    std::fs::write(&password, PASSWORD).expect("the folder is writable");
    let password = password.display().to_string();
    must(
        &program,
        &[
            "setup",
            "--centre",
            "晴川復健中心",
            "--owner-email",
            OWNER,
            "--owner-password-file",
            &password,
        ],
    );
    must(
        &program,
        &[
            "user",
            "add",
            "--email",
            "lin@clinic.test",
            "--name",
            "林怡安",
            "--password-file",
            &password,
            "--position",
            "specialist",
        ],
    );
    program
}

/// The hours of the centre, written and published by the specialist without a browser.
async fn publishes_hours(program: &Program) {
    let lin = Http::new(program.desk());
    lin.sign_in("lin@clinic.test", PASSWORD).await;
    let fields = [
        ("title", "12 月的服務時間"),
        ("kind", "hours"),
        ("language", "zh-Hant"),
    ];
    let begun = lin.submit("/content", "/content", &fields).await;
    let edit = begun
        .header("location")
        .unwrap_or_else(|| panic!("{}", begun.text()))
        .to_owned();
    let item = edit.trim_end_matches("/edit").to_owned();
    let shown = lin.get(&edit).await.text();
    let revision = value_of(&shown, "revision");
    let text = [
        ("title", "12 月的服務時間"),
        ("revision", revision.as_str()),
        ("text", "12 月 31 日提早到下午五點。"),
    ];
    let saved = lin.submit(&edit, &format!("{item}/plain"), &text).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let publish = format!("{item}/publish");
    let looked = lin
        .submit(&publish, &publish, &[("outlet-website", "on")])
        .await
        .text();
    let version = value_of(&looked, "version");
    let form = [("outlet-website", "on"), ("version", version.as_str())];
    let done = lin
        .submit(&publish, &format!("{item}/publication"), &form)
        .await;
    assert_eq!(
        done.header("location"),
        Some(format!("{item}/published").as_str()),
        "{}",
        done.text()
    );
}

fn value_of(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.and_then(|rest| rest.split('"').next())
        .unwrap_or_else(|| panic!("no {name}: {page}"))
        .to_owned()
}

async fn stands_on_the_site(program: &Program) {
    let list = Http::new(program.site()).get("/articles").await;
    assert!(list.text().contains("服務時間"), "{}", list.text());
}

#[tokio::test]
async fn a_routine_article_is_published_on_postgres() {
    let mut program = centre(Options::new().on_postgres());
    program.begin().await;
    publishes_hours(&program).await;
    stands_on_the_site(&program).await;
    assert!(program.stop().success());
    assert!(must(&program, &["ledger", "verify"]).contains("the record is whole"));
}

#[tokio::test]
async fn a_backup_restored_elsewhere_is_the_same_house() {
    let mut program = centre(Options::new());
    program.begin().await;
    publishes_hours(&program).await;
    assert!(program.stop().success());
    let root = must(&program, &["ledger", "verify"]);
    let backup = program.folder().join("backup");
    must(&program, &["backup", &backup.display().to_string()]);
    let mut other = Program::prepare(Options::new());
    must(&other, &["restore", &backup.display().to_string()]);
    assert_eq!(must(&other, &["ledger", "verify"]), root, "the same record");
    other.begin().await;
    stands_on_the_site(&other).await;
    Http::new(other.desk())
        .sign_in("lin@clinic.test", PASSWORD)
        .await;
}

#[tokio::test]
async fn a_second_program_on_the_folder_refuses_in_words_and_the_doctor_answers() {
    let mut program = centre(Options::new());
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
    let mut program = centre(Options::new());
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
