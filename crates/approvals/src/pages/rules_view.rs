//! The house rules as tables people read: numbers, topics, routes, rows with reasons.

use charter::{Bound, Criterion, HouseRow, HouseRules, Test};
use frame::{Visit, level_right};
use ui::{Col, Gap, Markup, Row, html, right, section, stack, table};

use super::words::{act_word, either};

/// All rules of a centre, without the file.
pub(super) fn rules(visit: &Visit, house: &HouseRules) -> Markup {
    stack(
        Gap::Sections,
        &[
            settings(visit, house),
            topics(visit, house),
            routes(visit, house),
            rows(visit, house, &house.rows, "approvals-house-rows"),
            rows(visit, house, &house.unmatched, "approvals-house-unmatched"),
        ],
    )
}

fn settings(visit: &Visit, house: &HouseRules) -> Markup {
    let lang = visit.lang();
    let rows = house.settings.iter().map(|s| {
        let value = if s.unit == "minor_units" {
            ui::fmt::money(lang, s.value, &visit.centre.currency)
        } else {
            ui::fmt::number(s.value)
        };
        let unit = match s.unit.as_str() {
            "people" => visit.t("approvals-unit-people"),
            "working_days" => visit.t("approvals-unit-working-days"),
            "days" => visit.t("approvals-unit-days"),
            "minor_units" => String::new(),
            other => other.to_owned(),
        };
        Row::new(either(lang, &s.zh, &s.en))
            .id(&s.id)
            .cell(format!("{value} {unit}"))
            .cell(&s.id)
    });
    section(visit.t("approvals-house-settings")).body(html! {
        (table(lang, visit.t("approvals-house-settings"))
            .col(Col::new(visit.t("approvals-col-setting")))
            .col(Col::num(visit.t("approvals-col-value")))
            .col(Col::new(visit.t("approvals-col-id")).soft())
            .rows(rows)
            .fold())
    })
}

fn topics(visit: &Visit, house: &HouseRules) -> Markup {
    let lang = visit.lang();
    let rows = house.sensitive_topics.iter().map(|t| {
        Row::new(either(lang, &t.zh, &t.en)).cell(t.words.join(&visit.t("ui-list-comma")))
    });
    section(visit.t("approvals-house-topics")).body(html! {
        (table(lang, visit.t("approvals-house-topics"))
            .col(Col::new(visit.t("approvals-col-topic")).short())
            .col(Col::new(visit.t("approvals-col-words")))
            .rows(rows)
            .fold())
    })
}

fn routes(visit: &Visit, house: &HouseRules) -> Markup {
    let lang = visit.lang();
    let rows = house.routes.iter().map(|route| {
        let steps: Vec<&str> = route
            .steps
            .iter()
            .map(|s| either(lang, &s.zh, &s.en))
            .collect();
        Row::new(either(lang, &route.zh, &route.en)).cell(steps.join(&visit.t("frame-then")))
    });
    section(visit.t("approvals-house-routes")).body(html! {
        (table(lang, visit.t("approvals-house-routes"))
            .col(Col::new(visit.t("approvals-col-route")))
            .col(Col::new(visit.t("approvals-col-steps")))
            .rows(rows)
            .fold())
    })
}

fn rows(visit: &Visit, house: &HouseRules, list: &[HouseRow], title: &str) -> Markup {
    let lang = visit.lang();
    let rows = list.iter().map(|row| {
        let mut acts: Vec<String> = row.acts.iter().map(|a| act_word(lang, a)).collect();
        if acts.is_empty() {
            acts.push(visit.t("approvals-any-act"));
        }
        let when: Vec<String> = row
            .when
            .iter()
            .map(|criterion| when_words(visit, house, criterion))
            .collect();
        Row::new(acts.join(&visit.t("ui-list-comma")))
            .id(&row.id)
            .detail(&row.id)
            .cell(who_words(visit, house, row))
            .cell(when.join(&visit.t("frame-and")))
            .cell(right(lang, level_right(row.level)))
            .cell(either(lang, &row.zh, &row.en))
    });
    section(visit.t(title)).body(html! {
        (table(lang, visit.t(title))
            .col(Col::new(visit.t("approvals-col-act")))
            .col(Col::new(visit.t("approvals-col-who")))
            .col(Col::new(visit.t("approvals-col-condition")).soft())
            .col(Col::new(visit.t("approvals-col-right")).short())
            .col(Col::new(visit.t("approvals-col-reason")))
            .rows(rows)
            .fold())
    })
}

fn who_words(visit: &Visit, house: &HouseRules, row: &HouseRow) -> String {
    let lang = visit.lang();
    if house
        .positions
        .iter()
        .all(|p| row.who.contains(p.id.as_str()))
    {
        return visit.t("approvals-who-staff");
    }
    let words: Vec<String> = row
        .who
        .iter()
        .map(|who| match who.as_str() {
            HouseRow::PERSON => visit.t("approvals-who-person"),
            HouseRow::AGENT => visit.t("approvals-who-agent"),
            HouseRow::NOBODY => visit.t("approvals-who-nobody"),
            HouseRow::VISITOR => visit.t("approvals-who-visitor"),
            HouseRow::SYSTEM => visit.t("approvals-who-system"),
            HouseRow::SETUP => visit.t("approvals-who-setup"),
            position => house
                .positions
                .iter()
                .find(|p| p.id.as_str() == position)
                .map_or(position.to_owned(), |p| {
                    either(lang, &p.zh, &p.en).to_owned()
                }),
        })
        .collect();
    words.join(&visit.t("ui-list-comma"))
}

fn when_words(visit: &Visit, house: &HouseRules, criterion: &Criterion) -> String {
    let lang = visit.lang();
    let known = house.facts.iter().find(|f| f.id == criterion.fact);
    let fact = known.map_or(criterion.fact.as_str(), |f| either(lang, &f.zh, &f.en));
    let listed = |words: &[String]| words.join(&visit.t("ui-list-comma"));
    let args = |value: String| [("fact", fact.into()), ("value", value.into())];
    match &criterion.test {
        Test::Set => fact.to_owned(),
        Test::Present => lang.tr("approvals-when-present", &[("fact", fact.into())]),
        Test::Over(Bound { value, .. }) => {
            lang.tr("approvals-when-over", &args(ui::fmt::number(*value)))
        }
        Test::In(words) | Test::AnyOf(words) => lang.tr("approvals-when-in", &args(listed(words))),
        Test::NotIn(words) => lang.tr("approvals-when-not-in", &args(listed(words))),
    }
}
