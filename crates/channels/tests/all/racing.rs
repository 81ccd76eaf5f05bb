//! Readers leave while a mailing is on its way to them: whoever has left is not taken in
//! hand any more.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use audience::actions::Unsubscribe;
use desk::Options;
use testing::Centre;

use crate::{Sink, everybody, figures, people, publishes, uses};

/// A mail that was taken in hand before its reader left may still be at the server's
/// door. The promise is one second; the rest is for a busy machine.
const IN_HAND: Duration = Duration::from_secs(3);

/// How many leave; `scripts/chaos` sets more.
fn leavers() -> usize {
    let set = std::env::var("HERALD_CHAOS_UNSUBSCRIBES").ok();
    set.and_then(|text| text.parse().ok()).unwrap_or(150)
}

/// The last ones of the list go first, so that the mailing comes towards them.
async fn leave(centre: &Centre, of: usize, many: usize) -> BTreeMap<String, Instant> {
    let mut left = BTreeMap::new();
    for n in (of - many..of).rev() {
        let act = Unsubscribe {
            contact: None,
            address: format!("p{n}@example.test"),
            via: "one_click".into(),
        };
        centre
            .desk()
            .act(&centre.visitor(), &act, Options::default())
            .await
            .unwrap();
        left.insert(act.address, Instant::now());
    }
    left
}

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn nobody_who_left_during_the_mailing_is_mailed_after(centre: Centre) {
        let many = leavers();
        let all = many * 2;
        let sink = Sink::open().await;
        sink.forgets_texts.store(true, Ordering::Relaxed);
        *sink.slow.lock().unwrap() = Duration::from_millis(5);
        uses(&centre, &sink).await;
        people(&centre, all).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        let (left, _) = tokio::join!(leave(&centre, all, many), centre.drain());
        let sums = figures(&centre, id).await;
        assert!(sums.skipped > 0, "some leave before their mail is taken in hand");
        let taken = sink.taken();
        assert_eq!(taken.len() + usize::try_from(sums.skipped).unwrap(), all);
        for mail in taken {
            if let Some(at) = left.get(&mail.to) {
                let after = mail.at.saturating_duration_since(*at);
                assert!(after < IN_HAND, "{} was mailed {after:?} after leaving", mail.to);
            }
        }
    }
}
