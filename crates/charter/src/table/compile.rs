//! Rows into a form that is decided without searching.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{ActRows, CompiledRow, DecisionTable, Question, Subjects};
use crate::house::{Criterion, Test};
use crate::{Document, HouseRow, HouseRules, Level, Position, RowRef, Source, Step};

pub(super) fn table(document: &Document, rules: &HouseRules) -> DecisionTable {
    let compiler = Compiler {
        rules,
        bits: bits(rules),
    };
    let rows: Vec<_> = document_rows(document, rules)
        .into_iter()
        .map(|row| (row, Source::Document))
        .chain(rules.rows.iter().map(|row| (row.clone(), Source::House)))
        .collect();
    let names: BTreeSet<&str> = rows
        .iter()
        .flat_map(|(row, _)| &row.acts)
        .map(String::as_str)
        .collect();
    let (patterns, acts): (Vec<&str>, Vec<&str>) =
        names.into_iter().partition(|name| name.ends_with('*'));
    let mut beginnings: Vec<_> = patterns
        .into_iter()
        .map(|pattern| {
            let beginning = pattern.trim_end_matches('*');
            (
                beginning.to_owned(),
                compiler.act(&rows, |act| covers_beginning(act, beginning)),
            )
        })
        .collect();
    beginnings.sort_by_key(|(beginning, _)| std::cmp::Reverse(beginning.len()));
    DecisionTable {
        charter: document.reference(),
        house: rules.version.clone(),
        acts: acts
            .into_iter()
            .map(|name| {
                (
                    name.to_owned(),
                    compiler.act(&rows, |act| covers(act, name)),
                )
            })
            .collect(),
        beginnings,
        unmatched: compiler.unmatched(),
        raisable: rules
            .facts
            .iter()
            .filter(|fact| fact.raisable)
            .map(|fact| fact.id.clone())
            .collect(),
        bits: compiler.bits,
    }
}

/// The rows the document itself consists of: one for each item of the authority matrix.
fn document_rows(document: &Document, rules: &HouseRules) -> Vec<HouseRow> {
    let row = |cell: &crate::AuthorityCell| HouseRow {
        id: cell.id.clone(),
        acts: vec![DecisionTable::MATTER.to_owned()],
        who: BTreeSet::from([Position::SPECIALIST.to_owned()]),
        when: vec![Criterion {
            fact: "cell".to_owned(),
            test: Test::In(vec![cell.id.clone()]),
        }],
        level: cell.level,
        cell: Some(cell.id.clone()),
        route: rules
            .cell_routes
            .get(&cell.id)
            .filter(|_| cell.level != Level::Independent)
            .cloned(),
        zh: cell.zh.clone(),
        en: cell.en.clone(),
    };
    document.cells().map(row).collect()
}

fn bits(rules: &HouseRules) -> HashMap<String, Subjects> {
    let positions = rules.positions.iter().map(|position| position.id.as_str());
    let names = HouseRow::OTHERS.into_iter().chain(positions);
    names
        .zip(0_u32..)
        .map(|(name, index)| (name.to_owned(), 1_u64.checked_shl(index).unwrap_or(0)))
        .collect()
}

/// Whether the act of a row, perhaps with a star at its end, speaks of `name`.
fn covers(act: &str, name: &str) -> bool {
    act.strip_suffix('*')
        .map_or(act == name, |beginning| name.starts_with(beginning))
}

/// Whether the act of a row speaks of everything that begins so.
fn covers_beginning(act: &str, beginning: &str) -> bool {
    act.strip_suffix('*')
        .is_some_and(|own| beginning.starts_with(own))
}

struct Compiler<'a> {
    rules: &'a HouseRules,
    bits: HashMap<String, Subjects>,
}

impl Compiler<'_> {
    fn act(&self, rows: &[(HouseRow, Source)], speaks: impl Fn(&str) -> bool) -> ActRows {
        let mut act = ActRows::default();
        let mut known: Vec<&Criterion> = Vec::new();
        for (row, source) in rows
            .iter()
            .filter(|(row, _)| row.acts.iter().any(|act| speaks(act)))
        {
            let mut needs = Vec::with_capacity(row.when.len());
            for criterion in &row.when {
                let number = known
                    .iter()
                    .position(|other| *other == criterion)
                    .unwrap_or_else(|| {
                        known.push(criterion);
                        act.ask(known.len() - 1, criterion);
                        known.len() - 1
                    });
                needs.push(number);
            }
            act.rows.extend(self.rows(row, *source, &needs));
        }
        act
    }

    fn unmatched(&self) -> Vec<(Subjects, CompiledRow)> {
        let rows = self
            .rules
            .unmatched
            .iter()
            .flat_map(|row| self.rows(row, Source::House, &[]));
        rows.map(|row| (row.who, row)).collect()
    }

    /// The row, once for each position where its route depends on the position.
    fn rows(&self, row: &HouseRow, source: Source, needs: &[usize]) -> Vec<CompiledRow> {
        let reference = Arc::new(RowRef {
            id: row.id.clone(),
            zh: row.zh.clone(),
            en: row.en.clone(),
            source,
            cell: row.cell.clone(),
        });
        let compiled = |who: Subjects, steps: Vec<Arc<Step>>| CompiledRow {
            who,
            needs: needs.to_vec(),
            level: row.level,
            row: Arc::clone(&reference),
            steps,
        };
        let bit = |who: &String| self.bits.get(who).copied().unwrap_or(0);
        if row.route.as_deref() == Some(HouseRow::SUPERIOR) {
            return row
                .who
                .iter()
                .map(|who| compiled(bit(who), self.superior_step(who)))
                .collect();
        }
        let route = row.route.as_deref().and_then(|id| self.rules.route(id));
        let steps = route.map_or_else(Vec::new, |route| {
            route.steps.iter().cloned().map(Arc::new).collect()
        });
        vec![compiled(
            row.who.iter().map(bit).fold(0, |all, bit| all | bit),
            steps,
        )]
    }

    fn superior_step(&self, who: &str) -> Vec<Arc<Step>> {
        let superior = self.rules.superior_of(&Position(who.to_owned()));
        let step = superior.and_then(|superior| self.rules.step_of(superior));
        step.cloned().map(Arc::new).into_iter().collect()
    }
}

impl ActRows {
    fn ask(&mut self, number: usize, criterion: &Criterion) {
        let test = (number, criterion.test.clone());
        match self
            .questions
            .iter_mut()
            .find(|question| question.fact == criterion.fact)
        {
            Some(question) => question.tests.push(test),
            None => self.questions.push(Question {
                fact: criterion.fact.clone(),
                tests: vec![test],
            }),
        }
    }
}
