//! The question every act is asked.

use std::sync::Arc;

use kernel::{AccountId, Moment};

use super::{ActRows, CompiledRow, DecisionTable, Subjects};
use crate::house::Test;
use crate::{Actor, Fact, Facts, HouseRow, Level, Position, RowRef, Step, Verdict, Who};

/// What somebody is while they act: a position, or somebody without one.
struct Capacity<'a> {
    position: Option<&'a Position>,
    deputy_for: Option<AccountId>,
    /// Rows that speak of any of these apply.
    bits: Subjects,
    /// Whose row holds where none of those matches.
    unmatched: Subjects,
}

/// An act with the answers to everything its rows ask.
struct Case<'t> {
    rows: &'t [CompiledRow],
    answers: Vec<bool>,
}

impl DecisionTable {
    /// Judges an act.
    ///
    /// The most restrictive matching row wins. Whoever holds several positions
    /// at `at` acts in the one that may do most; an agent is judged like its
    /// owner, but never more freely than the described position.
    #[must_use]
    pub fn decide(&self, actor: &Actor, facts: &Facts, at: Moment) -> Verdict {
        let case = self.case(facts);
        match &actor.who {
            Who::Person(_) => {
                let (capacity, _) =
                    self.best_capacity(&case, actor, at, self.bit(HouseRow::PERSON));
                self.verdict(&case, &capacity)
            }
            Who::Agent { .. } => self.judge_agent(&case, actor, at),
            Who::Visitor => self.verdict(&case, &self.without_position(HouseRow::VISITOR)),
            Who::System => self.verdict(&case, &self.without_position(HouseRow::SYSTEM)),
            Who::Setup => self.verdict(&case, &self.without_position(HouseRow::SETUP)),
        }
    }

    fn judge_agent(&self, case: &Case<'_>, actor: &Actor, at: Moment) -> Verdict {
        let everyone = self.bit(HouseRow::PERSON) | self.bit(HouseRow::AGENT);
        let (capacity, level) = self.best_capacity(case, actor, at, everyone);
        let described = self.bit(Position::SPECIALIST);
        let floor = Capacity {
            bits: described | everyone,
            unmatched: described,
            ..capacity
        };
        if self.level(case, &floor) > level {
            return self.verdict(case, &floor);
        }
        self.verdict(case, &capacity)
    }

