//! The builder of a segment: groups of conditions, each with its own count, and the live
//! count beside them. Fields stand in the order of the rule, so that the posted form is
//! the rule: `group` opens an inner group, `end` closes it, `field` begins a condition.

use std::collections::BTreeSet;

use frame::FormData;
use ui::{Lang, Markup, html};

use super::words;
use crate::model::{Count, Engagement, ImportId, Lifecycle, Purpose, Rule};
use crate::queries::{self, Flat, FlatRow};

/// What a condition can be about, with the key of its word.
const FIELDS: [(&str, &str); 8] = [
    ("tag", "audience-tags"),
    ("city", "audience-city"),
    ("lifecycle", "audience-lifecycle"),
    ("source", "audience-source"),
    ("consent", "audience-consent-field"),
    ("imported", "audience-imported"),
    ("created", "audience-created-within"),
    ("engaged", "audience-engaged"),
];
/// Days a period begins with.
const DAYS: u32 = 90;

/// What the builder offers.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    pub tags: Vec<String>,
    pub cities: Vec<String>,
    pub sources: Vec<String>,
    pub imports: Vec<(ImportId, String)>,
}

impl Offers {
    /// What an imported list is called.
    pub fn import_name(&self, lang: Lang, import: ImportId) -> String {
        let found = self.imports.iter().find(|(id, _)| *id == import);
        found.map_or_else(|| lang.t("audience-this-list"), |(_, name)| name.clone())
    }
}

/// The rule a posted form says, with what a pressed button asks for done to it.
pub fn read(form: &FormData, offers: &Offers) -> Flat {
    let mut flat = Flat {
        all: form.text("top") != "any",
        rows: Vec::new(),
    };
    let mut inner: Option<(bool, Vec<FlatRow>)> = None;
    let mut pending: Option<Pending> = None;
    let act = form.text("act");
    let (mut place, mut groups) = (0, 0);
    for (name, value) in form.fields() {
        if matches!(name.as_str(), "field" | "group" | "end" | "act")
            && let Some(done) = pending.take()
        {
            let rows = inner.as_mut().map_or(&mut flat.rows, |(_, rows)| rows);
            if act != format!("drop-{place}") {
                rows.push(done.row(offers));
            }
            place += 1;
        }
        match name.as_str() {
            "field" => pending = Some(Pending::new(value)),
            "not" => pending.iter_mut().for_each(|p| p.not = value == "1"),
            "kind" => pending
                .iter_mut()
                .for_each(|p| value.clone_into(&mut p.kind)),
            "value" => pending
                .iter_mut()
                .for_each(|p| p.values.push(value.clone())),
            "group" => inner = Some((value == "all", Vec::new())),
            "end" => {
                if let Some((all, mut rows)) = inner.take() {
                    if act == format!("add-{groups}") {
                        rows.push(fresh(offers));
                    }
                    if !rows.is_empty() {
                        flat.rows.push(FlatRow::Group { all, rows });
                    }
                    groups += 1;
                }
            }
            _ => {}
        }
    }
    // The pressed button may stand before the conditions, and while typing there is none.
    if let Some(done) = pending.take().filter(|_| act != format!("drop-{place}")) {
        flat.rows.push(done.row(offers));
    }
    match act.as_str() {
        "add" => flat.rows.push(fresh(offers)),
        "group" => flat.rows.push(FlatRow::Group {
            all: false,
            rows: vec![fresh(offers)],
        }),
        _ => {}
    }
    flat
}

fn fresh(offers: &Offers) -> FlatRow {
    Pending::new("tag").row(offers)
}

/// A condition while its fields are read.
struct Pending {
    field: String,
    /// What the values were meant for, when the field was changed since.
    kind: String,
    not: bool,
    values: Vec<String>,
}

