//! The builder of a segment: groups of conditions, each with its own count, and the live
//! count beside them. Fields stand in the order of the rule, so that the posted form is
//! the rule: `group` opens an inner group, `end` closes it, `field` begins a condition.

use std::collections::BTreeMap;

use frame::FormData;
use ui::{Lang, Markup, html};

use super::words;
use crate::model::{Count, Engagement, ImportId, Lifecycle, Purpose, Rule};
use crate::queries::{Flat, FlatRow};

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
            rule,
        }
    }
}

/// The rows of the builder. `counts` are those of the conditions in their order.
pub fn builder(lang: Lang, flat: &Flat, offers: &Offers, counts: &[i64]) -> Markup {
    let (mut place, mut groups) = (0, 0);
    html! {
        section aria-labelledby="h-b" {
            h2.vh id="h-b" { (lang.t("audience-conditions")) }
            fieldset.grp {
                legend { (all_or_any(lang, "top", flat.all)) }
                ul { @for row in &flat.rows {
                    @match row {
                        FlatRow::One { not, rule } => ({
                            place += 1;
                            condition(lang, *not, rule, offers, place - 1, counts)
                        }),
                        FlatRow::Group { all, rows } => li {
                            fieldset.grp.grp--in {
                                legend { (all_or_any(lang, "group", *all)) }
                                ul { @for row in rows { @if let FlatRow::One { not, rule } = row { ({
                                    place += 1;
                                    condition(lang, *not, rule, offers, place - 1, counts)
                                }) } } }
                                input type="hidden" name="end" value="1";
                                p.adds { ({
                                    groups += 1;
                                    ui::text_button(lang.t("audience-add-condition")).value("act", format!("add-{}", groups - 1))
                                }) }
                            }
                        },
                    }
                } }
                p.adds {
                    (ui::text_button(lang.t("audience-add-condition")).value("act", "add"))
                    (ui::text_button(lang.t("audience-add-group")).value("act", "group"))
                }
            }
            (lists(offers))
            div.locked { p { b { (lang.t("audience-fixed")) } (lang.t("audience-fixed-more")) } }
        }
    }
}

fn all_or_any(lang: Lang, name: &str, all: bool) -> Markup {
    html! {
        select.input.input--auto name=(name) aria-label=(lang.t("audience-match")) {
            option value="all" selected[all] { (lang.t("audience-match-all")) }
            option value="any" selected[!all] { (lang.t("audience-match-any")) }
        }
    }
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
    html! {
        li.cond {
            select.input.input--auto name="field" aria-label=(lang.t("audience-field")) {
                @for (value, key) in FIELDS { option value=(value) selected[value == field] { (lang.t(key)) } }
            }
            input type="hidden" name="kind" value=(field);
            select.input.input--auto name="not" aria-label=(lang.t("audience-operator")) {
                option value="0" selected[!not] { (lang.t("audience-is")) }
                option value="1" selected[not] { (lang.t("audience-is-not")) }
            }
            span.vals { (values(lang, rule, offers)) }
            @if let Some(count) = counts.get(place) { span.n { (ui::fmt::number(*count)) } }
            button.x type="submit" name="act" value=(format!("drop-{place}")) aria-label=(lang.t("audience-drop-condition")) { "×" }
        }
    }
}

fn values(lang: Lang, rule: &Rule, offers: &Offers) -> Markup {
    let words = |values: &std::collections::BTreeSet<String>, list: &str| {
        let text = values
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        html! { input.input name="value" value=(text) list=(list) aria-label=(lang.t("audience-values")) placeholder=(lang.t("audience-values-hint")); }
    };
    let days = |n: u32| {
        html! {
            input.input.input--n name="value" value=(n) inputmode="numeric" aria-label=(lang.t("audience-days"));
            span { (lang.t("audience-days-within")) }
        }
    };
    let choose = |choices: Vec<(String, String)>, chosen: &str| {
        html! {
            select.input.input--auto name="value" aria-label=(lang.t("audience-values")) {
                @for (value, word) in &choices { option value=(value) selected[value == chosen] { (word) } }
            }
        }
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

fn lists(offers: &Offers) -> Markup {
    let lists: BTreeMap<&str, &Vec<String>> = BTreeMap::from([
        ("seg-tags", &offers.tags),
        ("seg-cities", &offers.cities),
        ("seg-sources", &offers.sources),
    ]);
    html! { @for (id, values) in lists { datalist id=(id) { @for value in values { option value=(value) {} } } } }
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
    html! {
        section aria-labelledby="h-n" {
            h2.s13.soft id="h-n" { (lang.t("audience-reach-yes")) }
            p.big aria-live="polite" { b { (ui::fmt::number(count.reachable)) } " " (lang.t("audience-people")) }
            ol.falls {
                li.first { span { (lang.t("audience-matching")) } b { (ui::fmt::number(count.matching)) } }
                @for (key, n, more) in falls { @if n > 0 {
                    li { span { (lang.t(key)) } b { "−" (ui::fmt::number(n)) } small { (lang.t(more)) } }
                } }
            }
        }
    }
}

/// The three columns of the screen: saved segments, builder with people, live count.
pub fn layout(
    lang: Lang,
    saved: &[(String, String, bool)],
    middle: Markup,
    live: Markup,
) -> Markup {
    html! {
        nav.saved.only-wide aria-label=(lang.t("audience-saved")) {
            h2.s13.mute { (lang.tr("audience-saved-count", &[("n", saved.len().into())])) }
            ul.nav { @for (name, href, current) in saved {
                li { a href=(href) aria-current=[current.then_some("true")] { (name) } }
            } }
            p { (ui::link(lang.t("audience-new-segment"), "/care/segments/new")) }
        }
        div.stack.stack--6 { (middle) }
        aside.stack.stack--6.live aria-label=(lang.t("audience-live")) { (live) }
    }
}

/// The place that is asked for anew while somebody edits.
pub fn place(inner: Markup) -> Markup {
    html! { div.seglay id="draft" { (inner) } }
}
