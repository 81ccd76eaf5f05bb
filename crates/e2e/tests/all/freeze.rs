//! A freeze in the middle of a mailing: what is on its way stops within a second.

use crate::deeds;
use crate::kill::{mailing_of, mails_everybody, reaches, taken};
use e2e::{Options, Sink};
use std::time::{Duration, Instant};

const READERS: usize = 1_200;
const CONNECTIONS: usize = 16;
/// The promise.
const WITHIN: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread")]
async fn a_freeze_stops_a_running_mailing_within_a_second_and_a_release_ends_it() {
    let sink = Sink::open(Duration::from_millis(100)).await;
    let mut program = deeds::centre(Options::new(), &["lin specialist", "chen head"]);
    program.begin().await;
    deeds::sends_to(&program, sink.address(), CONNECTIONS).await;
    let owner = deeds::signed_in(&program, "owner").await;
    mails_everybody(&program, READERS).await;
    reaches(&sink, READERS / 5).await;
    let place = "/approvals/freeze";
    let asked = Instant::now();
    let answer = owner
        .submit(place, place, &[("reason", "收到檢舉，先停下來查")])
        .await;
    let frozen = Instant::now();
    assert_eq!(answer.status, 303, "{}", answer.text());
    // Long enough that a sender that looked only now and then would be seen.
    tokio::time::sleep(WITHIN * 4).await;
    let came = taken(&sink);
    let last = came.iter().map(|mail| mail.at).max().expect("some came");
    assert!(came.len() < READERS, "the freeze came in the middle");
    let after = last.saturating_duration_since(frozen);
    println!(
        "freezing took {:?}; {} of {READERS} had left, the last {after:?} after it",
        frozen - asked,
        came.len()
    );
    assert!(after <= WITHIN, "a mail left {after:?} after the freeze");
    let page = owner.get(place).await.text();
    assert!(page.contains("保留中"), "what waits says so: {page}");
    thaws_and_lets_go(&owner, &sink, came.len()).await;
    let lin = deeds::signed_in(&program, "lin").await;
    let mailing = mailing_of(&lin).await;
    deeds::page_says(&lin, &mailing, "已寄完").await;
    let mut readers: Vec<String> = taken(&sink).into_iter().map(|mail| mail.to).collect();
    assert_eq!(readers.len(), READERS, "nobody twice, nobody forgotten");
    readers.sort_unstable();
    readers.dedup();
    assert_eq!(readers.len(), READERS, "everybody once");
}

/// Thawing alone sends nothing; releasing the mailing does.
async fn thaws_and_lets_go(owner: &e2e::Http, sink: &Sink, before: usize) {
    let place = "/approvals/freeze";
    let answer = owner
        .submit(
            place,
            "/approvals/freeze/thaw",
            &[("reason", "查過了，可以繼續")],
        )
        .await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    tokio::time::sleep(WITHIN * 2).await;
    assert_eq!(taken(sink).len(), before, "thawing sends nothing");
    let page = owner.get(place).await.text();
    let fields = [("outlet", "email"), ("id", &deeds::value_of(&page, "id"))];
    let answer = owner
        .submit(place, "/approvals/freeze/release", &fields)
        .await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}
