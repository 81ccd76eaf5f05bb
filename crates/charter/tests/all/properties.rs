use std::collections::BTreeSet;

use charter::{
    Actor, DecisionTable, Document, Fact, FactKind, Facts, Held, HouseRow, HouseRules, Level,
    Source,
};
use kernel::AccountId;
use proptest::prelude::*;

use crate::oracle::{self, Answer};
use crate::{Charter, NOW, POSITIONS, agent_of, charter, outsider, person};

/// Whoever stands behind a name that a row may speak of.
fn actor_called(who: &str) -> Actor {
    match who {
        HouseRow::PERSON | HouseRow::NOBODY => person(&[]),
        HouseRow::AGENT => agent_of(&["specialist"]),
        HouseRow::VISITOR => outsider(charter::Who::Visitor),
        HouseRow::SYSTEM => outsider(charter::Who::System),
        HouseRow::SETUP => outsider(charter::Who::Setup),
        position => person(&[position]),
    }
}

#[test]
fn every_row_of_the_house_rules_decides_something() {
    let Charter { rules, table, .. } = charter();
    for row in &rules.rows {
        for act in &row.acts {
            let facts = oracle::facts_for(row, act);
            for who in &row.who {
                let verdict = table.decide(&actor_called(who), &facts, NOW);
                assert!(verdict.level >= row.level, "{} {act} {who}", row.id);
                if verdict.level == row.level {
                    let named = verdict.rows.iter().any(|named| named.id == row.id);
                    assert!(named, "{} {act} {who}", row.id);
                }
            }
            let decides = |who: &String| {
                let verdict = table.decide(&actor_called(who), &facts, NOW);
                verdict.rows.iter().any(|named| named.id == row.id)
            };
            assert!(
                row.who.iter().all(decides),
                "{} never decides {act}",
                row.id
            );
        }
    }
    for row in &rules.unmatched {
        for who in &row.who {
            let verdict = table.decide(&actor_called(who), &Facts::of("never.heard_of"), NOW);
            assert_eq!(
                (verdict.level, verdict.rows[0].id.as_str()),
                (row.level, row.id.as_str())
            );
            assert_eq!(verdict.rows[0].source, Source::House);
        }
    }
}

#[test]
fn every_approval_and_every_proposal_has_somebody_who_decides() {
    let Charter { rules, table, .. } = charter();
    for act in table.acts().into_iter().chain(["never.heard_of"]) {
        for position in &rules.positions {
            let verdict = table.decide(&person(&[position.id.as_str()]), &Facts::of(act), NOW);
            let others_decide = matches!(verdict.level, Level::Approval | Level::Recommend);
            assert_eq!(
                !verdict.route.is_empty(),
                others_decide,
                "{act} {}",
                position.id
            );
        }
    }
}

fn fact_of(kind: FactKind, values: Vec<String>) -> BoxedStrategy<Fact> {
    let mut words = values;
    words.push("something_else".to_owned());
    match kind {
        FactKind::Flag => any::<bool>().prop_map(Fact::Flag).boxed(),
        FactKind::Number => prop_oneof![
            Just(0),
            Just(1),
            Just(1000),
            Just(1001),
            Just(5_000_000),
            Just(5_000_001),
            any::<i64>()
        ]
        .prop_map(Fact::Number)
        .boxed(),
        FactKind::Word => proptest::sample::select(words).prop_map(Fact::Word).boxed(),
        FactKind::Words => proptest::collection::btree_set(proptest::sample::select(words), 0..3)
            .prop_map(Fact::Words)
            .boxed(),
    }
}

fn any_facts(charter: &Charter) -> BoxedStrategy<Facts> {
    let mut acts: Vec<String> = charter
        .table
        .acts()
        .into_iter()
        .map(str::to_owned)
        .collect();
    acts.extend(["request.reopen", "privacy.erase", "never.heard_of"].map(str::to_owned));
    // Half of all cases concern the two acts with the most rows.
    let act = prop_oneof![
        proptest::sample::select(acts),
        Just("content.publish".to_owned()),
        Just("matter.raise".to_owned()),
    ];
    let cells: Vec<String> = charter
        .document
        .cells()
        .map(|cell| cell.id.clone())
        .collect();
    let values: Vec<_> = charter
        .rules
        .facts
        .iter()
        .map(|fact| {
            let values = match fact.id.as_str() {
                "cell" => cells.clone(),
                "channels" => vec!["email".to_owned(), "site".to_owned()],
                _ => fact.values.clone(),
            };
            let name = fact.id.clone();
            proptest::option::of(fact_of(fact.kind, values))
                .prop_map(move |fact| Some((name.clone(), fact?)))
        })
        .collect();
    (act, values)
        .prop_map(|(act, values)| Facts {
            act,
            values: values.into_iter().flatten().collect(),
        })
        .boxed()
}

