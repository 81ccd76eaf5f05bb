//! The acts of the audience.

mod consents;
mod contacts;
mod erase;
mod export;
mod import;
mod leads;
mod privacy;
mod resubscribe;
mod segments;

use desk::{ActEntry, FieldError};

use crate::rules::FieldFault;

pub use consents::{RecordConsent, Suppress, Unsubscribe, WithdrawConsent};
pub use contacts::{AddContact, ChangeContact, ConsentNow};
pub use erase::{AudiencePart, EraseContact, person_as_json};
pub use export::{ExportContacts, Exported};
pub use import::{
    ImportContacts, Imported, Reason, Rehearsal, UndoImport, finish_import, finish_undo, rehearsed,
};
pub use leads::SubmitLead;
pub use privacy::{ExportPerson, PersonExported};
pub use resubscribe::Resubscribe;
pub use segments::{RemoveSegment, SaveSegment};

/// Every act of the audience.
#[must_use]
pub fn acts() -> Vec<ActEntry> {
    vec![
        ActEntry::of::<AddContact>(),
        ActEntry::of::<ChangeContact>(),
        ActEntry::of::<ImportContacts>(),
        ActEntry::of::<UndoImport>(),
        ActEntry::of::<ExportContacts>(),
        ActEntry::of::<EraseContact>(),
        ActEntry::of::<ExportPerson>(),
        ActEntry::of::<Suppress>(),
        ActEntry::of::<RecordConsent>(),
        ActEntry::of::<WithdrawConsent>(),
        ActEntry::of::<Unsubscribe>(),
        ActEntry::of::<Resubscribe>(),
        ActEntry::of::<SubmitLead>(),
        ActEntry::of::<SaveSegment>(),
        ActEntry::of::<RemoveSegment>(),
    ]
}

/// Faults of a profile as errors of the payload, below `prefix`.
fn field_errors(prefix: &str, faults: Vec<FieldFault>) -> Vec<FieldError> {
    faults
        .into_iter()
        .map(|fault| {
            let error = FieldError::at(&format!("{prefix}{}", fault.field), fault.key);
            fault
                .args
                .iter()
                .fold(error, |e, (name, value)| e.with(name, value))
        })
        .collect()
}

/// Errors of texts that must be there and may not be too long: name, value, limit.
fn texts(fields: &[(&str, &str, usize)]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (name, value, limit) in fields {
        if value.trim().is_empty() {
            errors.push(FieldError::at(name, "field-empty"));
        } else if value.chars().count() > *limit {
            errors.push(FieldError::at(name, "field-too-long").with("limit", limit));
        }
    }
    errors
}

fn none_or(errors: Vec<FieldError>) -> Result<(), Vec<FieldError>> {
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}
