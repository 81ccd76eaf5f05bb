//! Power cuts in the middle of a mailing: nobody is lost, and at most one mail for each
//! open connection is repeated, under the same Message-ID.

use crate::deeds;
use e2e::{Options, Program, Sink, Taken, links_of};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const KILLS: usize = 5;
const CONNECTIONS: usize = 8;

/// `HERALD_KILL_RECIPIENTS`, 2,000 where it is not set.
fn recipients() -> usize {
    let set = std::env::var("HERALD_KILL_RECIPIENTS").ok();
    set.and_then(|text| text.parse().ok()).unwrap_or(2_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailing_killed_five_times_loses_nobody() {
    let count = recipients();
    let sink = Sink::open(Duration::from_millis(8)).await;
    let mut program = deeds::centre(Options::new(), &["lin specialist", "chen head"]);
    program.begin().await;
    deeds::sends_to(&program, sink.address(), CONNECTIONS).await;
    mails_everybody(&program, count).await;
    for kill in 1..=KILLS {
        // Some way into each part of the mailing, never at a round number.
        let at = count * kill / (KILLS + 1) + (kill * 37) % 50;
        reaches(&sink, at).await;
        program.kill();
        let so_far = taken(&sink).len();
        assert!(
            so_far < count,
            "the kill {kill} comes in the middle: {so_far}"
        );
        program.again().await;
    }
    let until = Instant::now() + Duration::from_secs(180);
    while distinct(&sink) < count {
        assert!(
            Instant::now() < until,
            "{} of {count} were reached",
            distinct(&sink)
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let lin = deeds::signed_in(&program, "lin").await;
    let mailing = mailing_of(&lin).await;
    deeds::page_says(&lin, &mailing, "已寄完").await;
    judge(&sink, count);
    let repeats = taken(&sink).len() - count;
    let named = doubtful(&lin, &mailing).await;
    assert!(
        named >= repeats,
        "the program names {named} that were in doubt, {repeats} were repeated"
    );
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

/// What readers got; letters to the staff come over the same server.
pub fn taken(sink: &Sink) -> Vec<Taken> {
    let mut mails = sink.taken();
    mails.retain(|mail| mail.to.ends_with("@readers.test"));
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
    let until = Instant::now() + Duration::from_secs(180);
    while taken(sink).len() < count {
        assert!(
            Instant::now() < until,
            "{} of {count} mails came",
            taken(sink).len()
        );
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

fn judge(sink: &Sink, count: usize) {
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
    println!("{count} recipients, {KILLS} kills, {repeats} repeats");
    assert!(repeats <= KILLS * CONNECTIONS, "{repeats} repeats");
    for (to, ids) in &mails {
        let same: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(same.len(), 1, "{to} got {ids:?}");
        assert!(ids[0].starts_with('<'), "{ids:?}");
    }
}
