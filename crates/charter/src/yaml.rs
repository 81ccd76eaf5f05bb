//! Reading YAML with the line of every node, collecting all faults of a file
//! instead of stopping at the first.

use std::cell::RefCell;
use std::collections::HashMap;

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

use crate::Problem;

/// Largest charter file that is read, in bytes. HR-F019 has 45 thousand.
const MAX_BYTES: usize = 1_000_000;
/// Deepest column at which a node may begin. Every level of nesting takes at
/// least one column, so this bounds the recursion of the YAML loader.
const MAX_COLUMN: usize = 200;

/// The one YAML document in `text`.
pub(crate) fn load(text: &str) -> Result<MarkedYaml<'_>, Problem> {
    if text.len() > MAX_BYTES {
        return Err(Problem::new(1, None, "charter-too-large").arg("limit", MAX_BYTES));
    }
    for (index, line) in text.lines().enumerate() {
        if line
            .find(|c| !matches!(c, ' ' | '-' | '?' | ':' | '\t'))
            .unwrap_or(line.len())
            > MAX_COLUMN
        {
            return Err(Problem::new(index + 1, None, "charter-too-deep").arg("limit", MAX_COLUMN));
        }
    }
    let mut documents = MarkedYaml::load_from_str(text).map_err(|error| {
        Problem::new(error.marker().line(), None, "charter-not-yaml").arg("detail", error.info())
    })?;
    match (documents.pop(), documents.is_empty()) {
        (Some(root), true) if root.data.is_mapping() => Ok(root),
        (Some(root), true) => Err(Problem::new(line_of(&root), None, "charter-not-a-mapping")),
        (Some(root), false) => Err(Problem::new(
            line_of(&root),
            None,
            "charter-several-documents",
        )),
        (None, _) => Err(Problem::new(1, None, "charter-empty")),
    }
}

pub(crate) fn line_of(node: &MarkedYaml<'_>) -> usize {
    node.span.start.line()
}

/// The faults found so far.
#[derive(Default)]
pub(crate) struct Report {
    problems: RefCell<Vec<Problem>>,
}

impl Report {
    pub(crate) fn add(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    pub(crate) fn root<'a>(&'a self, node: &'a MarkedYaml<'a>) -> Entry<'a> {
        Entry {
            report: self,
            node,
            line: 1,
            id: None,
        }
    }

    /// `value` where nothing was wrong, otherwise every fault by line.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Vec<Problem>> {
        let mut problems = self.problems.into_inner();
        if problems.is_empty() {
            return Ok(value);
        }
        problems.sort_by_key(|problem| problem.line);
        Err(problems)
    }
}

/// A mapping in the file, with the id it carries or lies under.
#[derive(Clone)]
pub(crate) struct Entry<'a> {
    report: &'a Report,
    node: &'a MarkedYaml<'a>,
    line: usize,
    id: Option<&'a str>,
}

impl<'a> Entry<'a> {
    fn under(&self, node: &'a MarkedYaml<'a>) -> Self {
        let own = find(node, "id").and_then(text_of);
        Self {
            report: self.report,
            node,
            line: line_of(node),
            id: own.or(self.id),
        }
    }

    pub(crate) fn line(&self) -> usize {
        self.line
    }

    pub(crate) fn node(&self) -> &'a MarkedYaml<'a> {
        self.node
    }

    pub(crate) fn problem(&self, line: usize, key: &'static str) -> Problem {
        Problem::new(line, self.id, key)
    }

    pub(crate) fn add(&self, problem: Problem) {
        self.report.add(problem);
    }

    /// The node of a field, and a fault where it is missing.
    pub(crate) fn field(&self, name: &str) -> Option<&'a MarkedYaml<'a>> {
        let found = find(self.node, name);
        if found.is_none() {
            self.add(
                self.problem(self.line, "charter-missing-field")
                    .arg("field", name),
            );
        }
        found
    }

    pub(crate) fn optional(&self, name: &str) -> Option<&'a MarkedYaml<'a>> {
        find(self.node, name)
    }

    /// Text of a field; empty text counts as missing.
    pub(crate) fn text(&self, name: &str) -> String {
        let Some(node) = self.field(name) else {
            return String::new();
        };
        match text_of(node) {
            Some(text) if !text.trim().is_empty() => text.to_owned(),
            Some(_) => {
                self.add(
                    self.problem(line_of(node), "charter-empty-field")
                        .arg("field", name),
                );
                String::new()
            }
            None => {
                self.wrong_kind(node, name, "text");
                String::new()
            }
        }
    }

    pub(crate) fn number(&self, name: &str) -> i64 {
        let Some(node) = self.field(name) else {
            return 0;
        };
        node.data.as_integer().unwrap_or_else(|| {
            self.wrong_kind(node, name, "number");
            0
        })
    }

