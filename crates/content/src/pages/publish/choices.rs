//! What was chosen on the form, for each outlet.

use std::collections::BTreeMap;

use frame::{FormData, Visit};
use jiff::civil::DateTime;
use kernel::Moment;
use serde_json::{Map, Value as Json};
use ui::{Field, Form, Live, Markup, Swap, html};

use crate::actions::Publish;
use crate::model::{ItemId, VersionId};
use crate::pages::library::query_of;
use crate::pages::words::outlet_word;

/// The name of the box of an outlet.
fn box_name(outlet: &str) -> String {
    format!("outlet-{outlet}")
}

/// Outlets that were ticked, in the order of registration.
pub fn chosen(visit: &Visit, form: &FormData) -> Vec<String> {
    visit
        .desk()
        .registry()
        .outlets()
        .iter()
        .map(|outlet| outlet.name().to_owned())
        .filter(|name| form.ticked(&box_name(name)))
        .collect()
}

/// The act the form describes.
pub fn act_of(visit: &Visit, item: ItemId, version: VersionId, form: &FormData) -> Publish {
    let outlets: BTreeMap<String, Json> = chosen(visit, form)
        .into_iter()
        .map(|name| {
            let choice = choice_of(visit, &name, form);
            (name, choice)
        })
        .collect();
    Publish {
        item,
        version,
        outlets,
        campaign: form.parsed("campaign"),
        important: form.ticked("important"),
        clinical: form.ticked("clinical"),
    }
}

/// The fields `name.field` of an outlet as an object; instants in the zone of the centre.
fn choice_of(visit: &Visit, name: &str, form: &FormData) -> Json {
    let prefix = format!("{name}.");
    let mut choice = Map::new();
    for (field, value) in form.fields() {
        let Some(field) = field.strip_prefix(&prefix) else {
            continue;
        };
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        let value = if field.ends_with("_at") {
            moment_of(visit, value).map_or_else(|| Json::from(value), |at| Json::from(at.0))
        } else {
            Json::from(value)
        };
        choice.insert(field.to_owned(), value);
    }
    Json::Object(choice)
}

/// `2026-11-23T14:20` as a `datetime-local` input sends it.
fn moment_of(visit: &Visit, text: &str) -> Option<Moment> {
    let local: DateTime = text.parse().ok()?;
    let zoned = local.to_zoned(visit.zone.clone()).ok()?;
    Some(Moment(zoned.timestamp().as_microsecond()))
}

/// A box for each outlet with a place below for what its own feature asks.
pub fn outlet_boxes(visit: &Visit, typed: &FormData) -> Markup {
    let fresh = typed.fields().is_empty();
    let outlets = visit.desk().registry().outlets();
    html! {
        @for outlet in outlets {
            @let name = outlet.name();
            @let ticked = if fresh { name == "website" } else { typed.ticked(&box_name(name)) };
            (Field::checkbox(box_name(name), outlet_word(visit.lang(), name), ticked).required(false))
            div id=(place_of(name)) {}
        }
        @if has_campaigns(visit) { div id=(place_of("campaign")) {} }
    }
}

/// Loads what each outlet asks into its place. These forms stand behind the main one, as
/// forms cannot stand inside each other.
pub fn late_parts(visit: &Visit, item: ItemId, typed: &FormData) -> Markup {
    let mut names: Vec<&str> = visit
        .desk()
        .registry()
        .outlets()
        .iter()
        .map(|outlet| outlet.name())
        .filter(|name| *name != "website")
        .collect();
    if has_campaigns(visit) {
        names.push("campaign");
    }
    html! {
        @for name in names {
            @let address = part_address(name, item, typed);
            (Form::get(&address)
                .live(Live::get(&address).on_load().into(&place_of(name)).swap(Swap::Morph))
                .body(html! {}))
        }
    }
}

fn place_of(name: &str) -> String {
    format!("choice-{name}")
}

/// What was typed goes along, so that nothing is lost when the form comes back.
fn part_address(name: &str, item: ItemId, typed: &FormData) -> String {
    let mut parts = vec![("item".to_owned(), item.to_string())];
    let prefix = format!("{name}.");
    if typed.ticked(&box_name(name)) {
        parts.push(("judged".to_owned(), "1".to_owned()));
    }
    parts.extend(
        typed
            .fields()
            .iter()
            .filter(|(field, _)| field == name || field.starts_with(&prefix))
            .cloned(),
    );
    format!("/outlets/{name}/choice?{}", query_of(&parts))
}

fn has_campaigns(visit: &Visit) -> bool {
    visit
        .app
        .features()
        .iter()
        .any(|feature| feature.name == "planning")
}
