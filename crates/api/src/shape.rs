//! Whether a value fits its JSON schema, with a pointer to each place that does not:
//! the keywords that schemars writes. The door decodes again; this finds every fault at
//! once and says where it is, and holds the API to its own document.

use desk::FieldError;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::Problem;
use crate::schema::resolve;

/// The most faults that are told.
const MOST: usize = 20;

/// Every place at which `value` does not fit the root schema.
pub(crate) fn faults(root: &Json, value: &Json) -> Vec<FieldError> {
    let mut check = Check {
        root,
        found: Vec::new(),
    };
    check.value(root, value, "");
    check.nul(value, "");
    check.found.truncate(MOST);
    check.found
}

/// Decodes a body that fits its schema.
///
/// # Errors
/// A problem with every fault.
pub(crate) fn read<T: DeserializeOwned>(root: &Json, value: Json) -> Result<T, Problem> {
    let faults = faults(root, &value);
    if !faults.is_empty() {
        return Err(Problem::invalid(&faults));
    }
    serde_json::from_value(value)
        .map_err(|error| Problem::invalid(&[fault("", "payload-shape").with("detail", error)]))
}

struct Check<'a> {
    root: &'a Json,
    found: Vec<FieldError>,
}

impl Check<'_> {
    fn fault(&mut self, at: &str, code: &str) {
        self.found.push(fault(at, code));
    }

    fn fits(&self, schema: &Json, value: &Json) -> bool {
        let mut inner = Check {
            root: self.root,
            found: Vec::new(),
        };
        inner.value(schema, value, "");
        inner.found.is_empty()
    }

    fn value(&mut self, schema: &Json, value: &Json, at: &str) {
        match schema {
            Json::Bool(false) => self.fault(at, "api-shape-unknown"),
            Json::Object(map) => self.object_schema(map, value, at),
            _ => {}
        }
    }

    fn object_schema(&mut self, schema: &Map<String, Json>, value: &Json, at: &str) {
        let root = self.root;
        if let Some(reference) = schema.get("$ref") {
            let holder = serde_json::json!({ "$ref": reference });
            let target = resolve(root, &holder).clone();
            self.value(&target, value, at);
        }
        if let Some(kinds) = schema.get("type")
            && !is_of(kinds, value)
        {
            return self.fault(at, "api-shape-type");
        }
        if schema.get("const").is_some_and(|only| only != value) {
            self.fault(at, "api-shape-choice");
        }
        if schema
            .get("enum")
            .and_then(Json::as_array)
            .is_some_and(|all| !all.contains(value))
        {
            self.fault(at, "api-shape-choice");
        }
        self.combined(schema, value, at);
        match value {
            Json::String(text) => self.text(schema, text, at),
            Json::Number(_) => self.number(schema, value, at),
            Json::Array(items) => self.items(schema, items, at),
            Json::Object(fields) => self.fields(schema, fields, at),
            Json::Null | Json::Bool(_) => {}
        }
    }

    fn combined(&mut self, schema: &Map<String, Json>, value: &Json, at: &str) {
        for part in list(schema, "allOf") {
            self.value(part, value, at);
        }
        for (keyword, once) in [("anyOf", false), ("oneOf", true)] {
            let choices = list(schema, keyword);
            if choices.is_empty() {
                continue;
            }
            let fitting = choices
                .iter()
                .filter(|choice| self.fits(choice, value))
                .count();
            if fitting == 0 || (once && fitting > 1) {
                // With one choice besides null, its own faults say more.
                let real: Vec<&Json> = choices
                    .iter()
                    .filter(|c| c.get("type") != Some(&"null".into()))
                    .collect();
                match real.as_slice() {
                    [only] if fitting == 0 && !value.is_null() => self.value(only, value, at),
                    _ => self.fault(at, "api-shape-variant"),
                }
            }
        }
    }

    fn text(&mut self, schema: &Map<String, Json>, text: &str, at: &str) {
        let length = text.chars().count() as u64;
        let bound = |name: &str| schema.get(name).and_then(Json::as_u64);
        if bound("minLength").is_some_and(|least| length < least) {
            self.fault(
                at,
                if text.is_empty() {
                    "field-empty"
                } else {
                    "api-shape-length"
                },
            );
        }
        if let Some(most) = bound("maxLength").filter(|most| length > *most) {
            self.found
                .push(fault(at, "field-too-long").with("limit", most));
        }
        let fits = match schema.get("format").and_then(Json::as_str) {
            Some("uuid") => text.len() == 36 && Uuid::try_parse(text).is_ok(),
            Some("date-time") => kernel::Moment::parse(text).is_some(),
            Some("date") => text.parse::<jiff::civil::Date>().is_ok(),
            _ => true,
        };
        if !fits {
            self.fault(at, "api-shape-format");
        }
    }

    fn number(&mut self, schema: &Map<String, Json>, value: &Json, at: &str) {
        let below = |name: &str, strict: bool| {
            schema.get(name).is_some_and(|bound| {
                compare(value, bound).is_lt() || (strict && compare(value, bound).is_eq())
            })
        };
        let above = |name: &str, strict: bool| {
            schema.get(name).is_some_and(|bound| {
                compare(value, bound).is_gt() || (strict && compare(value, bound).is_eq())
            })
        };
        if below("minimum", false)
            || below("exclusiveMinimum", true)
            || above("maximum", false)
            || above("exclusiveMaximum", true)
        {
            self.fault(at, "api-shape-range");
        }
    }

    fn items(&mut self, schema: &Map<String, Json>, items: &[Json], at: &str) {
        let bound = |name: &str| schema.get(name).and_then(Json::as_u64);
        let count = items.len() as u64;
        if bound("minItems").is_some_and(|least| count < least)
            || bound("maxItems").is_some_and(|most| count > most)
        {
            self.fault(at, "api-shape-count");
        }
        if schema.get("uniqueItems") == Some(&Json::Bool(true)) {
            let mut seen: Vec<String> = items.iter().map(kernel::canonical).collect();
            seen.sort_unstable();
            if seen.windows(2).any(|pair| pair[0] == pair[1]) {
                self.fault(at, "api-shape-repeated");
            }
        }
        let prefix = list(schema, "prefixItems");
        for (n, item) in items.iter().enumerate() {
            if let Some(one) = prefix.get(n).or_else(|| schema.get("items")) {
                self.value(one, item, &format!("{at}/{n}"));
            }
        }
    }

    fn fields(&mut self, schema: &Map<String, Json>, fields: &Map<String, Json>, at: &str) {
        for name in list(schema, "required").iter().filter_map(Json::as_str) {
            if !fields.contains_key(name) {
                self.fault(&step(at, name), "api-shape-required");
            }
        }
        let known = schema.get("properties").and_then(Json::as_object);
        let bound = |name: &str| schema.get(name).and_then(Json::as_u64);
        if bound("maxProperties").is_some_and(|most| fields.len() as u64 > most) {
            self.fault(at, "api-shape-count");
        }
        for (name, value) in fields {
            let place = step(at, name);
            if let Some(names) = schema.get("propertyNames")
                && !self.fits(names, &Json::String(name.clone()))
            {
                self.fault(&place, "api-shape-unknown");
            }
            if let Some(one) = known.and_then(|known| known.get(name)) {
                self.value(one, value, &place);
            } else if let Some(rest) = schema.get("additionalProperties") {
                self.value(rest, value, &place);
            }
        }
    }

    /// U+0000 can be kept by neither engine alike, so it is let in nowhere.
    fn nul(&mut self, value: &Json, at: &str) {
        match value {
            Json::String(text) if text.contains('\0') => self.fault(at, "api-shape-nul"),
            Json::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    self.nul(item, &format!("{at}/{n}"));
                }
            }
            Json::Object(fields) => {
                for (name, value) in fields {
                    if name.contains('\0') {
                        self.fault(at, "api-shape-nul");
                    }
                    self.nul(value, &step(at, name));
                }
            }
            _ => {}
        }
    }
}

