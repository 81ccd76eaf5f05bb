//! Parameters of an address as JSON, by the schema that describes them: `?limit=20`
//! becomes a number where the schema wants one.

use desk::FieldError;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value as Json};

use crate::schema::resolve;
use crate::{Problem, shape};

/// The pairs of a query string, in order.
///
/// # Errors
/// A problem when a part is not UTF-8.
pub(crate) fn pairs(query: Option<&str>) -> Result<Vec<(String, String)>, Problem> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text)
            .decode_utf8()
            .map(|t| t.into_owned())
    };
    query
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect::<Result<_, std::str::Utf8Error>>()
        .map_err(|_| Problem::invalid(&[fault("", "api-shape-encoding")]))
}

/// For addresses that take no parameters.
///
/// # Errors
/// A problem that names those that came.
pub(crate) fn none(query: Option<&str>) -> Result<(), Problem> {
    let errors: Vec<FieldError> = pairs(query)?
        .iter()
        .map(|(name, _)| FieldError::at(name, "api-shape-unknown"))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(&errors))
    }
}

/// The value of the one parameter `dry_run`.
///
/// # Errors
/// A problem for any other parameter or value.
pub(crate) fn dry_run(query: Option<&str>) -> Result<bool, Problem> {
    match pairs(query)?.as_slice() {
        [] => Ok(false),
        [(name, value)] if name == "dry_run" => match value.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Problem::invalid(&[FieldError::at(
                "dry_run",
                "api-shape-type",
            )])),
        },
        [(name, _), (again, _), ..] if name == "dry_run" && again == "dry_run" => Err(
            Problem::invalid(&[FieldError::at("dry_run", "api-shape-repeated")]),
        ),
        pairs => {
            let other = pairs
                .iter()
                .find(|(name, _)| name != "dry_run")
                .map_or("", |(name, _)| name);
            Err(Problem::invalid(&[FieldError::at(
                other,
                "api-shape-unknown",
            )]))
        }
    }
}

/// The parameters of a question, checked against its schema.
///
/// # Errors
/// A problem with every parameter that does not fit.
pub(crate) fn read(root: &Json, query: Option<&str>) -> Result<Json, Problem> {
    let known = resolve(root, root)
        .get("properties")
        .and_then(Json::as_object);
    let mut values = Map::new();
    for (name, text) in pairs(query)? {
        let kinds = known
            .and_then(|known| known.get(&name))
            .map(|schema| Kinds::of(root, schema));
        let Some(kinds) = kinds else {
            return Err(Problem::invalid(&[FieldError::at(
                &name,
                "api-shape-unknown",
            )]));
        };
        match (kinds.items, values.get_mut(&name)) {
            (Some(_), Some(Json::Array(list))) => list.push(kinds.value(&text)),
            (Some(_), None) => {
                values.insert(name, Json::Array(vec![kinds.value(&text)]));
            }
            (_, Some(_)) => {
                return Err(Problem::invalid(&[FieldError::at(
                    &name,
                    "api-shape-repeated",
                )]));
            }
            (None, None) => {
                values.insert(name, kinds.value(&text));
            }
        }
    }
    let values = Json::Object(values);
    let faults = shape::faults(root, &values);
    if faults.is_empty() {
        Ok(values)
    } else {
        Err(Problem::invalid(&faults))
    }
}

/// Which JSON types a parameter may have.
#[derive(Default)]
struct Kinds<'a> {
    whole: bool,
    number: bool,
    flag: bool,
    text: bool,
    object: bool,
    /// Schema of the elements, where the parameter repeats.
    items: Option<&'a Json>,
    root: Option<&'a Json>,
}

impl<'a> Kinds<'a> {
    fn of(root: &'a Json, schema: &'a Json) -> Self {
        let mut kinds = Self {
            root: Some(root),
            ..Self::default()
        };
        kinds.add(root, schema, 0);
        kinds
    }

