//! The schemas of the document, each once: definitions that two roots share stand under
//! their own name, those that only seem to be the same under the name of their root.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

const PREFIX: &str = "#/components/schemas/";

/// The schemas collected so far.
#[derive(Debug, Default)]
pub(super) struct Components {
    /// As they came, to see whether two are the same.
    raw: BTreeMap<String, Json>,
    schemas: Map<String, Json>,
}

/// How the definitions of one root are called in the document.
#[derive(Debug)]
pub(super) struct Renamed(BTreeMap<String, String>);

impl Components {
    pub(super) fn reference(name: &str) -> Json {
        json!({ "$ref": format!("{PREFIX}{name}") })
    }

    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        self.schemas.get(name)
    }

    pub(super) fn into_schemas(self) -> Map<String, Json> {
        self.schemas
    }

    /// Adds a root schema and everything it defines.
    pub(super) fn add(&mut self, name: &str, mut root: Json) -> Renamed {
        let mut definitions = Map::new();
        if let Some(map) = root.as_object_mut() {
            map.remove("$schema");
            if let Some(Json::Object(defs)) = map.remove("$defs") {
                definitions = defs;
            }
        }
        let shared = definitions.iter().all(|(n, def)| match self.raw.get(n) {
            Some(known) => known == def,
            None => !self.schemas.contains_key(&component(n)),
        });
        let called = |n: &str| {
            if shared {
                component(n)
            } else {
                component(&format!("{name}.{n}"))
            }
        };
        let renamed = Renamed(definitions.keys().map(|n| (n.clone(), called(n))).collect());
        for (n, definition) in definitions {
            if shared {
                self.raw.insert(n.clone(), definition.clone());
            }
            self.schemas
                .insert(called(&n), renamed.rewritten(definition));
        }
        self.schemas
            .insert(component(name), renamed.rewritten(root));
        renamed
    }
}

impl Renamed {
    /// A schema of this root with its references led to the components.
    pub(super) fn rewritten(&self, mut schema: Json) -> Json {
        self.rewrite(&mut schema);
        schema
    }

    fn rewrite(&self, schema: &mut Json) {
        match schema {
            Json::Object(map) => {
                if let Some(Json::String(reference)) = map.get_mut("$ref")
                    && let Some(to) = reference
                        .strip_prefix("#/$defs/")
                        .and_then(|n| self.0.get(n))
                {
                    *reference = format!("{PREFIX}{to}");
                }
                map.values_mut().for_each(|value| self.rewrite(value));
            }
            Json::Array(items) => items.iter_mut().for_each(|item| self.rewrite(item)),
            _ => {}
        }
    }
}

/// A name that components may have: letters, digits, `.`, `_` and `-`.
fn component(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.chars()
        .map(|c| if fits(c) { c } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(word: &str) -> Json {
        json!({
            "type": "object", "properties": { "a": { "$ref": "#/$defs/Same" }, "b": { "$ref": "#/$defs/Kind" } },
            "$defs": { "Same": { "type": "string" }, "Kind": { "const": word } }
        })
    }

    #[test]
    fn definitions_of_one_name_are_shared_only_when_they_are_the_same() {
        let mut parts = Components::default();
        for (name, word) in [("one", "x"), ("two", "x"), ("three", "y")] {
            parts.add(name, root(word));
        }
        let schemas = parts.into_schemas();
        assert_eq!(
            schemas["one"]["properties"]["b"]["$ref"],
            "#/components/schemas/Kind"
        );
        assert_eq!(
            schemas["two"]["properties"]["b"]["$ref"],
            "#/components/schemas/Kind"
        );
        assert_eq!(
            schemas["three"]["properties"]["b"]["$ref"],
            "#/components/schemas/three.Kind"
        );
        assert_eq!(schemas["Kind"]["const"], "x");
        assert_eq!(schemas["three.Kind"]["const"], "y");
    }
}
