//! What a person may ask for, and what a visitor may do.

use audience::actions::{
    AddContact, ConsentNow, EraseContact, RecordConsent, Resubscribe, SubmitLead, Suppress,
    Unsubscribe, person_as_json,
};
use audience::model::SuppressionReason;
use audience::model::{Profile, Wording};
use audience::{ContactId, Purpose, queries};
use desk::{Options, Outcome};
use testing::Centre;

fn wording() -> Wording {
    Wording {
        version: "1".into(),
        wording: "我同意收到電子報。".into(),
    }
}

async fn adds(centre: &Centre, email: &str) -> ContactId {
    let act = AddContact {
        profile: Profile {
            name: "陳淑芬".into(),
            email: email.into(),
            ..Profile::default()
        },
        consent: Some(ConsentNow {
            wording: wording(),
            channel: "counter".into(),
            evidence: "folder 1".into(),
        }),
    };
    let outcome = centre.specialist().does(&act).await;
    serde_json::from_value(outcome.result().clone()).unwrap()
}

fn lead(consent: bool) -> SubmitLead {
    SubmitLead {
        name: "林先生".into(),
        email: Some("Lin@example.com".into()),
        phone: None,
        message: "想了解課程".into(),
        consent,
        consent_wording: consent.then(wording),
        page: "/contact".into(),
        utm_source: String::new(),
        utm_medium: String::new(),
        utm_campaign: String::new(),
        campaign: None,
    }
}

