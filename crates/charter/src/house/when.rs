//! Criteria of a row.

use saphyr::MarkedYaml;

use super::{Bound, Criterion, FactKind, HouseRules, KnownFact, Test};
use crate::Document;
use crate::yaml::{Entry, fields_of, line_of, text_of};

/// The fact whose words are cells of the document.
const CELL: &str = "cell";

pub(super) fn criteria(
    entry: &Entry<'_>,
    rules: &HouseRules,
    document: &Document,
) -> Vec<Criterion> {
    let Some(node) = entry.field("when") else {
        return Vec::new();
    };
    if !node.data.is_mapping() {
        entry.wrong_kind(node, "when", "mapping");
        return Vec::new();
    }
    let mut criteria = Vec::new();
    for (name, value) in fields_of(node) {
        let Some(fact) = rules.facts.iter().find(|fact| fact.id == name) else {
            entry.add(
                entry
                    .problem(line_of(value), "house-unknown-fact")
                    .arg("value", name),
            );
            continue;
        };
        let reader = Reader {
            entry,
            rules,
            document,
            fact,
        };
        if let Some(test) = reader.test(value) {
            criteria.push(Criterion {
                fact: name.to_owned(),
                test,
            });
        }
    }
    criteria
}

struct Reader<'r, 'a> {
    entry: &'r Entry<'a>,
    rules: &'r HouseRules,
    document: &'r Document,
    fact: &'r KnownFact,
}

impl<'a> Reader<'_, 'a> {
    fn test(&self, node: &'a MarkedYaml<'a>) -> Option<Test> {
        match self.fact.kind {
            FactKind::Flag => self.flag(node),
            FactKind::Number => self.number(node),
            FactKind::Word => self.word(node),
            FactKind::Words => self.words(node),
        }
    }

    /// Only `true`: a row that needs a flag to be absent would be lifted by raising it.
    fn flag(&self, node: &MarkedYaml<'_>) -> Option<Test> {
        if node.data.as_bool() == Some(true) {
            return Some(Test::Set);
        }
        self.fault(node, "house-flag-must-be-true");
        None
    }

    fn number(&self, node: &'a MarkedYaml<'a>) -> Option<Test> {
        let [("over", bound)] = fields_of(node)[..] else {
            self.fault(node, "house-number-needs-over");
            return None;
        };
        if let Some(value) = bound.data.as_integer() {
            return Some(Test::Over(Bound {
                setting: None,
                value,
            }));
        }
        let setting = text_of(bound).and_then(|text| text.strip_prefix('$'));
        let value = setting.and_then(|id| self.rules.setting(id));
        if let (Some(setting), Some(value)) = (setting, value) {
            return Some(Test::Over(Bound {
                setting: Some(setting.to_owned()),
                value,
            }));
        }
        let problem = self.entry.problem(line_of(bound), "house-unknown-setting");
        self.entry
            .add(problem.arg("value", text_of(bound).unwrap_or("?")));
        None
    }

    fn word(&self, node: &'a MarkedYaml<'a>) -> Option<Test> {
        if !node.data.is_mapping() {
            return Some(Test::In(self.known_words(node)?));
        }
        let [("not_in", words)] = fields_of(node)[..] else {
            self.fault(node, "house-word-needs-list");
            return None;
        };
        Some(Test::NotIn(self.known_words(words)?))
    }

    fn words(&self, node: &'a MarkedYaml<'a>) -> Option<Test> {
        if text_of(node) == Some("any") {
            return Some(Test::Present);
        }
        Some(Test::AnyOf(self.known_words(node)?))
    }

    /// The words, each one that the fact can have.
    fn known_words(&self, node: &'a MarkedYaml<'a>) -> Option<Vec<String>> {
        let words = self.entry.words_of(node, &self.fact.id);
        let lines: Vec<_> = match node.data.as_sequence() {
            Some(items) => items.iter().map(line_of).collect(),
            None => vec![line_of(node)],
        };
        for (index, word) in words.iter().enumerate() {
            let line = lines.get(index).copied().unwrap_or_else(|| line_of(node));
            if self.fact.id == CELL {
                if self.document.cell(word).is_none() {
                    self.entry.add(
                        self.entry
                            .problem(line, "house-unknown-cell")
                            .arg("cell", word),
                    );
                }
            } else if !self.fact.values.is_empty() && !self.fact.values.contains(word) {
                let problem = self
                    .entry
                    .problem(line, "house-unknown-word")
                    .arg("value", word);
                self.entry.add(problem.arg("fact", &self.fact.id));
            }
        }
        if words.is_empty() {
            self.fault(node, "house-empty-list");
            return None;
        }
        Some(words)
    }

    fn fault(&self, node: &MarkedYaml<'_>, key: &'static str) {
        let problem = self.entry.problem(line_of(node), key);
        self.entry.add(problem.arg("fact", &self.fact.id));
    }
}
