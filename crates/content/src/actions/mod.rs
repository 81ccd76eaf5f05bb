//! The acts upon content, one a file.

mod autosave;
mod describe;
mod draft;
mod media;
mod publish;
mod retire;
mod trash;
mod version;

use desk::{ActEntry, FieldError, Refusal, Scene};
use kernel::AccountId;

pub use autosave::{Autosave, Saved};
pub use describe::Describe;
pub use draft::{Draft, Drafted};
pub use media::{AddMedia, Added, ChangeMedia, RemoveMedia};
pub use publish::{Publish, facts_of, facts_of_draft, report_of};
pub use retire::Retire;
pub use trash::{Restore, Trash};
pub use version::{Made, MakeVersion};

use crate::doc::Doc;
use crate::model::{Item, ItemId};
use crate::rules::Fault;
use crate::{queries, rules};

/// Every act of content.
pub fn acts() -> Vec<ActEntry> {
    vec![
        ActEntry::of::<Draft>(),
        ActEntry::of::<Autosave>(),
        ActEntry::of::<Describe>(),
        ActEntry::of::<MakeVersion>(),
        ActEntry::of::<Trash>(),
        ActEntry::of::<Restore>(),
        ActEntry::of::<Publish>(),
        ActEntry::of::<Retire>(),
        ActEntry::of::<AddMedia>(),
        ActEntry::of::<ChangeMedia>(),
        ActEntry::of::<RemoveMedia>(),
    ]
}

/// The item, unless it lies in the trash.
async fn item_to_change(scene: &Scene<'_>, id: ItemId) -> Result<Item, Refusal> {
    let item = queries::item(scene.conn, scene.centre, id)
        .await?
        .ok_or(Refusal::Missing("item"))?;
    let state = queries::state_of(scene.conn, scene.centre, id).await?;
    if state == Some(crate::model::ItemState::Trashed) {
        return Err(Refusal::conflict("content-in-trash"));
    }
    Ok(item)
}

/// The person behind the act; content is always written by somebody.
fn writer(scene: &Scene<'_>) -> Result<AccountId, Refusal> {
    scene.actor.account().ok_or(Refusal::Missing("account"))
}

/// The text of a payload, read by the schema of the editor.
fn read_doc(doc: &serde_json::Value) -> Result<Doc, FieldError> {
    let json = doc.to_string();
    if json.len() > rules::DOC_BYTES_MAX {
        return Err(FieldError::at("doc", "ui-doc-long"));
    }
    Doc::parse(&json).map_err(|error| FieldError::at("doc", error.key()))
}

fn field_error(fault: &Fault) -> FieldError {
    let error = FieldError::at(fault.field, fault.key);
    match fault.limit {
        Some(limit) => error.with("limit", limit),
        None => error,
    }
}

/// Nothing, or every fault as an error of its field.
fn none_of(faults: impl IntoIterator<Item = Option<Fault>>) -> Result<(), Vec<FieldError>> {
    let errors: Vec<FieldError> = faults
        .into_iter()
        .flatten()
        .map(|fault| field_error(&fault))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}
