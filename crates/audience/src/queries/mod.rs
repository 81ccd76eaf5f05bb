//! What the audience is asked, named by the question.

mod compile;
mod contacts;
mod guards;
mod imports;
mod leads;
mod people;
mod preview;
mod segments;
#[cfg(test)]
mod tests;

pub use crate::rules::{Flat, FlatRow, canonical, flat, unflatten};
pub use contacts::{
    ContactFilter, ContactPage, Suppression, TimelineRow, Totals, address_hash, cities_in_use,
    consent_in_force, consents_of, contact, contact_by_address, contact_sources, contacts,
    contacts_by_id, last_withdrawals, same_people, suppressed_hashes, suppression_reason,
    suppressions, tags_in_use, timeline, totals, wordings,
};
pub use guards::guards;
pub use imports::{
    Export, created_by, export, exports, import, import_rejects, imports, recorded_by, touched,
    touches, undo_forecast,
};
pub use leads::{LeadRow, lead_figures, leads, messages_of};
pub use people::{Contacts, FindContact, Segments};
pub use preview::{ListHead, list_head, row_fault};
pub use segments::{
    Named, count, count_rule, export_rows, held, members, members_all, sample_names, segment,
    segment_by_name, segment_rule, segments,
};
