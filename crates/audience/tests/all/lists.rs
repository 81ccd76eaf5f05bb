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
        assert_eq!((import.counts.created, import.counts.rejected, import.counts.repeated), (2, 2, 1));
        assert_eq!(import.counts.updated + import.counts.unchanged, 0);
        assert!(import.ended_at.is_some());
        let rejects = queries::import_rejects(&conn, centre.id, id, 0, 10).await.unwrap();
        let reasons: Vec<&str> = rejects.iter().map(|r| r.reason.as_str()).collect();
        assert_eq!(reasons, ["audience-row-repeats", "audience-row-no-way", "audience-email-no-at"]);
        assert_eq!(rejects[0].args, [("line".to_owned(), "2".to_owned())], "which line it repeats");
        let file = centre.specialist().reads(&format!("/care/import/{id}/rejected.csv")).await;
        let lines: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "行,原因,name,email,phone,city,consent");
        assert!(lines[1].starts_with("3,與第 2 行是同一人"), "{}", lines[1]);
        assert!(lines[1].ends_with("王小明,ming@example.com,,,是"), "{}", lines[1]);
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

async fn uploads(centre: &Centre, name: &str, bytes: &[u8]) -> testing::Page {
    centre
        .specialist()
        .uploads("/care/import", "file", name, bytes)
        .await
}

testing::on_both_engines! {
    with [audience::feature()];
    async fn what_is_no_list_is_refused_in_words(centre: Centre) {
        for (name, bytes, words) in [
            ("a.pdf", &b"%PDF-1.7\n"[..], "這是 PDF"),
            ("a.csv", b"\x89PNG\r\n\x1A\n\0\0", "這是圖片"),
            ("a.json", b"[{\"name\": 1}]", "這是 JSON"),
            ("a.xls", b"<html><table></table></html>", "這是網頁"),
            ("a.csv", b"", "這個檔案是空的"),
            ("a.csv", b"name,email\n\n", "檔案只有欄名"),
        ] {
            let page = uploads(&centre, name, bytes).await;
            assert_eq!(page.status, 422, "{name}");
            assert!(page.body.contains(words), "{name}: {}", page.body);
        }
    }

    with [audience::feature()];
    async fn the_dry_run_names_limits_lines_and_repeats_and_the_start_names_what_is_missing(centre: Centre) {
        let long = "長".repeat(130);
        let list = format!("name,email,phone,city,consent\n王,a@example.com,,,是\n王,a@example.com,,,是\n{long},b@example.com,,,是\n");
        let file = centre.desk().part::<Blobs>().unwrap().put(list.as_bytes()).unwrap().to_string();
        let fields = format!("file={file}&name=a.csv&encoding=UTF-8&c0=name&c1=email&c2=phone&c3=city&c4=consent_email&date=2026-01-05&lifecycle=lead");
        let tried = centre.specialist().posts("/care/import/plan", &format!("{fields}&consent=none&act=check")).await;
        assert_eq!(tried.status, 200);
        for words in ["姓名最多 120 個字", "第 4 行", "與前面某一行是同一人", "第 3 行"] {
            assert!(tried.body.contains(words), "{words}: {}", tried.body);
        }
        let refused = centre.specialist().posts("/care/import/plan", &format!("{fields}&consent=everybody&act=start")).await;
        assert_eq!(refused.status, 422);
        for words in ["href=\"#f-wording\"", "同意的文字", "證明放在哪裡", "id=\"f-evidence-e\""] {
            assert!(refused.body.contains(words), "{words}");
        }
        let section = &refused.body[refused.body.find("f-version").unwrap()..refused.body.find("f-tags").unwrap()];
        assert!(!section.contains("選填"), "{section}");
    }

    with [audience::feature()];
    async fn a_wrong_guess_of_the_encoding_is_changed_and_kept(centre: Centre) {
        // Half-width kana of Shift_JIS would be guessed as something else; here the person knows better.
        let bytes = encoding_rs::GB18030.encode("姓名,电子邮件\n王小明,wang@example.com\n").0.into_owned();
        let file = centre.desk().part::<Blobs>().unwrap().put(&bytes).unwrap().to_string();
        let again = centre.specialist().posts("/care/import/plan", &format!("file={file}&name=a.csv&encoding=GBK18030&act=reread")).await;
        assert_eq!(again.status, 200);
        let again = centre.specialist().posts("/care/import/plan", &format!("file={file}&name=a.csv&encoding=gb18030&act=reread")).await;
        assert!(again.body.contains("电子邮件") && again.body.contains("王小明"), "{}", again.body);
        let plan = ImportPlan { columns: vec![Some(Column::Name), Some(Column::Email)], encoding: "gb18030".into(), ..ImportPlan::default() };
        let act = ImportContacts { file, name: "a.csv".into(), plan };
        centre.specialist().does(&act).await;
        centre.drain().await;
        let conn = centre.desk().database().reader();
        let wang = queries::contact_by_address(&conn, centre.id, "wang@example.com").await.unwrap().unwrap();
        assert_eq!(wang.profile.name, "王小明");
    }

    with [audience::feature()];
    async fn the_question_before_an_undo_says_what_it_would_do(centre: Centre) {
        brings(&centre, &csv("張文,zhang@example.com,,,否\n"), plan()).await;
        let id = brings(&centre, &csv("張文,zhang@example.com,0912345678,,否\n新人,new@example.com,,,否\n改過,kept@example.com,,,否\n"), plan()).await;
        let conn = centre.desk().database().reader();
        let kept = queries::contact_by_address(&conn, centre.id, "kept@example.com").await.unwrap().unwrap();
        let profile = audience::model::Profile { city: "雲林縣".into(), ..kept.profile.clone() };
        centre.specialist().does(&ChangeContact { contact: kept.id, revision: kept.revision, profile }).await;
        let page = centre.specialist().reads(&format!("/care/import/{id}")).await;
        assert!(page.body.contains("會移除 1 人、還原 1 人；1 人之後有人改過，會留下。"), "{}", page.body);
    }
}
