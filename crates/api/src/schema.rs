//! JSON schemas as the API shows and checks them: integers have their range, moments a
//! sensible one.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value as Json, json};

/// Moments are accepted from the year 1 to the year 9999, in microseconds.
const MOMENTS: (i64, i64) = (-62_135_596_800_000_000, 253_402_300_799_999_999);

/// The schema of something received.
pub(crate) fn input<T: JsonSchema>() -> Json {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    bounded(settings.into_generator().into_root_schema_for::<T>())
}

/// The schema of something answered.
pub(crate) fn output<T: JsonSchema>() -> Json {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    bounded(settings.into_generator().into_root_schema_for::<T>())
}

/// A schema whose integers say what fits into them.
pub(crate) fn bounded(schema: Schema) -> Json {
    let mut schema = schema.to_value();
    if let Some(moment) = schema
        .pointer_mut("/$defs/Moment")
        .and_then(Json::as_object_mut)
    {
        moment.insert("minimum".into(), MOMENTS.0.into());
        moment.insert("maximum".into(), MOMENTS.1.into());
    }
    bound(&mut schema);
    schema
}

fn bound(schema: &mut Json) {
    match schema {
        Json::Object(map) => {
            if map.get("type").is_some_and(is_integer) {
                bound_integer(map);
            }
            map.values_mut().for_each(bound);
        }
        Json::Array(items) => items.iter_mut().for_each(bound),
        _ => {}
    }
}

fn is_integer(kind: &Json) -> bool {
    kind == "integer"
        || kind
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|k| k == "integer"))
}

fn bound_integer(map: &mut Map<String, Json>) {
    let Some(format) = map.get("format").and_then(Json::as_str) else {
        return;
    };
    let (least, most) = match format {
        "int8" => (json!(i8::MIN), json!(i8::MAX)),
        "int16" => (json!(i16::MIN), json!(i16::MAX)),
        "int32" => (json!(i32::MIN), json!(i32::MAX)),
        "int64" | "int" => (json!(i64::MIN), json!(i64::MAX)),
        "uint8" => (json!(0), json!(u8::MAX)),
        "uint16" => (json!(0), json!(u16::MAX)),
        "uint32" => (json!(0), json!(u32::MAX)),
        "uint64" | "uint" => (json!(0), json!(u64::MAX)),
        _ => return,
    };
    // OpenAPI knows two formats of integers.
    if !matches!(format, "int32" | "int64") {
        map.remove("format");
    }
    map.entry("minimum").or_insert(least);
    map.entry("maximum").or_insert(most);
}

/// Follows `#/$defs/…` inside a root schema.
pub(crate) fn resolve<'a>(root: &'a Json, mut schema: &'a Json) -> &'a Json {
    // A chain of references longer than this is a loop.
    for _ in 0..32 {
        let target = schema
            .get("$ref")
            .and_then(Json::as_str)
            .and_then(|r| r.strip_prefix('#'));
        match target.and_then(|pointer| root.pointer(pointer)) {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}
