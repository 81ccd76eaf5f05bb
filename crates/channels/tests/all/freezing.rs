//! A freeze in the middle of sending, and what follows.

use desk::{Freeze, Release, Thaw};

use std::time::{Duration, Instant};

use channels::actions::ChangeSending;
use channels::model::SendingSettings;

use crate::{Sink, everybody, figures, mailing, people, publishes, settings, uses};

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_freeze_in_the_middle_lets_nothing_more_out(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 200).await;
        let (sender, mut progress) = tokio::sync::mpsc::unbounded_channel();
        *sink.after.lock().unwrap() = Some(sender);
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        let freezing = async {
            while progress.recv().await.is_some_and(|count| count < 20) {}
            centre.superintendent().does(&Freeze { reason: "演練".into() }).await;
            sink.taken().len()
        };
        let (at_freeze, _) = tokio::join!(freezing, centre.drain());
        let taken = sink.taken().len();
        assert!(taken < 200, "the freeze came before the end");
        assert!(taken <= at_freeze + 4, "at most what was already handed over: {at_freeze}, then {taken}");
        let sums = figures(&centre, id).await;
        assert_eq!(sums.held + sums.delivered, 200, "{sums:?}");
        assert_eq!(mailing(&centre, id).await.held.as_deref(), Some("frozen"));
        centre.wait(60);
        centre.drain().await;
        assert_eq!(sink.taken().len(), taken);

        centre.superintendent().does(&Thaw { reason: "結束".into() }).await;
        centre.wait(60);
        centre.drain().await;
        assert_eq!(sink.taken().len(), taken, "a thaw sends nothing by itself");
        centre.head().does(&Release { outlet: "email".into(), id: id.0 }).await;
        centre.drain().await;
        assert_eq!(sink.taken().len(), 200);
        assert_eq!(figures(&centre, id).await.delivered, 200);
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_second_after_a_freeze_a_slow_server_with_many_connections_gets_nothing_more(centre: Centre) {
        let sink = Sink::open().await;
        *sink.slow.lock().unwrap() = Duration::from_millis(700);
        let settings = SendingSettings { connections: 20, ..settings(&sink) };
        centre.head().does(&ChangeSending { settings }).await;
        people(&centre, 120).await;
        let (sender, mut progress) = tokio::sync::mpsc::unbounded_channel();
        *sink.after.lock().unwrap() = Some(sender);
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        let freezing = async {
            while progress.recv().await.is_some_and(|count| count < 25) {}
            let pressed = Instant::now();
            centre.superintendent().does(&Freeze { reason: "演練".into() }).await;
            pressed
        };
        let (pressed, _) = tokio::join!(freezing, centre.drain());
        let limit = pressed + Duration::from_secs(1);
        let taken = sink.taken();
        assert!((25..120).contains(&taken.len()), "the freeze came in the middle: {}", taken.len());
        let late = taken.iter().filter(|t| t.at > limit).count();
        assert_eq!(late, 0, "texts that ended later than a second after the freeze");
        let sums = figures(&centre, id).await;
        assert_eq!((sums.held + sums.delivered, sums.uncertain), (120, 0), "{sums:?}");
        assert_eq!(sums.delivered as usize, taken.len());
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_changed_segment_stops_a_mailing_that_has_not_begun(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 3).await;
        let segment = everybody(&centre).await;
        let id = publishes(&centre, segment).await.unwrap();
        let conn = centre.desk().database().reader();
        let before = audience::queries::segment(&conn, centre.id, segment).await.unwrap().unwrap();
        let act = audience::actions::SaveSegment {
            segment: Some(segment),
            revision: Some(before.revision),
            name: "別人".into(),
            rule: before.rule,
        };
        centre.specialist().does(&act).await;
        centre.drain().await;
        assert_eq!(sink.taken().len(), 0);
        assert_eq!(mailing(&centre, id).await.held.as_deref(), Some("changed"));
    }
}
