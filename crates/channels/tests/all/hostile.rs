//! Servers that behave badly: every fault fires, ends in its state, is shown, and what
//! can go on goes on by itself.

use std::collections::BTreeMap;

use channels::actions::ChangeSending;
use channels::model::{DeliveryState, MailingId, Protection, SendingSettings};
use testing::Centre;

use crate::{Manner, Sink, everybody, figures, mailing, publishes, settings, uses};

/// Lets some minutes pass, with all that is due.
async fn minutes_pass(centre: &Centre, minutes: i64) {
    for _ in 0..minutes * 6 {
        centre.drain().await;
        centre.wait(10);
    }
    centre.drain().await;
}

/// Where the deliveries stand, by address.
async fn states(centre: &Centre, id: MailingId) -> BTreeMap<String, DeliveryState> {
    let conn = centre.desk().database().reader();
    let lines = channels::queries::deliveries(
        &conn,
        centre.id,
        id,
        &channels::model::LogFilter::default(),
        None,
        500,
    )
    .await;
    lines
        .unwrap()
        .into_iter()
        .map(|l| (l.address, l.state))
        .collect()
}

fn taken_by(sink: &Sink, to: &str) -> Vec<String> {
    let taken = sink.taken();
    let of = taken.iter().filter(|t| t.to == to);
    of.map(|t| t.header("Message-ID")).collect()
}

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn each_fault_at_a_recipient_ends_in_its_state_and_the_others_get_their_mail(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        crate::people(&centre, 16).await;
        let address = |n: usize| format!("p{n}@example.test");
        // What happens, where it ends, and how many texts of it the server took.
        let faults = [
            (Manner::Rcpt("450 4.2.0 later"), DeliveryState::Deferred, 0),
            (Manner::Data("451 4.3.0 later"), DeliveryState::Deferred, 0),
            (Manner::Dot("452 4.3.1 full"), DeliveryState::Deferred, 0),
            (Manner::Rcpt("550 5.1.1 no such user"), DeliveryState::Failed, 0),
            (Manner::Dot("554 5.6.0 not this text"), DeliveryState::Failed, 0),
            (Manner::DropBefore, DeliveryState::Accepted, 1),
            (Manner::DropInText, DeliveryState::Accepted, 1),
            (Manner::Nonsense, DeliveryState::Accepted, 1),
            (Manner::Endless, DeliveryState::Accepted, 1),
            (Manner::Stall, DeliveryState::Accepted, 1),
            (Manner::DropAfterDot, DeliveryState::Accepted, 2),
            (Manner::AlwaysDropAfterDot, DeliveryState::Uncertain, 2),
        ];
        for (n, (manner, ..)) in faults.iter().enumerate() {
            sink.treat(&address(n), manner.clone());
        }
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        minutes_pass(&centre, 1).await;
        let found = states(&centre, id).await;
        for (n, (manner, expected, _)) in faults.iter().enumerate() {
            assert_eq!(found[&address(n)], *expected, "{manner:?}");
            assert!(sink.fired.lock().unwrap().contains(&format!("{manner:?}")), "{manner:?} fires");
        }
        let unharmed = std::iter::repeat_n(1, 16 - faults.len());
        for (n, times) in faults.iter().map(|f| f.2).chain(unharmed).enumerate() {
            let ids = taken_by(&sink, &address(n));
            assert_eq!(ids.len(), times, "{}", address(n));
            assert!(ids.windows(2).all(|two| two[0] == two[1]), "a repeat has the same Message-ID");
        }
        let page = centre.specialist().reads(&format!("/channels/email/{id}")).await;
        assert!(page.body.contains("不確定：1 封"), "who was in doubt twice waits for somebody");
        let rows = centre.specialist().reads(&format!("/channels/email/{id}/deliveries")).await;
        assert!(rows.body.matches("曾經不確定").count() >= 2, "{}", rows.body);

        sink.manners.lock().unwrap().clear();
        minutes_pass(&centre, 7).await;
        let sums = figures(&centre, id).await;
        assert_eq!((sums.delivered, sums.failed, sums.uncertain), (13, 2, 1), "{sums:?}");
        assert_eq!(taken_by(&sink, &address(11)).len(), 2, "nothing in doubt is sent again blindly");
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_server_that_cannot_be_used_is_named_and_tried_again_until_it_can(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        crate::people(&centre, 8).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        let odd = ["421 4.3.2 busy", "HTTP/1.1 400 Bad Request", "554 5.7.1 go away", "999"];
        // Letters to the staff come by as well, so each fault comes often enough.
        for _ in 0..4 {
            sink.greetings.lock().unwrap().extend(odd);
        }
        centre.drain().await;
        let trouble = mailing(&centre, id).await.trouble.expect("the page names the trouble");
        assert!(["server-busy", "misconfigured", "nonsense", "closed"].contains(&trouble.reason.as_str()), "{trouble:?}");
        minutes_pass(&centre, 2).await;
        for line in odd {
            assert!(sink.fired.lock().unwrap().iter().any(|fired| fired == line), "{line} fires");
        }
        assert_eq!(sink.taken().len(), 8, "each got one");
        assert_eq!(figures(&centre, id).await.delivered, 8);
        assert!(mailing(&centre, id).await.trouble.is_none());
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_server_that_closes_or_defers_at_mail_delays_and_loses_nobody(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        crate::people(&centre, 8).await;
        centre.drain().await;
        let odd = ["421 4.3.2 closing", "451 4.7.1 greylisted"];
        sink.at_mail.lock().unwrap().extend(odd);
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        assert_eq!(figures(&centre, id).await.deferred, 2);
        assert_eq!(sink.fired.lock().unwrap().len(), 2);
        minutes_pass(&centre, 2).await;
        assert_eq!(sink.taken().len(), 8);
        assert_eq!(figures(&centre, id).await.delivered, 8);
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_server_without_the_encryption_asked_for_gets_nothing(centre: Centre) {
        let sink = Sink::open().await;
        let strict = SendingSettings { security: Protection::StartTls, ..settings(&sink) };
        centre.head().does(&ChangeSending { settings: strict }).await;
        crate::people(&centre, 3).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        let trouble = mailing(&centre, id).await.trouble.expect("somebody must look at it");
        assert_eq!((trouble.reason.as_str(), trouble.detail.as_str()), ("misconfigured", "starttls_missing"));
        assert_eq!((sink.taken().len(), figures(&centre, id).await.queued), (0, 3));
        uses(&centre, &sink).await;
        minutes_pass(&centre, 1).await;
        assert_eq!(sink.taken().len(), 3);
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_letter_in_doubt_is_repeated_once_and_not_without_end(centre: Centre) {
        let sink = Sink::open().await;
        let conn = centre.desk().database().reader();
        let head = people::queries::account(&conn, centre.id, centre.head().account).await.unwrap().unwrap();
        sink.treat(&head.email, Manner::AlwaysDropAfterDot);
        uses(&centre, &sink).await;
        minutes_pass(&centre, 2).await;
        assert_eq!(sink.fired.lock().unwrap().len(), 2, "the letter, and once more");
    }
}
