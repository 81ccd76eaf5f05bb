//! The table of statuses.

use axum::body::Body;
use http::{Request, header};
use serde_json::json;

use crate::world::{World, call, task};

const ADD: &str = "/actions/task.add";

fn matter(cell: &str) -> serde_json::Value {
    json!({ "cell": cell, "title": "A matter", "body": "" })
}

testing::on_both_engines! {
    with [api::feature()];
    async fn an_independent_act_is_done_and_says_by_which_line(centre: Centre) {
        let world = World::over(&centre);
        let said = world
            .post("hrt_specialist", ADD, task("Call the printer"))
            .await;
        assert_eq!(said.status, 200, "{said:?}");
        assert_eq!(said.body["outcome"], "done");
        assert!(said.body["result"].is_string());
        assert_eq!(said.body["verdict"]["level"], "independent");
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn what_must_wait_is_accepted_and_named(centre: Centre) {
        let world = World::over(&centre);
        let book = desk::rulebook::Rulebook::builtin();
        for (level, outcome, named) in [
            (charter::Level::Approval, "requested", "request"),
            (charter::Level::Recommend, "proposed", "proposal"),
        ] {
            let cell = book
                .document
                .cells()
                .find(|cell| cell.level == level)
                .expect("the document has all levels");
            let said = world
                .post("hrt_specialist", "/actions/matter.raise", matter(&cell.id))
                .await;
            assert_eq!(said.status, 202, "{said:?}");
            assert_eq!(said.body["outcome"], outcome);
            assert!(said.body[named]["id"].is_string(), "{said:?}");
        }
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn an_agent_can_never_decide_a_request_and_is_told_why(centre: Centre) {
        let world = World::over(&centre);
        let registry = world.app.desk().registry();
        let schema = serde_json::to_value((registry
            .act("request.agree")
            .expect("it is registered")
            .schema)())
        .expect("it is there");
        assert!(schema["properties"]["request"].is_object(), "{schema}");
        let payload = example_of(&world, "request.agree");
        let said = world
            .post("hrt_agent", "/actions/request.agree", payload.clone())
            .await;
        said.is_problem(403, "forbidden");
        assert_eq!(said.body["verdict"]["level"], "forbidden");
        let dry = world
            .post("hrt_agent", "/actions/request.agree?dry_run=true", payload)
            .await;
        assert_eq!(
            (dry.status.as_u16(), &dry.body["would"]),
            (200, &json!("refused")),
            "{dry:?}"
        );
    }
}

/// The example of the document for an act.
fn example_of(world: &World, kind: &str) -> serde_json::Value {
    let document = api::document(&world.app);
    let pointer = format!(
        "/paths/~1api~1v1~1actions~1{kind}/post/requestBody/content/application~1json/example"
    );
    document
        .pointer(&pointer)
        .expect("each act has an example")
        .clone()
}

testing::on_both_engines! {
    with [api::feature()];
    async fn a_dry_run_changes_nothing(centre: Centre) {
        let world = World::over(&centre);
        let said = world
            .post(
                "hrt_head",
                "/actions/desk.freeze?dry_run=true",
                json!({ "reason": "drill" }),
            )
            .await;
        assert_eq!(
            (said.status.as_u16(), &said.body["outcome"]),
            (200, &json!("judged")),
            "{said:?}"
        );
        let conn = world.app.desk().database().reader();
        let centre = world.app.centre().await.expect("it is there").expect("it is there");
        assert!(
            desk::gate::frozen(&conn, centre.id)
                .await
                .expect("it is there")
                .is_none()
        );
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn what_goes_wrong_has_its_status_and_leaks_nothing(centre: Centre) {
        let world = World::over(&centre);
        for (title, status, key) in [
            ("gone", 404, "missing"),
            ("no row", 404, "missing"),
            ("frozen", 409, "frozen"),
            ("busy", 503, "unavailable"),
            ("broken", 500, "failed"),
            ("thrown", 500, "failed"),
        ] {
            let said = world.post("hrt_specialist", ADD, task(title)).await;
            said.is_problem(status, key);
            assert!(
                !said.text.contains("select") && !said.text.contains("mistake"),
                "{said:?}"
            );
            assert_eq!(said.header("retry-after").is_empty(), status != 503);
        }
        world
            .post("hrt_specialist", "/actions/no.such", json!({}))
            .await
            .is_problem(404, "missing");
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn each_field_that_cannot_be_accepted_is_named(centre: Centre) {
        let world = World::over(&centre);
        for (payload, pointer, code) in [
            (json!({ "title": "" }), "/title", "field-empty"),
            (json!({ "title": 7 }), "/title", "api-shape-type"),
            (json!({}), "/title", "api-shape-required"),
            (
                json!({ "title": "a", "days": -1 }),
                "/days",
                "api-shape-range",
            ),
            (
                json!({ "title": "a", "days": 4_294_967_296_u64 }),
                "/days",
                "api-shape-range",
            ),
            (
                json!({ "title": "a", "more": 1 }),
                "/more",
                "api-shape-unknown",
            ),
            (json!({ "title": "a\u{0}" }), "/title", "api-shape-nul"),
            (json!([]), "", "api-shape-type"),
        ] {
            let said = world.post("hrt_specialist", ADD, payload).await;
            said.is_problem(422, "invalid");
            assert_eq!(
                (
                    &said.body["errors"][0]["pointer"],
                    &said.body["errors"][0]["code"]
                ),
                (&json!(pointer), &json!(code))
            );
        }
        world
            .post("hrt_specialist", "/actions/task.add?dry_run=yes", task("a"))
            .await
            .is_problem(422, "invalid");
        world
            .post("hrt_specialist", "/actions/task.add?force=true", task("a"))
            .await
            .is_problem(422, "invalid");
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn a_repeat_with_the_same_key_has_one_effect(centre: Centre) {
        let world = World::over(&centre);
        let send = |key: String, title: &'static str| {
            let request = call("POST", "hrt_specialist", ADD).header("idempotency-key", key);
            world.send(request.body(Body::from(task(title).to_string())).expect("it is there"))
        };
        let (first, again) = (send("k1".into(), "a").await, send("k1".into(), "a").await);
        assert_eq!(first.status, 200, "{first:?}");
        assert_eq!(first.body, again.body);
        send("k1".into(), "b")
            .await
            .is_problem(409, "idempotency-key-reused");
        send("k".repeat(201), "a").await.is_problem(422, "invalid");
        send(String::new(), "a").await.is_problem(422, "invalid");
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn only_a_token_that_works_and_is_meant_for_it_comes_in(centre: Centre) {
        let world = World::over(&centre);
        let bare =
            Request::post("/api/v1/actions/task.add").header(header::COOKIE, "herald_session=hrs_x");
        let said = world.send(bare.body(Body::empty()).expect("it is there")).await;
        said.is_problem(401, "unauthenticated");
        assert_eq!(said.header("www-authenticate"), r#"Bearer realm="Herald""#);
        let said = world.post("hrt_wrong", ADD, task("a")).await;
        said.is_problem(401, "unauthenticated");
        assert!(said.header("www-authenticate").contains("invalid_token"));
        assert_eq!(world.post("hrt_narrow", ADD, task("a")).await.status, 200);
        world
            .post("hrt_narrow", "/actions/matter.raise", matter("x"))
            .await
            .is_problem(403, "out-of-scope");
        world
            .get("hrt_narrow", "/queries/numbers?limit=1")
            .await
            .is_problem(403, "out-of-scope");
        let acts = world.get("hrt_narrow", "/acts").await;
        assert_eq!(
            acts.body["acts"].as_array().map(Vec::len),
            Some(1),
            "{acts:?}"
        );
        assert_eq!(acts.body["acts"][0]["kind"], "task.add");
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn a_body_must_be_json_and_of_a_size(centre: Centre) {
        let world = World::over(&centre);
        let send = |body: String| {
            world.send(
                call("POST", "hrt_specialist", ADD)
                    .body(Body::from(body))
                    .expect("it is there"),
            )
        };
        send("{\"title\":".into())
            .await
            .is_problem(400, "malformed");
        send(String::new()).await.is_problem(400, "malformed");
        send("[".repeat(100_000)).await.is_problem(400, "malformed");
        send(format!("\"{}\"", "a".repeat(1024 * 1024)))
            .await
            .is_problem(413, "too-large");
        let plain = Request::post("/api/v1/actions/task.add")
            .header(header::AUTHORIZATION, "Bearer hrt_specialist")
            .header(header::CONTENT_TYPE, "text/plain");
        world
            .send(plain.body(Body::from("{}")).expect("it is there"))
            .await
            .is_problem(415, "media-type");
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn other_methods_and_addresses_have_their_problems(centre: Centre) {
        let world = World::over(&centre);
        let said = world
            .send(
                call("DELETE", "hrt_specialist", ADD)
                    .body(Body::empty())
                    .expect("it is there"),
            )
            .await;
        said.is_problem(405, "method");
        assert_eq!(said.header("allow"), "POST");
        let said = world
            .post("hrt_specialist", "/queries/numbers", json!({}))
            .await;
        said.is_problem(405, "method");
        assert_eq!(said.header("allow"), "GET,HEAD");
        for path in [
            "",
            "/",
            "/nothing",
            "/actions",
            "/actions/a/b",
            "/queries/%ff",
        ] {
            world
                .get("hrt_specialist", path)
                .await
                .is_problem(404, "missing");
        }
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn a_question_is_answered_by_its_parameters(centre: Centre) {
        let world = World::over(&centre);
        let said = world
            .get("hrt_specialist", "/queries/numbers?limit=3&word=%E8%86%9D")
            .await;
        assert_eq!(said.status, 200, "{said:?}");
        assert_eq!(
            said.body,
            json!({ "numbers": [1, 2, 3], "word": "膝", "from": null })
        );
        for query in [
            "",
            "?limit=0",
            "?limit=51",
            "?limit=x",
            "?limit=1&limit=2",
            "?limit=1&from=7",
            "?limit=1&more=1",
        ] {
            world
                .get("hrt_specialist", &format!("/queries/numbers{query}"))
                .await
                .is_problem(422, "invalid");
        }
        world
            .get("hrt_specialist", "/queries/numbers?limit=1&word=mine")
            .await
            .is_problem(403, "not-yours");
        world
            .get("hrt_specialist", "/queries/numbers?limit=1&word=none")
            .await
            .is_problem(404, "missing");
        world
            .get("hrt_specialist", "/queries/no_such")
            .await
            .is_problem(404, "missing");
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn too_many_calls_are_put_off(centre: Centre) {
        let world = World::over(&centre);
        let mut refused = None;
        for _ in 0..2_000 {
            let said = world
                .get("hrt_specialist", "/queries/numbers?limit=1")
                .await;
            if said.status == 429 {
                refused = Some(said);
                break;
            }
        }
        let said = refused.expect("the bucket runs dry");
        said.is_problem(429, "too-many");
        assert_eq!(said.header("retry-after"), "1");
        assert_eq!(
            world
                .get("hrt_head", "/queries/numbers?limit=1")
                .await
                .status,
            200,
            "another token is not held up"
        );
    }
}
