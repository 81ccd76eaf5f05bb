//! A second evaluator, naive on purpose: it walks the rows as they stand in
//! the house rules, with none of the compiled shortcuts.

use std::collections::BTreeSet;

use charter::{
    Actor, Criterion, Document, Fact, Facts, HouseRow, HouseRules, Level, Position, Step, Test,
    Verdict, Who,
};
use kernel::Moment;

/// Level, ids of the deciding rows and the steps, without their order among equals.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub level: Level,
    pub rows: BTreeSet<String>,
    pub steps: BTreeSet<(u8, Vec<Position>)>,
}

impl Answer {
    pub fn of(verdict: &Verdict) -> Self {
        Self {
            level: verdict.level,
            rows: verdict.rows.iter().map(|row| row.id.clone()).collect(),
            steps: verdict
                .route
                .iter()
                .map(|step| (step.order, step.positions.clone()))
                .collect(),
        }
    }
}

pub fn answer(
    document: &Document,
    rules: &HouseRules,
    actor: &Actor,
    facts: &Facts,
    at: Moment,
) -> Answer {
    let alone = |who: &str| judge(document, rules, &[who], who, facts);
    let agent = match &actor.who {
        Who::Visitor => return alone("visitor"),
        Who::System => return alone("system"),
        Who::Setup => return alone("setup"),
        Who::Person(_) => false,
        Who::Agent { .. } => true,
    };
    let everyone: &[&str] = if agent {
        &["person", "agent"]
    } else {
        &["person"]
    };
    let in_position = |who: &str| {
        let mut names = vec![who];
        names.extend(everyone);
        judge(document, rules, &names, who, facts)
    };
    let mut held: Vec<_> = actor
        .holds
        .iter()
        .filter(|held| held.until.is_none_or(|until| until > at))
        .filter(|held| {
            rules
                .positions
                .iter()
                .any(|known| known.id == held.position)
        })
        .collect();
    held.sort_by_key(|held| held.deputy_for.is_some());
    let mut best: Option<Answer> = None;
    for held in held {
        let this = in_position(held.position.as_str());
        if best.as_ref().is_none_or(|best| this.level < best.level) {
            best = Some(this);
        }
    }
    let best = best.unwrap_or_else(|| in_position("nobody"));
    let floor = in_position("specialist");
    if agent && floor.level > best.level {
        floor
    } else {
        best
    }
}

fn judge(
    document: &Document,
    rules: &HouseRules,
    names: &[&str],
    own: &str,
    facts: &Facts,
) -> Answer {
    let mut matching: Vec<(Level, String, Vec<Step>)> = Vec::new();
    if facts.act == "matter.raise"
        && names.contains(&"specialist")
        && let Some(Fact::Word(id)) = facts.get("cell")
        && let Some(cell) = document.cell(id)
    {
        let route = if cell.level == Level::Independent {
            None
        } else {
            rules.cell_routes.get(id)
        };
        let steps = route.map_or_else(Vec::new, |route| rules.route(route).unwrap().steps.clone());
        matching.push((cell.level, id.clone(), steps));
    }
    for row in &rules.rows {
        if matches(row, names, facts) {
            matching.push((row.level, row.id.clone(), steps(rules, row, own)));
        }
    }
    if matching.is_empty() {
        let row = rules
            .unmatched
            .iter()
            .find(|row| row.who.contains(own))
            .unwrap();
        matching.push((row.level, row.id.clone(), steps(rules, row, own)));
    }
    let level = matching.iter().map(|(level, ..)| *level).max().unwrap();
    matching.retain(|row| row.0 == level);
    let each_step = matching.iter().flat_map(|(_, _, steps)| steps);
    Answer {
        level,
        steps: each_step
            .map(|step| (step.order, step.positions.clone()))
            .collect(),
        rows: matching.iter().map(|(_, id, _)| id.clone()).collect(),
    }
}

fn steps(rules: &HouseRules, row: &HouseRow, own: &str) -> Vec<Step> {
    match row.route.as_deref() {
        None => Vec::new(),
        Some("superior") => {
            let superior = rules.superior_of(&own.into()).unwrap();
            let order = if *superior == "head" { 20 } else { 30 };
            let need = charter::Need::Any;
            let (zh, en) = (String::new(), String::new());
            vec![Step {
                order,
                positions: vec![superior.clone()],
                need,
                zh,
                en,
            }]
        }
        Some(route) => rules.route(route).unwrap().steps.clone(),
    }
}

pub fn matches(row: &HouseRow, names: &[&str], facts: &Facts) -> bool {
    let act = row.acts.iter().any(|act| match act.split_once('*') {
        Some((beginning, _)) => facts.act.starts_with(beginning),
        None => *act == facts.act,
    });
    act && names.iter().any(|name| row.who.contains(*name))
        && row.when.iter().all(|c| holds(c, facts))
}

fn holds(criterion: &Criterion, facts: &Facts) -> bool {
    let fact = facts.get(&criterion.fact);
    match &criterion.test {
        Test::Set => fact == Some(&Fact::Flag(true)),
        Test::Over(bound) => matches!(fact, Some(Fact::Number(number)) if *number > bound.value),
        Test::In(words) => matches!(fact, Some(Fact::Word(word)) if words.contains(word)),
        Test::NotIn(words) => !matches!(fact, Some(Fact::Word(word)) if words.contains(word)),
        Test::AnyOf(words) => {
            matches!(fact, Some(Fact::Words(found)) if found.iter().any(|word| words.contains(word)))
        }
        Test::Present => matches!(fact, Some(Fact::Words(found)) if !found.is_empty()),
    }
}

/// Facts under which a row holds.
pub fn facts_for(row: &HouseRow, act: &str) -> Facts {
    let mut facts = Facts::of(&act.replace('*', "something"));
    for criterion in &row.when {
        let name = criterion.fact.as_str();
        facts = match &criterion.test {
            Test::Set => facts.flag(name, true),
            Test::Over(bound) => facts.number(name, bound.value + 1),
            Test::In(words) => facts.word(name, &words[0]),
            Test::NotIn(_) => facts,
            Test::AnyOf(words) => facts.words(name, [words[0].as_str()]),
            Test::Present => facts.words(name, ["something"]),
        };
    }
    facts
}
