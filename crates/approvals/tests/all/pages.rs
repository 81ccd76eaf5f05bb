//! Every screen is shown to everybody who may come there.

const SCREENS: [&str; 13] = [
    "/approvals",
    "/approvals?tab=sent",
    "/approvals?tab=decided",
    "/approvals/proposals",
    "/approvals/freeze",
    "/approvals/matter/new",
    "/approvals/matter/new?cell=authority.execution.budget-use",
    "/charter",
    "/charter/house",
    "/charter/versions",
    "/charter/what-if",
    "/charter/ledger",
    "/charter/ledger/verification",
];

testing::on_both_engines! {
    with [approvals::feature()];
    async fn every_screen_is_shown_without_a_missing_sentence(centre: Centre) {
        for someone in [centre.specialist(), centre.head()] {
            for screen in SCREENS {
                let page = someone.reads(screen).await;
                assert_eq!(page.status, 200, "{screen}");
                assert!(!page.body.contains('⟦'), "{screen}");
                assert!(page.body.contains("<h1"), "{screen}");
            }
        }
    }

    with [approvals::feature()];
    async fn the_document_stands_with_an_anchor_for_every_line(centre: Centre) {
        let page = centre.specialist().reads("/charter").await.body;
        let document = charter::Document::parse(charter::HR_F019).unwrap();
        let missing: Vec<&str> = document
            .lines()
            .filter(|line| line.section != charter::LineSection::AuthorityLevel && line.section != charter::LineSection::AuthorityGroup)
            .filter(|line| !page.contains(&format!("id=\"{}\"", line.id)))
            .map(|line| line.id)
            .collect();
        assert_eq!(missing, [""; 0]);
    }

    with [approvals::feature()];
    async fn the_what_if_names_verdict_rows_and_route(centre: Centre) {
        let ask = "/charter/what-if?who=person&position=specialist&act=content.publish&f-kind=education&f-clinical=1";
        let page = centre.specialist().reads(ask).await.body;
        assert!(page.contains("需上級批准"));
        assert!(page.contains("house.publish.clinical"));
        assert!(page.contains("物理治療師專業審核"));
        let own = "/charter/what-if?who=person&position=specialist&act=content.publish&f-kind=news";
        let page = centre.specialist().reads(own).await.body;
        assert!(page.contains("house.publish.routine"));
    }

    with [approvals::feature()];
    async fn an_address_that_names_nothing_is_no_page(centre: Centre) {
        for path in ["/approvals/7", "/approvals/019ab000-0000-7000-8000-000000000000", "/approvals/proposals/x"] {
            assert_eq!(centre.head().reads(path).await.status, 404, "{path}");
        }
    }

    with [approvals::feature()];
    async fn a_broken_file_of_rules_is_answered_line_by_line_and_kept(centre: Centre) {
        let broken = charter::HOUSE.replacen("who: staff", "who: janitor", 1);
        let form = format!("house={}", encoded(&broken));
        let page = centre.head().posts("/charter/house/check", &form).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("沒有「janitor」這個職位"));
        assert!(page.body.contains("who: janitor"));
    }

    with [approvals::feature()];
    async fn changed_rules_are_looked_at_and_then_need_a_second_person(centre: Centre) {
        let changed = charter::HOUSE.replacen("value: 1000", "value: 900", 1);
        let form = format!("house={}", encoded(&changed));
        let look = centre.head().posts("/charter/house/check", &form).await;
        assert_eq!(look.status, 200);
        assert!(look.body.contains("需上級批准"));
        let sent = centre.head().posts("/charter/house", &form).await;
        assert_eq!(sent.status, 303);
        let case = sent.headers["location"].to_str().unwrap().to_owned();
        let request = case.trim_start_matches("/approvals/").split('?').next().unwrap().parse().unwrap();
        let page = centre.superintendent().reads(&case).await.body;
        assert!(page.contains("批准並立即生效"));
        assert!(page.contains("900"));
        centre.superintendent().agrees_to(request).await.unwrap();
        let book = centre.desk().rulebook(&centre.desk().database().reader(), centre.id).await.unwrap();
        assert_eq!(book.house.setting("reach_limit"), Some(900));
        let versions = centre.head().reads("/charter/versions").await.body;
        assert!(versions.contains("生效中"));
    }

    with [approvals::feature()];
    async fn a_decision_asks_before_it_is_made_and_says_what_follows(centre: Centre) {
        let changed = charter::HOUSE.replacen("value: 1000", "value: 900", 1);
        let sent = centre.head().posts("/charter/house", &format!("house={}", encoded(&changed))).await;
        let case = sent.headers["location"].to_str().unwrap().to_owned();
        let page = centre.superintendent().reads(&case).await.body;
        for words in [
            "data-open=\"ask-agree\"",
            "data-open=\"ask-return\" data-needs=\"comment\"",
            "批准並立即生效？",
            "從下一個動作起，所有人都照這一版判斷。",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // The button in the dialog posts the very form that stands without script.
        let form = "form=\"decide\"";
        assert_eq!(page.matches(form).count(), 4, "{page}");
    }

    with [approvals::feature()];
    async fn every_table_of_cases_is_named_by_what_it_lists(centre: Centre) {
        let changed = charter::HOUSE.replacen("value: 1000", "value: 900", 1);
        centre.head().posts("/charter/house", &format!("house={}", encoded(&changed))).await;
        let sent = centre.head().reads("/approvals?tab=sent").await.body;
        assert!(sent.contains("<caption>我送出的") || sent.contains("class=\"vh\">我送出的"), "{sent}");
    }

    with [approvals::feature()];
    async fn the_ledger_is_taken_out_only_through_an_act_of_ones_own(centre: Centre) {
        let sent = centre.head().posts("/charter/ledger/export", "now=1").await;
        assert_eq!(sent.status, 303);
        let address = sent.headers["location"].to_str().unwrap().to_owned();
        let copy = centre.head().reads(&address).await;
        assert_eq!(copy.status, 200);
        let lines: Vec<serde_json::Value> = copy.body.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(lines.len(), centre.ledger().await.len());
        for line in &lines {
            let hash = desk::ledger::leaf_hash(line["entry"].as_str().unwrap().as_bytes());
            assert_eq!(line["hash"], hash.to_string());
        }
        assert_eq!(centre.superintendent().reads(&address).await.status, 409);
        let asked = centre.specialist().posts("/charter/ledger/export", "now=1").await;
        assert!(asked.headers["location"].to_str().unwrap().starts_with("/approvals/"));
    }
}

/// A value of a posted form.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
