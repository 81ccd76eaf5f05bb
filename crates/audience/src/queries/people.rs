//! The questions that may be asked through the API.

use charter::Actor;
use desk::{Desk, Query, QueryError, Reads};
use kernel::{Conn, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contacts::ContactFilter;
use crate::model::{Contact, ContactId, Count, Profile, READ_CONTACTS, Rule, SegmentId};

/// Contacts, the newest first, 50 at a time.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contacts {
    /// Part of a name, address, number or city.
    #[serde(default)]
    pub q: String,
    /// The last contact of the page before.
    #[serde(default)]
    pub after: Option<ContactId>,
    #[serde(default)]
    pub segment: Option<SegmentId>,
}

/// A contact as the API tells it.
#[derive(Serialize, JsonSchema)]
pub struct ContactView {
    pub id: ContactId,
    #[serde(flatten)]
    pub profile: Profile,
    pub consent_email: bool,
    pub suppressed: bool,
    pub created_at: Moment,
    pub revision: i64,
}

/// A page of contacts.
#[derive(Serialize, JsonSchema)]
pub struct ContactsAnswer {
    pub contacts: Vec<ContactView>,
    pub next: Option<ContactId>,
}

fn view(contact: Contact) -> ContactView {
    ContactView {
        id: contact.id,
        profile: contact.profile,
        consent_email: contact.consent_email,
        suppressed: contact.suppressed,
        created_at: contact.created_at,
        revision: contact.revision,
    }
}

impl Query for Contacts {
    const NAME: &'static str = "contacts";
    const READS: Reads = Reads::Right(READ_CONTACTS);
    type Answer = ContactsAnswer;

    async fn answer(
        &self,
        _desk: &Desk,
        conn: &Conn,
        reader: &Actor,
        now: Moment,
    ) -> Result<ContactsAnswer, QueryError> {
        let rule = match self.segment {
            Some(id) => Some(
                super::segment(conn, reader.centre, id)
                    .await?
                    .ok_or(QueryError::Missing)?
                    .rule,
            ),
            None => None,
        };
        let filter = ContactFilter {
            search: self.q.clone(),
            rule,
            reach: None,
        };
        let page = super::contacts(conn, reader.centre, &filter, self.after, now).await?;
        Ok(ContactsAnswer {
            contacts: page.contacts.into_iter().map(view).collect(),
            next: page.next,
        })
    }
}

/// One contact.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindContact {
    pub id: ContactId,
}

impl Query for FindContact {
    const NAME: &'static str = "contact";
    const READS: Reads = Reads::Right(READ_CONTACTS);
    type Answer = ContactView;

    async fn answer(
        &self,
        _desk: &Desk,
        conn: &Conn,
        reader: &Actor,
        _now: Moment,
    ) -> Result<ContactView, QueryError> {
        let found = super::contact(conn, reader.centre, self.id).await?;
        found.map(view).ok_or(QueryError::Missing)
    }
}

/// The segments with their counts.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Segments {}

/// A segment as the API tells it.
#[derive(Serialize, JsonSchema)]
pub struct SegmentView {
    pub id: SegmentId,
    pub name: String,
    pub rule: Rule,
    pub count: Count,
}

impl Query for Segments {
    const NAME: &'static str = "segments";
    const READS: Reads = Reads::Staff;
    type Answer = Vec<SegmentView>;

    async fn answer(
        &self,
        _desk: &Desk,
        conn: &Conn,
        reader: &Actor,
        now: Moment,
    ) -> Result<Vec<SegmentView>, QueryError> {
        let mut views = Vec::new();
        for segment in super::segments(conn, reader.centre).await? {
            let count =
                super::count(conn, reader.centre, segment.id, "marketing_email", now).await?;
            views.push(SegmentView {
                id: segment.id,
                name: segment.name,
                rule: segment.rule,
                count,
            });
        }
        Ok(views)
    }
}
