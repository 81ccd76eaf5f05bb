//! From YAML to the typed document, field by field.

use super::*;
use crate::yaml::{Entry, line_of};

pub(super) fn document(root: &Entry<'_>) -> Document {
    root.only(&[
        "schema_version",
        "document_control",
        "position",
        "purpose",
        "duties",
        "authority_levels",
        "authority_matrix",
        "relationships",
        "qualifications",
        "competencies",
        "kpi_groups",
        "work_conditions",
        "career",
        "sign_off",
        "interpretation",
    ]);
    if root.number("schema_version") != 1 {
        let line = root.optional("schema_version").map_or(1, line_of);
        root.add(root.problem(line, "charter-unknown-schema"));
    }
    let purpose = root.map("purpose");
    Document {
        control: root
            .map("document_control")
            .map_or_else(DocumentControl::default, |e| control(&e)),
        position: root
            .map("position")
            .map_or_else(PositionProfile::default, |e| profile(&e)),
        purpose_zh: purpose.as_ref().map_or_else(String::new, |e| e.text("zh")),
        purpose_en: purpose.as_ref().map_or_else(String::new, |e| e.text("en")),
        duties: root.list("duties", duty),
        authority_levels: root.list("authority_levels", wording),
        authority: root.list("authority_matrix", authority_group),
        relationships: root
            .map("relationships")
            .map_or_else(Relationships::default, |e| {
                e.only(&["internal", "external"]);
                Relationships {
                    internal: e.list("internal", relationship),
                    external: e.list("external", relationship),
                }
            }),
        qualifications: root.list("qualifications", qualification_group),
        competencies: root.list("competencies", competency_group),
        kpis: root.list("kpi_groups", kpi_group),
        conditions: root
            .map("work_conditions")
            .map_or_else(WorkConditions::default, |e| conditions(&e)),
        career: root
            .map("career")
            .map_or_else(Career::default, |e| career(&e)),
        sign_off: root.list("sign_off", sign_off),
        open_questions: root.list("interpretation", open_question),
    }
}

fn wording(entry: &Entry<'_>) -> Wording {
    entry.only(&["id", "zh", "en"]);
    Wording {
        id: entry.text("id"),
        zh: entry.text("zh"),
        en: entry.text("en"),
    }
}

fn control(entry: &Entry<'_>) -> DocumentControl {
    entry.only(&[
        "number",
        "version",
        "title",
        "title_en",
        "drafting_department",
        "drafting_department_en",
        "approver",
        "approver_en",
        "date_issued",
        "date_effective",
        "pages",
    ]);
    DocumentControl {
        number: entry.text("number"),
        version: entry.text("version"),
        title: entry.text("title"),
        title_en: entry.text("title_en"),
        drafting_department: entry.text("drafting_department"),
        drafting_department_en: entry.text("drafting_department_en"),
        approver: entry.text("approver"),
        approver_en: entry.text("approver_en"),
        date_issued: entry.date("date_issued"),
        date_effective: entry.date("date_effective"),
        pages: entry.map("pages").map_or_else(Pages::default, |pages| {
            pages.only(&["first_marker", "last_marker", "total"]);
            Pages {
                first_marker: pages.text("first_marker"),
                last_marker: pages.text("last_marker"),
                total: pages.number("total"),
            }
        }),
    }
}

fn profile(entry: &Entry<'_>) -> PositionProfile {
    entry.only(&[
        "title",
        "title_en",
        "number",
        "department",
        "department_en",
        "workplace",
        "workplace_en",
        "reports_to",
        "reports_to_en",
        "subordinates",
        "subordinates_en",
        "grade",
        "grade_en",
        "employment",
        "date_drafted",
        "date_last_revised",
    ]);
    PositionProfile {
        title: entry.text("title"),
        title_en: entry.text("title_en"),
        number: entry.text("number"),
        department: entry.text("department"),
        department_en: entry.text("department_en"),
        workplace: entry.text("workplace"),
        workplace_en: entry.text("workplace_en"),
        reports_to: entry.text("reports_to"),
        reports_to_en: entry.text("reports_to_en"),
        subordinates: entry.text("subordinates"),
        subordinates_en: entry.text("subordinates_en"),
        grade: entry.text("grade"),
        grade_en: entry.text("grade_en"),
        employment: entry.text("employment"),
        date_drafted: entry.date("date_drafted"),
        date_last_revised: entry.date("date_last_revised"),
    }
}

fn duty(entry: &Entry<'_>) -> Duty {
    entry.only(&["id", "number", "zh", "en", "share_percent", "items"]);
    Duty {
        id: entry.text("id"),
        number: entry.number("number"),
        zh: entry.text("zh"),
        en: entry.text("en"),
        share_percent: entry.number("share_percent"),
        items: entry.list("items", wording),
    }
}

fn authority_group(entry: &Entry<'_>) -> AuthorityGroup {
    entry.only(&["id", "zh", "en", "items"]);
    AuthorityGroup {
        id: entry.text("id"),
        zh: entry.text("zh"),
        en: entry.text("en"),
        cells: entry.list("items", authority_cell),
    }
}

