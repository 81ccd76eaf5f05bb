//! What came of a mailing, on its page: readers and programs apart, links, devices, those
//! who left, and the recipients behind each number.

use std::time::Duration;

use http::Request;
use testing::Centre;

use crate::reading::{addresses, plain, reader};
use crate::{Sink, Taken, everybody, people, publishes, uses};

/// A link of a mail, in the order of its plain text; the one to the website comes last
/// there and is number 0.
fn link_of(mail: &Taken, place: usize) -> String {
    addresses(&plain(&mail.text), "c").remove(place)
}

fn left_link(mail: &Taken) -> String {
    addresses(&mail.header("List-Unsubscribe"), "u").remove(0)
}

/// Hits are written a moment after they came and judged ten seconds later.
async fn judged(centre: &Centre) {
    tokio::time::sleep(Duration::from_millis(300)).await;
    centre.wait(15);
    centre.drain().await;
    centre.wait(60);
    centre.drain().await;
}

async fn names(centre: &Centre, page: &str) -> Vec<String> {
    let seen = centre.specialist().reads(page).await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    assert!(!seen.body.contains('⟦'), "{page} lacks a sentence");
    (0..4)
        .map(|n| format!("p{n}@example.test"))
        .filter(|address| seen.body.contains(address.as_str()))
        .collect()
}

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn every_number_of_a_mailing_opens_the_recipients_it_counts(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 4).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        let mut mails = sink.taken();
        mails.sort_by(|a, b| a.to.cmp(&b.to));
        centre.wait(60);
        reader(&centre, Request::get(link_of(&mails[0], 0)), "").await;
        reader(&centre, Request::get(link_of(&mails[1], 1)), "").await;
        reader(&centre, Request::head(link_of(&mails[2], 0)), "").await;
        reader(&centre, Request::post(left_link(&mails[3])), "List-Unsubscribe=One-Click").await;
        judged(&centre).await;
        let page = centre.specialist().reads(&format!("/channels/email/{id}")).await;
        assert!(!page.body.contains('⟦'), "{}", page.body);
        for words in ["從這封信取消訂閱", "example.test", "手機", "只問標頭"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        let rows = format!("/channels/email/{id}/deliveries?");
        for (query, who) in [
            ("link=1", vec!["p0@example.test"]),
            ("link=0", vec!["p1@example.test"]),
            ("device=phone", vec!["p0@example.test", "p1@example.test"]),
            ("state=left", vec!["p3@example.test"]),
            ("q=P2%40", vec!["p2@example.test"]),
            ("q=%25", vec![]),
            ("domain=example.test&state=clicked", vec!["p0@example.test", "p1@example.test"]),
            ("domain=elsewhere.test", vec![]),
        ] {
            assert_eq!(names(&centre, &format!("{rows}{query}")).await, who, "{query}");
        }
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn the_map_shows_the_mail_with_its_clicks_and_names_nobody(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 1).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        centre.wait(60);
        reader(&centre, Request::get(link_of(&sink.taken()[0], 0)), "").await;
        judged(&centre).await;
        let page = centre.specialist().reads(&format!("/channels/email/{id}")).await;
        let map = page.body.split("http://site.test/mail-map/").nth(1).unwrap();
        let map = map.split('"').next().unwrap();
        let seen = reader(&centre, Request::get(format!("/mail-map/{map}")), "").await;
        assert!(seen.body.contains("2 · 1</span>") && seen.body.contains("1 · 0</span>"), "{}", seen.body);
        assert!(!seen.body.contains("王0") && !seen.body.contains("~~hrld"));
        assert!(seen.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        let bent = reader(&centre, Request::get(format!("/mail-map/{id}/{}", uuid::Uuid::nil())), "").await;
        assert_eq!(bent.status, 404);
    }
}
