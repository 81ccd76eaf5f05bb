//! The main path of the story on PostgreSQL, and a PostgreSQL that goes away.

use crate::deeds;
use e2e::{Http, Judges, Mailbox, Options, Peers, Program, Wire};
use std::time::{Duration, Instant};

const STAFF: [&str; 3] = ["lin specialist", "chen head", "huang physiotherapist"];
const TITLE: &str = "踝扭傷後的第一週";
const TEXT: &str = "腳踝扭傷後，請每天做三組腳踝幫浦，每組十下，疼痛加劇就停下來。";
/// A mail that is on its way is here long before.
const SOON: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread")]
async fn the_main_path_of_the_story_works_on_postgres() {
    let mut program = deeds::centre(Options::new().on_postgres(), &STAFF);
    program.begin().await;
    deeds::sends_to(&program, &Peers::smtp(), 2).await;
    publishes_under_the_charter(&program).await;
    stands_on_the_site(&program).await;
    let mail = first_mail(&program, "pia-postgres@readers.test").await;
    assert_eq!(mail["headers"]["subject"], TITLE);
    assert_eq!(mail["defects"], serde_json::json!([]));
    nothing_leaves_while_frozen(&program).await;
    assert!(program.stop().success());
    assert!(deeds::must(&program, &["ledger", "verify"]).contains("the record is whole"));
    one_changed_letter_is_found(&program);
}

/// Clinical content: the physiotherapist reviews, the head approves, nothing before.
async fn publishes_under_the_charter(program: &Program) {
    let lin = deeds::signed_in(program, "lin").await;
    let list =
        "姓名,電子郵件\r\n沛雅,pia-postgres@readers.test\r\n小彥,yan-postgres@readers.test\r\n";
    deeds::imports(&lin, "list.csv", list.as_bytes(), &["name", "email"], "").await;
    let segment = deeds::segment_of_all(&lin, "全部").await;
    let item = deeds::writes(&lin, "education", TITLE, TEXT).await;
    let source = "踝扭傷照護指引 | https://www.example.test/ankle | 2025-03";
    deeds::describes(
        &lin,
        &item,
        "education",
        "ankle",
        ("第一週可以做什麼。", source),
    )
    .await;
    let chosen = [
        ("outlet-website", "on"),
        ("outlet-email", "on"),
        ("email.segment", segment.as_str()),
        ("email.subject", TITLE),
    ];
    let asked = deeds::asks_to_publish(&lin, &item, &chosen).await;
    let request = deeds::request_of(&asked).expect("clinical content needs others");
    let site = Http::new(program.site());
    for local in ["huang", "chen"] {
        let list = site.get("/articles").await.text();
        assert!(!list.contains(TITLE), "not before {local} agreed: {list}");
        deeds::agrees(program, local, &request).await;
    }
}

async fn stands_on_the_site(program: &Program) {
    let site = Http::new(program.site());
    // A page that others look at is asked for news a few times a second.
    let until = Instant::now() + Duration::from_secs(2);
    while !site.get("/articles").await.text().contains(TITLE) && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let feed = Judges::feed(&site.get("/feed.rss").await.text());
    assert_eq!(feed["bozo"], false, "{feed}");
    assert_eq!(feed["entries"][0]["title"], TITLE, "{feed}");
    let link = feed["entries"][0]["link"].as_str().expect("a link");
    let page = site.get(link.trim_start_matches(program.site())).await;
    assert!(page.text().contains("腳踝幫浦"), "{}", page.text());
}