testing::on_both_engines! {
    with [audience::feature()];
    async fn who_unsubscribes_is_never_mailed_again_even_after_a_form(centre: Centre) {
        let id = adds(&centre, "Shu@example.com").await;
        let stop = Unsubscribe { contact: Some(id), address: "shu@example.com".into(), via: "one_click".into() };
        centre.wait(1);
        let outcome = centre.desk().act(&centre.visitor(), &stop, Options::default()).await.unwrap();
        assert_eq!(outcome.result(), &serde_json::Value::Bool(true));
        let conn = centre.desk().database().reader();
        let contact = queries::contact(&conn, centre.id, id).await.unwrap().unwrap();
        assert!(contact.suppressed && !contact.consent_email);
        centre.wait(60);
        let form = SubmitLead { email: Some("shu@example.com".into()), ..lead(true) };
        centre.desk().act(&centre.visitor(), &form, Options::default()).await.unwrap();
        assert!(queries::contact(&conn, centre.id, id).await.unwrap().unwrap().suppressed);
        let record = RecordConsent {
            contact: id, purpose: Purpose::MarketingEmail, wording: wording(),
            channel: "counter".into(), evidence: "folder 2".into(), at: None,
        };
        centre.specialist().does(&record).await;
        assert!(queries::contact(&conn, centre.id, id).await.unwrap().unwrap().suppressed, "a note of the house is not their act");
    }

    with [audience::feature()];
    async fn who_left_by_mistake_comes_back_by_their_own_letter_or_with_proof_and_the_heads_yes(centre: Centre) {
        let id = adds(&centre, "Shu@example.com").await;
        let conn = centre.desk().database().reader();
        let reachable = async || {
            let contact = queries::contact(&conn, centre.id, id).await.unwrap().unwrap();
            contact.consent_email && !contact.suppressed
        };
        let stop = Unsubscribe { contact: Some(id), address: "shu@example.com".into(), via: "link".into() };
        centre.wait(1);
        centre.desk().act(&centre.visitor(), &stop, Options::default()).await.unwrap();
        assert!(!reachable().await);
        centre.wait(1);
        let back = Resubscribe { contact: id, address: "shu@example.com".into(), wording: wording(), channel: "link".into(), evidence: "mailing 1".into() };
        let outcome = centre.desk().act(&centre.visitor(), &back, Options::default()).await.unwrap();
        assert_eq!(outcome.result(), &serde_json::Value::Bool(true));
        assert!(reachable().await);
        let again = centre.desk().act(&centre.visitor(), &back, Options::default()).await.unwrap();
        assert_eq!(again.result(), &serde_json::Value::Bool(false), "a second press changes nothing");
        assert_eq!(queries::consents_of(&conn, centre.id, id).await.unwrap().len(), 3);

        centre.wait(1);
        centre.desk().act(&centre.visitor(), &stop, Options::default()).await.unwrap();
        centre.wait(1);
        let proof = Resubscribe { channel: "telephone".into(), evidence: "call of Monday".into(), ..back.clone() };
        let asked = centre.specialist().does(&proof).await;
        assert!(matches!(asked, Outcome::Requested { .. }));
        assert!(!reachable().await);
        centre.head().agrees_to(Centre::request_of(&asked)).await.unwrap();
        assert!(reachable().await);
        assert!(centre.ledger_is_whole().await);
    }

    with [audience::feature()];
    async fn a_link_lifts_no_more_than_its_owners_own_leaving(centre: Centre) {
        let id = adds(&centre, "shu@example.com").await;
        let back = Resubscribe { contact: id, address: "shu@example.com".into(), wording: wording(), channel: "link".into(), evidence: "mailing 1".into() };
        let other = Resubscribe { address: "else@example.com".into(), ..back.clone() };
        assert!(centre.desk().act(&centre.visitor(), &other, Options::default()).await.is_err());
        for (reason, by_the_head) in [(SuppressionReason::Complaint, false), (SuppressionReason::Manual, true)] {
            let id = adds(&centre, &format!("{}@example.com", reason.key())).await;
            let address = format!("{}@example.com", reason.key());
            centre.specialist().does(&Suppress { address: address.clone(), reason }).await;
            centre.wait(1);
            let back = Resubscribe { contact: id, address, ..back.clone() };
            let own = centre.desk().act(&centre.visitor(), &back, Options::default()).await;
            assert!(own.is_err(), "{reason:?}");
            let lifted = centre.desk().act(&centre.head().actor().await, &back, Options::default()).await;
            assert_eq!(lifted.is_ok(), by_the_head, "{reason:?}");
        }
    }

    with [audience::feature()];
    async fn a_form_makes_a_lead_and_consent_only_when_it_is_ticked(centre: Centre) {
        let outcome = centre.desk().act(&centre.visitor(), &lead(false), Options::default()).await.unwrap();
        let id: ContactId = serde_json::from_value(outcome.result().clone()).unwrap();
        let conn = centre.desk().database().reader();
        assert!(!queries::contact(&conn, centre.id, id).await.unwrap().unwrap().consent_email);
        centre.wait(1);
        let again = centre.desk().act(&centre.visitor(), &lead(true), Options::default()).await.unwrap();
        assert_eq!(again.result(), outcome.result());
        assert!(queries::contact(&conn, centre.id, id).await.unwrap().unwrap().consent_email);
        let period = desk::Period { from: centre.now().plus_days(-1), until: centre.now().plus_days(1) };
        let figures = queries::lead_figures(&conn, centre.id, period).await.unwrap();
        assert_eq!((figures[0].numerator, figures[1].numerator), (1, 2));
    }

    with [audience::feature()];
    async fn erasing_leaves_only_the_fingerprint_of_the_address(centre: Centre) {
        let id = adds(&centre, "gone@example.com").await;
        let conn = centre.desk().database().reader();
        let all = person_as_json(centre.desk(), &conn, centre.id, id).await.unwrap();
        assert_eq!(all["audience"]["contact"]["name"], "陳淑芬");
        let erase = EraseContact { contact: id, reason: "asked at the counter".into() };
        let asked = centre.specialist().does(&erase).await;
        assert!(matches!(asked, Outcome::Requested { .. }));
        centre.head().agrees_to(Centre::request_of(&asked)).await.unwrap();
        assert!(queries::contact(&conn, centre.id, id).await.unwrap().is_none());
        let silent = queries::suppressions(&conn, centre.id, None).await.unwrap();
        assert_eq!(silent[0].reason, "erased");
        let back = AddContact { profile: Profile { name: "x".into(), email: "gone@example.com".into(), ..Profile::default() }, consent: None };
        let outcome = centre.specialist().does(&back).await;
        let id: ContactId = serde_json::from_value(outcome.result().clone()).unwrap();
        assert!(queries::contact(&conn, centre.id, id).await.unwrap().unwrap().suppressed);
    }
}