fn any_actor() -> impl Strategy<Value = Actor> {
    let held = (
        proptest::sample::select(POSITIONS.to_vec()),
        any::<bool>(),
        -1_i64..2,
    )
        .prop_map(|(position, deputy, days)| Held {
            position: position.into(),
            deputy_for: deputy.then(AccountId::new),
            until: deputy.then(|| NOW.plus_days(days)),
        });
    let holds = proptest::collection::vec(held, 0..4);
    prop_oneof![
        4 => holds.clone().prop_map(|holds| Actor { holds, ..person(&[]) }),
        2 => holds.prop_map(|holds| Actor { holds, ..agent_of(&[]) }),
        1 => Just(outsider(charter::Who::Visitor)),
        1 => Just(outsider(charter::Who::System)),
        1 => Just(outsider(charter::Who::Setup)),
    ]
}

#[test]
fn the_table_agrees_with_a_naive_reading_of_the_rows() {
    let charter = charter();
    let strategy = (any_actor(), any_facts(&charter));
    runner(2048)
        .run(&strategy, |(actor, facts)| {
            let found = Answer::of(&charter.table.decide(&actor, &facts, NOW));
            let expected = oracle::answer(&charter.document, &charter.rules, &actor, &facts, NOW);
            prop_assert_eq!(found, expected);
            Ok(())
        })
        .unwrap();
}

/// From "no row matches", which is approval, a row can lead to less; from there
/// on nothing that is found in addition ever makes an act easier.
#[test]
fn a_further_fact_never_makes_a_matched_act_less_restrictive() {
    let charter = charter();
    let names: BTreeSet<_> = charter
        .rules
        .facts
        .iter()
        .map(|fact| fact.id.clone())
        .collect();
    let strategy = (any_actor(), any_facts(&charter), any_facts(&charter));
    runner(512)
        .run(&strategy, |(actor, facts, further)| {
            let before = charter.table.decide(&actor, &facts, NOW);
            let matched = before
                .rows
                .iter()
                .all(|row| !row.id.starts_with("house.unmatched"));
            prop_assume!(matched && actor.holds.len() < 2);
            let mut more = facts.clone();
            let words_stay = |name: &String| !matches!(further.get(name), Some(Fact::Word(_)));
            let added = names
                .iter()
                .filter(|name| words_stay(name))
                .filter_map(|name| Some((name.clone(), further.get(name)?.clone())));
            more.merge_stricter(&Facts {
                act: facts.act.clone(),
                values: added.collect(),
            });
            let after = charter.table.decide(&actor, &more, NOW);
            prop_assert!(after.level >= before.level, "{:?} {:?}", before, after);
            Ok(())
        })
        .unwrap();
}

#[test]
fn raising_a_flag_by_hand_never_makes_any_act_less_restrictive() {
    let charter = charter();
    let raisable: Vec<_> = charter
        .rules
        .facts
        .iter()
        .filter(|fact| fact.raisable)
        .collect();
    assert!(!charter.table.may_raise("repost_of_approved") && charter.table.may_raise("important"));
    runner(2048)
        .run(&(any_actor(), any_facts(&charter)), |(actor, facts)| {
            let before = charter.table.decide(&actor, &facts, NOW).level;
            for fact in &raisable {
                let mut raised = facts.clone();
                raised.raise(&fact.id);
                prop_assert!(charter.table.decide(&actor, &raised, NOW).level >= before);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_specialist_never_gets_more_than_the_cell_of_the_verdict_gives() {
    let charter = charter();
    runner(2048)
        .run(&any_facts(&charter), |facts| {
            let verdict = charter.table.decide(&person(&["specialist"]), &facts, NOW);
            if let Some(cell) = verdict
                .cell
                .as_deref()
                .and_then(|id| charter.document.cell(id))
            {
                prop_assert!(verdict.level >= cell.level);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_damaged_file_is_refused_or_read_but_never_breaks_the_reader() {
    let document = charter().document;
    let damage = (
        any::<prop::sample::Index>(),
        0..40_usize,
        "[ -~\n{}:'\\-\\[\\]&*!|>行]{0,12}",
    );
    runner(64)
        .run(&damage, |(place, length, text)| {
            for file in [charter::HR_F019, charter::HOUSE] {
                let start = file.floor_char_boundary(place.index(file.len()));
                let end = file
                    .floor_char_boundary((start + length).min(file.len()))
                    .max(start);
                let damaged = format!("{}{text}{}", &file[..start], &file[end..]);
                let lines = damaged.lines().count() + 1;
                if let Err(problems) = Document::parse(&damaged) {
                    prop_assert!(!problems.is_empty());
                    prop_assert!(
                        problems.iter().all(|p| (1..=lines).contains(&p.line)),
                        "{:?}",
                        problems
                    );
                }
                if let Ok(rules) = HouseRules::parse(&damaged, &document) {
                    let _ = DecisionTable::compile(&document, &rules);
                }
            }
            Ok(())
        })
        .unwrap();
}

fn runner(cases: u32) -> proptest::test_runner::TestRunner {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        max_global_rejects: 50 * cases,
        ..ProptestConfig::default()
    };
    proptest::test_runner::TestRunner::new(config)
}
