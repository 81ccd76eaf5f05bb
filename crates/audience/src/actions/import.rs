//! Importing a list, and taking it back.

use desk::{Act, Desk, Duty, FieldError, Permit, Refusal, Scene, Subject};
use files::blobs::Blobs;
use files::sheet::{Sheet, TextEncoding};
use kernel::jobs::Failure;
use kernel::{CentreId, DbError, Digest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{none_or, texts};
use crate::jobs;
use crate::model::{
    Column, Import, ImportCounts, ImportId, ImportPlan, Lifecycle, ListConsent, Purpose, Wording,
};
use crate::queries;
use crate::rules;
use crate::store;

pub use crate::jobs::{Reason, Rehearsal};

/// Takes a list in, in the background.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportContacts {
    /// SHA-256 of the uploaded file, as the media store knows it.
    pub file: String,
    /// The name it was uploaded under.
    pub name: String,
    pub plan: ImportPlan,
}

/// An import that was begun.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Imported {
    pub import: ImportId,
    /// SHA-256 of the file.
    pub file: String,
    /// Rows of the file, without its header.
    pub rows: i64,
}

impl Act for ImportContacts {
    const KIND: &'static str = "contact.import";
    type Done = Imported;

    fn subject(&self) -> Subject {
        Subject::any("import")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = texts(&[("name", &self.name, 200)]);
        if self.file.parse::<Digest>().is_err() {
            errors.push(FieldError::at("file", "audience-file-missing"));
        }
        errors.extend(plan_errors(&self.plan));
        none_or(errors)
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Imported, Refusal> {
        let rows = rows_of(scene.desk, &self.file, &self.name, &self.plan)?;
        let wording = match wording_of(&self.plan.consent) {
            Some(words) => {
                store::wording(
                    scene.conn,
                    permit,
                    Purpose::MarketingEmail,
                    words,
                    scene.now,
                )
                .await?
            }
            None => Uuid::nil(),
        };
        let import = planned(&self.file, &self.name, &self.plan, scene)?;
        let import = Import {
            wording,
            total: rows,
            ..import
        };
        store::begin(scene.conn, permit, &import).await?;
        jobs::import_later(scene.conn, scene.centre, import.id, scene.now).await?;
        Ok(Imported {
            import: import.id,
            file: self.file.clone(),
            rows,
        })
    }
}

fn planned(
    file: &str,
    name: &str,
    plan: &ImportPlan,
    scene: &Scene<'_>,
) -> Result<Import, Refusal> {
    Ok(Import {
        id: ImportId::new(),
        file_name: name.to_owned(),
        file: file
            .parse()
            .map_err(|_| Refusal::field("file", "audience-file-missing"))?,
        plan: plan.clone(),
        wording: Uuid::nil(),
        by: scene.actor.account(),
        at: scene.now,
        total: 0,
        position: 0,
        counts: ImportCounts::default(),
        ended_at: None,
        error: String::new(),
        undo: None,
    })
}

fn plan_errors(plan: &ImportPlan) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let has = |column: Column| plan.columns.contains(&Some(column));
    if !has(Column::Email) && !has(Column::Phone) {
        errors.push(FieldError::at("plan/columns", "audience-plan-no-way"));
    }
    if Column::ALL
        .iter()
        .any(|c| plan.columns.iter().filter(|p| **p == Some(*c)).count() > 1)
    {
        errors.push(FieldError::at("plan/columns", "audience-plan-twice"));
    }
    if !plan.encoding.is_empty() && TextEncoding::from_label(&plan.encoding).is_none() {
        errors.push(FieldError::at("plan/encoding", "audience-encoding-unknown"));
    }
    if !plan.lifecycle.is_empty() && Lifecycle::of(&plan.lifecycle).is_none() {
        errors.push(FieldError::at(
            "plan/lifecycle",
            "audience-lifecycle-unknown",
        ));
    }
    if plan.tags.len() > rules::TAGS_MAX
        || plan
            .tags
            .iter()
            .any(|t| t.chars().count() > rules::TAG_CHARS)
    {
        errors.push(
            FieldError::at("plan/tags", "audience-tags-too-many")
                .with("limit", rules::TAGS_MAX)
                .with("chars", rules::TAG_CHARS),
        );
    }
    match &plan.consent {
        ListConsent::None => {}
        ListConsent::Column {
            wording,
            channel,
            evidence,
            ..
        } => {
            if !has(Column::ConsentEmail) {
                errors.push(FieldError::at(
                    "plan/consent",
                    "audience-plan-no-consent-column",
                ));
            }
            errors.extend(consent_errors(wording, channel, evidence));
        }
        ListConsent::Everybody {
            wording,
            channel,
            evidence,
            ..
        } => {
            errors.extend(consent_errors(wording, channel, evidence));
        }
    }
    errors
}

