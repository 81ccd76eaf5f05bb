//! From YAML to house rules. Everything a row refers to is checked where it is
//! read, so that a fault is named with its own line.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    FactKind, HouseRow, HouseRules, KnownFact, PositionName, Route, SensitiveTopic, Setting, when,
};
use crate::yaml::{self, Entry, line_of};
use crate::{Document, Level, Need, Position, Step};

pub(super) fn house_rules(root: &Entry<'_>, text: &str, document: &Document) -> HouseRules {
    root.only(&[
        "schema_version",
        "version",
        "interprets",
        "positions",
        "settings",
        "facts",
        "sensitive_topics",
        "routes",
        "cell_routes",
        "rows",
        "unmatched",
    ]);
    if root.number("schema_version") != 1 {
        let line = root.optional("schema_version").map_or(1, line_of);
        root.add(root.problem(line, "charter-unknown-schema"));
    }
    let interprets = root.text("interprets");
    if !interprets.is_empty() && interprets != document.number() {
        let line = root.optional("interprets").map_or(1, line_of);
        let problem = root
            .problem(line, "house-other-document")
            .arg("value", interprets);
        root.add(problem.arg("expected", document.number()));
    }
    let mut rules = HouseRules {
        version: format!("{}/{}", root.text("version"), fingerprint(text)),
        positions: positions(root),
        settings: root.list("settings", setting),
        facts: root.list("facts", known_fact),
        sensitive_topics: root.list("sensitive_topics", sensitive_topic),
        routes: Vec::new(),
        cell_routes: BTreeMap::new(),
        rows: Vec::new(),
        unmatched: Vec::new(),
    };
    rules.routes = root.list("routes", |entry| route(entry, &rules));
    rules.cell_routes = cell_routes(root, &rules, document);
    rules.rows = root.list("rows", |entry| row(entry, &rules, document, true));
    rules.unmatched = root.list("unmatched", |entry| row(entry, &rules, document, false));
    everyone_is_covered(root, &rules);
    rules
}

