//! A rule said as a sentence, and why somebody is in a segment or not.

use frame::{Failed, Visit};
use ui::{Arg, Col, Lang, Markup, Row, State, html};

use super::builder::Offers;
use super::{person_form, words};
use crate::model::{Contact, Engagement, Rule};
use crate::queries;

/// The rule of a segment as a sentence: whom it finds.
pub fn said(lang: Lang, rule: &Rule, offers: &Offers) -> String {
    let people = match rule {
        Rule::All(parts) if parts.is_empty() => return lang.t("audience-said-everybody"),
        Rule::Any(parts) if parts.is_empty() => return lang.t("audience-said-nobody"),
        other => phrase(lang, other, offers, true),
    };
    lang.tr("audience-said", &[("rule", people.into())])
}

/// One condition, or a group of them; inner groups stand in brackets.
fn phrase(lang: Lang, rule: &Rule, offers: &Offers, outermost: bool) -> String {
    let group = |parts: &[Rule], joint: &str| {
        let said: Vec<String> = parts
            .iter()
            .map(|part| phrase(lang, part, offers, parts.len() == 1 && outermost))
            .collect();
        let said = said.join(&lang.t(joint));
        if outermost || parts.len() == 1 {
            said
        } else {
            lang.tr("audience-said-group", &[("rule", said.into())])
        }
    };
    match rule {
        Rule::All(parts) if parts.is_empty() => lang.t("audience-said-always"),
        Rule::Any(parts) if parts.is_empty() => lang.t("audience-said-never"),
        Rule::All(parts) => group(parts, "audience-said-and"),
        Rule::Any(parts) => group(parts, "audience-said-or"),
        Rule::Not(inner) => match inner.as_ref() {
            Rule::All(_) | Rule::Any(_) | Rule::Not(_) => {
                let inner = phrase(lang, inner, offers, false);
                lang.tr("audience-said-not", &[("rule", inner.into())])
            }
            condition => single(lang, condition, offers, true),
        },
        condition => single(lang, condition, offers, false),
    }
}

fn single(lang: Lang, rule: &Rule, offers: &Offers, not: bool) -> String {
    let either = |values: Vec<String>| {
        let quoted: Vec<String> = values
            .into_iter()
            .map(|value| lang.tr("audience-said-value", &[("value", value.into())]))
            .collect();
        Arg::Text(if quoted.is_empty() {
            lang.t("audience-said-no-value")
        } else {
            quoted.join(&lang.t("audience-said-either"))
        })
    };
    let one = |text: String| Arg::Text(text);
    let (yes, no, value) = match rule {
        Rule::Tag(any) => (
            "audience-said-tag",
            "audience-said-tag-not",
            either(any.iter().cloned().collect()),
        ),
        Rule::City(any) => (
            "audience-said-city",
            "audience-said-city-not",
            either(any.iter().cloned().collect()),
        ),
        Rule::Source(any) => (
            "audience-said-source",
            "audience-said-source-not",
            either(any.iter().cloned().collect()),
        ),
        Rule::Lifecycle(any) => (
            "audience-said-lifecycle",
            "audience-said-lifecycle-not",
            either(
                any.iter()
                    .map(|it| lang.t(words::lifecycle_key(*it)))
                    .collect(),
            ),
        ),
        Rule::Consent(purpose) => (
            "audience-said-consent",
            "audience-said-consent-not",
            one(lang.t(words::purpose_key(*purpose))),
        ),
        Rule::Imported(import) => (
            "audience-said-imported",
            "audience-said-imported-not",
            one(offers.import_name(lang, *import)),
        ),
        Rule::CreatedWithin(days) => (
            "audience-said-created",
            "audience-said-created-not",
            Arg::from(i64::from(*days)),
        ),
        Rule::Engaged { how, days } => {
            let (yes, no) = match how {
                Engagement::Opened => ("audience-said-opened", "audience-said-opened-not"),
                Engagement::Clicked => ("audience-said-clicked", "audience-said-clicked-not"),
            };
            (yes, no, Arg::from(i64::from(*days)))
        }
        Rule::All(_) | Rule::Any(_) | Rule::Not(_) => return phrase(lang, rule, offers, false),
    };
    lang.tr(if not { no } else { yes }, &[("value", value)])
}

/// The conditions of a rule, each as it counts: one that is turned round stands with its `Not`.
fn conditions<'r>(rule: &'r Rule, found: &mut Vec<&'r Rule>) {
    match rule {
        Rule::All(parts) | Rule::Any(parts) => {
            for part in parts {
                conditions(part, found);
            }
        }
        condition => found.push(condition),
    }
}

/// Why somebody is in a segment or not: every condition, and whether it holds.
pub async fn why(
    visit: &Visit,
    rule: &Rule,
    offers: &Offers,
    contact: &Contact,
) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let mut asked = vec![rule];
    conditions(rule, &mut asked);
    let held = queries::held(
        &visit.reader(),
        visit.centre.id,
        &asked,
        contact.id,
        visit.now,
    )
    .await?;
    let name = person_form::name_or(visit, contact);
    let is_in = held.first().copied().unwrap_or(false);
    let key = if is_in {
        "audience-why-in"
    } else {
        "audience-why-out"
    };
    let rows = asked.iter().zip(&held).skip(1).map(|(rule, holds)| {
        let (state, key) = if *holds {
            (State::Good, "audience-why-holds")
        } else {
            (State::Stopped, "audience-why-fails")
        };
        Row::new(phrase(lang, rule, offers, true)).cell(ui::state(state, visit.t(key)))
    });
    let table = ui::table(lang, visit.t("audience-why"))
        .col(Col::new(visit.t("audience-conditions")))
        .col(Col::new(visit.t("audience-state")))
        .rows(rows)
        .fold();
    let back = ui::link(&name, format!("/care/people/{}", contact.id));
    Ok(
        ui::section(lang.tr(key, &[("name", name.as_str().into())])).body(html! {
            p { (back) }
            (table)
        }),
    )
}

/// In which saved segments somebody is, each with the way to why.
pub async fn memberships(visit: &Visit, contact: &Contact) -> Result<Markup, Failed> {
    let (conn, centre) = (visit.reader(), visit.centre.id);
    let mut segments = queries::segments(&conn, centre).await?;
    segments.truncate(SEGMENTS);
    let rules: Vec<&Rule> = segments.iter().map(|s| &s.rule).collect();
    let held = queries::held(&conn, centre, &rules, contact.id, visit.now).await?;
    let rows = segments.iter().zip(held).map(|(segment, is_in)| {
        let (state, key) = if is_in {
            (State::Good, "audience-in-segment")
        } else {
            (State::Plain, "audience-not-in-segment")
        };
        let href = format!("/care/segments/{}?who={}", segment.id, contact.id);
        Row::link(&segment.name, href).cell(ui::state(state, visit.t(key)))
    });
    let table = ui::table(visit.lang(), visit.t("audience-tab-segments"))
        .col(Col::new(visit.t("audience-segment")))
        .col(Col::new(visit.t("audience-state")))
        .rows(rows)
        .when_empty(ui::meta(visit.t("audience-segments-empty")));
    Ok(html! { (table) })
}

/// Segments a person's page looks at, the last changed first.
const SEGMENTS: usize = 30;