/// The first mail of this house in a mailbox, read by Python.
async fn first_mail(program: &Program, address: &str) -> serde_json::Value {
    let until = Instant::now() + SOON;
    loop {
        let mails = Mailbox::open(address).await.mails().await;
        let read = mails.iter().map(|raw| Judges::mail(raw));
        let own = read.filter(|mail| mail.to_string().contains(program.site()));
        if let Some(mail) = own.into_iter().next() {
            return mail;
        }
        assert!(Instant::now() < until, "no mail to {address}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn nothing_leaves_while_frozen(program: &Program) {
    let owner = deeds::signed_in(program, "owner").await;
    let place = "/approvals/freeze";
    let frozen = owner
        .submit(place, place, &[("reason", "先停下來查")])
        .await;
    assert_eq!(frozen.status, 303, "{}", frozen.text());
    let lin = deeds::signed_in(program, "lin").await;
    let item = deeds::writes(&lin, "hours", "凍結時的服務時間", "照常。").await;
    let refused = deeds::asks_to_publish(&lin, &item, &[("outlet-website", "on")]).await;
    assert!(
        refused.text().contains("凍結") || refused.header("location").is_some(),
        "{}: {}",
        refused.status,
        refused.text()
    );
    let list = Http::new(program.site()).get("/articles").await.text();
    assert!(!list.contains("凍結時的服務時間"), "{list}");
}

/// Somebody with the password of the database changes one letter of a reason, then one of
/// an entry.
fn one_changed_letter_is_found(program: &Program) {
    let database = program.database().expect("it runs on PostgreSQL");
    for (change, told) in [
        (
            "update ledger_detail set detail = replace(detail, '先停下來查', '先停下來說') \
             where detail like '%先停下來查%' returning seq",
            "the payload or result kept with entry",
        ),
        (
            "update ledger_leaf set entry = overlay(entry placing '~' from 12) \
             where seq = 3 returning seq",
            "entry",
        ),
    ] {
        let changed = database.ask(change);
        let seq = changed.lines().next().expect("one is changed");
        let broken = program.run(&["ledger", "verify"]);
        let words = deeds::said(&broken);
        assert!(!broken.status.success(), "{words}");
        assert!(
            words.contains(&format!("{told} {seq} was changed")),
            "the place is named: {words}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_goes_away_is_told_in_words_and_used_again_when_it_is_back() {
    let server = Peers::postgres();
    let (_, rest) = server.split_once('@').expect("user and host");
    let (host, _) = rest.split_once('/').expect("host and database");
    let mut wire = Wire::to(host).await;
    let mut program = deeds::centre(
        Options::new().on_postgres().behind(host, wire.address()),
        &["lin specialist"],
    );
    program.begin().await;
    let lin = deeds::signed_in(&program, "lin").await;
    wire.cut().await;
    let page = lin.get("/today").await;
    assert!(matches!(page.status, 500..=503), "answers {}", page.status);
    let words = page.text();
    for secret in ["postgres://", "herald:herald", "panicked", "sqlx"] {
        assert!(!words.contains(secret), "{words}");
    }
    assert!(
        words.contains("資料庫") || words.to_lowercase().contains("database"),
        "the page says what is wrong: {words}"
    );
    let health = lin.get("/healthz").await;
    assert_eq!(
        (health.status, health.text().contains("database")),
        (503, true)
    );
    wire.mend().await;
    let until = Instant::now() + SOON;
    while lin.get("/today").await.status != 200 {
        assert!(Instant::now() < until, "it recovers by itself");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let item = deeds::writes(&lin, "hours", "12 月的服務時間", "照常。").await;
    let done = deeds::asks_to_publish(&lin, &item, &[("outlet-website", "on")]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(program.stop().success());
    wire.cut().await;
    let refused = program.run(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--site-listen",
        "127.0.0.1:0",
    ]);
    let words = deeds::said(&refused);
    assert!(!refused.status.success(), "{words}");
    assert!(words.contains("PostgreSQL does not answer"), "{words}");
    assert!(!words.contains("panicked"), "{words}");
    wire.mend().await;
    program.begin().await;
    let list = Http::new(program.site()).get("/articles").await.text();
    assert!(list.contains("服務時間"), "nothing was lost: {list}");
}
