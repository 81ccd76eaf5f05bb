//! Approvals: several steps, two at once, content that changes, sending back.

use desk::requests::{Comment, Decided, End, SendBack, Withdraw, end_of};
use desk::{Outcome, Refusal};
use uuid::Uuid;

use crate::house::{House, conflict, on_both_engines};
use crate::toy::{Commit, Draft};

/// A small amount: the head decides.
fn small(about: Uuid) -> Commit {
    Commit {
        id: Uuid::now_v7(),
        about,
        amount: 100,
    }
}

async fn written(house: &House, actor: &charter::Actor, id: Uuid, body: &str) {
    let act = Draft {
        id,
        body: body.into(),
    };
    house.act(actor, &act).await.unwrap();
}

#[test]
fn an_approved_act_is_performed_in_the_name_of_its_author() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let head = house.person("head").await;
        let act = small(Uuid::now_v7());
        let request = house.ask(&specialist, &act).await;
        assert_eq!(house.toy(act.id).await, None);
        let decided = house.agree(&head, request).await.unwrap();
        assert!(matches!(decided, Decided::Performed { .. }));
        assert_eq!(house.toy(act.id).await.as_deref(), Some("committed"));
        let told = house.told().await;
        assert_eq!(
            told,
            [
                "budget.commit requested",
                "budget.commit done",
                "request.agree done"
            ]
        );
        let ended = end_of(&house.conn(), house.centre, request).await.unwrap();
        assert_eq!(ended.unwrap().account, head.account());
        let again = house.agree(&head, request).await;
        assert_eq!(conflict(again), "request-ended");
    });
}

#[test]
fn what_was_found_when_asking_stays_beside_what_is_found_now() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let act = small(Uuid::now_v7());
        let id = house.ask(&specialist, &act).await;
        let request = house.request(id).await;
        let found = request.facts.clone().expect("kept with the request");
        assert_eq!(found.get("amount"), Some(&charter::Fact::Number(100)));
        let now = house.desk.facts_now(&request).await.unwrap();
        assert_eq!(now.get("amount"), found.get("amount"));
    });
}

#[test]
fn steps_are_taken_in_order_and_nobody_takes_two() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let (head, superintendent) = (
            house.person("head").await,
            house.person("superintendent").await,
        );
        let mut act = small(Uuid::now_v7());
        act.amount = 9_000_000;
        let request = house.ask(&specialist, &act).await;
        let early = house.agree(&superintendent, request).await;
        assert_eq!(conflict(early), "request-not-yours");
        assert!(matches!(
            house.agree(&head, request).await.unwrap(),
            Decided::Agreed
        ));
        assert_eq!(house.toy(act.id).await, None);
        let account = head.account().unwrap();
        house.appoint(account, "superintendent", None, None).await;
        let both = house.again(account).await;
        assert_eq!(
            conflict(house.agree(&both, request).await),
            "request-not-yours"
        );
        let last = house.agree(&superintendent, request).await.unwrap();
        assert!(matches!(last, Decided::Performed { .. }));
    });
}

#[test]
fn of_two_approvers_at_once_one_wins_and_the_other_is_told() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let (one, other) = (house.person("head").await, house.person("head").await);
        for _ in 0..5 {
            let act = small(Uuid::now_v7());
            let request = house.ask(&specialist, &act).await;
            let digest = house.request(request).await.digest;
            let (a, b) = tokio::join!(
                house.agree_to(&one, request, &digest),
                house.agree_to(&other, request, &digest)
            );
            let lost = if a.is_ok() { b } else { a };
            assert_eq!(conflict(lost), "request-ended");
            assert_eq!(house.toy(act.id).await.as_deref(), Some("committed"));
        }
        let told = house.told().await;
        let done = told.iter().filter(|t| *t == "budget.commit done").count();
        assert_eq!(done, 5);
    });
}

#[test]
fn nobody_approves_their_own() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let account = specialist.account().unwrap();
        let request = house.ask(&specialist, &small(Uuid::now_v7())).await;
        house.appoint(account, "head", None, None).await;
        let promoted = house.again(account).await;
        let answer = house.agree(&promoted, request).await;
        assert_eq!(conflict(answer), "request-not-yours");
    });
}

