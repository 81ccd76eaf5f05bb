//! A batch of rows against the contacts they may mean: who is new, who changes, who stays.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::Moment;

use super::import::{Draft, Merge, merge};
use crate::model::{Accepted, Contact, ContactId, ImportCounts, ImportId};

/// A contact that a batch met.
#[derive(Clone, Debug)]
pub struct Met {
    /// As it is after the batch.
    pub contact: Contact,
    /// As it was before; `None` for a new one.
    pub before: Option<Contact>,
    pub changed: bool,
    /// Consent to be recorded.
    pub consent_at: Option<Moment>,
}

/// What is known before a batch is looked at.
pub struct Known {
    pub import: ImportId,
    pub at: Moment,
    pub overwrite: bool,
    /// Contacts with an address or number of the batch.
    pub contacts: Vec<Contact>,
    /// When each of them last took their consent back.
    pub withdrawn: BTreeMap<ContactId, Moment>,
    /// Addresses of the batch nobody may write to.
    pub suppressed: BTreeSet<String>,
}

/// Takes the rows one after another. Two rows of the same person become one contact.
pub fn meet(
    known: Known,
    drafts: &[Draft],
    new_id: &mut dyn FnMut() -> ContactId,
) -> (Vec<Met>, ImportCounts) {
    let mut table = Table::new(known);
    let mut counts = ImportCounts::default();
    for draft in drafts {
        let count = match table.find(&draft.contact) {
            None => {
                table.add(draft, new_id());
                &mut counts.created
            }
            Some(place) if table.merge(place, draft) => &mut counts.updated,
            Some(_) => &mut counts.unchanged,
        };
        if draft.repeats.is_some() {
            counts.repeated += 1;
        } else {
            *count += 1;
        }
    }
    (table.met, counts)
}

struct Table {
    import: ImportId,
    at: Moment,
    overwrite: bool,
    withdrawn: BTreeMap<ContactId, Moment>,
    suppressed: BTreeSet<String>,
    /// Contacts that no row has named yet are here, too, but are left out at the end.
    met: Vec<Met>,
    by_email: HashMap<String, usize>,
    by_phone: HashMap<String, Vec<usize>>,
}

impl Table {
    fn new(known: Known) -> Self {
        let mut table = Self {
            import: known.import,
            at: known.at,
            overwrite: known.overwrite,
            withdrawn: known.withdrawn,
            suppressed: known.suppressed,
            met: Vec::new(),
            by_email: HashMap::new(),
            by_phone: HashMap::new(),
        };
        for contact in known.contacts {
            let before = Some(contact.clone());
            table.put(Met {
                contact,
                before,
                changed: false,
                consent_at: None,
            });
        }
        table
    }

    fn put(&mut self, met: Met) {
        let place = self.met.len();
        self.index(place, &accepted(&met.contact));
        self.met.push(met);
    }

    fn index(&mut self, place: usize, contact: &Accepted) {
        if let Some(key) = &contact.email_key {
            self.by_email.insert(key.clone(), place);
        }
        if let Some(phone) = contact.phone() {
            let places = self.by_phone.entry(phone).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }

    /// By address; by number only where the addresses cannot contradict and the names do
    /// not: a family shares one telephone.
    fn find(&self, row: &Accepted) -> Option<usize> {
        if let Some(place) = row
            .email_key
            .as_ref()
            .and_then(|key| self.by_email.get(key))
        {
            return Some(*place);
        }
        let places = self.by_phone.get(&row.phone()?)?;
        places.iter().copied().find(|place| {
            let kept = &self.met[*place].contact;
            let one_address = kept.email_key.is_none() || row.email_key.is_none();
            let (a, b) = (&kept.profile.name, &row.profile.name);
            one_address && (a.is_empty() || b.is_empty() || text::fold(a) == text::fold(b))
        })
    }

    fn add(&mut self, draft: &Draft, id: ContactId) {
        let consent_at = draft
            .consent_at
            .filter(|_| draft.contact.email_key.is_some());
        let suppressed = self.is_suppressed(&draft.contact);
        let contact = Contact {
            id,
            profile: draft.contact.profile.clone(),
            email_key: draft.contact.email_key.clone(),
            consent_email: consent_at.is_some(),
            suppressed,
            imported_by: self.import,
            created_at: self.at,
            changed_at: self.at,
            revision: 1,
        };
        self.put(Met {
            contact,
            before: None,
            changed: true,
            consent_at,
        });
    }

    fn is_suppressed(&self, contact: &Accepted) -> bool {
        contact
            .email_key
            .as_ref()
            .is_some_and(|key| self.suppressed.contains(key))
    }

    fn merge(&mut self, place: usize, draft: &Draft) -> bool {
        let kept = accepted(&self.met[place].contact);
        let merged = match merge(&kept, &draft.contact, self.overwrite) {
            Merge::Unchanged => None,
            Merge::Changed(merged) => Some(*merged),
        };
        let outcome = merged.as_ref().unwrap_or(&kept);
        let suppressed = self.is_suppressed(outcome) || self.met[place].contact.suppressed;
        let has_address = outcome.email_key.is_some();
        self.index(place, &outcome.clone());
        let withdrawn = self.withdrawn.get(&self.met[place].contact.id).copied();
        let met = &mut self.met[place];
        // A consent older than its withdrawal is no consent.
        let consent = draft.consent_at.filter(|at| {
            has_address && !met.contact.consent_email && withdrawn.is_none_or(|w| *at > w)
        });
        if merged.is_none() && consent.is_none() {
            return false;
        }
        if let Some(merged) = merged {
            met.contact.profile = merged.profile;
            met.contact.email_key = merged.email_key;
        }
        met.contact.suppressed = suppressed;
        if let Some(at) = consent {
            met.contact.consent_email = true;
            met.consent_at = Some(at);
        }
        if !met.changed && met.contact.imported_by != self.import {
            met.contact.revision += 1;
            met.contact.changed_at = self.at;
        }
        met.changed = true;
        true
    }
}

fn accepted(contact: &Contact) -> Accepted {
    Accepted {
        profile: contact.profile.clone(),
        email_key: contact.email_key.clone(),
    }
}
