//! The OpenAPI 3.1 document, generated from the registry over a written frame.

mod components;
mod example;

use desk::{ActEntry, QueryEntry, Registry};
use serde_json::{Map, Value as Json, json};

use crate::problem::Told;
use crate::{actions, checks, decide, schema};
use components::Components;
pub(crate) use example::example;

/// What does not depend on the registry: parameters, common answers, security.
const FRAME: &str = include_str!("../../openapi.frame.json");

/// The whole document.
pub(crate) fn document(registry: &Registry) -> Json {
    let mut document: Json =
        serde_json::from_str(FRAME).expect("the written frame is JSON, which the tests prove");
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    let mut parts = Components::default();
    parts.add("Problem", schema::output::<Told>());
    parts.add("Answer", schema::output::<actions::Answer>());
    parts.add("Acts", schema::output::<actions::Acts>());
    parts.add("Check", schema::input::<checks::Text>());
    parts.add("Checked", schema::output::<checks::Checked>());
    parts.add("Case", schema::input::<decide::Case>());
    parts.add("Decided", schema::output::<decide::Decided>());
    let mut paths = Map::new();
    for act in registry.acts() {
        paths.insert(
            format!("/api/v1/actions/{}", act.kind),
            act_path(act, &mut parts),
        );
    }
    for query in registry.queries() {
        paths.insert(
            format!("/api/v1/queries/{}", query.name),
            query_path(query, &mut parts),
        );
    }
    if let Some(fixed) = document["paths"].as_object_mut() {
        for path in ["/api/v1/checks", "/api/v1/charter/decide"] {
            give_example(&parts, &mut fixed[path]);
        }
        fixed.append(&mut paths);
    }
    document["components"]["schemas"] = Json::Object(parts.into_schemas());
    document
}

/// The component that holds the payload of an act.
pub(crate) fn payload_name(kind: &str) -> String {
    format!("payload.{kind}")
}

/// What a schema says about itself, as one text.
pub(crate) fn about(schema: &Json) -> String {
    let text = schema
        .get("description")
        .and_then(Json::as_str)
        .unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn act_path(act: &ActEntry, parts: &mut Components) -> Json {
    let schema = schema::bounded((act.schema)());
    let example = example(&schema);
    let about = about(&schema);
    let name = payload_name(act.kind);
    parts.add(&name, schema);
    let errors = [
        "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503",
    ];
    let mut responses = errors_of(&errors);
    responses.insert(
        "200".into(),
        json!({ "$ref": "#/components/responses/Done" }),
    );
    responses.insert(
        "202".into(),
        json!({ "$ref": "#/components/responses/Waits" }),
    );
    json!({ "post": {
        "operationId": act.kind,
        "tags": ["actions"],
        "summary": first_sentence(&about),
        "description": about,
        "parameters": [
            { "$ref": "#/components/parameters/dry_run" },
            { "$ref": "#/components/parameters/idempotency_key" },
            { "$ref": "#/components/parameters/note" }
        ],
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": Components::reference(&name),
            "example": example
        } } },
        "responses": responses
    } })
}

fn query_path(query: &QueryEntry, parts: &mut Components) -> Json {
    let (asked, answered) = (query.schemas)();
    let (asked, answered) = (schema::bounded(asked), schema::bounded(answered));
    let about = about(&asked);
    let answer = format!("answer.{}", query.name);
    let parameters = parameters_of(&asked, &format!("query.{}", query.name), parts);
    parts.add(&answer, answered);
    let mut responses = errors_of(&["401", "403", "404", "422", "429", "500", "503"]);
    responses.insert(
        "200".into(),
        json!({
            "description": "The answer.",
            "content": { "application/json": { "schema": Components::reference(&answer) } }
        }),
    );
    json!({ "get": {
        "operationId": format!("query.{}", query.name),
        "tags": ["queries"],
        "summary": first_sentence(&about),
        "description": about,
        "parameters": parameters,
        "responses": responses
    } })
}

/// The properties of a question's schema as parameters of the address.
fn parameters_of(asked: &Json, name: &str, parts: &mut Components) -> Vec<Json> {
    let root = schema::resolve(asked, asked);
    let empty = Map::new();
    let properties = root
        .get("properties")
        .and_then(Json::as_object)
        .unwrap_or(&empty);
    let required = root.get("required").and_then(Json::as_array);
    let names: Vec<String> = properties.keys().cloned().collect();
    if names.is_empty() {
        return Vec::new();
    }
    let is_required = |one: &str| required.is_some_and(|all| all.iter().any(|r| r == one));
    let described: Vec<(String, bool, String, Json, bool)> = names
        .into_iter()
        .map(|one| {
            let schema = without_null(&properties[&one]);
            let target = schema::resolve(asked, &schema);
            let is_object =
                target.get("type") == Some(&"object".into()) || target.get("oneOf").is_some();
            (
                one.clone(),
                is_required(&one),
                about(&properties[&one]),
                schema,
                is_object,
            )
        })
        .collect();
    let renamed = parts.add(name, asked.clone());
    described
        .into_iter()
        .map(|(one, required, about, schema, is_object)| {
            let schema = renamed.rewritten(schema);
            let mut parameter =
                json!({ "name": one, "in": "query", "required": required, "description": about });
            if is_object {
                parameter["content"] = json!({ "application/json": { "schema": schema } });
            } else {
                parameter["schema"] = schema;
            }
            parameter
        })
        .collect()
}

/// A parameter is left out rather than null.
fn without_null(schema: &Json) -> Json {
    let mut schema = schema.clone();
    let Some(map) = schema.as_object_mut() else {
        return schema;
    };
    map.remove("default");
    if let Some(kinds) = map.get("type").and_then(Json::as_array) {
        let mut kinds: Vec<Json> = kinds
            .iter()
            .filter(|kind| *kind != "null")
            .cloned()
            .collect();
        let kinds = if kinds.len() == 1 {
            kinds.remove(0)
        } else {
            Json::Array(kinds)
        };
        map.insert("type".into(), kinds);
    }
    if let Some(values) = map.get_mut("enum").and_then(Json::as_array_mut) {
        values.retain(|value| !value.is_null());
    }
    if let Some(choices) = map.get_mut("anyOf").and_then(Json::as_array_mut) {
        choices.retain(|choice| choice.get("type") != Some(&"null".into()));
        if let [only] = choices.as_slice() {
            return only.clone();
        }
    }
    schema
}

fn errors_of(statuses: &[&str]) -> Map<String, Json> {
    let one = |status: &&str| {
        (
            (*status).to_owned(),
            json!({ "$ref": format!("#/components/responses/{status}") }),
        )
    };
    statuses.iter().map(one).collect()
}

/// Puts an example beside the schema of a written path.
fn give_example(parts: &Components, path: &mut Json) {
    let Some(content) = path.pointer_mut("/post/requestBody/content/application~1json") else {
        return;
    };
    let name = content["schema"]["$ref"]
        .as_str()
        .and_then(|r| r.rsplit('/').next())
        .unwrap_or_default();
    if let Some(given) = parts
        .get(name)
        .and_then(|schema| schema.pointer("/examples/0"))
    {
        content["example"] = given.clone();
    }
}

fn first_sentence(text: &str) -> &str {
    let end = text
        .find(". ")
        .or_else(|| text.find(": "))
        .unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}
