//! A freeze holds what would go out; what was agreed meanwhile waits for a person.

use desk::requests::{Decided, Perform};
use desk::{Freeze, Outcome, Refusal, Thaw};
use uuid::Uuid;

use crate::house::{conflict, on_both_engines};
use crate::toy::{Draft, Publish};

fn freeze() -> Freeze {
    Freeze {
        reason: "an incident".into(),
    }
}

fn thaw() -> Thaw {
    Thaw {
        reason: "over".into(),
    }
}

#[test]
fn a_freeze_holds_the_stream_and_nothing_else() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        house.act(&specialist, &freeze()).await.unwrap();
        let news = Publish {
            id: Uuid::now_v7(),
            clinical: false,
        };
        let answer = house.act(&specialist, &news).await;
        assert!(matches!(answer, Err(Refusal::Frozen)));
        let draft = Draft {
            id: Uuid::now_v7(),
            body: "inside".into(),
        };
        house.act(&specialist, &draft).await.unwrap();
        let twice = house.act(&specialist, &freeze()).await;
        assert_eq!(conflict(twice), "already-frozen");
        let head = house.person("head").await;
        house.act(&head, &thaw()).await.unwrap();
        house.act(&specialist, &news).await.unwrap();
        assert_eq!(house.toy(news.id).await.as_deref(), Some("public"));
        assert_eq!(conflict(house.act(&head, &thaw()).await), "not-frozen");
    });
}

#[test]
fn what_is_agreed_during_a_freeze_is_done_only_after_it_by_a_person() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let (therapist, head) = (
            house.person("physiotherapist").await,
            house.person("head").await,
        );
        let act = Publish {
            id: Uuid::now_v7(),
            clinical: true,
        };
        let outcome = house.act(&specialist, &act).await.unwrap();
        let Outcome::Requested { request, .. } = outcome else {
            panic!("not asked: {outcome:?}");
        };
        house.agree(&therapist, request).await.unwrap();
        house.act(&therapist, &freeze()).await.unwrap();
        let decided = house.agree(&head, request).await.unwrap();
        assert!(matches!(decided, Decided::Held));
        let perform = Perform { request };
        let early = house.act(&specialist, &perform).await.unwrap();
        let early: Decided = serde_json::from_value(early.result().clone()).unwrap();
        assert!(matches!(early, Decided::Held));
        assert_eq!(house.toy(act.id).await, None);
        house.act(&head, &thaw()).await.unwrap();
        assert_eq!(house.toy(act.id).await, None);
        let stranger = house.person("sales").await;
        assert_eq!(
            conflict(house.act(&stranger, &perform).await),
            "request-not-yours"
        );
        house.act(&specialist, &perform).await.unwrap();
        assert_eq!(house.toy(act.id).await.as_deref(), Some("public"));
    });
}

#[test]
fn a_specialist_asks_to_thaw() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        house.act(&specialist, &freeze()).await.unwrap();
        let outcome = house.act(&specialist, &thaw()).await.unwrap();
        let Outcome::Requested { request, .. } = outcome else {
            panic!("not asked: {outcome:?}");
        };
        let superintendent = house.person("superintendent").await;
        house.agree(&superintendent, request).await.unwrap();
        let frozen = desk::gate::frozen(&house.conn(), house.centre).await;
        assert!(frozen.unwrap().is_none());
    });
}