    /// The capacity in which most is allowed. Among equals one's own position
    /// comes before one deputised for, then the order in which they are held.
    fn best_capacity<'a>(
        &self,
        case: &Case<'_>,
        actor: &'a Actor,
        at: Moment,
        everyone: Subjects,
    ) -> (Capacity<'a>, Level) {
        let capacities = actor.held_at(at).filter_map(|held| {
            let own = *self.bits.get(held.position.as_str())?;
            let capacity = Capacity {
                position: Some(&held.position),
                deputy_for: held.deputy_for,
                bits: own | everyone,
                unmatched: own,
            };
            let level = self.level(case, &capacity);
            Some((capacity, level))
        });
        capacities
            .min_by_key(|(capacity, level)| (*level, capacity.deputy_for.is_some()))
            .unwrap_or_else(|| {
                let nobody = self.bit(HouseRow::NOBODY);
                let capacity = Capacity {
                    position: None,
                    deputy_for: None,
                    bits: nobody | everyone,
                    unmatched: nobody,
                };
                let level = self.level(case, &capacity);
                (capacity, level)
            })
    }

    fn without_position(&self, who: &str) -> Capacity<'static> {
        let bit = self.bit(who);
        Capacity {
            position: None,
            deputy_for: None,
            bits: bit,
            unmatched: bit,
        }
    }

    fn bit(&self, who: &str) -> Subjects {
        self.bits.get(who).copied().unwrap_or(0)
    }

    fn case<'t>(&'t self, facts: &Facts) -> Case<'t> {
        let act = self.acts.get(&facts.act).or_else(|| {
            let begins =
                |(beginning, _): &&(String, ActRows)| facts.act.starts_with(beginning.as_str());
            self.beginnings.iter().find(begins).map(|(_, rows)| rows)
        });
        act.map_or(
            Case {
                rows: &[],
                answers: Vec::new(),
            },
            |act| act.case(facts),
        )
    }

    fn level(&self, case: &Case<'_>, capacity: &Capacity<'_>) -> Level {
        let matched = case.matching(capacity.bits).map(|row| row.level).max();
        matched.unwrap_or_else(|| {
            self.unmatched(capacity)
                .map_or(Level::Forbidden, |row| row.level)
        })
    }

    fn unmatched(&self, capacity: &Capacity<'_>) -> Option<&CompiledRow> {
        let found = self
            .unmatched
            .iter()
            .find(|(who, _)| who & capacity.unmatched != 0);
        found.map(|(_, row)| row)
    }

    fn verdict(&self, case: &Case<'_>, capacity: &Capacity<'_>) -> Verdict {
        let level = self.level(case, capacity);
        let mut rows: Vec<Arc<RowRef>> = Vec::new();
        let mut route: Vec<Arc<Step>> = Vec::new();
        for row in case
            .matching(capacity.bits)
            .filter(|row| row.level == level)
        {
            rows.push(Arc::clone(&row.row));
            add_steps(&mut route, &row.steps);
        }
        if rows.is_empty()
            && let Some(row) = self.unmatched(capacity)
        {
            rows.push(Arc::clone(&row.row));
            add_steps(&mut route, &row.steps);
        }
        route.sort_by_key(|step| step.order);
        Verdict {
            level,
            cell: rows.iter().find_map(|row| row.cell.clone()),
            position: capacity.position.cloned(),
            deputy_for: capacity.deputy_for,
            rows,
            route,
            charter: self.charter.clone(),
            house: self.house.clone(),
        }
    }
}

/// A step that is there already, in whatever words, is not asked twice.
fn add_steps(route: &mut Vec<Arc<Step>>, steps: &[Arc<Step>]) {
    for step in steps {
        let same = |other: &Arc<Step>| {
            other.order == step.order
                && other.need == step.need
                && other.positions == step.positions
        };
        if !route.iter().any(same) {
            route.push(Arc::clone(step));
        }
    }
}

impl ActRows {
    fn case(&self, facts: &Facts) -> Case<'_> {
        let count = self
            .questions
            .iter()
            .map(|question| question.tests.len())
            .sum();
        let mut answers = vec![false; count];
        for question in &self.questions {
            let fact = facts.get(&question.fact);
            for (number, test) in &question.tests {
                answers[*number] = test.holds(fact);
            }
        }
        Case {
            rows: &self.rows,
            answers,
        }
    }
}

impl<'t> Case<'t> {
    fn matching(&self, bits: Subjects) -> impl Iterator<Item = &'t CompiledRow> {
        let holds = |row: &&CompiledRow| row.needs.iter().all(|number| self.answers[*number]);
        self.rows
            .iter()
            .filter(move |row| row.who & bits != 0)
            .filter(holds)
    }
}

impl Test {
    /// A fact that is missing, or of another kind than asked for, is not known:
    /// only [`Test::NotIn`], which guards the unclassified, then holds.
    fn holds(&self, fact: Option<&Fact>) -> bool {
        match (self, fact) {
            (Self::Set, Some(Fact::Flag(set))) => *set,
            (Self::Over(bound), Some(Fact::Number(number))) => *number > bound.value,
            (Self::In(words), Some(Fact::Word(word))) => words.contains(word),
            (Self::NotIn(words), Some(Fact::Word(word))) => !words.contains(word),
            (Self::NotIn(_), _) => true,
            (Self::AnyOf(words), Some(Fact::Words(found))) => {
                words.iter().any(|word| found.contains(word))
            }
            (Self::Present, Some(Fact::Words(found))) => !found.is_empty(),
            _ => false,
        }
    }
}
