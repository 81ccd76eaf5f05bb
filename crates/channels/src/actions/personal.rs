//! What the channels keep of a person.

use async_trait::async_trait;
use desk::{Permit, PersonalData};
use kernel::{CentreId, Conn, DbError};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::queries::deliveries_of_contact;
use crate::store;

/// Deliveries of a contact and what was done with them.
pub struct MailPart;

/// Most deliveries one export lists.
const MOST: i64 = 10_000;

#[async_trait]
impl PersonalData for MailPart {
    fn part(&self) -> &'static str {
        "mails"
    }

    async fn export(&self, conn: &Conn, centre: CentreId, contact: Uuid) -> Result<Json, DbError> {
        let lines = deliveries_of_contact(conn, centre, contact, MOST).await?;
        let mails: Vec<Json> = lines
            .iter()
            .map(|(subject, line)| {
                json!({
                    "subject": subject,
                    "address": line.address,
                    "state": line.state.key(),
                    "sent": line.accepted_at.map(kernel::Moment::rfc3339),
                    "opened": line.opened_at.map(kernel::Moment::rfc3339),
                    "clicked": line.clicked_at.map(kernel::Moment::rfc3339),
                })
            })
            .collect();
        Ok(Json::Array(mails))
    }

    async fn erase(&self, tx: &Conn, permit: &Permit, contact: Uuid) -> Result<(), DbError> {
        store::forget(tx, permit, contact).await
    }
}
