//! Lists taken in and taken back.

use audience::actions::{ChangeContact, ImportContacts, Imported, UndoImport};
use audience::model::{Column, ImportPlan, ListConsent, Wording};
use audience::queries;
use audience::{ImportId, Rule};
use files::blobs::Blobs;
use testing::Centre;

fn plan() -> ImportPlan {
    ImportPlan {
        columns: vec![
            Some(Column::Name),
            Some(Column::Email),
            Some(Column::Phone),
            Some(Column::City),
            Some(Column::ConsentEmail),
        ],
        consent: ListConsent::Column {
            wording: Wording {
                version: "1".into(),
                wording: "我同意收到電子報。".into(),
            },
            channel: "counter".into(),
            evidence: "folder 7".into(),
            at: testing::NOON,
        },
        ..ImportPlan::default()
    }
}

async fn brings(centre: &Centre, csv: &str, plan: ImportPlan) -> ImportId {
    let file = centre
        .desk()
        .part::<Blobs>()
        .unwrap()
        .put(csv.as_bytes())
        .unwrap()
        .to_string();
    let act = ImportContacts {
        file,
        name: "list.csv".into(),
        plan,
    };
    let outcome = centre.specialist().does(&act).await;
    let done: Imported = serde_json::from_value(outcome.result().clone()).unwrap();
    centre.drain().await;
    done.import
}

const HEAD: &str = "name,email,phone,city,consent\n";

fn csv(rows: &str) -> String {
    format!("{HEAD}{rows}")
}

testing::on_both_engines! {
    with [audience::feature()];
    async fn a_list_is_taken_in_without_its_bad_rows_and_its_doubles(centre: Centre) {
        let id = brings(&centre, &csv("王小明,Ming@Example.com,0912-345-678,台中市,是\n\
            王小明,ming@example.com,,,是\n\
            沒有地址,,,,是\n\
            壞地址,not-an-address,,,是\n\
            林美玲,lin@example.com,,彰化縣,否\n"), plan()).await;
        let conn = centre.desk().database().reader();
        let import = queries::import(&conn, centre.id, id).await.unwrap().unwrap();
        assert_eq!((import.counts.created, import.counts.rejected), (2, 2));
        assert_eq!(import.counts.updated + import.counts.unchanged, 1);
        assert!(import.ended_at.is_some());
        let rejects = queries::import_rejects(&conn, centre.id, id, 0, 10).await.unwrap();
        let reasons: Vec<&str> = rejects.iter().map(|r| r.reason.as_str()).collect();
        assert_eq!(reasons, ["audience-row-no-way", "audience-email-no-at"]);
        let ming = queries::contact_by_address(&conn, centre.id, "ming@example.com").await.unwrap().unwrap();
        assert!(ming.consent_email);
        assert_eq!((ming.profile.city.as_str(), ming.profile.phone.as_str()), ("臺中市", "+886912345678"));
        let count = queries::count_rule(&conn, centre.id, &Rule::Imported(id), audience::Purpose::MarketingEmail, centre.now()).await.unwrap();
        assert_eq!((count.matching, count.reachable, count.without_consent), (2, 1, 1));
    }

    with [audience::feature()];
    async fn an_undone_import_leaves_everything_as_it_was_but_for_later_changes(centre: Centre) {
        brings(&centre, &csv("張文,zhang@example.com,,,否\n"), plan()).await;
        let second = brings(&centre, &csv("張文,zhang@example.com,0912345678,南投縣,是\n新人,new@example.com,,,是\n改過,kept@example.com,,,是\n"), plan()).await;
        let conn = centre.desk().database().reader();
        let kept = queries::contact_by_address(&conn, centre.id, "kept@example.com").await.unwrap().unwrap();
        let mut profile = kept.profile.clone();
        profile.city = "雲林縣".into();
        centre.specialist().does(&ChangeContact { contact: kept.id, revision: kept.revision, profile }).await;
        centre.wait(60);
        centre.specialist().does(&UndoImport { import: second }).await;
        centre.drain().await;
        let zhang = queries::contact_by_address(&conn, centre.id, "zhang@example.com").await.unwrap().unwrap();
        assert_eq!((zhang.profile.phone.as_str(), zhang.profile.city.as_str(), zhang.consent_email), ("", "", false));
        assert!(queries::contact_by_address(&conn, centre.id, "new@example.com").await.unwrap().is_none());
        let kept = queries::contact_by_address(&conn, centre.id, "kept@example.com").await.unwrap().unwrap();
        assert!(!kept.consent_email, "the consent of the list is withdrawn");
        let undo = queries::import(&conn, centre.id, second).await.unwrap().unwrap().undo.unwrap();
        assert_eq!((undo.removed, undo.restored, undo.kept), (1, 1, 1));
        assert!(centre.ledger_is_whole().await);
    }

    with [audience::feature()];
    async fn values_that_are_there_are_kept_unless_the_list_may_replace_them(centre: Centre) {
        brings(&centre, &csv("張文,zhang@example.com,,南投縣,否\n"), plan()).await;
        let conn = centre.desk().database().reader();
        let city = async || queries::contact_by_address(&conn, centre.id, "zhang@example.com").await.unwrap().unwrap().profile.city;
        brings(&centre, &csv("張文,zhang@example.com,,苗栗縣,否\n"), plan()).await;
        assert_eq!(city().await, "南投縣");
        brings(&centre, &csv("張文,zhang@example.com,,苗栗縣,否\n"), ImportPlan { overwrite: true, ..plan() }).await;
        assert_eq!(city().await, "苗栗縣");
    }
}

testing::on_both_engines! {
    with [audience::feature()];
    async fn the_sample_list_is_there_within_two_seconds(centre: Centre) {
        let clock = kernel::Clock::standing_at(centre.now());
        let account = centre.specialist().account;
        let sample = frame::SampleCentre {
            desk: centre.desk().for_sample(clock.clone()),
            clock,
            centre: centre.id,
            today: centre.now(),
            people: vec![(charter::Position::SPECIALIST.into(), account)],
        };
        let began = std::time::Instant::now();
        let fill = audience::feature().sample.expect("the audience has a sample");
        fill(sample).await.unwrap();
        eprintln!("sample made in {:?}", began.elapsed());
        let conn = centre.desk().database().reader();
        assert_eq!(queries::totals(&conn, centre.id).await.unwrap().all, 2_000);
        assert_eq!(queries::segments(&conn, centre.id).await.unwrap().len(), 3);
    }
}
