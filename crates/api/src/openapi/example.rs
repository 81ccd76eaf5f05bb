//! A value that fits a schema, to show what a payload looks like.

use serde_json::{Map, Value as Json, json};

use crate::schema::resolve;

/// How deep an example goes into types that contain themselves.
const DEEPEST: u8 = 6;

/// A value that fits the root schema: its first example, or the least of everything.
pub(crate) fn example(root: &Json) -> Json {
    value(root, root, 0)
}

fn value(root: &Json, schema: &Json, depth: u8) -> Json {
    let schema = resolve(root, schema);
    if let Some(given) = schema.pointer("/examples/0") {
        return given.clone();
    }
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    if let Some(first) = schema.pointer("/enum/0") {
        return first.clone();
    }
    let mut chosen = Map::new();
    for keyword in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema.pointer(&format!("/{keyword}/0")) {
            match value(root, first, depth + 1) {
                Json::Object(map) => chosen.extend(map),
                other => return other,
            }
        }
    }
    let kind = schema.get("type").map(|kind| {
        kind.as_str()
            .or_else(|| kind[0].as_str())
            .unwrap_or_default()
    });
    match kind {
        Some("string") => text(schema),
        Some("integer" | "number") => number(schema),
        Some("boolean") => json!(false),
        Some("array") => items(root, schema, depth),
        Some("null") => Json::Null,
        _ => {
            chosen.extend(fields(root, schema, depth));
            Json::Object(chosen)
        }
    }
}

fn text(schema: &Json) -> Json {
    match schema.get("format").and_then(Json::as_str) {
        Some("uuid") => json!("019aabba-1111-7000-8000-000000000000"),
        Some("date-time") => json!("2026-12-01T02:00:00Z"),
        Some("date") => json!("2026-12-01"),
        _ => json!("text"),
    }
}

fn number(schema: &Json) -> Json {
    let bound = |name: &str| schema.get(name).and_then(Json::as_i64);
    let least = bound("minimum").unwrap_or(0).max(0);
    json!(bound("maximum").map_or(least, |most| most.min(least)))
}

fn items(root: &Json, schema: &Json, depth: u8) -> Json {
    let wanted = schema.get("minItems").and_then(Json::as_u64).unwrap_or(0);
    match schema.get("items") {
        Some(one) if wanted > 0 && depth < DEEPEST => json!([value(root, one, depth + 1)]),
        _ => json!([]),
    }
}

/// What must be there, and nothing else.
fn fields(root: &Json, schema: &Json, depth: u8) -> Map<String, Json> {
    let required = schema
        .get("required")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(Json::as_str);
    let one = |name: &str| {
        let field = schema.get("properties").and_then(|all| all.get(name));
        let field = field
            .filter(|_| depth < DEEPEST)
            .map_or(Json::Null, |field| value(root, field, depth + 1));
        (name.to_owned(), field)
    };
    required.map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{checks, decide, schema, shape};

    #[test]
    fn examples_fit_their_schemas() {
        for root in [
            schema::input::<checks::Text>(),
            schema::input::<decide::Case>(),
        ] {
            assert_eq!(shape::faults(&root, &example(&root)), []);
        }
        let root = json!({
            "type": "object", "required": ["id", "kind", "many"],
            "properties": {
                "id": { "type": "string", "format": "uuid" },
                "kind": { "oneOf": [{ "type": "object", "required": ["at"], "properties": { "at": { "const": "x" } } }] },
                "many": { "type": "array", "minItems": 1, "items": { "type": "integer", "minimum": 3, "maximum": 9 } }
            }
        });
        assert_eq!(shape::faults(&root, &example(&root)), []);
    }
}
