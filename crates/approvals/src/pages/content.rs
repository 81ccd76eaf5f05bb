//! How frozen content looks when no feature tells: names and values in order, and what
//! became different between two readings.

use std::collections::BTreeMap;

use desk::requests::Request;
use frame::Visit;
use kernel::{DbError, Moment};
use serde_json::Value as Json;
use text::DiffKind;
use ui::{DiffPart, Markup, fmt, html};

/// Values longer than this are cut in a generic view.
const LONGEST: usize = 4_000;
/// Numbers of this size are instants: microseconds of the years 2001 to 2286.
const INSTANTS: std::ops::Range<i64> = 1_000_000_000_000_000..9_999_999_999_999_999;

/// The content of a request, as its feature shows it.
pub(super) async fn frozen(visit: &Visit, request: &Request) -> Result<Markup, DbError> {
    let (payload, snapshot) = (request.payload.clone(), request.snapshot.clone());
    of_kind(visit, &request.kind, payload, snapshot).await
}

/// The content of an act of a kind.
pub(super) async fn of_kind(
    visit: &Visit,
    kind: &str,
    payload: Json,
    snapshot: Json,
) -> Result<Markup, DbError> {
    match visit.app.preview(kind) {
        Some(preview) => {
            preview
                .show(visit.app.clone(), visit.lang(), payload, snapshot)
                .await
        }
        None => Ok(plain(visit, &payload)),
    }
}

/// Names and values in the order of the payload.
fn plain(visit: &Visit, payload: &Json) -> Markup {
    let mut values = Vec::new();
    flatten(visit, payload, "", &mut values);
    html! {
        @if values.is_empty() { (ui::meta(visit.t("approvals-content-empty"))) }
        @else {
            (ui::facts(&values.iter().map(|(name, value)| (name.as_str(), html! { (value) })).collect::<Vec<_>>()))
        }
    }
}

fn flatten(visit: &Visit, value: &Json, name: &str, into: &mut Vec<(String, String)>) {
    match value {
        Json::Object(fields) => {
            for (field, value) in fields {
                let word = field_word(visit, field);
                let name = if name.is_empty() {
                    word
                } else {
                    format!("{name}・{word}")
                };
                flatten(visit, value, &name, into);
            }
        }
        Json::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (n, item) in items.iter().enumerate() {
                flatten(visit, item, &format!("{name} {}", n + 1), into);
            }
        }
        Json::Array(items) => {
            let words: Vec<String> = items.iter().map(|item| scalar(visit, item)).collect();
            into.push((name.to_owned(), words.join(&visit.t("ui-list-comma"))));
        }
        Json::Null => {}
        scalar_value => into.push((name.to_owned(), scalar(visit, scalar_value))),
    }
}

/// Names of fields that several acts share have a word; others stay as they are.
fn field_word(visit: &Visit, field: &str) -> String {
    let key = match field {
        "title" => "approvals-field-title",
        "name" => "approvals-field-name",
        "body" => "approvals-field-body",
        "reason" => "approvals-field-reason",
        "comment" => "approvals-field-comment",
        "email" => "approvals-field-email",
        "phone" => "approvals-field-phone",
        "amount" => "approvals-field-amount",
        "position" => "approvals-field-position",
        "until" => "approvals-field-until",
        "subject" => "approvals-field-subject",
        "outlet" => "approvals-field-outlet",
        "kind" => "approvals-field-kind",
        "outlets" => "approvals-field-outlet",
        "website" => "approvals-field-website",
        "bound" => "approvals-field-bound",
        "url" => "approvals-field-url",
        _ => return field.to_owned(),
    };
    visit.t(key)
}

fn scalar(visit: &Visit, value: &Json) -> String {
    match value {
        Json::Bool(true) => visit.t("approvals-yes"),
        Json::Bool(false) => visit.t("approvals-no"),
        Json::Number(n) => match n.as_i64() {
            Some(at) if INSTANTS.contains(&at) => {
                fmt::near(visit.lang(), &visit.zone, visit.now, Moment(at))
            }
            Some(n) => fmt::number(n),
            None => n.to_string(),
        },
        Json::String(text) if text.starts_with("http") => cut(&fmt::address(text)),
        Json::String(text) => cut(text),
        other => cut(&other.to_string()),
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST).collect();
    short.push('…');
    short
}

/// What became different, by the name of the field; nothing when the two are alike.
pub(super) fn difference(visit: &Visit, earlier: &Json, now: &Json) -> Option<Markup> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    flatten(visit, earlier, "", &mut old);
    flatten(visit, now, "", &mut new);
    let old: BTreeMap<String, String> = old.into_iter().collect();
    let new: BTreeMap<String, String> = new.into_iter().collect();
    let none = String::new();
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let rows: Vec<(&str, Vec<DiffPart>)> = names
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| {
            let (was, is) = (
                old.get(name).unwrap_or(&none),
                new.get(name).unwrap_or(&none),
            );
            (name.as_str(), parts(&text::diff(was, is)))
        })
        .collect();
    (!rows.is_empty()).then(|| ui::changes(&rows))
}

/// A difference of two texts as the design language shows it.
pub(super) fn parts(found: &[text::DiffPart]) -> Vec<DiffPart> {
    found
        .iter()
        .map(|part| match part.kind {
            DiffKind::Same => DiffPart::Same(part.text.clone()),
            DiffKind::Removed => DiffPart::Removed(part.text.clone()),
            DiffKind::Added => DiffPart::Added(part.text.clone()),
        })
        .collect()
}