impl Pending {
    fn new(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            kind: field.to_owned(),
            not: false,
            values: Vec::new(),
        }
    }

    fn row(self, offers: &Offers) -> FlatRow {
        // Another field was chosen: its values do not fit, so it begins anew.
        let values = if self.kind == self.field {
            self.values
        } else {
            Vec::new()
        };
        let first = values.first().map_or("", |v| v.trim());
        let words = || {
            values
                .iter()
                .flat_map(|v| super::person_form::split(v))
                .collect()
        };
        let days = |place: usize| {
            values
                .get(place)
                .and_then(|v| v.trim().parse().ok())
                .unwrap_or(DAYS)
        };
        let rule = match self.field.as_str() {
            "city" => Rule::City(words()),
            "source" => Rule::Source(words()),
            "lifecycle" => Rule::Lifecycle(
                std::iter::once(Lifecycle::of(first).unwrap_or(Lifecycle::Client)).collect(),
            ),
            "consent" => Rule::Consent(Purpose::of(first).unwrap_or(Purpose::MarketingEmail)),
            "imported" => Rule::Imported(
                first
                    .parse()
                    .ok()
                    .or_else(|| offers.imports.first().map(|(id, _)| *id))
                    .unwrap_or(crate::model::NO_IMPORT),
            ),
            "created" => Rule::CreatedWithin(days(0)),
            "engaged" => Rule::Engaged {
                how: Engagement::of(first).unwrap_or(Engagement::Opened),
                days: days(1),
            },
            _ => Rule::Tag(words()),
        };
        FlatRow::One {
            not: self.not,
            rule: queries::canonical(&rule),
        }
    }
}

/// The rows of the builder. `counts` are those of the conditions in their order.
pub fn builder(lang: Lang, flat: &Flat, offers: &Offers, counts: &[i64]) -> Markup {
    let (mut place, mut groups) = (0, 0);
    let mut next = |not: bool, rule: &Rule| {
        place += 1;
        condition(lang, not, rule, offers, place - 1, counts)
    };
    let add = |act: String| ui::text_button(lang.t("audience-add-condition")).value("act", act);
    let rows = flat.rows.iter().map(|row| match row {
        FlatRow::One { not, rule } => next(*not, rule),
        FlatRow::Group { all, rows } => {
            let inner = rows.iter().filter_map(|row| match row {
                FlatRow::One { not, rule } => Some(next(*not, rule)),
                FlatRow::Group { .. } => None,
            });
            let (legend, inner) = (all_or_any(lang, "group", *all), one_after_another(inner));
            groups += 1;
            let adds = [html! { (add(format!("add-{}", groups - 1))) }];
            ui::condition_within(&ui::condition_group(true, &legend, &inner, &adds))
        }
    });
    let rows = one_after_another(rows);
    let group = ui::text_button(lang.t("audience-add-group")).value("act", "group");
    let adds = [html! { (add("add".to_owned())) }, html! { (group) }];
    let outer = html! {
        (ui::condition_group(false, &all_or_any(lang, "top", flat.all), &rows, &adds))
        (ui::proposals("seg-cities", &offers.cities))
        (ui::proposals("seg-sources", &offers.sources))
        (ui::proposals("seg-tags", &offers.tags))
    };
    ui::rule_builder(
        &lang.t("audience-conditions"),
        &outer,
        &lang.t("audience-fixed"),
        &lang.t("audience-fixed-more"),
    )
}

fn one_after_another(parts: impl Iterator<Item = Markup>) -> Markup {
    html! { @for part in parts { (part) } }
}

fn all_or_any(lang: Lang, name: &str, all: bool) -> Markup {
    let choices = [("all", "audience-match-all"), ("any", "audience-match-any")];
    let chosen = if all { "all" } else { "any" };
    ui::choice_in_line(
        name,
        &lang.t("audience-match"),
        &worded(lang, choices),
        chosen,
    )
}

/// Choices with their words instead of the keys of them.
fn worded<const N: usize>(lang: Lang, choices: [(&str, &str); N]) -> Vec<(String, String)> {
    let words = choices.iter();
    words
        .map(|(value, key)| ((*value).to_owned(), lang.t(key)))
        .collect()
}

fn field_of(rule: &Rule) -> &'static str {
    match rule {
        Rule::City(_) => "city",
        Rule::Source(_) => "source",
        Rule::Lifecycle(_) => "lifecycle",
        Rule::Consent(_) => "consent",
        Rule::Imported(_) => "imported",
        Rule::CreatedWithin(_) => "created",
        Rule::Engaged { .. } => "engaged",
        Rule::Tag(_) | Rule::All(_) | Rule::Any(_) | Rule::Not(_) => "tag",
    }
}

