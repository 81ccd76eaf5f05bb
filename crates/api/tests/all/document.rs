//! The OpenAPI document, by the rules of OpenAPI 3.1 that can be checked by hand.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::world::World;

fn walk<'a>(at: &str, value: &'a Json, visit: &mut dyn FnMut(&str, &'a Json)) {
    visit(at, value);
    match value {
        Json::Object(map) => {
            for (name, inner) in map {
                walk(&format!("{at}/{}", name.replace('/', "~1")), inner, visit);
            }
        }
        Json::Array(items) => {
            for (n, inner) in items.iter().enumerate() {
                walk(&format!("{at}/{n}"), inner, visit);
            }
        }
        _ => {}
    }
}

fn operations(document: &Json) -> Vec<(String, String, &Json)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("a path item");
            methods
                .iter()
                .map(move |(method, operation)| (path.clone(), method.clone(), operation))
        })
        .collect()
}

testing::on_both_engines! {
    with [api::feature()];
    async fn every_reference_leads_somewhere_and_no_definition_is_left_inside(centre: Centre) {
        let world = World::over(&centre);
        let document = api::document(&world.app);
        let mut references = 0;
        walk("", &document, &mut |at, value| {
            if let Some(reference) = value.get("$ref").and_then(Json::as_str) {
                let pointer = reference
                    .strip_prefix('#')
                    .unwrap_or_else(|| panic!("{at}: {reference}"));
                assert!(document.pointer(pointer).is_some(), "{at}: {reference}");
                references += 1;
            }
            assert!(
                value.get("$defs").is_none() && value.get("$schema").is_none(),
                "{at}"
            );
        });
        assert!(references > 100);
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn every_act_and_question_of_the_registry_stands_in_it(centre: Centre) {
        let world = World::over(&centre);
        let document = api::document(&world.app);
        let registry = world.app.desk().registry();
        for act in registry.acts() {
            let operation = &document["paths"][format!("/api/v1/actions/{}", act.kind)]["post"];
            assert_eq!(operation["operationId"], act.kind);
            assert_eq!(operation["requestBody"]["required"], true);
            assert!(
                operation["summary"].as_str().is_some_and(|s| !s.is_empty()),
                "{} says what it does",
                act.kind
            );
            for status in [
                "200", "202", "400", "401", "403", "404", "409", "413", "415", "422", "429", "503",
            ] {
                assert!(
                    operation["responses"][status].is_object(),
                    "{} {status}",
                    act.kind
                );
            }
        }
        let numbers = &document["paths"]["/api/v1/queries/numbers"]["get"];
        let names: Vec<&str> = numbers["parameters"]
            .as_array()
            .expect("it is there")
            .iter()
            .filter_map(|p| p["name"].as_str())
            .collect();
        assert_eq!(
            BTreeSet::from_iter(names),
            BTreeSet::from(["limit", "word", "from"])
        );
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn operations_keep_the_rules_of_openapi(centre: Centre) {
        let world = World::over(&centre);
        let document = api::document(&world.app);
        assert_eq!(document["openapi"], "3.1.0");
        let mut ids = BTreeSet::new();
        for (path, method, operation) in operations(&document) {
            assert!(
                ["get", "post"].contains(&method.as_str()),
                "{path} {method}"
            );
            assert!(
                ids.insert(operation["operationId"].as_str().expect("an id").to_owned()),
                "{path}"
            );
            let responses = operation["responses"].as_object().expect("responses");
            assert!(!responses.is_empty());
            for (status, response) in responses {
                assert!(
                    status.len() == 3 && status.parse::<u16>().is_ok(),
                    "{path} {status}"
                );
                assert!(
                    response.get("$ref").is_some() || response["description"].is_string(),
                    "{path} {status}"
                );
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let whole = parameter["$ref"].as_str().map_or(parameter, |r| {
                    document.pointer(&r[1..]).expect("it is there")
                });
                assert!(
                    whole["name"].is_string() && whole["in"].is_string(),
                    "{path}"
                );
                assert_ne!(
                    whole.get("schema").is_some(),
                    whole.get("content").is_some(),
                    "{path}"
                );
            }
            for tag in operation["tags"].as_array().into_iter().flatten() {
                assert!(
                    document["tags"]
                        .as_array()
                        .expect("it is there")
                        .iter()
                        .any(|known| known["name"] == *tag),
                    "{path} {tag}"
                );
            }
        }
        let schemas = document["components"]["schemas"]
            .as_object()
            .expect("schemas");
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        for name in schemas.keys() {
            assert!(name.chars().all(fits), "{name}");
        }
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn integers_have_bounds_and_ids_a_format(centre: Centre) {
        let world = World::over(&centre);
        let document = api::document(&world.app);
        walk("", &document["components"]["schemas"], &mut |at, value| {
            if value.get("type").is_some_and(|kind| kind == "integer") && value.get("format").is_some()
            {
                assert!(
                    value.get("minimum").is_some() && value.get("maximum").is_some(),
                    "{at}: {value}"
                );
            }
        });
        assert_eq!(
            document["components"]["schemas"]["AccountId"]["format"],
            "uuid"
        );
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn the_document_is_answered_without_a_token(centre: Centre) {
        let world = World::over(&centre);
        let request = http::Request::get("/api/v1/openapi.json")
            .body(axum::body::Body::empty())
            .expect("it is there");
        let said = world.send(request).await;
        assert_eq!(said.status, 200);
        assert_eq!(said.header("content-type"), "application/json");
        assert_eq!(said.body, api::document(&world.app));
    }
}
