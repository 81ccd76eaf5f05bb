//! Every screen answers, and the builder reads back what it shows.

use audience::actions::AddContact;
use audience::model::Profile;

testing::on_both_engines! {
    with [audience::feature()];
    async fn every_screen_answers_and_a_contact_is_found_by_two_characters(centre: Centre) {
        let profile = Profile { name: "王小明".into(), email: "ming@example.com".into(), ..Profile::default() };
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
