//! The builder of a rule: groups of conditions, each condition with its own count, and the
//! live count of whom it finds beside them. The fields stand in the order of the rule, so
//! that the posted form is the rule.

use maud::{Markup, html};

use crate::{button, fmt};

/// A group of conditions. An inner group stands within the conditions of another.
pub fn condition_group(
    inner: bool,
    legend: &Markup,
    conditions: &Markup,
    adds: &[Markup],
) -> Markup {
    html! {
        fieldset.grp.grp--in[inner] {
            legend { (legend) }
            ul { (conditions) }
            @if inner { input type="hidden" name="end" value="1"; }
            p.adds { @for add in adds { (add) } }
        }
    }
}

/// Puts an inner group among the conditions of the outer one.
pub fn condition_within(group: &Markup) -> Markup {
    html! { li { (group) } }
}

/// A condition: what it is about, whether it is turned round, its values, how many it
/// finds alone, and the button that takes it away.
pub struct Condition<'a> {
    pub field: Markup,
    /// Name of the field the values were meant for.
    pub kind: &'a str,
    pub operator: Markup,
    pub values: Markup,
    pub count: Option<i64>,
    /// What the button posts as `act`.
    pub drop: String,
    /// What the button does, for those who do not see it.
    pub drop_label: String,
}

/// One row of the builder.
pub fn condition(it: Condition<'_>) -> Markup {
    html! {
        li.cond {
            (it.field)
            input type="hidden" name="kind" value=(it.kind);
            (it.operator)
            span.vals { (it.values) }
            @if let Some(count) = it.count { span.n { (fmt::number(count)) } }
            button.x type="submit" name="act" value=(it.drop) aria-label=(it.drop_label) { "×" }
        }
    }
}

/// A choice within a line, as wide as its words: `(value, word)`.
pub fn choice_in_line(
    name: &str,
    label: &str,
    choices: &[(String, String)],
    chosen: &str,
) -> Markup {
    html! {
        select.input.input--auto name=(name) aria-label=(label) {
            @for (value, word) in choices { option value=(value) selected[value == chosen] { (word) } }
        }
    }
}

/// Words within a line, with proposals from the [`proposals`] of that id.
pub fn words_in_line(name: &str, label: &str, value: &str, proposals: &str, hint: &str) -> Markup {
    html! { input.input name=(name) value=(value) list=(proposals) aria-label=(label) placeholder=(hint); }
}

/// A number within a line, and the word after it.
pub fn number_in_line(name: &str, label: &str, value: u32, after: &str) -> Markup {
    html! {
        input.input.input--n name=(name) value=(value) inputmode="numeric" aria-label=(label);
        span { (after) }
    }
}

/// What a field of words proposes.
pub fn proposals(id: &str, values: &[String]) -> Markup {
    html! { datalist id=(id) { @for value in values { option value=(value) {} } } }
}

/// The builder as a part of the page, with the conditions nobody can take away below.
pub fn rule_builder(title: &str, group: &Markup, fixed: &str, fixed_more: &str) -> Markup {
    html! {
        section aria-labelledby="h-b" {
            h2.vh id="h-b" { (title) }
            (group)
            div.locked { p { b { (fixed) } (fixed_more) } }
        }
    }
}

/// A line of the live count: whom it takes away, and why.
pub struct Fall {
    pub word: String,
    pub count: i64,
    pub more: String,
}

/// The live count: who remains, out of how many, and why the others do not.
pub fn live_count(
    title: &str,
    remaining: i64,
    people: &str,
    matching: (&str, i64),
    falls: &[Fall],
) -> Markup {
    html! {
        section aria-labelledby="h-n" {
            h2.s13.soft id="h-n" { (title) }
            p.big aria-live="polite" { b { (fmt::number(remaining)) } " " (people) }
            ol.falls {
                li.first { span { (matching.0) } b { (fmt::number(matching.1)) } }
                @for fall in falls {
                    li { span { (fall.word) } b { "−" (fmt::number(fall.count)) } small { (fall.more) } }
                }
            }
        }
    }
}

/// What was kept before, at the side of the builder: `(name, address, current)`.
pub struct SavedRules<'a> {
    pub label: String,
    pub head: String,
    pub rules: &'a [(String, String, bool)],
    /// Word and address of a new one.
    pub new: (String, &'static str),
}

/// The three columns of the screen: what was kept, the builder with what it finds, and the
/// live count. Stands in a [`rule_draft`].
pub fn builder_columns(
    saved: &SavedRules<'_>,
    middle: &Markup,
    live_label: &str,
    live: &Markup,
) -> Markup {
    html! {
        nav.saved.only-wide aria-label=(saved.label) {
            h2.s13.mute { (saved.head) }
            ul.nav { @for (name, href, current) in saved.rules {
                li { a href=(href) aria-current=[current.then_some("true")] { (name) } }
            } }
            p { (button::link(&saved.new.0, saved.new.1)) }
        }
        div.stack.stack--6 { (middle) }
        aside.stack.stack--6.live aria-label=(live_label) { (live) }
    }
}

/// The place that is asked for anew while somebody edits; its id is `draft`.
pub fn rule_draft(inner: &Markup) -> Markup {
    html! { div.seglay id="draft" { (inner) } }
}