fn consent_errors(wording: &Wording, channel: &str, evidence: &str) -> Vec<FieldError> {
    texts(&[
        ("plan/consent/wording/version", &wording.version, 60),
        ("plan/consent/wording/wording", &wording.wording, 4_000),
        ("plan/consent/channel", channel, 60),
        ("plan/consent/evidence", evidence, 500),
    ])
}

fn wording_of(consent: &ListConsent) -> Option<&Wording> {
    match consent {
        ListConsent::None => None,
        ListConsent::Column { wording, .. } | ListConsent::Everybody { wording, .. } => {
            Some(wording)
        }
    }
}

/// Rows of a stored file; a file that cannot be read is refused before anything begins.
fn rows_of(desk: &Desk, file: &str, name: &str, plan: &ImportPlan) -> Result<i64, Refusal> {
    let missing = || Refusal::field("file", "audience-file-missing");
    let digest = file.parse().map_err(|_| missing())?;
    let bytes = desk.part::<Blobs>()?.get(&digest).map_err(|_| missing())?;
    let broken = |error: files::sheet::SheetError| {
        let (key, args) = error.message();
        let error = FieldError::at("file", rules::file_key(&key));
        let args = args.iter().map(|(n, v)| (n, v));
        Refusal::Invalid(vec![
            args.fold(error, |e, (name, value)| e.with(name, value)),
        ])
    };
    let mut sheet = Sheet::from_bytes(bytes, name, &rules::reading(plan)).map_err(broken)?;
    let rows = sheet.rows().map_err(broken)?.count();
    if rows == 0 {
        return Err(Refusal::field("file", "audience-sheet-header-only"));
    }
    Ok(i64::try_from(rows).unwrap_or(i64::MAX))
}

/// Takes an import back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoImport {
    pub import: ImportId,
}

impl Act for UndoImport {
    const KIND: &'static str = "contact.import_undo";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("import", self.import)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let found = queries::import(scene.conn, scene.centre, self.import).await?;
        Ok(found.map(|i| i.file_name).unwrap_or_default())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let import = queries::import(scene.conn, scene.centre, self.import)
            .await?
            .ok_or(Refusal::Missing("import"))?;
        if import.undo.is_some() {
            return Err(Refusal::conflict("audience-import-undone"));
        }
        let by = scene.actor.account();
        store::begin_undo(scene.conn, permit, import.id, by, scene.now).await?;
        Ok(jobs::undo_later(scene.conn, scene.centre, import.id, scene.now).await?)
    }
}

/// Runs an import to its end at once, where nothing runs in the background.
///
/// # Errors
/// What the job would report.
pub async fn finish_import(
    desk: &Desk,
    duty: &Duty,
    centre: CentreId,
    import: ImportId,
) -> Result<(), Failure> {
    jobs::import_now(desk, duty, centre, import).await
}

/// The same for taking one back.
///
/// # Errors
/// What the job would report.
pub async fn finish_undo(
    desk: &Desk,
    duty: &Duty,
    centre: CentreId,
    import: ImportId,
) -> Result<(), Failure> {
    jobs::undo_now(desk, duty, centre, import).await
}

/// What a list would do, without doing it.
///
/// # Errors
/// What the engine answers.
pub async fn rehearsed(
    scene: &Scene<'_>,
    file: &str,
    name: &str,
    plan: &ImportPlan,
) -> Result<Rehearsal, Refusal> {
    let import = planned(file, name, plan, scene)?;
    let found: Result<Rehearsal, DbError> = jobs::rehearse(scene.desk, scene.centre, &import).await;
    Ok(found?)
}
