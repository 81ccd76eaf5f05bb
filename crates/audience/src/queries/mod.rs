//! What the audience is asked, named by the question.

mod compile;
#[cfg(test)]
mod oracle;
mod contacts;
mod guards;
mod imports;
mod leads;
mod people;
mod preview;
mod segments;

pub use contacts::{
    ContactFilter, ContactPage, consents_of, contact, contact_by_address, contact_sources, contacts,
    contacts_by_id, same_people, suppressed_hashes, suppressions, tags_in_use, timeline, wordings, Suppression,
    TimelineRow, address_hash, last_withdrawals, consent_in_force, totals, Totals, cities_in_use,
};
pub use guards::guards;
pub use imports::{export, exports, import, imports, import_rejects, touched, touches, Export, created_by, recorded_by};
pub use leads::{LeadRow, lead_figures, leads, messages_of};
pub use crate::rules::{Flat, FlatRow, flat, unflatten};
pub use preview::{ListHead, list_head, row_fault};
pub use people::{Contacts, FindContact, Segments};
pub use segments::{
    count, count_rule, members, members_all, sample_names, segment, segment_by_name, segment_rule,
    segments, export_rows, Named,
};