/// The document knows three levels; "forbidden" is a word of the house rules only.
fn authority_cell(entry: &Entry<'_>) -> AuthorityCell {
    entry.only(&["id", "zh", "en", "level"]);
    let word = entry.text("level");
    let level = Level::parse(&word).filter(|level| *level != Level::Forbidden);
    if level.is_none() && !word.is_empty() {
        let line = entry.optional("level").map_or(entry.line(), line_of);
        entry.add(
            entry
                .problem(line, "charter-unknown-level")
                .arg("value", &word),
        );
    }
    AuthorityCell {
        id: entry.text("id"),
        zh: entry.text("zh"),
        en: entry.text("en"),
        level: level.unwrap_or(Level::Approval),
    }
}

fn relationship(entry: &Entry<'_>) -> Relationship {
    entry.only(&["id", "zh", "en", "cadence", "cadence_zh", "topics"]);
    let cadence = entry.text("cadence");
    if !cadence.is_empty()
        && !["daily", "weekly", "monthly", "quarterly"].contains(&cadence.as_str())
    {
        let line = entry.optional("cadence").map_or(entry.line(), line_of);
        entry.add(
            entry
                .problem(line, "charter-unknown-cadence")
                .arg("value", &cadence),
        );
    }
    Relationship {
        id: entry.text("id"),
        zh: entry.text("zh"),
        en: entry.text("en"),
        cadence,
        cadence_zh: entry.text("cadence_zh"),
        topics: entry.list("topics", |topic| {
            topic.only(&["zh", "en"]);
            Topic {
                zh: topic.text("zh"),
                en: topic.text("en"),
            }
        }),
    }
}

fn qualification_group(entry: &Entry<'_>) -> QualificationGroup {
    entry.only(&["id", "zh", "en", "statements"]);
    QualificationGroup {
        id: entry.text("id"),
        zh: entry.text("zh"),
        en: entry.text("en"),
        statements: entry.list("statements", statement),
    }
}

fn statement(entry: &Entry<'_>) -> Statement {
    entry.only(&["id", "label_zh", "zh", "en"]);
    Statement {
        id: entry.text("id"),
        label_zh: entry.text("label_zh"),
        zh: entry.text("zh"),
        en: entry.text("en"),
    }
}

fn competency_group(entry: &Entry<'_>) -> CompetencyGroup {
    entry.only(&["id", "zh", "en", "items"]);
    CompetencyGroup {
        id: entry.text("id"),
        zh: entry.text("zh"),
        en: entry.text("en"),
        items: entry.list("items", |item| {
            item.only(&["id", "zh", "en", "weight"]);
            Competency {
                id: item.text("id"),
                zh: item.text("zh"),
                en: item.text("en"),
                weight: item.number("weight"),
            }
        }),
    }
}

fn kpi_group(entry: &Entry<'_>) -> KpiGroup {
    entry.only(&["id", "zh", "en", "kpis"]);
    KpiGroup {
        id: entry.text("id"),
        zh: entry.text("zh"),
        en: entry.text("en"),
        kpis: entry.list("kpis", wording),
    }
}

fn conditions(entry: &Entry<'_>) -> WorkConditions {
    entry.only(&["environment", "pressure", "risks", "protection_measures"]);
    WorkConditions {
        environment: entry.list("environment", statement),
        pressure: entry
            .map("pressure")
            .map_or_else(PressureSources::default, |pressure| {
                pressure.only(&["sources", "level", "level_zh", "scale"]);
                PressureSources {
                    sources: pressure.list("sources", wording),
                    level: pressure.text("level"),
                    level_zh: pressure.text("level_zh"),
                    scale: pressure.words("scale"),
                }
            }),
        risks: entry.list("risks", |group| {
            group.only(&["id", "label_zh", "en", "items"]);
            RiskGroup {
                id: group.text("id"),
                label_zh: group.text("label_zh"),
                en: group.text("en"),
                items: group.list("items", wording),
            }
        }),
        protection_measures: entry.list("protection_measures", wording),
    }
}

fn career(entry: &Entry<'_>) -> Career {
    entry.only(&["promotion", "lateral"]);
    Career {
        promotion: entry.list("promotion", |step| {
            step.only(&["id", "zh", "en", "step"]);
            PromotionStep {
                id: step.text("id"),
                zh: step.text("zh"),
                en: step.text("en"),
                step: step.number("step"),
            }
        }),
        lateral: entry.list("lateral", wording),
    }
}

fn sign_off(entry: &Entry<'_>) -> SignOff {
    entry.only(&["id", "zh", "en", "fields"]);
    SignOff {
        id: entry.text("id"),
        zh: entry.text("zh"),
        en: entry.text("en"),
        fields: entry.words("fields"),
    }
}

fn open_question(entry: &Entry<'_>) -> OpenQuestion {
    entry.only(&["id", "open_question", "safe_default"]);
    OpenQuestion {
        id: entry.text("id"),
        open_question: entry.text("open_question"),
        safe_default: entry.text("safe_default"),
    }
}
