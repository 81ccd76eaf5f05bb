//! Every line of the document that has an id, in one list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Document, Relationships, Wording};

/// A line of the document: what coverage reports list and verdicts point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'d> {
    pub section: LineSection,
    pub id: &'d str,
    pub zh: &'d str,
    pub en: &'d str,
}

/// The part of the document a line stands in.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LineSection {
    Duty,
    DutyItem,
    AuthorityLevel,
    AuthorityGroup,
    AuthorityCell,
    RelationInternal,
    RelationExternal,
    Qualification,
    CompetencyGroup,
    Competency,
    KpiGroup,
    Kpi,
    Condition,
    Pressure,
    RiskGroup,
    Risk,
    Protection,
    Promotion,
    Lateral,
    SignOff,
}

impl Document {
    /// All identifiable lines in the order of the document. Groups come before
    /// their items. What the document leaves open is not among them.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut lines = Vec::with_capacity(256);
        self.duty_lines(&mut lines);
        self.authority_lines(&mut lines);
        self.relation_lines(&mut lines);
        self.ability_lines(&mut lines);
        self.condition_lines(&mut lines);
        self.career_lines(&mut lines);
        lines.into_iter()
    }

    fn duty_lines<'d>(&'d self, lines: &mut Vec<Line<'d>>) {
        for duty in &self.duties {
            lines.push(line(LineSection::Duty, &duty.id, &duty.zh, &duty.en));
            lines.extend(
                duty.items
                    .iter()
                    .map(|item| item.line(LineSection::DutyItem)),
            );
        }
    }

    fn authority_lines<'d>(&'d self, lines: &mut Vec<Line<'d>>) {
        lines.extend(
            self.authority_levels
                .iter()
                .map(|level| level.line(LineSection::AuthorityLevel)),
        );
        for group in &self.authority {
            lines.push(line(
                LineSection::AuthorityGroup,
                &group.id,
                &group.zh,
                &group.en,
            ));
            lines.extend(
                group
                    .cells
                    .iter()
                    .map(|c| line(LineSection::AuthorityCell, &c.id, &c.zh, &c.en)),
            );
        }
    }

    fn relation_lines<'d>(&'d self, lines: &mut Vec<Line<'d>>) {
        let Relationships { internal, external } = &self.relationships;
        lines.extend(
            internal
                .iter()
                .map(|r| line(LineSection::RelationInternal, &r.id, &r.zh, &r.en)),
        );
        lines.extend(
            external
                .iter()
                .map(|r| line(LineSection::RelationExternal, &r.id, &r.zh, &r.en)),
        );
    }

    fn ability_lines<'d>(&'d self, lines: &mut Vec<Line<'d>>) {
        for group in &self.qualifications {
            lines.push(line(
                LineSection::Qualification,
                &group.id,
                &group.zh,
                &group.en,
            ));
            lines.extend(
                group
                    .statements
                    .iter()
                    .map(|s| line(LineSection::Qualification, &s.id, &s.zh, &s.en)),
            );
        }
        for group in &self.competencies {
            lines.push(line(
                LineSection::CompetencyGroup,
                &group.id,
                &group.zh,
                &group.en,
            ));
            lines.extend(
                group
                    .items
                    .iter()
                    .map(|c| line(LineSection::Competency, &c.id, &c.zh, &c.en)),
            );
        }
        for group in &self.kpis {
            lines.push(line(LineSection::KpiGroup, &group.id, &group.zh, &group.en));
            lines.extend(group.kpis.iter().map(|kpi| kpi.line(LineSection::Kpi)));
        }
    }

    fn condition_lines<'d>(&'d self, lines: &mut Vec<Line<'d>>) {
        let conditions = &self.conditions;
        lines.extend(
            conditions
                .environment
                .iter()
                .map(|s| line(LineSection::Condition, &s.id, &s.zh, &s.en)),
        );
        lines.extend(
            conditions
                .pressure
                .sources
                .iter()
                .map(|p| p.line(LineSection::Pressure)),
        );
        for group in &conditions.risks {
            lines.push(line(
                LineSection::RiskGroup,
                &group.id,
                &group.label_zh,
                &group.en,
            ));
            lines.extend(group.items.iter().map(|risk| risk.line(LineSection::Risk)));
        }
        lines.extend(
            conditions
                .protection_measures
                .iter()
                .map(|p| p.line(LineSection::Protection)),
        );
    }

    fn career_lines<'d>(&'d self, lines: &mut Vec<Line<'d>>) {
        let career = &self.career;
        lines.extend(
            career
                .promotion
                .iter()
                .map(|p| line(LineSection::Promotion, &p.id, &p.zh, &p.en)),
        );
        lines.extend(career.lateral.iter().map(|l| l.line(LineSection::Lateral)));
        lines.extend(
            self.sign_off
                .iter()
                .map(|s| line(LineSection::SignOff, &s.id, &s.zh, &s.en)),
        );
    }
}

impl Wording {
    fn line(&self, section: LineSection) -> Line<'_> {
        line(section, &self.id, &self.zh, &self.en)
    }
}

fn line<'d>(section: LineSection, id: &'d str, zh: &'d str, en: &'d str) -> Line<'d> {
    Line {
        section,
        id,
        zh,
        en,
    }
}
