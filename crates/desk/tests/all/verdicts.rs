//! One act of each tier, idempotency, and what is refused.

use desk::proposals::{self, Decide, LookAgain, Worked};
use desk::{Options, Outcome, Refusal};
use uuid::Uuid;

use crate::house::{House, conflict, held, on_both_engines};
use crate::toy::{Draft, Propose};

fn draft(body: &str) -> Draft {
    Draft {
        id: Uuid::now_v7(),
        body: body.into(),
    }
}

#[test]
fn an_independent_act_is_done_at_once_and_leaves_one_line() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let act = draft("first");
        let outcome = house.act(&specialist, &act).await.unwrap();
        let Outcome::Done { leaf, result, .. } = &outcome else {
            panic!("not done: {outcome:?}");
        };
        assert_eq!(result, &serde_json::json!(leaf));
        assert_eq!(house.toy(act.id).await.as_deref(), Some("first"));
        assert_eq!(house.told().await, ["content.draft done"]);
        let line = desk::ledger::line_of(&house.conn(), house.centre, *leaf)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(line.account, specialist.account());
        assert_eq!(line.subject, Some(act.id));
    });
}

#[test]
fn looking_changes_nothing() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let act = draft("only looked at");
        let payload = serde_json::to_value(&act).unwrap();
        let verdict = house.desk.look(&specialist, "content.draft", payload).await;
        assert_eq!(verdict.unwrap().level, charter::Level::Independent);
        assert_eq!(house.toy(act.id).await, None);
        assert!(house.told().await.is_empty());
    });
}

#[test]
fn a_payload_that_cannot_be_accepted_changes_nothing() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let answer = house.act(&specialist, &draft("")).await;
        assert!(matches!(answer, Err(Refusal::Invalid(e)) if e[0].pointer == "/body"));
        let unknown = serde_json::json!({ "id": Uuid::now_v7(), "body": "x", "more": 1 });
        let answer = house
            .desk
            .submit(&specialist, "content.draft", unknown, Options::default())
            .await;
        assert!(matches!(answer, Err(Refusal::Invalid(e)) if e[0].code == "payload-shape"));
        assert!(house.told().await.is_empty());
    });
}

#[test]
fn somebody_without_a_position_is_refused_on_the_record() {
    on_both_engines(|house| async move {
        let nobody = house.again(kernel::AccountId::new()).await;
        let act = draft("mine");
        let answer = house.act(&nobody, &act).await;
        assert!(matches!(answer, Err(Refusal::Forbidden(_))));
        assert_eq!(house.toy(act.id).await, None);
        assert_eq!(house.told().await, ["content.draft refused"]);
    });
}

async fn propose(house: &House) -> (charter::Actor, Propose, desk::ProposalId) {
    let specialist = house.person("specialist").await;
    let act = Propose {
        id: Uuid::now_v7(),
        body: "a campaign".into(),
    };
    match house.act(&specialist, &act).await.unwrap() {
        Outcome::Proposed { proposal, .. } => (specialist, act, proposal),
        other => panic!("not proposed: {other:?}"),
    }
}

fn decide(proposal: desk::ProposalId, accept: bool) -> Decide {
    Decide {
        proposal,
        accept,
        comment: "because".into(),
        look_again_at: None,
    }
}

#[test]
fn an_accepted_proposal_is_performed_and_its_outcome_recorded_once() {
    on_both_engines(|house| async move {
        let (specialist, act, proposal) = propose(&house).await;
        assert_eq!(house.toy(act.id).await, None);
        let answer = house.act(&specialist, &decide(proposal, true)).await;
        assert_eq!(conflict(answer), "proposal-not-yours");
        let head = house.person("head").await;
        let look = LookAgain {
            proposal,
            worked: Worked::Worked,
            comment: String::new(),
        };
        let early = house.act(&specialist, &look).await;
        assert_eq!(conflict(early), "proposal-no-outcome");
        house.act(&head, &decide(proposal, true)).await.unwrap();
        assert_eq!(house.toy(act.id).await.as_deref(), Some("a campaign"));
        let again = house.act(&head, &decide(proposal, false)).await;
        assert_eq!(conflict(again), "proposal-decided");
        let stranger = house.person("sales").await;
        let theirs = house.act(&stranger, &look).await;
        assert_eq!(conflict(theirs), "proposal-not-yours");
        house.act(&specialist, &look).await.unwrap();
        assert_eq!(
            conflict(house.act(&head, &look).await),
            "proposal-no-outcome"
        );
        let kept = proposals::proposal(&house.conn(), house.centre, proposal)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(kept.decision.unwrap().decision, "accepted");
        assert_eq!(kept.outcome.unwrap().worked, "worked");
    });
}

#[test]
fn a_declined_proposal_needs_a_reason_and_performs_nothing() {
    on_both_engines(|house| async move {
        let (_, act, proposal) = propose(&house).await;
        let head = house.person("head").await;
        let mut silent = decide(proposal, false);
        silent.comment = " ".into();
        let answer = house.act(&head, &silent).await;
        assert!(matches!(answer, Err(Refusal::Invalid(_))));
        house.act(&head, &decide(proposal, false)).await.unwrap();
        assert_eq!(house.toy(act.id).await, None);
    });
}

#[test]
fn a_deputy_of_the_proposer_does_not_decide_the_proposal_in_that_capacity() {
    on_both_engines(|house| async move {
        let (mut proposer, _, proposal) = propose(&house).await;
        proposer.holds.push(held("head"));
        let account = kernel::AccountId::new();
        house
            .appoint(account, "head", proposer.account(), None)
            .await;
        let deputy = house.again(account).await;
        let answer = house.act(&deputy, &decide(proposal, true)).await;
        assert_eq!(conflict(answer), "proposal-not-yours");
    });
}

#[test]
fn a_repeat_with_the_same_key_has_no_second_effect() {
    on_both_engines(|house| async move {
        let specialist = house.person("specialist").await;
        let options = || Options {
            idempotency_key: Some("once".into()),
            ..Options::default()
        };
        let act = draft("once");
        let first = house.desk.act(&specialist, &act, options()).await.unwrap();
        let again = house.desk.act(&specialist, &act, options()).await.unwrap();
        assert_eq!(
            serde_json::to_value(&first).unwrap(),
            serde_json::to_value(&again).unwrap()
        );
        assert_eq!(house.told().await.len(), 1);
        let other = house.desk.act(&specialist, &draft("two"), options()).await;
        assert_eq!(conflict(other), "idempotency-key-reused");
        let colleague = house.person("sales").await;
        house.desk.act(&colleague, &act, options()).await.unwrap();
        assert_eq!(house.told().await.len(), 2);
    });
}
