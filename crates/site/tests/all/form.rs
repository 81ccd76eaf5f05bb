//! The contact form.

use http::StatusCode;
use kernel::args;
use testing::Centre;

use crate::reader::{posts, reads};

const HOME: &str = "203.0.113.9";

/// The hidden fields of a form that was shown just now.
async fn opened(centre: &Centre) -> String {
    let page = reads(
        centre,
        "/contact?utm_source=newsletter&utm_campaign=winter-knee",
    )
    .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.header("cache-control"), "no-store");
    let value = |name: &str| {
        let (_, rest) = page
            .body
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    format!(
        "at={}&seal={}&utm_campaign={}",
        value("at"),
        value("seal"),
        value("utm_campaign")
    )
}

async fn leads(centre: &Centre) -> i64 {
    let conn = centre.desk().database().reader();
    let row = conn
        .one(
            "select cast(count(*) as bigint) as n from activity where centre_id = $1 and kind = 'lead.submitted'",
            args![centre.id],
        )
        .await
        .unwrap();
    row.get("n").unwrap()
}

testing::on_both_engines! {
    with [content::feature(), audience::feature(), site::feature()];
    async fn a_question_of_a_reader_becomes_a_lead(centre: Centre) {
        let hidden = opened(&centre).await;
        centre.wait(10);
        let sent = posts(&centre, "/contact", HOME, &format!("{hidden}&name=Lin&email=lin%40mail.example&message=hello&consent=1")).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert_eq!(sent.header("location"), "/contact/thanks");
        assert_eq!(leads(&centre).await, 1);
        assert!(reads(&centre, "/contact/thanks").await.body.contains("收到了"));
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn what_cannot_be_sent_keeps_what_was_typed(centre: Centre) {
        let hidden = opened(&centre).await;
        centre.wait(10);
        for (fields, error) in [
            ("name=%3Cb%3ELin&message=hello", "電子郵件與電話至少留一個"),
            ("name=%3Cb%3ELin&email=not-an-address&message=hello", "aria-describedby=\"email-e\""),
        ] {
            let sent = posts(&centre, "/contact", HOME, &format!("{hidden}&{fields}")).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(sent.body.contains(error), "{}", sent.body);
            assert!(sent.body.contains("value=\"&lt;b&gt;Lin\""), "{}", sent.body);
        }
        assert_eq!(leads(&centre).await, 0);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn mistakes_are_named_together_and_cost_no_turn(centre: Centre) {
        let hidden = opened(&centre).await;
        centre.wait(10);
        for _ in 0..8 {
            let sent = posts(&centre, "/contact", HOME, &format!("{hidden}&name=Lin&email=lin%40&phone=12&message=")).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
            for field in ["email", "phone", "message"] {
                assert!(sent.body.contains(&format!("href=\"#{field}\"")), "{field}: {}", sent.body);
            }
        }
        let sent = posts(&centre, "/contact", HOME, &format!("{hidden}&name=Lin&email=lin%40mail.example&message=hello")).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn robots_are_held_off_by_time_seal_and_trap(centre: Centre) {
        let fields = "name=Lin&email=lin%40mail.example&message=hello";
        let hidden = opened(&centre).await;
        let early = posts(&centre, "/contact", HOME, &format!("{hidden}&{fields}")).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        centre.wait(10);
        let forged = posts(&centre, "/contact", HOME, &format!("at=1&seal={}&{fields}", uuid::Uuid::nil())).await;
        assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
        let trapped = posts(&centre, "/contact", HOME, &format!("{hidden}&{fields}&company_url=x")).await;
        assert_eq!(trapped.status, StatusCode::SEE_OTHER);
        centre.wait(25 * 3_600);
        let old = posts(&centre, "/contact", HOME, &format!("{hidden}&{fields}")).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(leads(&centre).await, 0);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn too_many_forms_are_asked_to_wait(centre: Centre) {
        let hidden = opened(&centre).await;
        centre.wait(10);
        let send = async |n: usize, from: &str| {
            let body = format!("{hidden}&name=Lin&email=lin%40mail.example&message=hello{n}");
            posts(&centre, "/contact", from, &body).await.status
        };
        for n in 0..3 {
            assert_eq!(send(n, &format!("198.51.{n}.1")).await, StatusCode::SEE_OTHER);
        }
        assert_eq!(send(3, "198.51.99.1").await, StatusCode::TOO_MANY_REQUESTS);
        centre.wait(3_600);
        assert_eq!(send(4, "198.51.99.1").await, StatusCode::SEE_OTHER);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn a_form_is_sent_once(centre: Centre) {
        let hidden = opened(&centre).await;
        let other = opened(&centre).await;
        centre.wait(10);
        let send = async |hidden: &str, name: &str| {
            let body = format!("{hidden}&name={name}&email={name}%40mail.example&message=hello");
            posts(&centre, "/contact", HOME, &body).await
        };
        for name in ["lin", "lin", "wang"] {
            let sent = send(&hidden, name).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER);
            assert_eq!(sent.header("location"), "/contact/thanks");
        }
        assert_eq!(leads(&centre).await, 1, "a press too many, or a form kept for later, is no second lead");
        let bent = other.replacen('.', ".0", 1);
        assert_eq!(send(&bent, "chen").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send(&other, "chen").await.status, StatusCode::SEE_OTHER);
        assert_eq!(leads(&centre).await, 2);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn a_large_form_is_answered_in_words(centre: Centre) {
        let sent = posts(&centre, "/contact", HOME, &"a".repeat(70_000)).await;
        assert_eq!(sent.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(sent.body.contains("<h1"), "{}", sent.body);
    }
}
