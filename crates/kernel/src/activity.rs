//! The append-only stream of what happened with and around customers. Timelines,
//! indicators and segments all read this one stream.

use serde_json::Value as Json;
use uuid::Uuid;

use crate::{CentreId, Conn, DbError, Moment, args};

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Activity {
    pub at: Moment,
    /// What happened, as `feature.past_participle`: `mail.opened`, `site.visited`.
    pub kind: &'static str,
    /// Whom it concerns, when that is known.
    pub contact: Option<Uuid>,
    /// What it is about: an article, a delivery, a form.
    pub subject: Option<Uuid>,
    pub campaign: Option<Uuid>,
    /// Done by a program (mail scanner, prefetching client), not by a person.
    pub machine: bool,
    /// An amount where the kind has one: seconds of dwell time, a score.
    pub amount: i64,
    pub data: Json,
}

impl Activity {
    /// An activity of `kind` with everything else empty.
    #[must_use]
    pub fn new(kind: &'static str, at: Moment) -> Self {
        Self {
            at,
            kind,
            contact: None,
            subject: None,
            campaign: None,
            machine: false,
            amount: 0,
            data: Json::Null,
        }
    }

    #[must_use]
    pub fn by(mut self, contact: impl Into<Uuid>) -> Self {
        self.contact = Some(contact.into());
        self
    }

    #[must_use]
    pub fn about(mut self, subject: impl Into<Uuid>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    #[must_use]
    pub fn of_campaign(mut self, campaign: Option<Uuid>) -> Self {
        self.campaign = campaign;
        self
    }

    #[must_use]
    pub fn with(mut self, data: Json) -> Self {
        self.data = data;
        self
    }
}

/// Appends to the stream, in the transaction of the change it reports.
///
/// # Errors
/// What the engine answers.
pub async fn record(tx: &Conn, centre: CentreId, activities: &[Activity]) -> Result<(), DbError> {
    let rows = activities
        .iter()
        .map(|a| {
            args![
                Uuid::now_v7(),
                centre,
                a.at,
                a.kind,
                a.contact,
                a.subject,
                a.campaign,
                a.machine,
                a.amount,
                if a.data.is_null() {
                    String::new()
                } else {
                    a.data.to_string()
                },
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "id",
        "centre_id",
        "at",
        "kind",
        "contact_id",
        "subject_id",
        "campaign_id",
        "machine",
        "amount",
        "data",
    ];
    tx.insert("activity", &columns, rows, false).await?;
    Ok(())
}
