use charter::Level;
use content::{Autosave, ItemState, Kind, Publish, Retire, queries};
use desk::requests::{self, End};
use desk::{Outcome, Refusal};
use kernel::Moment;
use serde_json::json;
use testing::{Centre, on_both_engines};

use crate::{EXERCISE, NEWS, begins, draft, publication, wall};

fn state_after(outcome: &Outcome) -> String {
    outcome.result()["state"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn positions(outcome: &Outcome) -> Vec<String> {
    outcome
        .verdict()
        .route
        .iter()
        .map(|step| step.positions[0].0.clone())
        .collect()
}

async fn edits(centre: &Centre, item: content::ItemId) {
    edits_as(centre, centre.specialist(), item).await;
}

async fn freezes(person: &testing::Someone<'_>, item: content::ItemId) {
    let act = content::MakeVersion {
        item,
        name: "v".into(),
    };
    person.does(&act).await;
}

async fn edits_as(centre: &Centre, person: testing::Someone<'_>, item: content::ItemId) {
    let conn = centre.desk().database().reader();
    let standing = queries::item(&conn, centre.id, item)
        .await
        .unwrap()
        .unwrap();
    let act = Autosave {
        item,
        revision: standing.revision,
        title: format!("{}（改）", standing.title),
        doc: serde_json::from_str(&standing.doc.to_json()).unwrap(),
    };
    person.does(&act).await;
}

on_both_engines! {
    with [content::feature(), wall()];
    async fn routine_news_goes_out_by_the_specialists_own_decision(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let done = her.does(&publication(&her, item).await).await;
        assert!(matches!(done, Outcome::Done { .. }), "{done:?}");
        let conn = centre.desk().database().reader();
        let standing = queries::published(&conn, centre.id, "website").await.unwrap();
        assert_eq!(standing.len(), 1);
        assert_eq!((standing[0].item, standing[0].title.as_str()), (item, "週五照常服務"));
        let kept = queries::item(&conn, centre.id, item).await.unwrap().unwrap();
        assert_eq!(kept.next_review_at, Moment::parse("2028-11-23T04:00:00Z"));
        assert!(centre.ledger_is_whole().await);
    }

    with [content::feature(), wall()];
    async fn clinical_content_needs_a_physiotherapist_and_then_the_head(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::Education, "膝蓋伸直", EXERCISE).await;
        let asked = her.does(&publication(&her, item).await).await;
        assert_eq!(positions(&asked), ["physiotherapist", "head"]);
        let request = Centre::request_of(&asked);
        let early = centre.head().agrees_to(request).await;
        assert!(matches!(early, Err(Refusal::Conflict { key: "request-not-yours", .. })));
        let first = centre.physiotherapist().agrees_to(request).await.unwrap();
        assert_eq!(state_after(&first), "agreed");
        let last = centre.head().agrees_to(request).await.unwrap();
        assert_eq!(state_after(&last), "performed");
        let conn = centre.desk().database().reader();
        let standing = queries::published(&conn, centre.id, "website").await.unwrap();
        let version = queries::version(&conn, centre.id, standing[0].version).await.unwrap().unwrap();
        let reviewers: Vec<_> = version.reviewers.iter().map(|r| (r.account, r.position.as_str())).collect();
        let expected = [(centre.physiotherapist().account, "physiotherapist"), (centre.head().account, "head")];
        assert_eq!(reviewers, expected);
    }

    with [content::feature(), wall()];
    async fn nobody_approves_their_own(centre: Centre) {
        let him = centre.physiotherapist();
        let item = begins(&him, Kind::Education, "膝蓋伸直", EXERCISE).await;
        let request = Centre::request_of(&him.does(&publication(&him, item).await).await);
        let own = him.agrees_to(request).await;
        assert!(matches!(own, Err(Refusal::Conflict { key: "request-not-yours", .. })));
        assert!(centre.second_physiotherapist().agrees_to(request).await.is_ok());
    }

    with [content::feature(), wall()];
    async fn going_on_writing_after_submitting_asks_everybody_again(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::Education, "膝蓋伸直", EXERCISE).await;
        let request = Centre::request_of(&her.does(&publication(&her, item).await).await);
        centre.physiotherapist().agrees_to(request).await.unwrap();
        edits(&centre, item).await;
        let changed = centre.head().agrees_to(request).await.unwrap();
        assert_eq!(state_after(&changed), "changed");
        let not_yet = centre.head().agrees_to(request).await;
        assert!(matches!(not_yet, Err(Refusal::Conflict { .. })));
        centre.physiotherapist().agrees_to(request).await.unwrap();
        let last = centre.head().agrees_to(request).await.unwrap();
        assert_eq!(state_after(&last), "performed");
        let conn = centre.desk().database().reader();
        let standing = queries::published(&conn, centre.id, "website").await.unwrap();
        assert_eq!(standing[0].title, "膝蓋伸直", "the version that was submitted, not the edit");
    }

    with [content::feature(), wall()];
    async fn the_next_draft_does_not_disturb_what_went_out(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let Outcome::Done { leaf, .. } = her.does(&publication(&her, item).await).await else { panic!("not done") };
        edits(&centre, item).await;
        let tx = centre.desk().database().begin().await.unwrap();
        let permit = desk::resume(centre.desk(), &tx, centre.id, leaf, centre.now()).await;
        assert!(permit.is_ok(), "{permit:?}");
    }

    with [content::feature(), wall()];
    async fn what_is_sent_back_says_so_until_it_goes_out(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::Education, "膝蓋伸直", EXERCISE).await;
        let request = Centre::request_of(&her.does(&publication(&her, item).await).await);
        let conn = centre.desk().database().reader();
        let state = async || queries::state_of(&conn, centre.id, item).await.unwrap();
        assert_eq!(state().await, Some(ItemState::Waiting));
        centre.wait(60);
        centre.physiotherapist().sends_back(request, "請寫清楚次數").await.unwrap();
        assert_eq!(state().await, Some(ItemState::Back));
        let end = requests::end_of(&conn, centre.id, request).await.unwrap().unwrap();
        assert_eq!(end.how, End::SentBack);
        edits(&centre, item).await;
        centre.wait(60);
        let again = Centre::request_of(&her.does(&publication(&her, item).await).await);
        assert_eq!(state().await, Some(ItemState::Waiting));
        centre.physiotherapist().agrees_to(again).await.unwrap();
        centre.head().agrees_to(again).await.unwrap();
        assert_eq!(state().await, Some(ItemState::Published));
        let period = desk::Period { from: Moment(0), until: centre.now().plus_days(1) };
        let output = queries::output(&conn, centre.id, period).await.unwrap();
        assert_eq!((output.reviewed, output.first_pass), (1, 0));
        assert_eq!(output.by_kind, [(Kind::Education, 1)]);
    }

    with [content::feature(), wall()];
    async fn a_forbidden_claim_cannot_be_approved_by_anybody(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "好消息", "我們是全台第一的中心，保證根治，三天見效。").await;
        let act = publication(&her, item).await;
        assert_eq!(her.looks_at(&act).await.level, Level::Forbidden);
        assert!(matches!(her.tries(&act).await, Err(Refusal::Forbidden(_))));
        let conn = centre.desk().database().reader();
        assert!(queries::published(&conn, centre.id, "website").await.unwrap().is_empty());
    }

    with [content::feature(), wall()];
    async fn authors_can_make_a_piece_weightier_but_never_lighter(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let act = publication(&her, item).await;
        assert_eq!(her.looks_at(&act).await.level, Level::Independent);
        let important = Publish { important: true, ..act.clone() };
        assert_eq!(her.looks_at(&important).await.level, Level::Approval);
        let reviewed = her.looks_at(&Publish { clinical: true, ..act }).await;
        assert_eq!(reviewed.route.len(), 2);
    }

    with [content::feature(), wall()];
    async fn a_repost_is_routine_while_it_repeats_what_was_approved(centre: Centre) {
        let her = centre.specialist();
        let original = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        her.does(&publication(&her, original).await).await;
        let mut copy = draft(Kind::Repost, "週五照常服務", "");
        copy.copy_of = Some(original);
        let copied = her.does(&copy).await;
        let item = serde_json::from_value(copied.result()["item"].clone()).unwrap();
        let act = publication(&her, item).await;
        assert_eq!(her.looks_at(&act).await.level, Level::Independent);
        edits(&centre, item).await;
        let act = publication(&her, item).await;
        assert_eq!(her.looks_at(&act).await.level, Level::Approval);
    }

    with [content::feature(), wall()];
    async fn a_newer_version_takes_the_place_of_the_older_and_taking_down_hides_both(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        her.does(&publication(&her, item).await).await;
        edits(&centre, item).await;
        centre.wait(3600);
        her.does(&publication(&her, item).await).await;
        let conn = centre.desk().database().reader();
        let standing = queries::published(&conn, centre.id, "website").await.unwrap();
        assert_eq!(standing.len(), 1);
        assert_eq!(standing[0].title, "週五照常服務（改）");
        assert_eq!(standing[0].at.seconds_since(standing[0].first_at), 3600);
        her.does(&Retire { item, outlet: None, reason: "過期".into() }).await;
        assert!(queries::published(&conn, centre.id, "website").await.unwrap().is_empty());
        assert_eq!(queries::state_of(&conn, centre.id, item).await.unwrap(), Some(ItemState::Retired));
        let again = her.tries(&Retire { item, outlet: None, reason: String::new() }).await;
        assert!(matches!(again, Err(Refusal::Conflict { key: "content-not-published", .. })));
    }

    with [content::feature(), wall()];
    async fn an_outlet_that_nobody_registered_is_refused(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let mut act = publication(&her, item).await;
        act.outlets.insert("fax".into(), json!({}));
        assert!(matches!(her.tries(&act).await, Err(Refusal::Invalid(_))));
        act.outlets.clear();
        assert!(matches!(her.tries(&act).await, Err(Refusal::Invalid(_))));
    }

    with [content::feature(), wall()];
    async fn whoever_wrote_the_words_does_not_approve_them_for_another(centre: Centre) {
        let (her, head) = (centre.specialist(), centre.head());
        let item = begins(&her, Kind::Education, "週五照常服務", NEWS).await;
        edits_as(&centre, head, item).await;
        let asked = her.does(&publication(&her, item).await).await;
        assert_eq!(positions(&asked), ["superintendent"], "the words are the head's, so the step goes up");
        let request = Centre::request_of(&asked);
        let own = head.agrees_to(request).await;
        assert!(matches!(own, Err(Refusal::Conflict { key: "request-not-yours", .. })), "{own:?}");
        assert!(head.sends_back(request, "我再看看").await.is_err());
        let last = centre.superintendent().agrees_to(request).await.unwrap();
        assert_eq!(state_after(&last), "performed");

        centre.wait(60);
        edits(&centre, item).await;
        let again = her.does(&publication(&her, item).await).await;
        assert_eq!(positions(&again), ["head"], "what went out is approved; the new words are hers");
        let last = head.agrees_to(Centre::request_of(&again)).await.unwrap();
        assert_eq!(state_after(&last), "performed");
    }

    with [content::feature(), wall()];
    async fn a_version_frozen_by_another_still_has_its_writer(centre: Centre) {
        let (her, head) = (centre.specialist(), centre.head());
        let item = begins(&her, Kind::Education, "週五照常服務", NEWS).await;
        edits_as(&centre, head, item).await;
        freezes(&centre.nth("sales", 0), item).await;
        edits(&centre, item).await;
        let request = Centre::request_of(&her.does(&publication(&her, item).await).await);
        assert!(head.agrees_to(request).await.is_err(), "an earlier version that never went out counts");
        let second = centre.nth("sales", 0);
        centre.superintendent().does(&people::actions::GrantPosition { account: second.account, position: "head".into() }).await;
        let changed = second.agrees_to(request).await;
        assert!(changed.is_err(), "the route that was asked stands: {changed:?}");
    }

    with [content::feature(), wall()];
    async fn another_head_may_approve_the_words_of_the_first(centre: Centre) {
        let (her, head, second) = (centre.specialist(), centre.head(), centre.nth("sales", 0));
        centre.superintendent().does(&people::actions::GrantPosition { account: second.account, position: "head".into() }).await;
        let item = begins(&her, Kind::Education, "週五照常服務", NEWS).await;
        edits_as(&centre, head, item).await;
        let asked = her.does(&publication(&her, item).await).await;
        assert_eq!(positions(&asked), ["head"]);
        let request = Centre::request_of(&asked);
        assert!(head.agrees_to(request).await.is_err());
        let last = second.agrees_to(request).await.unwrap();
        assert_eq!(state_after(&last), "performed");
    }

    with [content::feature(), wall()];
    async fn what_the_head_copied_unpublished_is_still_the_writers(centre: Centre) {
        let (her, head) = (centre.specialist(), centre.head());
        let item = begins(&head, Kind::Education, "週五照常服務", NEWS).await;
        let mut copy = draft(Kind::Education, "週五照常服務", NEWS);
        copy.copy_of = Some(item);
        let copied = her.does(&copy).await;
        let copied = serde_json::from_value(copied.result()["item"].clone()).unwrap();
        let asked = her.does(&publication(&her, copied).await).await;
        assert_eq!(positions(&asked), ["superintendent"]);
    }
}
