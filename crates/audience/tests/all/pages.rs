//! Every screen answers, and the builder reads back what it shows.

use audience::actions::AddContact;
use audience::model::Profile;

testing::on_both_engines! {
    with [audience::feature()];
    async fn every_screen_answers_and_a_contact_is_found_by_two_characters(centre: Centre) {
        let profile = Profile { name: "王小明".into(), email: "ming@example.com".into(), phone: "0912345678".into(), ..Profile::default() };
        let outcome = centre.specialist().does(&AddContact { profile, consent: None }).await;
        let id = outcome.result().as_str().unwrap().to_owned();
        for path in [
            "/care/people", "/care/people/new", "/care/leads", "/care/import", "/care/exports", "/care/segments",
            "/care/segments/new", "/care/consent", &format!("/care/people/{id}"), &format!("/care/people/{id}/edit"),
        ] {
            let page = centre.specialist().reads(path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.body);
            assert!(!page.body.contains('⟦'), "{path} lacks a sentence");
        }
        let found = centre.specialist().reads("/care/people?q=%E5%B0%8F%E6%98%8E").await;
        assert!(found.body.contains("王小明"));
        let profile = Profile { name: "陈丽华".into(), email: "li@example.com".into(), ..Profile::default() };
        centre.specialist().does(&AddContact { profile, consent: None }).await;
        let found = centre.specialist().reads("/care/people?q=%E9%99%B3%E9%BA%97").await;
        assert!(found.body.contains("陈丽华"), "traditional letters find simplified ones");
        for (typed, who) in [("%E5%B0%8F%E6%98%8E", true), ("0912-345", true), ("912345678", true), ("345+678", true), ("0987", false), ("ming+%E7%8E%8B", true)] {
            let page = centre.specialist().reads(&format!("/care/people?q={typed}")).await;
            assert_eq!(page.body.contains("王小明"), who, "{typed}");
        }
        let none = centre.specialist().reads("/care/people?q=%E5%A4%A7%E6%98%8E").await;
        assert!(!none.body.contains("王小明"));
    }

    with [audience::feature()];
    async fn a_segment_is_built_by_its_form_and_saved(centre: Centre) {
        let fields = "name=test&top=all&field=tag&kind=tag&not=0&value=a,b&group=any&field=city&kind=city&not=1&value=x&end=1";
        let more = centre.specialist().posts("/care/segments/new", &format!("{fields}&act=add")).await;
        assert_eq!(more.status, 200);
        assert_eq!(more.body.matches("name=\"field\"").count(), 3);
        let fewer = centre.specialist().posts("/care/segments/new", &format!("{fields}&act=drop-1")).await;
        assert_eq!(fewer.body.matches("name=\"field\"").count(), 1);
        let saved = centre.specialist().posts("/care/segments/new", &format!("{fields}&act=save")).await;
        assert_eq!(saved.status, 303);
        let conn = centre.desk().database().reader();
        let segment = audience::queries::segments(&conn, centre.id).await.unwrap().remove(0);
        let json = serde_json::to_string(&segment.rule).unwrap();
        assert_eq!(json, r#"{"all":[{"tag":["a","b"]},{"any":[{"not":{"city":["x"]}}]}]}"#);
    }
}

testing::on_both_engines! {
    with [audience::feature()];
    async fn the_words_in_use_are_offered_once_each(centre: Centre) {
        for (n, (city, source)) in [("臺中市", "官網"), ("臺中市", ""), ("彰化縣", "講座"), ("", "官網")].iter().enumerate() {
            let profile = Profile {
                name: format!("王{n}"), email: if n == 1 { String::new() } else { format!("w{n}@example.com") },
                city: (*city).into(), source: (*source).into(), ..Profile::default()
            };
            centre.specialist().does(&AddContact { profile, consent: None }).await;
        }
        let conn = centre.desk().database().reader();
        let mut cities = audience::queries::cities_in_use(&conn, centre.id).await.unwrap();
        cities.sort();
        assert_eq!(cities, ["彰化縣", "臺中市"]);
        let mut sources = audience::queries::contact_sources(&conn, centre.id).await.unwrap();
        sources.sort();
        assert_eq!(sources, ["官網", "講座"]);
    }

    with [audience::feature()];
    async fn a_segment_says_whom_it_finds_and_why_somebody_is_in_it(centre: Centre) {
        let profile = Profile {
            name: "王小明".into(), email: "ming@example.com".into(), city: "臺中市".into(),
            tags: ["講座".to_owned()].into(), ..Profile::default()
        };
        let outcome = centre.specialist().does(&AddContact { profile, consent: None }).await;
        let who = outcome.result().as_str().unwrap().to_owned();
        let fields = "name=test&top=all&field=tag&kind=tag&not=0&value=講座&group=any&field=city&kind=city&not=0&value=臺中市&field=city&kind=city&not=1&value=彰化縣&end=1&field=consent&kind=consent&not=0&value=marketing_email";
        let saved = centre.specialist().posts("/care/segments/new", &format!("{fields}&act=save")).await;
        assert_eq!(saved.status, 303);
        let conn = centre.desk().database().reader();
        let id = audience::queries::segments(&conn, centre.id).await.unwrap().remove(0).id;
        let page = centre.specialist().reads(&format!("/care/segments/{id}?who={who}")).await;
        let body = page.body.replace("<wbr>", "");
        for words in [
            "會找到有標籤「講座」，而且（住在「臺中市」，或者不住在「彰化縣」），而且同意行銷電子郵件的人。",
            "為什麼「王小明」不在這一群",
        ] {
            assert!(body.contains(words), "{words}: {body}");
        }
        let why = &body[body.find("為什麼「王小明」").unwrap()..];
        assert_eq!(why.matches("不符合").count(), 1, "only the consent is missing");
        let person = centre.specialist().reads(&format!("/care/people/{who}")).await;
        assert!(person.body.contains(&format!("/care/segments/{id}?who={who}")));
    }
}
