//! Mails go out once each, and every answer of the server has its state.

use std::collections::BTreeSet;

use audience::actions::Unsubscribe;
use desk::Options;

use crate::{Manner, Sink, everybody, figures, mailing, people, publishes, uses};

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn two_hundred_people_get_one_mail_each(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 200).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        let taken = sink.taken();
        let to: BTreeSet<&str> = taken.iter().map(|t| t.to.as_str()).collect();
        assert_eq!((taken.len(), to.len()), (200, 200));
        let ids: BTreeSet<String> = taken.iter().map(|t| t.header("Message-ID")).collect();
        assert_eq!(ids.len(), 200);
        let one = &taken[0];
        assert_eq!(one.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        assert!(one.header("List-Unsubscribe").contains("http://site.test/u/"), "{}", one.text);
        assert!(one.header("Content-Type").contains("multipart/alternative"));
        let sums = figures(&centre, id).await;
        assert_eq!((sums.sent, sums.delivered, sums.remaining()), (200, 200, 0));
        assert_eq!(mailing(&centre, id).await.ended.unwrap().0, "sent");
        centre.wait(3_600);
        centre.drain().await;
        assert_eq!(sink.taken().len(), 200, "nothing is sent again");
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn every_answer_of_the_server_has_its_state(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        let contacts = people(&centre, 6).await;
        sink.treat("p0@example.test", Manner::Rcpt("550 5.1.1 no such user"));
        sink.treat("p1@example.test", Manner::Rcpt("451 4.7.1 greylisted"));
        sink.treat("p2@example.test", Manner::Dot("554 5.6.0 not this text"));
        sink.treat("p3@example.test", Manner::DropAfterDot);
        sink.treat("p4@example.test", Manner::DropBefore);
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        for _ in 0..4 {
            centre.drain().await;
            centre.wait(10);
        }
        let sums = figures(&centre, id).await;
        assert_eq!((sums.failed, sums.deferred, sums.delivered), (2, 1, 3), "{sums:?}");
        let twice: Vec<String> = sink.taken().iter().filter(|t| t.to == "p3@example.test").map(|t| t.header("Message-ID")).collect();
        assert_eq!(twice.len(), 2, "a doubtful mail goes out again");
        assert_eq!(twice[0], twice[1], "under the same Message-ID");
        let conn = centre.desk().database().reader();
        let dead = audience::queries::contact(&conn, centre.id, contacts[0]).await.unwrap().unwrap();
        assert!(dead.suppressed, "an address that does not exist is never written to again");
        sink.treat("p1@example.test", Manner::Rcpt("250 ok"));
        sink.manners.lock().unwrap().clear();
        centre.wait(120);
        centre.drain().await;
        assert_eq!(figures(&centre, id).await.delivered, 4, "a deferred mail is tried again");
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn who_unsubscribes_while_it_is_sent_is_not_claimed_any_more(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 300).await;
        let (sender, mut progress) = tokio::sync::mpsc::unbounded_channel();
        *sink.after.lock().unwrap() = Some(sender);
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        let last = "p299@example.test";
        let leaving = async {
            while progress.recv().await.is_some_and(|count| count < 10) {}
            let act = Unsubscribe { contact: None, address: last.into(), via: "link".into() };
            centre.desk().act(&centre.visitor(), &act, Options::default()).await.unwrap();
        };
        tokio::join!(leaving, centre.drain());
        let sums = figures(&centre, id).await;
        assert_eq!((sums.delivered, sums.skipped), (299, 1));
        assert!(!sink.taken().iter().any(|t| t.to == last));
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_server_that_is_gone_keeps_everything_in_the_queue_and_sending_resumes_alone(centre: Centre) {
        let sink = Sink::open().await;
        let gone = Sink { port: 9, ..sink.clone() };
        uses(&centre, &gone).await;
        people(&centre, 5).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        let stuck = mailing(&centre, id).await;
        assert_eq!(stuck.trouble.map(|t| t.reason).as_deref(), Some("unreachable"));
        assert_eq!(figures(&centre, id).await.queued, 5);
        let page = centre.specialist().reads(&format!("/channels/email/{id}")).await;
        assert!(page.body.contains("郵件伺服器連不上"), "{}", page.body);
        uses(&centre, &sink).await;
        centre.wait(10);
        centre.drain().await;
        assert_eq!(sink.taken().len(), 5);
        assert!(mailing(&centre, id).await.trouble.is_none());
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn mails_wait_for_the_end_of_the_quiet_hours(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 2).await;
        centre.wait(11 * 3_600); // 23:00 in Taipei
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        assert_eq!(sink.taken().len(), 0);
        let page = centre.specialist().reads(&format!("/channels/email/{id}")).await;
        assert!(page.body.contains("休息時段") && page.body.contains("07:00"), "{}", page.body);
        centre.wait(8 * 3_600);
        centre.drain().await;
        assert_eq!(sink.taken().len(), 2);
    }
}
