//! What must hold across the whole document: every id once, the counts of the
//! document, the shares of working time.

use saphyr::MarkedYaml;

use super::Document;
use crate::yaml::{self, Report, find, line_of};
use crate::{Level, Problem};

pub(super) fn check(document: &Document, root: &MarkedYaml<'_>, report: &Report) {
    yaml::unique_ids(root, report);
    Counts { root, report }.check(document);
}

/// Compares what stands in the file with what the document has.
struct Counts<'a> {
    root: &'a MarkedYaml<'a>,
    report: &'a Report,
}

impl Counts<'_> {
    fn check(&self, document: &Document) {
        self.duties(document);
        self.authority(document);
        self.relationships(document);
        self.abilities(document);
        self.conditions(document);
    }

    fn duties(&self, document: &Document) {
        let at = ["duties"];
        self.count(&at, "duties", 8, document.duties.len());
        self.count(
            &at,
            "duty_items",
            48,
            document.duties.iter().map(|duty| duty.items.len()).sum(),
        );
        let shares = document
            .duties
            .iter()
            .map(|duty| duty.share_percent.max(0))
            .sum::<i64>();
        self.count(
            &at,
            "share_percent",
            100,
            usize::try_from(shares).unwrap_or(usize::MAX),
        );
    }

    fn authority(&self, document: &Document) {
        let levels: Vec<_> = document
            .authority_levels
            .iter()
            .map(|level| level.id.as_str())
            .collect();
        if levels != ["independent", "recommend", "approval"] {
            self.add(&["authority_levels"], "charter-wrong-levels", "levels");
        }
        let at = ["authority_matrix"];
        self.count(&at, "authority_groups", 4, document.authority.len());
        self.count(&at, "authority_cells", 48, document.cells().count());
        for level in [Level::Independent, Level::Recommend, Level::Approval] {
            let found = document.cells().filter(|cell| cell.level == level).count();
            self.count(&at, level.as_str(), 16, found);
        }
    }

    fn relationships(&self, document: &Document) {
        let relationships = &document.relationships;
        let internal = ["relationships", "internal"];
        self.count(&internal, "relationships", 7, relationships.internal.len());
        let topics = relationships.internal.iter().map(|r| r.topics.len()).sum();
        self.count(&internal, "topics", 30, topics);
        let external = ["relationships", "external"];
        self.count(&external, "relationships", 6, relationships.external.len());
        let topics = relationships.external.iter().map(|r| r.topics.len()).sum();
        self.count(&external, "topics", 24, topics);
    }

    fn abilities(&self, document: &Document) {
        let at = ["qualifications"];
        self.count(
            &at,
            "qualification_groups",
            3,
            document.qualifications.len(),
        );
        let statements = document
            .qualifications
            .iter()
            .map(|group| group.statements.len())
            .sum();
        self.count(&at, "statements", 12, statements);
        let at = ["competencies"];
        self.count(&at, "competency_groups", 5, document.competencies.len());
        let items = || document.competencies.iter().flat_map(|group| &group.items);
        self.count(&at, "competencies", 20, items().count());
        for item in items().filter(|item| !(1..=5).contains(&item.weight)) {
            let line = yaml::line_of_id(self.root, &item.id).unwrap_or(1);
            let problem = Problem::new(line, Some(&item.id), "charter-weight-out-of-range");
            self.report.add(problem.arg("value", item.weight));
        }
        let at = ["kpi_groups"];
        self.count(&at, "kpi_groups", 4, document.kpis.len());
        self.count(
            &at,
            "kpis",
            20,
            document.kpis.iter().map(|group| group.kpis.len()).sum(),
        );
    }

    fn conditions(&self, document: &Document) {
        let conditions = &document.conditions;
        let within = |field| ["work_conditions", field];
        self.count(
            &within("environment"),
            "statements",
            3,
            conditions.environment.len(),
        );
        self.count(
            &within("pressure"),
            "pressure_sources",
            5,
            conditions.pressure.sources.len(),
        );
        if !conditions
            .pressure
            .scale
            .contains(&conditions.pressure.level)
        {
            self.add(&within("pressure"), "charter-level-off-scale", "level");
        }
        self.count(&within("risks"), "risk_groups", 3, conditions.risks.len());
        let risks = conditions.risks.iter().map(|group| group.items.len()).sum();
        self.count(&within("risks"), "risks", 8, risks);
        let measures = conditions.protection_measures.len();
        self.count(
            &within("protection_measures"),
            "protection_measures",
            3,
            measures,
        );
        self.count(
            &["career", "promotion"],
            "promotion_steps",
            4,
            document.career.promotion.len(),
        );
        self.count(
            &["career", "lateral"],
            "lateral_paths",
            5,
            document.career.lateral.len(),
        );
        self.count(&["sign_off"], "sign_off_roles", 3, document.sign_off.len());
    }

    fn count(&self, path: &[&str], what: &str, expected: usize, found: usize) {
        if found != expected {
            let problem = Problem::new(self.line(path), None, "charter-wrong-count");
            self.report.add(
                problem
                    .arg("what", what)
                    .arg("expected", expected)
                    .arg("found", found),
            );
        }
    }

    fn add(&self, path: &[&str], key: &'static str, field: &str) {
        self.report
            .add(Problem::new(self.line(path), None, key).arg("field", field));
    }

    /// The line of a part of the file, or of the innermost part around it that is there.
    fn line(&self, path: &[&str]) -> usize {
        let mut node = self.root;
        for name in path {
            let Some(inner) = find(node, name) else { break };
            node = inner;
        }
        line_of(node)
    }
}