#[test]
fn a_changed_byte_asks_everybody_again_and_keeps_what_was_read() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let (head, superintendent) = (
            house.person("head").await,
            house.person("superintendent").await,
        );
        let about = Uuid::now_v7();
        written(&house, &specialist, about, "a banner").await;
        let mut act = small(about);
        act.amount = 9_000_000;
        let request = house.ask(&specialist, &act).await;
        let read = house.request(request).await.digest;
        house.agree(&head, request).await.unwrap();
        written(&house, &specialist, about, "a yacht").await;
        let decided = house.agree(&superintendent, request).await.unwrap();
        assert!(matches!(decided, Decided::Changed));
        assert_eq!(house.toy(act.id).await, None);
        let now = house.request(request).await;
        assert_eq!(now.revision, 2);
        assert_eq!(now.earlier.unwrap()["about"], "a banner");
        assert_eq!(now.snapshot["about"], "a yacht");
        let stale = house.agree_to(&head, request, &read).await;
        assert_eq!(conflict(stale), "request-changed");
        house.agree(&head, request).await.unwrap();
        let last = house.agree(&superintendent, request).await.unwrap();
        assert!(matches!(last, Decided::Performed { .. }));
    });
}

#[test]
fn a_right_that_ended_meanwhile_lets_nothing_be_done() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let head = house.person("head").await;
        let act = small(Uuid::now_v7());
        let request = house.ask(&specialist, &act).await;
        house
            .write(
                "insert into holding_end (centre_id, holding_id, at, leaf_id)
                 select centre_id, id, $2, id from holding where account_id = $1",
                kernel::args![specialist.account(), house.now()],
            )
            .await;
        let answer = house.agree(&head, request).await;
        assert!(matches!(answer, Err(Refusal::Forbidden(_))));
        assert_eq!(house.toy(act.id).await, None);
    });
}

#[test]
fn sending_back_needs_a_reason_and_withdrawing_is_for_the_author() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let head = house.person("head").await;
        let request = house.ask(&specialist, &small(Uuid::now_v7())).await;
        let back = |comment: &str| SendBack {
            request,
            comment: comment.into(),
        };
        assert!(matches!(
            house.act(&head, &back(" ")).await,
            Err(Refusal::Invalid(_))
        ));
        let theirs = house.act(&specialist, &back("no")).await;
        assert_eq!(conflict(theirs), "request-not-yours");
        let withdraw = Withdraw {
            request,
            comment: String::new(),
        };
        assert_eq!(
            conflict(house.act(&head, &withdraw).await),
            "request-not-yours"
        );
        let say = Comment {
            request,
            comment: "two quotes?".into(),
        };
        house.act(&head, &say).await.unwrap();
        house.act(&head, &back("two quotes first")).await.unwrap();
        let ended = end_of(&house.conn(), house.centre, request)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (ended.how, ended.comment.as_str()),
            (End::SentBack, "two quotes first")
        );
        assert_eq!(
            conflict(house.act(&specialist, &withdraw).await),
            "request-ended"
        );
    });
}

#[test]
fn the_same_thing_is_asked_for_once() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let act = small(Uuid::now_v7());
        let request = house.ask(&specialist, &act).await;
        let twice = house.act(&specialist, &act).await;
        assert_eq!(conflict(twice), "request-waits-already");
        let withdraw = Withdraw {
            request,
            comment: String::new(),
        };
        house.act(&specialist, &withdraw).await.unwrap();
        assert!(matches!(
            house.act(&specialist, &act).await.unwrap(),
            Outcome::Requested { .. }
        ));
    });
}

#[test]
fn an_overdue_request_reminds_its_deciders_once() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        house.person("head").await;
        house.ask(&specialist, &small(Uuid::now_v7())).await;
        let remind = || desk::requests::remind_overdue(&house.desk);
        assert_eq!(remind().await.unwrap(), 0);
        house.wait_days(3);
        assert_eq!(remind().await.unwrap(), 1);
        assert_eq!(remind().await.unwrap(), 0);
        let letters = desk::outbox::waiting(&house.conn(), 10).await.unwrap();
        let templates: Vec<&str> = letters.iter().map(|l| l.template.as_str()).collect();
        assert_eq!(templates, ["request-waits", "request-overdue"]);
    });
}
