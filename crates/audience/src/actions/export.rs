//! A file of contacts that leaves the house: made when it is allowed, fetched later.

use std::collections::BTreeSet;

use desk::{Act, Permit, Refusal, Scene, Subject};
use files::blobs::Blobs;
use files::csv_out::CsvWriter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::model::{Contact, ContactId, Rule, SegmentId};
use crate::queries;
use crate::store;

/// Contacts read at a time.
const CHUNK: u64 = 1_000;
/// Contacts of one file.
const CONTACTS_MAX: i64 = 200_000;

/// Makes a CSV of contacts, safe for spreadsheet programs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportContacts {
    /// Those of a segment; everybody where it is left out.
    #[serde(default)]
    pub segment: Option<SegmentId>,
    /// What it is for; kept with the record.
    pub reason: String,
}

/// A file that was made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Exported {
    pub export: Uuid,
    /// SHA-256 of the file.
    pub file: String,
    pub contacts: i64,
}

impl ExportContacts {
    async fn rule(&self, scene: &Scene<'_>) -> Result<Rule, Refusal> {
        match self.segment {
            None => Ok(Rule::All(Vec::new())),
            Some(id) => Ok(queries::segment(scene.conn, scene.centre, id)
                .await?
                .ok_or(Refusal::Missing("segment"))?
                .rule),
        }
    }
}

impl Act for ExportContacts {
    const KIND: &'static str = "contact.export";
    type Done = Exported;

    fn subject(&self) -> Subject {
        match self.segment {
            Some(id) => Subject::of("segment", id),
            None => Subject::any("contact"),
        }
    }

    fn check(&self) -> Result<(), Vec<desk::FieldError>> {
        super::none_or(super::texts(&[("reason", &self.reason, 500)]))
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        match self.segment {
            Some(id) => Ok(queries::segment(scene.conn, scene.centre, id)
                .await?
                .map(|s| s.name)
                .unwrap_or_default()),
            None => Ok(self.reason.clone()),
        }
    }