    /// An ISO 8601 calendar date.
    pub(crate) fn date(&self, name: &str) -> String {
        let text = self.text(name);
        if !text.is_empty() && text.parse::<jiff::civil::Date>().is_err() {
            let line = self.optional(name).map_or(self.line, line_of);
            self.add(
                self.problem(line, "charter-not-a-date")
                    .arg("field", name)
                    .arg("value", &text),
            );
        }
        text
    }

    /// A mapping below this one.
    pub(crate) fn map(&self, name: &str) -> Option<Self> {
        let node = self.field(name)?;
        if node.data.is_mapping() {
            return Some(self.under(node));
        }
        self.wrong_kind(node, name, "mapping");
        None
    }

    /// A list of mappings below this one, each read by `read`.
    pub(crate) fn list<T>(&self, name: &str, read: impl Fn(&Entry<'a>) -> T) -> Vec<T> {
        let Some(node) = self.field(name) else {
            return Vec::new();
        };
        let Some(items) = node.data.as_sequence() else {
            self.wrong_kind(node, name, "list");
            return Vec::new();
        };
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            if item.data.is_mapping() {
                values.push(read(&self.under(item)));
            } else {
                self.wrong_kind(item, name, "mapping");
            }
        }
        values
    }

    /// A list of words; a single word stands for a list of one.
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        let Some(node) = self.field(name) else {
            return Vec::new();
        };
        self.words_of(node, name)
    }

    pub(crate) fn words_of(&self, node: &'a MarkedYaml<'a>, name: &str) -> Vec<String> {
        if let Some(word) = text_of(node) {
            return vec![word.to_owned()];
        }
        let Some(items) = node.data.as_sequence() else {
            self.wrong_kind(node, name, "list");
            return Vec::new();
        };
        let mut words = Vec::with_capacity(items.len());
        for item in items {
            match text_of(item) {
                Some(word) => words.push(word.to_owned()),
                None => self.wrong_kind(item, name, "text"),
            }
        }
        words
    }

    /// Reports every field that is not among `known`: a misspelt field would
    /// otherwise be a rule that silently does not hold.
    pub(crate) fn only(&self, known: &[&str]) {
        let Some(mapping) = self.node.data.as_mapping() else {
            return;
        };
        for key in mapping.keys() {
            let name = text_of(key).unwrap_or("?");
            if !known.contains(&name) {
                let problem = self
                    .problem(line_of(key), "charter-unknown-field")
                    .arg("field", name);
                self.add(problem);
            }
        }
    }

    pub(crate) fn wrong_kind(&self, node: &MarkedYaml<'_>, name: &str, expected: &'static str) {
        let problem = self.problem(line_of(node), "charter-wrong-kind");
        self.add(problem.arg("field", name).arg("expected", expected));
    }
}

/// The fields of a mapping with their nodes, in the order of the file.
pub(crate) fn fields_of<'a>(node: &'a MarkedYaml<'a>) -> Vec<(&'a str, &'a MarkedYaml<'a>)> {
    let Some(mapping) = node.data.as_mapping() else {
        return Vec::new();
    };
    mapping
        .iter()
        .filter_map(|(key, value)| Some((text_of(key)?, value)))
        .collect()
}

pub(crate) fn find<'a>(node: &'a MarkedYaml<'a>, name: &str) -> Option<&'a MarkedYaml<'a>> {
    let mapping = node.data.as_mapping()?;
    mapping
        .iter()
        .find(|(key, _)| text_of(key) == Some(name))
        .map(|(_, value)| value)
}

/// Reports every id that the file gives to two entries.
pub(crate) fn unique_ids(root: &MarkedYaml<'_>, report: &Report) {
    let mut first_lines: HashMap<String, usize> = HashMap::new();
    walk(root, &mut |node| {
        let Some(own) = find(node, "id") else { return };
        let Some(id) = text_of(own) else { return };
        let line = line_of(own);
        if let Some(first) = first_lines.insert(id.to_owned(), line) {
            let problem = Problem::new(line, Some(id), "charter-duplicate-id");
            report.add(problem.arg("first_line", first));
        }
    });
}

/// The line on which an entry of this id begins.
pub(crate) fn line_of_id(root: &MarkedYaml<'_>, id: &str) -> Option<usize> {
    let mut found = None;
    walk(root, &mut |node| {
        if found.is_none() {
            found = find(node, "id")
                .filter(|own| text_of(own) == Some(id))
                .map(line_of);
        }
    });
    found
}

/// Visits every mapping, in the order of the file.
fn walk<'a>(node: &'a MarkedYaml<'a>, visit: &mut impl FnMut(&'a MarkedYaml<'a>)) {
    if let Some(items) = node.data.as_sequence() {
        for item in items {
            walk(item, visit);
        }
    }
    if let Some(mapping) = node.data.as_mapping() {
        visit(node);
        for value in mapping.values() {
            walk(value, visit);
        }
    }
}

pub(crate) fn text_of<'a>(node: &'a MarkedYaml<'_>) -> Option<&'a str> {
    match &node.data {
        YamlData::Value(Scalar::String(text)) => Some(text),
        _ => None,
    }
}
