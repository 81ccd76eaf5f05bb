//! Checks and decisions that change nothing.

use serde_json::json;

use crate::world::World;

testing::on_both_engines! {
    with [api::feature()];
    async fn a_text_is_checked_and_every_place_is_told_in_both_counts(centre: Centre) {
        let world = World::over(&centre);
        let text = "🦵本院保證療效，100% 治癒膝關節炎。選舉";
        let said = world
            .post(
                "hrt_specialist",
                "/checks",
                json!({ "text": text, "scope": "ad" }),
            )
            .await;
        assert_eq!(said.status, 200, "{said:?}");
        assert_eq!(
            (&said.body["licence"], &said.body["jurisdictions"]),
            (&json!("medical-institution"), &json!(["TW"]))
        );
        assert_eq!(said.body["date"], "2026-11-23");
        let findings = said.body["findings"].as_array().expect("a list");
        assert!(!findings.is_empty(), "{said:?}");
        let placed = findings
            .iter()
            .find(|f| f["span"].is_object())
            .expect("a finding with a place");
        for part in ["rule", "severity", "article"] {
            assert!(placed[part].as_str().is_some_and(|s| !s.is_empty()));
        }
        assert!(placed["why"]["zh-Hant"].is_string() && placed["suggestion"]["en"].is_string());
        let count = |unit: &str, end: &str| {
            usize::try_from(placed["span"][unit][end].as_u64().expect("it is there")).expect("it is there")
        };
        let bytes = &text[count("bytes", "start")..count("bytes", "end")];
        let units: Vec<u16> = text.encode_utf16().collect();
        assert_eq!(
            String::from_utf16(&units[count("utf16", "start")..count("utf16", "end")]).expect("it is there"),
            bytes
        );
        assert!(!said.body["clinical"].as_array().expect("it is there").is_empty());
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn a_check_is_refused_where_it_does_not_fit(centre: Centre) {
        let world = World::over(&centre);
        for body in [
            json!({ "text": "a" }),
            json!({ "text": "a", "scope": "poem" }),
            json!({ "text": "a", "scope": "ad", "jurisdictions": ["tw"] }),
            json!({ "text": "a", "scope": "ad", "date": "2026-02-30" }),
            json!({ "text": "a", "scope": "ad", "more": 1 }),
            json!({ "text": "a".repeat(50_001), "scope": "ad" }),
        ] {
            world
                .post("hrt_specialist", "/checks", body)
                .await
                .is_problem(422, "invalid");
        }
        world
            .post(
                "hrt_narrow",
                "/checks",
                json!({ "text": "a", "scope": "ad" }),
            )
            .await
            .is_problem(403, "out-of-scope");
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn an_imagined_act_is_decided_with_the_line_of_the_document(centre: Centre) {
        let world = World::over(&centre);
        let case = json!({ "position": "specialist", "act": "content.publish", "facts": { "clinical": true } });
        let said = world.post("hrt_specialist", "/charter/decide", case).await;
        assert_eq!(said.status, 200, "{said:?}");
        assert_eq!(said.body["verdict"]["level"], "approval", "{said:?}");
        assert!(
            said.body["line"]["zh"]
                .as_str()
                .is_some_and(|s| !s.is_empty()),
            "{said:?}"
        );
        assert!(said.body["line"]["group_en"].is_string());
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn a_deputy_after_the_term_holds_nothing(centre: Centre) {
        let world = World::over(&centre);
        let decide = |until: &str, at: &str| {
            let case = json!({
                "deputy": { "position": "superintendent", "until": until }, "act": "desk.freeze", "at": at
            });
            world.post("hrt_specialist", "/charter/decide", case)
        };
        let within = decide("2026-12-01T00:00:00Z", "2026-11-30T23:59:59Z").await;
        let after = decide("2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z").await;
        assert_eq!(
            within.body["verdict"]["position"], "superintendent",
            "{within:?}"
        );
        assert!(after.body["verdict"]["position"].is_null(), "{after:?}");
        assert_ne!(
            within.body["verdict"]["level"],
            after.body["verdict"]["level"]
        );
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn a_case_nobody_knows_is_refused_where_it_does_not_fit(centre: Centre) {
        let world = World::over(&centre);
        for (case, pointer) in [
            (json!({ "act": "no.such" }), "/act"),
            (
                json!({ "act": "content.publish", "position": "astronaut" }),
                "/position",
            ),
            (
                json!({ "act": "content.publish", "facts": { "weather": true } }),
                "/facts/weather",
            ),
            (
                json!({ "act": "content.publish", "facts": { "clinical": 3 } }),
                "/facts/clinical",
            ),
            (json!({ "act": "content.publish", "who": "robot" }), "/who"),
            (
                json!({ "act": "content.publish", "at": "yesterday" }),
                "/at",
            ),
            (
                json!({ "act": "content.publish", "position": "head", "deputy": { "position": "head" } }),
                "/deputy",
            ),
        ] {
            let said = world.post("hrt_specialist", "/charter/decide", case).await;
            said.is_problem(422, "invalid");
            assert_eq!(said.body["errors"][0]["pointer"], pointer, "{said:?}");
        }
    }
}