fn fault(at: &str, code: &str) -> FieldError {
    FieldError {
        pointer: at.to_owned(),
        code: code.to_owned(),
        args: Vec::new(),
    }
}

/// One step further in a JSON pointer (RFC 6901, section 3).
fn step(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn list<'a>(schema: &'a Map<String, Json>, keyword: &str) -> &'a [Json] {
    schema
        .get(keyword)
        .and_then(Json::as_array)
        .map_or(&[], Vec::as_slice)
}

fn is_of(kinds: &Json, value: &Json) -> bool {
    match kinds {
        Json::Array(kinds) => kinds.iter().any(|kind| is_of(kind, value)),
        Json::String(kind) => match kind.as_str() {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        },
        _ => true,
    }
}

fn compare(a: &Json, b: &Json) -> std::cmp::Ordering {
    let whole = |v: &Json| {
        v.as_i64()
            .map(i128::from)
            .or_else(|| v.as_u64().map(i128::from))
    };
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a
            .as_f64()
            .unwrap_or(0.0)
            .total_cmp(&b.as_f64().unwrap_or(0.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;
    use proptest::prelude::*;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Toy {
        id: Uuid,
        count: u32,
        words: Vec<Word>,
        #[serde(default)]
        note: Option<String>,
        #[serde(default)]
        facts: std::collections::BTreeMap<String, charter::Fact>,
    }

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
    enum Word {
        Plain { text: String },
        Number { value: i64 },
    }

    fn found(value: Json) -> Vec<(String, String)> {
        faults(&schema::input::<Toy>(), &value)
            .into_iter()
            .map(|f| (f.pointer, f.code))
            .collect()
    }

    #[test]
    fn each_fault_is_told_with_its_place() {
        let value = json!({
            "id": "not-a-uuid", "count": -1, "words": [{"kind": "plain", "text": "a"}, {"kind": "none"}],
            "note": 7, "more/or~less": true, "facts": {"a": 1.5}
        });
        let found = found(value);
        let has = |pointer: &str, code: &str| found.contains(&(pointer.into(), code.into()));
        assert!(has("/id", "api-shape-format"), "{found:?}");
        assert!(has("/count", "api-shape-range"));
        assert!(has("/words/1", "api-shape-variant"));
        assert!(has("/note", "api-shape-type"));
        assert!(has("/more~1or~0less", "api-shape-unknown"));
        assert!(has("/facts/a", "api-shape-variant"));
    }

    #[test]
    fn what_fits_has_no_fault_and_what_is_missing_is_named() {
        let good = json!({
            "id": "019aabba-1111-7000-8000-000000000000", "count": 3, "note": null,
            "words": [{"kind": "number", "value": 7}], "facts": {"a": true, "b": ["x"]}
        });
        assert_eq!(found(good), Vec::new());
        assert_eq!(
            found(json!({"id": "019aabba-1111-7000-8000-000000000000", "count": 3})),
            [("/words".to_owned(), "api-shape-required".to_owned())]
        );
        assert_eq!(found(json!([]))[0].1, "api-shape-type");
    }

    #[test]
    fn the_character_nul_is_let_in_nowhere() {
        assert!(!faults(&json!(true), &json!({"a": ["x\u{0}"]})).is_empty());
        assert!(!faults(&json!(true), &json!({"a\u{0}": 1})).is_empty());
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            "[a-z0-9-]{0,40}".prop_map(Json::from),
            Just(json!("019aabba-1111-7000-8000-000000000000")),
        ];
        leaf.prop_recursive(3, 24, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                prop::collection::btree_map(
                    "(id|count|words|note|facts|kind|text|value|x)",
                    inner,
                    0..6
                )
                .prop_map(|map| Json::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_passes_the_schema_can_be_decoded(value in any_json()) {
            if faults(&schema::input::<Toy>(), &value).is_empty() {
                prop_assert!(serde_json::from_value::<Toy>(value).is_ok());
            }
        }
    }
}
