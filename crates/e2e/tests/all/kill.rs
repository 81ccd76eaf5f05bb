//! Power cuts and a PostgreSQL that restarts in the middle of a mailing: nobody is lost,
//! and at most one mail for each open connection is repeated, under the same Message-ID.

use crate::deeds;
use e2e::{Options, Program, Sink, Taken, links_of};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 8;
/// Where readers live; letters to the staff come over the same server.
const READERS: &str = "@readers.test";

/// A number that `scripts/chaos` sets for its long form.
fn set(name: &str, otherwise: usize) -> usize {
    let set = std::env::var(name).ok();
    set.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// How long so many mails may take, with all that comes between.
fn patience(count: usize) -> Duration {
    Duration::from_secs(180 + count as u64 / 20)
}

/// After how many mails each kill comes: scattered over the mailing, the same in every
/// run, never at a round number.
fn instants(count: usize, kills: usize) -> Vec<usize> {
    let mut seed = 0x2026_1123_u64;
    let mut at: Vec<usize> = (0..kills)
        .map(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let share = usize::try_from(seed >> 44).unwrap_or_default();
            count / 50 + share * (count * 9 / 10) / (1 << 20)
        })
        .collect();
    at.sort_unstable();
    at
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_mailing_loses_nobody() {
    let count = set("HERALD_KILL_RECIPIENTS", 2_000);
    let kills = set("HERALD_KILLS", 5);
    let sink = Sink::open(Duration::from_millis(8)).await;
    let mut program = deeds::centre(Options::new(), &["lin specialist", "chen head"]);
    program.begin().await;
    deeds::sends_to(&program, sink.address(), CONNECTIONS).await;
    mails_everybody(&program, count).await;
    for at in instants(count, kills) {
        reaches(&sink, at).await;
        program.kill();
        let so_far = distinct(&sink);
        assert!(so_far < count, "a kill comes in the middle: {so_far}");
        program.again().await;
    }
    everybody_is_reached(&sink, count).await;
    let lin = deeds::signed_in(&program, "lin").await;
    let mailing = mailing_of(&lin).await;
    deeds::page_says(&lin, &mailing, "已寄完").await;
    let repeats = judge(&sink, count, kills);
    let named = doubtful(&lin, &mailing).await;
    assert!(
        named >= repeats,
        "the program names {named} that were in doubt, {repeats} were repeated"
    );
}

/// The long form of what `channels` proves with cut connections: `scripts/chaos` names the
/// command that restarts the server, which no other test may share meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_mailing_outlives_restarts_of_postgres() {
    let Ok(restart) = std::env::var("HERALD_CHAOS_POSTGRES_RESTART") else {
        eprintln!("HERALD_CHAOS_POSTGRES_RESTART is not set: PostgreSQL is not restarted");
        return;
    };
    let count = set("HERALD_KILL_RECIPIENTS", 2_000);
    let sink = Sink::open(Duration::from_millis(8)).await;
    let mut program = deeds::centre(
        Options::new().on_postgres(),
        &["lin specialist", "chen head"],
    );
    program.begin().await;
    deeds::sends_to(&program, sink.address(), CONNECTIONS).await;
    mails_everybody(&program, count).await;
    reaches(&sink, count / 50).await;
    let until = Instant::now() + patience(count);
    let mut restarts = 0;
    while distinct(&sink) < count * 9 / 10 {
        assert!(Instant::now() < until, "{} of {count}", distinct(&sink));
        let done = std::process::Command::new("bash")
            .args(["-c", &restart])
            .status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "PostgreSQL restarts"
        );
        restarts += 1;
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    assert!(restarts > 0, "the fault fires");
    everybody_is_reached(&sink, count).await;
    judge(&sink, count, restarts);
}

async fn everybody_is_reached(sink: &Sink, count: usize) {
    let until = Instant::now() + patience(count);
    while distinct(sink) < count {
        assert!(
            Instant::now() < until,
            "{} of {count} were reached",
            distinct(sink)
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Imports that many readers who agreed, and sends them all a greeting: the specialist
/// asks, and the head agrees where the charter wants it.
pub async fn mails_everybody(program: &Program, count: usize) {
    let lin = deeds::signed_in(program, "lin").await;
    let mut list = String::from("姓名,電子郵件\r\n");
    for n in 0..count {
        let _ = write!(list, "讀者{n},reader{n}@readers.test\r\n");
    }
    let columns = ["name", "email"];
    deeds::imports(&lin, "all.csv", list.as_bytes(), &columns, "").await;
    let segment = deeds::segment_of_all(&lin, "全部").await;
    let item = deeds::writes(&lin, "thanks", "年末的感謝", "謝謝你這一年的陪伴。").await;
    let chosen = [
        ("outlet-email", "on"),
        ("email.segment", segment.as_str()),
        ("email.subject", "年末的感謝"),
    ];
    let asked = deeds::asks_to_publish(&lin, &item, &chosen).await;
    if let Some(request) = deeds::request_of(&asked) {
        deeds::agrees(program, "chen", &request).await;
    }
}

/// The path of the only mailing.
pub async fn mailing_of(who: &e2e::Http) -> String {
    let list = links_of(&who.get("/channels/email").await.text());
    let mailing = list
        .into_iter()
        .find(|to| to.len() > 50 && !to.contains('?'));
    mailing.expect("the mailing is listed")
}

/// How many recipients the pages of the mailing mark as once in doubt.
async fn doubtful(lin: &e2e::Http, mailing: &str) -> usize {
    let mut next = Some(format!("{mailing}/deliveries"));
    let mut named = 0;
    while let Some(path) = next {
        let page = lin.get(&path).await.text();
        named += page.matches("曾經不確定").count();
        next = links_of(&page).into_iter().find(|to| to.contains("after="));
    }
    named
}

/// What readers got.
pub fn taken(sink: &Sink) -> Vec<Taken> {
    let mut mails = sink.taken();
    mails.retain(|mail| mail.to.ends_with(READERS));
    mails
}

fn distinct(sink: &Sink) -> usize {
    taken(sink)
        .iter()
        .map(|mail| mail.to.clone())
        .collect::<BTreeSet<_>>()
        .len()
}

/// Waits until readers got that many mails.
pub async fn reaches(sink: &Sink, count: usize) {
    let until = Instant::now() + patience(count);
    while sink.count_to(READERS) < count {
        assert!(
            Instant::now() < until,
            "{} of {count} mails came",
            sink.count_to(READERS)
        );
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

/// Nobody lost, nobody else written to, few repeats, each under its first Message-ID.
/// Answers how many mails came twice.
fn judge(sink: &Sink, count: usize, faults: usize) -> usize {
    let mut mails: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mail in taken(sink) {
        mails.entry(mail.to).or_default().push(mail.message_id);
    }
    assert_eq!(
        mails.len(),
        count,
        "nobody is lost and nobody else is written to"
    );
    let repeats: usize = mails.values().map(|ids| ids.len() - 1).sum();
    println!("{count} recipients, {faults} faults, {repeats} repeats");
    assert!(repeats <= faults * CONNECTIONS, "{repeats} repeats");
    for (to, ids) in &mails {
        let same: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(same.len(), 1, "{to} got {ids:?}");
        assert!(ids[0].starts_with('<'), "{ids:?}");
    }
    repeats
}