    async fn snapshot(&self, scene: &Scene<'_>) -> Result<Json, Refusal> {
        let rule = self.rule(scene).await?;
        Ok(serde_json::json!({ "segment": self.segment, "rule": rule, "reason": self.reason }))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Exported, Refusal> {
        let rule = self.rule(scene).await?;
        let broken =
            |error: std::io::Error| Refusal::Database(kernel::DbError::Shape(error.to_string()));
        let mut csv = CsvWriter::new(Vec::new(), true).map_err(broken)?;
        csv.row(HEADINGS).map_err(broken)?;
        let mut contacts = 0_i64;
        let mut after: Option<ContactId> = None;
        loop {
            let ids =
                queries::export_rows(scene.conn, scene.centre, &rule, after, CHUNK, scene.now)
                    .await?;
            let Some(last) = ids.last().copied() else {
                break;
            };
            after = Some(last);
            let mut page = queries::contacts_by_id(scene.conn, scene.centre, &ids).await?;
            page.sort_by_key(|c| c.id);
            for contact in page {
                csv.row(cells(&contact)).map_err(broken)?;
                contacts += 1;
            }
            if contacts > CONTACTS_MAX {
                return Err(Refusal::conflict("audience-export-too-large"));
            }
        }
        let bytes = csv.finish().map_err(broken)?;
        let file = scene
            .desk
            .part::<Blobs>()?
            .put(&bytes)
            .map_err(|e| Refusal::Database(kernel::DbError::Shape(e.to_string())))?
            .to_string();
        let by = scene.actor.account();
        let export = store::export(scene.conn, permit, &file, contacts, by, scene.now).await?;
        Ok(Exported {
            export,
            file,
            contacts,
        })
    }
}

/// Headings that an import guesses right again.
const HEADINGS: [&str; 11] = [
    "name",
    "email",
    "phone",
    "city",
    "tags",
    "lifecycle",
    "source",
    "birthday",
    "language",
    "consent",
    "note",
];

fn cells(contact: &Contact) -> [String; 11] {
    let profile = &contact.profile;
    [
        profile.name.clone(),
        profile.email.clone(),
        profile.phone.clone(),
        profile.city.clone(),
        tags_cell(&profile.tags),
        profile.lifecycle.clone(),
        profile.source.clone(),
        profile.birthday.clone(),
        profile.lang.clone(),
        if contact.consent_email && !contact.suppressed {
            "yes"
        } else {
            "no"
        }
        .to_owned(),
        profile.notes.clone(),
    ]
}

/// Tags in one cell. The last comma says that a slash in a single tag parts nothing.
fn tags_cell(tags: &BTreeSet<String>) -> String {
    let parted: Vec<&str> = tags.iter().map(String::as_str).collect();
    let cell = parted.join(", ");
    if cell.contains(['/', '|']) && parted.len() == 1 {
        format!("{cell},")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use files::sheet::{Sheet, SheetOptions, guess_columns};
    use kernel::Moment;
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Column, ImportPlan, NO_IMPORT, Profile};
    use crate::rules;

    fn contact(profile: Profile) -> Option<Contact> {
        let accepted = rules::accept(&profile).ok()?;
        Some(Contact {
            id: ContactId::new(),
            profile: accepted.profile,
            email_key: accepted.email_key,
            consent_email: false,
            suppressed: false,
            imported_by: NO_IMPORT,
            created_at: Moment(0),
            changed_at: Moment(0),
            revision: 1,
        })
    }

    /// Writes people as an export does and reads them as an import does, columns guessed.
    fn there_and_back(people: &[Contact]) -> Vec<Profile> {
        let mut csv = CsvWriter::new(Vec::new(), true).unwrap();
        csv.row(HEADINGS).unwrap();
        for one in people {
            csv.row(cells(one)).unwrap();
        }
        let options = SheetOptions::default();
        let mut sheet = Sheet::from_bytes(csv.finish().unwrap(), "x.csv", &options).unwrap();
        let header = sheet.header().to_vec();
        let rows: Vec<Vec<String>> = sheet.rows().unwrap().map(|r| r.unwrap().cells).collect();
        let mut columns = vec![None; header.len()];
        for guess in guess_columns(&header, &rows) {
            columns[guess.column] = Column::of(guess.field.as_str());
        }
        let plan = ImportPlan {
            columns,
            ..ImportPlan::default()
        };
        rows.iter()
            .map(|row| rules::read_row(&plan, row).unwrap().contact.profile)
            .collect()
    }

    proptest! {
        #[test]
        fn what_is_exported_is_imported_field_for_field(
            names in prop::collection::vec("['=+@-]{0,2}[王小明a ,\"]{1,6}", 1..5),
            notes in "['=+@\t-]{0,2}[^\0]{0,20}",
            tags in prop::collection::btree_set("[a衛教/| ]{1,6}", 0..4),
            source in "['=+@-]{0,2}[a-z網站 ]{0,8}",
            birthday in prop_oneof![Just(String::new()), Just("02-29".to_owned()), Just("12-01".to_owned())],
        ) {
            let people: Vec<Contact> = names.iter().enumerate().filter_map(|(n, name)| contact(Profile {
                name: name.clone(),
                email: format!("Somebody{n}@Example.org"),
                phone: "0912345678".into(),
                city: "台中市".into(),
                tags: tags.clone(),
                source: source.clone(),
                birthday: birthday.clone(),
                notes: notes.replace(char::REPLACEMENT_CHARACTER, ""),
                ..Profile::default()
            })).collect();
            prop_assume!(!people.is_empty());
            let expected: Vec<Profile> = people.iter().map(|c| c.profile.clone()).collect();
            prop_assert_eq!(there_and_back(&people), expected);
        }
    }
}