fn condition(
    lang: Lang,
    not: bool,
    rule: &Rule,
    offers: &Offers,
    place: usize,
    counts: &[i64],
) -> Markup {
    let field = field_of(rule);
    let fields = worded(lang, FIELDS);
    let operators = worded(lang, [("0", "audience-is"), ("1", "audience-is-not")]);
    let operator = if not { "1" } else { "0" };
    ui::condition(ui::Condition {
        field: ui::choice_in_line("field", &lang.t("audience-field"), &fields, field),
        kind: field,
        operator: ui::choice_in_line("not", &lang.t("audience-operator"), &operators, operator),
        values: values(lang, rule, offers),
        count: counts.get(place).copied(),
        drop: format!("drop-{place}"),
        drop_label: lang.t("audience-drop-condition"),
    })
}

fn values(lang: Lang, rule: &Rule, offers: &Offers) -> Markup {
    let words = |values: &BTreeSet<String>, list: &str| {
        let text: Vec<&str> = values.iter().map(String::as_str).collect();
        let (label, hint) = (lang.t("audience-values"), lang.t("audience-values-hint"));
        ui::words_in_line("value", &label, &text.join(", "), list, &hint)
    };
    let days = |n: u32| {
        let (label, after) = (lang.t("audience-days"), lang.t("audience-days-within"));
        ui::number_in_line("value", &label, n, &after)
    };
    let choose = |choices: Vec<(String, String)>, chosen: &str| {
        ui::choice_in_line("value", &lang.t("audience-values"), &choices, chosen)
    };
    match rule {
        Rule::Tag(any) => words(any, "seg-tags"),
        Rule::City(any) => words(any, "seg-cities"),
        Rule::Source(any) => words(any, "seg-sources"),
        Rule::Lifecycle(any) => choose(
            Lifecycle::ALL
                .iter()
                .map(|l| (l.key().to_owned(), lang.t(words::lifecycle_key(*l))))
                .collect(),
            any.first().map_or("", |l| l.key()),
        ),
        Rule::Consent(purpose) => choose(
            Purpose::ALL
                .iter()
                .map(|p| (p.key().to_owned(), lang.t(words::purpose_key(*p))))
                .collect(),
            purpose.key(),
        ),
        Rule::Imported(import) => choose(
            offers
                .imports
                .iter()
                .map(|(id, name)| (id.to_string(), name.clone()))
                .collect(),
            &import.to_string(),
        ),
        Rule::CreatedWithin(n) => days(*n),
        Rule::Engaged { how, days: n } => html! {
            (choose(Engagement::ALL.iter().map(|e| (e.key().to_owned(), lang.t(words::engagement_key(*e)))).collect(), how.key()))
            (days(*n))
        },
        Rule::All(_) | Rule::Any(_) | Rule::Not(_) => html! {},
    }
}

/// The live count: who can be written to, and why others cannot.
pub fn live_count(lang: Lang, count: &Count) -> Markup {
    let falls = [
        (
            "audience-fall-address",
            count.without_address,
            "audience-fall-address-more",
        ),
        (
            "audience-fall-consent",
            count.without_consent,
            "audience-fall-consent-more",
        ),
        (
            "audience-fall-suppressed",
            count.suppressed,
            "audience-fall-suppressed-more",
        ),
        (
            "audience-fall-capped",
            count.capped,
            "audience-fall-capped-more",
        ),
    ];
    let falls: Vec<ui::Fall> = falls
        .into_iter()
        .filter(|(_, count, _)| *count > 0)
        .map(|(word, count, more)| ui::Fall {
            word: lang.t(word),
            count,
            more: lang.t(more),
        })
        .collect();
    ui::live_count(
        &lang.t("audience-reach-yes"),
        count.reachable,
        &lang.t("audience-people"),
        (&lang.t("audience-matching"), count.matching),
        &falls,
    )
}

/// The three columns of the screen: saved segments, builder with people, live count.
pub fn layout(
    lang: Lang,
    saved: &[(String, String, bool)],
    middle: &Markup,
    live: &Markup,
) -> Markup {
    let saved = ui::SavedRules {
        label: lang.t("audience-saved"),
        head: lang.tr("audience-saved-count", &[("n", saved.len().into())]),
        rules: saved,
        new: (lang.t("audience-new-segment"), "/care/segments/new"),
    };
    ui::builder_columns(&saved, middle, &lang.t("audience-live"), live)
}
