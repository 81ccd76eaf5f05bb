//! A position document as typed data.

mod checks;
mod lines;
mod read;

pub use lines::{Line, LineSection};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::yaml::{self, Report};
use crate::{Level, Problem};

/// A position document: duties, decision rights, relationships, competencies,
/// measures and conditions, each entry with its id and its wording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    pub control: DocumentControl,
    pub position: PositionProfile,
    /// 職位目的.
    pub purpose_zh: String,
    pub purpose_en: String,
    pub duties: Vec<Duty>,
    /// The three levels of decision rights with their wording; the id is that of [`Level`].
    pub authority_levels: Vec<Wording>,
    pub authority: Vec<AuthorityGroup>,
    pub relationships: Relationships,
    pub qualifications: Vec<QualificationGroup>,
    pub competencies: Vec<CompetencyGroup>,
    pub kpis: Vec<KpiGroup>,
    pub conditions: WorkConditions,
    pub career: Career,
    pub sign_off: Vec<SignOff>,
    /// What the document leaves open; not part of the document itself.
    pub open_questions: Vec<OpenQuestion>,
}

/// An entry that has nothing but its id and its wording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wording {
    pub id: String,
    pub zh: String,
    pub en: String,
}

/// Head of the controlled document. Dates are ISO 8601 calendar dates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentControl {
    pub number: String,
    pub version: String,
    pub title: String,
    pub title_en: String,
    pub drafting_department: String,
    pub drafting_department_en: String,
    pub approver: String,
    pub approver_en: String,
    pub date_issued: String,
    pub date_effective: String,
    pub pages: Pages,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pages {
    pub first_marker: String,
    pub last_marker: String,
    pub total: i64,
}

/// 職位基本資訊.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PositionProfile {
    pub title: String,
    pub title_en: String,
    pub number: String,
    pub department: String,
    pub department_en: String,
    pub workplace: String,
    pub workplace_en: String,
    pub reports_to: String,
    pub reports_to_en: String,
    pub subordinates: String,
    pub subordinates_en: String,
    pub grade: String,
    pub grade_en: String,
    pub employment: String,
    pub date_drafted: String,
    pub date_last_revised: String,
}

/// One of the main duties with its share of working time in percent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Duty {
    pub id: String,
    pub number: i64,
    pub zh: String,
    pub en: String,
    pub share_percent: i64,
    pub items: Vec<Wording>,
}

/// One row of the authority matrix: a type of decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuthorityGroup {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub cells: Vec<AuthorityCell>,
}

/// One item of the authority matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuthorityCell {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub level: Level,
}

/// 工作關係.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Relationships {
    pub internal: Vec<Relationship>,
    pub external: Vec<Relationship>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Relationship {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// `daily`, `weekly`, `monthly` or `quarterly`.
    pub cadence: String,
    pub cadence_zh: String,
    pub topics: Vec<Topic>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Topic {
    pub zh: String,
    pub en: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationGroup {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub statements: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CompetencyGroup {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub items: Vec<Competency>,
}

/// A competency with its importance from 1 to 5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Competency {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub weight: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KpiGroup {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub kpis: Vec<Wording>,
}

/// 工作條件與環境.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorkConditions {
    pub environment: Vec<Statement>,
    pub pressure: PressureSources,
    pub risks: Vec<RiskGroup>,
    pub protection_measures: Vec<Wording>,
}

/// A statement under a label of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    pub id: String,
    pub label_zh: String,
    pub zh: String,
    pub en: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PressureSources {
    pub sources: Vec<Wording>,
    pub level: String,
    pub level_zh: String,
    pub scale: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RiskGroup {
    pub id: String,
    pub label_zh: String,
    pub en: String,
    pub items: Vec<Wording>,
}

/// 職業發展.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Career {
    /// In order of promotion.
    pub promotion: Vec<PromotionStep>,
    pub lateral: Vec<Wording>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PromotionStep {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub step: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignOff {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub fields: Vec<String>,
}

/// A question the document leaves open, with the default chosen for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpenQuestion {
    pub id: String,
    pub open_question: String,
    pub safe_default: String,
}

impl Document {
    /// Reads and checks a document.
    ///
    /// # Errors
    /// Every fault of the file, in the order of its lines: what is not YAML, a
    /// missing or unknown field, an unknown level, an id given twice, a count
    /// or sum that the document does not have.
    pub fn parse(yaml: &str) -> Result<Self, Vec<Problem>> {
        let report = Report::default();
        let root = yaml::load(yaml).map_err(|problem| vec![problem])?;
        let document = read::document(&report.root(&root));
        checks::check(&document, &root, &report);
        report.finish(document)
    }

    /// Number of the document, for example `HR-F019`.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.control.number
    }

    /// Version of the document, for example `A`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.control.version
    }

    /// Number and version as every ledger line carries them, for example `HR-F019/A`.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}/{}", self.number(), self.version())
    }

    /// The cells of the authority matrix in the order of the document.
    pub fn cells(&self) -> impl Iterator<Item = &AuthorityCell> {
        self.authority.iter().flat_map(|group| &group.cells)
    }

    /// The cell of an id.
    #[must_use]
    pub fn cell(&self, id: &str) -> Option<&AuthorityCell> {
        self.cells().find(|cell| cell.id == id)
    }
}