/// The first twelve hex digits of SHA-256 over the file.
fn fingerprint(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    digest
        .as_ref()
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn positions(root: &Entry<'_>) -> Vec<PositionName> {
    let positions = root.list("positions", |entry| {
        entry.only(&["id", "zh", "en", "superior"]);
        PositionName {
            id: Position(entry.text("id")),
            zh: entry.text("zh"),
            en: entry.text("en"),
            superior: entry
                .optional("superior")
                .map(|_| Position(entry.text("superior"))),
        }
    });
    root.list("positions", |entry| {
        let Some(node) = entry.optional("superior") else {
            return;
        };
        let superior = entry.text("superior");
        if !positions.iter().any(|known| known.id == superior.as_str()) {
            entry.add(
                entry
                    .problem(line_of(node), "house-unknown-position")
                    .arg("value", superior),
            );
        }
    });
    root.list("positions", |entry| {
        let id = entry.text("id");
        if HouseRow::OTHERS.contains(&id.as_str()) || id == "staff" {
            entry.add(
                entry
                    .problem(entry.line(), "house-reserved-word")
                    .arg("value", id),
            );
        }
    });
    if positions.len() > HouseRules::MAX_POSITIONS {
        let line = root.optional("positions").map_or(1, line_of);
        let problem = root.problem(line, "house-too-many-positions");
        root.add(problem.arg("limit", HouseRules::MAX_POSITIONS));
    }
    if !positions
        .iter()
        .any(|known| known.id == Position::SPECIALIST)
    {
        let line = root.optional("positions").map_or(1, line_of);
        let problem = root.problem(line, "house-position-missing");
        root.add(problem.arg("value", Position::SPECIALIST));
    }
    positions
}

fn setting(entry: &Entry<'_>) -> Setting {
    entry.only(&["id", "value", "unit", "zh", "en"]);
    let value = entry.number("value");
    if value < 0 {
        let line = entry.optional("value").map_or(entry.line(), line_of);
        entry.add(
            entry
                .problem(line, "house-negative-setting")
                .arg("value", value),
        );
    }
    Setting {
        id: entry.text("id"),
        value,
        unit: entry.text("unit"),
        zh: entry.text("zh"),
        en: entry.text("en"),
    }
}

fn known_fact(entry: &Entry<'_>) -> KnownFact {
    entry.only(&["id", "kind", "raisable", "values", "zh", "en"]);
    let word = entry.text("kind");
    let kind = match word.as_str() {
        "flag" => Some(FactKind::Flag),
        "number" => Some(FactKind::Number),
        "word" => Some(FactKind::Word),
        "words" => Some(FactKind::Words),
        _ => None,
    };
    if kind.is_none() && !word.is_empty() {
        let line = entry.optional("kind").map_or(entry.line(), line_of);
        entry.add(
            entry
                .problem(line, "house-unknown-fact-kind")
                .arg("value", word),
        );
    }
    let raisable = entry.optional("raisable").is_some_and(|node| {
        node.data.as_bool().unwrap_or_else(|| {
            entry.wrong_kind(node, "raisable", "flag");
            false
        })
    });
    let kind = kind.unwrap_or(FactKind::Flag);
    if raisable && kind != FactKind::Flag {
        entry.add(entry.problem(entry.line(), "house-only-flags-are-raised"));
    }
    KnownFact {
        id: entry.text("id"),
        kind,
        raisable,
        values: entry
            .optional("values")
            .map_or_else(Vec::new, |node| entry.words_of(node, "values")),
        zh: entry.text("zh"),
        en: entry.text("en"),
    }
}

fn sensitive_topic(entry: &Entry<'_>) -> SensitiveTopic {
    entry.only(&["id", "zh", "en", "words"]);
    SensitiveTopic {
        id: entry.text("id"),
        zh: entry.text("zh"),
        en: entry.text("en"),
        words: entry.words("words"),
    }
}

fn route(entry: &Entry<'_>, rules: &HouseRules) -> Route {
    entry.only(&["id", "zh", "en", "steps"]);
    let steps = entry.list("steps", |step| self::step(step, rules));
    if steps.is_empty() {
        entry.add(entry.problem(entry.line(), "house-route-without-steps"));
    }
    Route {
        id: entry.text("id"),
        zh: entry.text("zh"),
        en: entry.text("en"),
        steps,
    }
}

fn step(entry: &Entry<'_>, rules: &HouseRules) -> Step {
    entry.only(&["order", "positions", "need", "zh", "en"]);
    let order = u8::try_from(entry.number("order")).unwrap_or_else(|_| {
        let line = entry.optional("order").map_or(entry.line(), line_of);
        entry.add(
            entry
                .problem(line, "house-order-out-of-range")
                .arg("limit", u8::MAX),
        );
        0
    });
    let word = entry.text("need");
    let need = match word.as_str() {
        "any" => Need::Any,
        "all" => Need::All,
        _ => {
            let line = entry.optional("need").map_or(entry.line(), line_of);
            entry.add(entry.problem(line, "house-unknown-need").arg("value", word));
            Need::All
        }
    };
    let positions = entry.words("positions");
    for position in &positions {
        if !rules
            .positions
            .iter()
            .any(|known| known.id == position.as_str())
        {
            let line = entry.optional("positions").map_or(entry.line(), line_of);
            entry.add(
                entry
                    .problem(line, "house-unknown-position")
                    .arg("value", position),
            );
        }
    }
    if positions.is_empty() {
        entry.add(entry.problem(entry.line(), "house-step-without-position"));
    }
    Step {
        order,
        positions: positions.into_iter().map(Position).collect(),
        need,
        zh: entry.text("zh"),
        en: entry.text("en"),
    }
}

fn cell_routes(
    root: &Entry<'_>,
    rules: &HouseRules,
    document: &Document,
) -> BTreeMap<String, String> {
    let mut routes = BTreeMap::new();
    let groups = root.list("cell_routes", |entry| {
        entry.only(&["route", "cells"]);
        let route = entry.text("route");
        if rules.route(&route).is_none() {
            let line = entry.optional("route").map_or(entry.line(), line_of);
            entry.add(
                entry
                    .problem(line, "house-unknown-route")
                    .arg("value", &route),
            );
        }
        let cells = entry.optional("cells");
        let lines = cells
            .and_then(|node| node.data.as_sequence())
            .map_or_else(Vec::new, |items| items.iter().map(line_of).collect());
        (route, entry.words("cells"), lines, entry.line())
    });
    for (route, cells, lines, line) in groups {
        for (index, cell) in cells.into_iter().enumerate() {
            let line = lines.get(index).copied().unwrap_or(line);
            if document.cell(&cell).is_none() {
                root.add(root.problem(line, "house-unknown-cell").arg("cell", &cell));
            }
            if routes.insert(cell.clone(), route.clone()).is_some() {
                root.add(
                    root.problem(line, "house-cell-routed-twice")
                        .arg("cell", cell),
                );
            }
        }
    }
    let line = root.optional("cell_routes").map_or(1, line_of);
    for cell in document
        .cells()
        .filter(|cell| cell.level != Level::Independent)
    {
        if !routes.contains_key(&cell.id) {
            root.add(
                root.problem(line, "house-cell-without-route")
                    .arg("cell", &cell.id),
            );
        }
    }
    routes
}

/// A row of `rows`, or of `unmatched`, which has neither acts nor criteria.
fn row(entry: &Entry<'_>, rules: &HouseRules, document: &Document, of_an_act: bool) -> HouseRow {
    if of_an_act {
        entry.only(&[
            "id", "act", "who", "when", "level", "cell", "route", "zh", "en",
        ]);
    } else {
        entry.only(&["id", "who", "level", "route", "zh", "en"]);
    }
    let acts = if of_an_act {
        acts(entry)
    } else {
        vec!["*".to_owned()]
    };
    let row = HouseRow {
        id: entry.text("id"),
        acts,
        who: who(entry, rules),
        when: entry
            .optional("when")
            .map_or_else(Vec::new, |_| when::criteria(entry, rules, document)),
        level: level(entry),
        cell: entry.optional("cell").map(|_| entry.text("cell")),
        route: entry.optional("route").map(|_| entry.text("route")),
        zh: entry.text("zh"),
        en: entry.text("en"),
    };
    check_cell(entry, &row, document);
    check_route(entry, &row, rules);
    row
}

fn acts(entry: &Entry<'_>) -> Vec<String> {
    let acts = entry.words("act");
    for act in &acts {
        let stem = act.strip_suffix(".*").unwrap_or(act);
        let plain = !stem.is_empty()
            && stem.split('.').all(|part| {
                !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
            });
        if act != "*" && !plain {
            let line = entry.optional("act").map_or(entry.line(), line_of);
            entry.add(entry.problem(line, "house-malformed-act").arg("value", act));
        }
    }
    acts
}

fn who(entry: &Entry<'_>, rules: &HouseRules) -> BTreeSet<String> {
    let mut who = BTreeSet::new();
    for word in entry.words("who") {
        let position = rules
            .positions
            .iter()
            .any(|known| known.id == word.as_str());
        if word == "staff" {
            who.extend(rules.positions.iter().map(|known| known.id.0.clone()));
        } else if position || HouseRow::OTHERS.contains(&word.as_str()) {
            who.insert(word);
        } else {
            let line = entry.optional("who").map_or(entry.line(), line_of);
            entry.add(
                entry
                    .problem(line, "house-unknown-position")
                    .arg("value", word),
            );
        }
    }
    who
}

fn level(entry: &Entry<'_>) -> Level {
    let word = entry.text("level");
    Level::parse(&word).unwrap_or_else(|| {
        if !word.is_empty() {
            let line = entry.optional("level").map_or(entry.line(), line_of);
            entry.add(
                entry
                    .problem(line, "charter-unknown-level")
                    .arg("value", word),
            );
        }
        Level::Forbidden
    })
}

/// The cell exists, and the described position gets no more than the document gives it.
fn check_cell(entry: &Entry<'_>, row: &HouseRow, document: &Document) {
    let Some(id) = &row.cell else { return };
    let Some(cell) = document.cell(id) else {
        let line = entry.optional("cell").map_or(entry.line(), line_of);
        entry.add(entry.problem(line, "house-unknown-cell").arg("cell", id));
        return;
    };
    let described = row.who.contains(Position::SPECIALIST) || row.who.contains(HouseRow::PERSON);
    if described && row.level < cell.level {
        let line = entry.optional("level").map_or(entry.line(), line_of);
        let problem = entry
            .problem(line, "house-looser-than-document")
            .arg("cell", id);
        entry.add(
            problem
                .arg("document", cell.level.as_str())
                .arg("house", row.level.as_str()),
        );
    }
}

/// What somebody else decides says who; what nobody else decides does not.
fn check_route(entry: &Entry<'_>, row: &HouseRow, rules: &HouseRules) {
    let decided_by_others = matches!(row.level, Level::Approval | Level::Recommend);
    let Some(route) = &row.route else {
        if decided_by_others {
            entry.add(entry.problem(entry.line(), "house-route-missing"));
        }
        return;
    };
    let line = entry.optional("route").map_or(entry.line(), line_of);
    if !decided_by_others {
        entry.add(entry.problem(line, "house-route-without-decision"));
    }
    if route != HouseRow::SUPERIOR {
        if rules.route(route).is_none() {
            entry.add(
                entry
                    .problem(line, "house-unknown-route")
                    .arg("value", route),
            );
        }
        return;
    }
    for who in &row.who {
        let superior = rules.superior_of(&Position(who.clone()));
        let key = match superior {
            Some(superior) if rules.step_of(superior).is_some() => continue,
            Some(_) => "house-superior-without-step",
            None => "house-no-superior",
        };
        entry.add(entry.problem(line, key).arg("value", who));
    }
}

/// Where no row matches there is an answer for every position and for everyone
/// without one, and only one. Persons and agents are judged by their positions.
fn everyone_is_covered(root: &Entry<'_>, rules: &HouseRules) {
    let line = root.optional("unmatched").map_or(1, line_of);
    let positions = rules.positions.iter().map(|known| known.id.as_str());
    let others = [
        HouseRow::NOBODY,
        HouseRow::VISITOR,
        HouseRow::SYSTEM,
        HouseRow::SETUP,
    ];
    for who in positions.chain(others) {
        let found = rules
            .unmatched
            .iter()
            .filter(|row| row.who.contains(who))
            .count();
        if found != 1 {
            let problem = root
                .problem(line, "house-unmatched-not-once")
                .arg("value", who);
            root.add(problem.arg("found", found));
        }
    }
    for row in &rules.unmatched {
        for who in [HouseRow::PERSON, HouseRow::AGENT] {
            if row.who.contains(who) {
                let line = yaml::line_of_id(root.node(), &row.id).unwrap_or(line);
                root.add(
                    root.problem(line, "house-unmatched-by-position")
                        .arg("value", who),
                );
            }
        }
    }
}
