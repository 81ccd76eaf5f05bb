//! Who may stand in for whom, and that a program never decides.

use desk::Refusal;
use desk::requests::Decided;
use kernel::AccountId;
use uuid::Uuid;

use crate::house::{conflict, on_both_engines};
use crate::toy::Commit;

fn commit() -> Commit {
    Commit {
        id: Uuid::now_v7(),
        about: Uuid::now_v7(),
        amount: 100,
    }
}

#[test]
fn an_agent_asks_but_never_decides() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let head = house.person("head").await;
        let request = house.ask(&house.agent_of(&specialist), &commit()).await;
        let answer = house.agree(&house.agent_of(&head), request).await;
        assert!(matches!(answer, Err(Refusal::Forbidden(_))));
        let own = house.agree(&specialist, request).await;
        assert_eq!(conflict(own), "request-not-yours");
        assert!(house.agree(&head, request).await.is_ok());
    });
}

#[test]
fn a_deputy_decides_within_the_term_and_not_after_it() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let head = house.person("head").await;
        let account = AccountId::new();
        let until = house.now().plus_days(7);
        house
            .appoint(account, "head", head.account(), Some(until))
            .await;
        let first = house.ask(&specialist, &commit()).await;
        let deputy = house.again(account).await;
        let decided = house.agree(&deputy, first).await.unwrap();
        assert!(matches!(decided, Decided::Performed { .. }));
        let second = house.ask(&specialist, &commit()).await;
        house.wait_days(7);
        let stale = house.agree(&deputy, second).await;
        assert_eq!(conflict(stale), "request-not-yours");
        let present = house.again(account).await;
        assert!(present.holds.is_empty());
        assert_eq!(
            conflict(house.agree(&present, second).await),
            "request-not-yours"
        );
    });
}

#[test]
fn a_deputy_of_the_author_does_not_approve_in_that_capacity() {
    on_both_engines(|house| async move {
        let head = house.person("head").await;
        let mut act = commit();
        act.amount = 9_000_000;
        let request = house.ask(&head, &act).await;
        let account = AccountId::new();
        house
            .appoint(account, "superintendent", head.account(), None)
            .await;
        let deputy = house.again(account).await;
        let answer = house.agree(&deputy, request).await;
        assert_eq!(conflict(answer), "request-not-yours");
        let superintendent = house.person("superintendent").await;
        assert!(house.agree(&superintendent, request).await.is_ok());
    });
}