    fn add(&mut self, root: &'a Json, schema: &'a Json, depth: u8) {
        if depth > 8 {
            return;
        }
        let schema = resolve(root, schema);
        for keyword in ["anyOf", "oneOf", "allOf"] {
            for part in schema
                .get(keyword)
                .and_then(Json::as_array)
                .into_iter()
                .flatten()
            {
                self.add(root, part, depth + 1);
            }
        }
        if let Some(only) = schema.get("const") {
            self.text |= only.is_string();
        }
        let kinds = match schema.get("type") {
            Some(Json::Array(kinds)) => kinds.iter().filter_map(Json::as_str).collect(),
            Some(Json::String(kind)) => vec![kind.as_str()],
            _ => Vec::new(),
        };
        for kind in kinds {
            match kind {
                "integer" => self.whole = true,
                "number" => self.number = true,
                "boolean" => self.flag = true,
                "string" => self.text = true,
                "object" => self.object = true,
                "array" => self.items = schema.get("items").or(Some(&Json::Bool(true))),
                _ => {}
            }
        }
    }

    /// The text as the narrowest type that it fits; as text where it fits none, so that
    /// the check against the schema says what is wrong.
    fn value(&self, text: &str) -> Json {
        if let (Some(items), Some(root)) = (self.items, self.root) {
            return Kinds {
                items: None,
                ..Kinds::of(root, items)
            }
            .value(text);
        }
        let whole = || {
            text.parse::<i64>()
                .ok()
                .map(Json::from)
                .or_else(|| text.parse::<u64>().ok().map(Json::from))
        };
        let number = || {
            text.parse::<f64>()
                .ok()
                .filter(|n| n.is_finite())
                .map(Json::from)
        };
        let flag = || text.parse::<bool>().ok().map(Json::from);
        let object = || {
            serde_json::from_str::<Json>(text)
                .ok()
                .filter(Json::is_object)
        };
        let read =
            |wanted: bool, value: &dyn Fn() -> Option<Json>| if wanted { value() } else { None };
        read(self.whole, &whole)
            .or_else(|| read(self.number, &number))
            .or_else(|| read(self.flag, &flag))
            .or_else(|| read(self.object, &object))
            .unwrap_or_else(|| Json::String(text.to_owned()))
    }
}

fn fault(pointer: &str, code: &str) -> FieldError {
    FieldError {
        pointer: pointer.to_owned(),
        code: code.to_owned(),
        args: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn toy() -> Json {
        json!({
            "type": "object", "additionalProperties": false,
            "properties": {
                "q": {"type": ["string", "null"]},
                "limit": {"type": ["integer", "null"], "minimum": 1, "maximum": 200},
                "open": {"type": "boolean"},
                "tag": {"type": "array", "items": {"type": "string"}},
                "id": {"anyOf": [{"$ref": "#/$defs/Id"}, {"type": "null"}]}
            },
            "$defs": {"Id": {"type": "string", "format": "uuid"}}
        })
    }

    #[test]
    fn texts_become_what_the_schema_wants() {
        let query = "q=12&limit=20&open=true&tag=a%20b&tag=%E8%86%9D&id=019aabba-1111-7000-8000-000000000000";
        let value = read(&toy(), Some(query)).expect("it fits");
        assert_eq!(
            value,
            json!({
                "q": "12", "limit": 20, "open": true, "tag": ["a b", "膝"], "id": "019aabba-1111-7000-8000-000000000000"
            })
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_at_its_name() {
        for (query, code) in [
            ("limit=many", "api-shape-type"),
            ("limit=0", "api-shape-range"),
            ("open=1", "api-shape-type"),
            ("open=true&open=true", "api-shape-repeated"),
            ("page=2", "api-shape-unknown"),
            ("id=7", "api-shape-variant"),
            ("q=%ff", "api-shape-encoding"),
            ("q=%00", "api-shape-nul"),
        ] {
            let problem = read(&toy(), Some(query)).expect_err(query);
            assert_eq!(problem.told().status, 422, "{query}");
            assert!(
                problem
                    .told()
                    .errors
                    .iter()
                    .any(|e| e.code == code || e.code == "api-shape-format"),
                "{query}: {problem:?}"
            );
        }
    }

    #[test]
    fn a_dry_run_is_asked_for_in_one_way_only() {
        assert!(dry_run(Some("dry_run=true")).expect("it fits"));
        assert!(!dry_run(None).expect("it fits"));
        for query in [
            "dry_run=1",
            "dry_run",
            "dryrun=true",
            "dry_run=true&dry_run=false",
        ] {
            assert!(dry_run(Some(query)).is_err(), "{query}");
        }
    }

    proptest! {
        #[test]
        fn no_query_string_makes_it_fail(query in ".{0,200}") {
            drop(read(&toy(), Some(&query)));
        }
    }
}
