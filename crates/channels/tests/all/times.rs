//! What is chosen for a mail: its subject, and a time that may have gone by.

use std::collections::BTreeMap;

use audience::SegmentId;
use content::Publish;
use desk::{FieldError, Outcome, Refusal};
use http::StatusCode;
use kernel::Moment;
use serde_json::{Value as Json, json};
use testing::{Centre, on_both_engines};

use crate::{everybody, people, version};

async fn by_mail(centre: &Centre, choice: Json, important: bool) -> Publish {
    let (item, version) = version(centre).await;
    Publish {
        item,
        version,
        outlets: BTreeMap::from([("email".to_owned(), choice)]),
        campaign: None,
        important,
        clinical: false,
    }
}

fn codes(refused: &Result<Outcome, Refusal>) -> Vec<(String, String)> {
    let Err(Refusal::Invalid(errors)) = refused else {
        panic!("not refused at a field: {refused:?}");
    };
    let pair = |error: &FieldError| {
        (
            error.pointer.trim_start_matches('/').to_owned(),
            error.code.to_string(),
        )
    };
    errors.iter().map(pair).collect()
}

fn at(segment: SegmentId, send_at: Moment) -> Json {
    json!({ "segment": segment, "subject": "週五照常服務", "send_at": send_at })
}

on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn what_is_missing_is_said_at_its_own_field(centre: Centre) {
        let segment = everybody(&centre).await;
        let her = centre.specialist();
        let asked = async |choice| codes(&her.tries(&by_mail(&centre, choice, false).await).await);
        let subject = ("outlets/email/subject".to_owned(), "channels-subject-missing".to_owned());
        let whom = ("outlets/email/segment".to_owned(), "channels-choose-segment".to_owned());
        let time = ("outlets/email/send_at".to_owned(), "channels-send-at-wrong".to_owned());
        assert_eq!(asked(json!({ "segment": segment })).await, std::slice::from_ref(&subject));
        assert_eq!(asked(json!({ "segment": segment, "subject": "  " })).await, std::slice::from_ref(&subject));
        assert_eq!(asked(json!({ "subject": "好" })).await, std::slice::from_ref(&whom));
        assert_eq!(asked(json!({})).await, [whom, subject]);
        assert_eq!(asked(json!({ "segment": segment, "subject": "好", "send_at": "tomorrow" })).await, [time]);
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_time_that_has_gone_by_is_refused_at_its_field_and_in_words(centre: Centre) {
        people(&centre, 2).await;
        let segment = everybody(&centre).await;
        let her = centre.specialist();
        let past = at(segment, centre.now().plus_seconds(-3_600));
        let past = by_mail(&centre, past, false).await;
        let wanted = [("outlets/email/send_at".to_owned(), "channels-send-at-past".to_owned())];
        assert_eq!(codes(&her.tries(&past).await), wanted);
        let form = format!("outlet-email=1&email.segment={segment}&email.subject=x&email.send_at=2020-01-01T10:00");
        let page = her.posts(&format!("/content/{}/publish", past.item), &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("選的寄出時間已經過了"), "{}", page.body);
        let fields = format!("/outlets/email/choice?item={}&judged=1&email.segment={segment}&email.subject=&email.send_at=2020-01-01T10%3A00", past.item);
        let fields = her.reads(&fields).await;
        assert!(fields.body.contains("電子報要有主旨") && fields.body.contains("選的寄出時間已經過了"), "{}", fields.body);
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn an_approval_after_the_time_asks_for_a_new_one_unless_late_was_chosen(centre: Centre) {
        people(&centre, 2).await;
        let segment = everybody(&centre).await;
        let her = centre.specialist();
        let soon = centre.now().plus_seconds(1_800);
        let asks = Centre::request_of(&her.does(&by_mail(&centre, at(segment, soon), true).await).await);
        let mut late = at(segment, soon);
        late["when_late"] = json!("send");
        let sends = Centre::request_of(&her.does(&by_mail(&centre, late, true).await).await);
        centre.wait(7_200);
        let wanted = [("outlets/email/send_at".to_owned(), "channels-send-at-past".to_owned())];
        assert_eq!(codes(&centre.head().agrees_to(asks).await), wanted);
        let conn = centre.desk().database().reader();
        assert!(desk::requests::end_of(&conn, centre.id, asks).await.unwrap().is_none(), "it waits for a new time");
        let done = centre.head().agrees_to(sends).await.unwrap();
        assert_eq!(done.result()["state"], "performed");
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn before_it_is_decided_the_page_says_the_year_and_what_quiet_hours_do(centre: Centre) {
        people(&centre, 2).await;
        let segment = everybody(&centre).await;
        let her = centre.specialist();
        let (item, _) = version(&centre).await;
        let form = format!("outlet-email=1&email.segment={segment}&email.subject=x&email.send_at=2026-11-24T23:30");
        let page = her.posts(&format!("/content/{item}/publish"), &form).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("選的時間是 2026年11月24日（二）23:30，那時是休息時段，2026年11月25日（三）07:00 才寄出"), "{}", page.body);
    }
}
