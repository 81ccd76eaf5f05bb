//! What readers do: links, openings, leaving. All on the public side, without a cookie.

use axum::body::Body;
use http::{Request, StatusCode, header};
use testing::{Centre, Page};
use tower::ServiceExt as _;

use crate::{Sink, everybody, figures, people, publishes, uses};

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148";

pub async fn reader(centre: &Centre, request: http::request::Builder, body: &str) -> Page {
    let request = request
        .header(header::USER_AGENT, PHONE)
        .body(Body::from(body.to_owned()))
        .unwrap();
    let response = frame::site_router(&centre.app)
        .oneshot(request)
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    Page {
        status: parts.status,
        body: String::from_utf8_lossy(&bytes).into_owned(),
        headers: parts.headers,
    }
}

/// The addresses of one kind in a mail, without their origin.
pub fn addresses(text: &str, kind: &str) -> Vec<String> {
    let start = format!("http://site.test/{kind}/");
    text.match_indices(&start)
        .map(|(at, _)| {
            let rest = &text[at + "http://site.test".len()..];
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || "/-_.".contains(c)))
                .unwrap_or(rest.len());
            rest[..end].to_owned()
        })
        .collect()
}

/// The plain text of a taken mail, decoded.
pub fn plain(text: &str) -> String {
    channels::queries::readable(text.as_bytes(), 1 << 20).text
}

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_click_leads_where_the_author_said_and_is_counted_once(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 1).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        let text = plain(&sink.taken()[0].text);
        let links = addresses(&text, "c");
        assert_eq!(links.len(), 2, "{text}");
        centre.wait(60);
        let clicked = reader(&centre, Request::get(&links[0]), "").await;
        assert_eq!(clicked.status, StatusCode::FOUND);
        assert_eq!(clicked.headers["location"], "https://www.who.int/a?b=1");
        assert!(!clicked.headers.contains_key("set-cookie"));
        let own = reader(&centre, Request::get(&links[1]), "").await;
        let own = own.headers["location"].to_str().unwrap().to_owned();
        assert!(own.starts_with("http://site.test/articles/") && own.contains("utm_source=email"), "{own}");
        let mut bent = links[0].clone().into_bytes();
        bent[10] = if bent[10] == b'A' { b'B' } else { b'A' };
        let bent = reader(&centre, Request::get(String::from_utf8(bent).unwrap()), "").await;
        assert_eq!(bent.status, StatusCode::NOT_FOUND);
        assert!(!bent.headers.contains_key("location"));
        assert!(bent.body.contains("這個連結打不開"), "{}", bent.body);
        assert!(!bent.body.contains("/assets/app"), "readers never see the dress of the desk");
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        centre.drain().await;
        assert_eq!(figures(&centre, id).await.clicked, 0, "a click waits for its neighbours");
        centre.wait(4);
        centre.drain().await;
        let sums = figures(&centre, id).await;
        assert_eq!((sums.clicked, sums.opened), (1, 1));
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn reading_the_page_changes_nothing_and_one_click_leaves(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        let contacts = people(&centre, 1).await;
        publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        let taken = &sink.taken()[0];
        let link = addresses(&taken.header("List-Unsubscribe"), "u").remove(0);
        let is_left = || async {
            let conn = centre.desk().database().reader();
            let contact = audience::queries::contact(&conn, centre.id, contacts[0]).await.unwrap().unwrap();
            contact.suppressed
        };
        let asked = reader(&centre, Request::get(&link), "").await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        assert!(asked.body.contains("取消訂閱") && !is_left().await);
        assert!(!asked.body.contains("/assets/app"), "readers never see the dress of the desk: {}", asked.body);
        let left = reader(&centre, Request::post(&link), "List-Unsubscribe=One-Click").await;
        assert_eq!(left.status, StatusCode::OK, "{}", left.body);
        assert!(is_left().await);
        let again = reader(&centre, Request::post(&link), "List-Unsubscribe=One-Click").await;
        assert_eq!(again.status, StatusCode::OK, "leaving twice is no error");
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn who_pressed_by_mistake_takes_it_back_on_the_same_page(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        let contact = people(&centre, 1).await.remove(0);
        publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        let link = addresses(&sink.taken()[0].header("List-Unsubscribe"), "u").remove(0);
        let conn = centre.desk().database().reader();
        let reachable = async || {
            let found = audience::queries::contact(&conn, centre.id, contact).await.unwrap().unwrap();
            found.consent_email && !found.suppressed
        };
        centre.wait(60);
        let left = reader(&centre, Request::post(&link), "").await;
        assert!(left.body.contains("name=\"back\"") && left.body.contains("我按錯了"), "{}", left.body);
        assert!(!reachable().await);
        centre.wait(60);
        reader(&centre, Request::get(format!("{link}?back=1")), "").await;
        assert!(!reachable().await, "reading an address changes nothing");
        let back = reader(&centre, Request::post(&link), "back=1").await;
        assert!(back.body.contains("已恢復訂閱"), "{}", back.body);
        assert!(reachable().await);
        let consents = audience::queries::consents_of(&conn, centre.id, contact).await.unwrap();
        assert!(consents[0].given && consents[0].wording.contains("我要繼續收到"), "{consents:?}");
        assert!(consents[0].evidence.starts_with("mailing "));
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_picture_counts_an_opening_and_the_mail_can_be_seen_in_the_browser(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 1).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        let conn = centre.desk().database().reader();
        let line = channels::queries::deliveries(&conn, centre.id, id, &channels::model::LogFilter::default(), None, 1).await.unwrap().remove(0);
        let keys = centre.desk().keys();
        let open = channels::queries::token(keys, channels::queries::Purpose::Open, line.id, 0);
        let view = channels::queries::token(keys, channels::queries::Purpose::View, line.id, 0);
        centre.wait(60);
        let point = reader(&centre, Request::get(format!("/o/{open}.gif")), "").await;
        assert_eq!(point.headers["content-type"], "image/gif");
        let seen = reader(&centre, Request::get(format!("/v/{view}")), "").await;
        assert!(seen.body.contains("王0，你好") && !seen.body.contains("~~hrld"), "{}", seen.body);
        assert!(seen.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        centre.drain().await;
        let sums = figures(&centre, id).await;
        assert_eq!((sums.opened, sums.clicked), (1, 0));
    }
}
