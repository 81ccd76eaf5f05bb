//! Letters to colleagues: one drain takes each, a server that is busy is asked later, and
//! what was given up can be sent again.

use desk::Stream;
use desk::outbox::{self, Message};
use serde_json::json;
use testing::Centre;
use uuid::Uuid;

use crate::{Manner, Sink, uses};

const TO: &str = "colleague@example.test";

async fn writes(centre: &Centre) -> Uuid {
    let letter = Message {
        id: Uuid::now_v7(),
        centre: centre.id,
        stream: Stream::Account,
        to_account: None,
        to_address: TO.into(),
        to_name: String::new(),
        lang: "zh-Hant".into(),
        template: "test".into(),
        args: json!({}),
    };
    let tx = centre.desk().database().begin().await.unwrap();
    outbox::put(&tx, &letter, centre.now()).await.unwrap();
    tx.commit().await.unwrap();
    letter.id
}

async fn attempts(centre: &Centre) -> i64 {
    let conn = centre.desk().database().reader();
    let all = outbox::troubled(&conn, centre.id, 9).await.unwrap();
    all.first().map_or(0, |letter| letter.attempts)
}

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn two_drains_at_once_never_take_the_same_letter(centre: Centre) {
        centre.drain().await;
        let letters = [writes(&centre).await, writes(&centre).await];
        let database = centre.desk().database();
        let first = database.begin().await.unwrap();
        let one = outbox::take(&first, centre.now()).await.unwrap().unwrap().message.id;
        // The second begins while the first is open, where the engine has two writers.
        let second = if database.is_embedded() { None } else { Some(database.begin().await.unwrap()) };
        let early = match &second {
            Some(tx) => outbox::take(tx, centre.now()).await.unwrap(),
            None => None,
        };
        first.commit().await.unwrap();
        let other = match (second, early) {
            (Some(tx), Some(taken)) => {
                tx.commit().await.unwrap();
                taken
            }
            _ => {
                let tx = database.begin().await.unwrap();
                let taken = outbox::take(&tx, centre.now()).await.unwrap().unwrap();
                tx.commit().await.unwrap();
                taken
            }
        };
        assert_eq!([one, other.message.id], letters, "each has its own");
        let tx = database.begin().await.unwrap();
        assert!(outbox::take(&tx, centre.now()).await.unwrap().is_none());
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_busy_server_is_asked_less_and_less_until_somebody_sends_again(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        centre.drain().await;
        sink.treat(TO, Manner::Rcpt("451 4.3.2 later"));
        let letter = writes(&centre).await;
        centre.wait(6);
        centre.drain().await;
        assert_eq!(attempts(&centre).await, 1);
        centre.wait(30);
        centre.drain().await;
        assert_eq!(attempts(&centre).await, 1, "not before its minute is over");
        centre.wait(60);
        centre.drain().await;
        assert_eq!(attempts(&centre).await, 2);
        for _ in 0..12 {
            centre.wait(6 * 3_600);
            centre.drain().await;
        }
        let page = centre.specialist().reads("/channels/email/outbox").await;
        assert!(page.body.contains("已放棄") && page.body.contains(TO), "{}", page.body);
        assert_eq!(sink.taken().len(), 0);
        sink.manners.lock().unwrap().clear();
        let again = centre.specialist().posts(&format!("/channels/email/letters/{letter}/again"), "").await;
        assert_eq!(again.status, 303, "{}", again.body);
        centre.wait(6);
        centre.drain().await;
        assert_eq!(sink.taken().len(), 1);
        assert_eq!(attempts(&centre).await, 0);
    }
}
