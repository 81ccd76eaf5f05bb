//! What Today and the command palette say of the audience.

use desk::Boxed;
use frame::{Card, Hit, Slot, Visit};
use kernel::DbError;
use ui::html;

use super::person_form;
use crate::model::READ_CONTACTS;
use crate::queries::{self, ContactFilter};

/// Days a lead counts as new.
const NEW_DAYS: i64 = 7;

/// The card of new leads; nothing where there are none.
pub fn today(visit: Visit) -> Boxed<Result<Vec<Card>, DbError>> {
    Box::pin(async move {
        if !visit.may_read(READ_CONTACTS).await? {
            return Ok(Vec::new());
        }
        let since = visit.now.plus_days(-NEW_DAYS);
        let leads = queries::leads(&visit.reader(), visit.centre.id, since, 5).await?;
        if leads.is_empty() {
            return Ok(Vec::new());
        }
        let rows = leads.iter().map(|lead| {
            ui::Row::link(&lead.name, format!("/care/people/{}", lead.contact))
                .detail(&lead.message)
                .cell(ui::fmt::stamp(
                    visit.lang(),
                    &visit.zone,
                    visit.now,
                    lead.at,
                ))
        });
        let table = ui::table(visit.lang(), visit.t("audience-new-leads"))
            .col(ui::Col::new(visit.t("audience-name")))
            .col(ui::Col::new(visit.t("audience-when")).short())
            .rows(rows);
        let body = ui::section(visit.t("audience-new-leads"))
            .more(&visit.t("audience-all"), "/care/leads")
            .body(html! { (table) });
        Ok(vec![Card {
            slot: Slot::Side,
            order: 40,
            body,
        }])
    })
}

/// Contacts and segments whose name holds what was typed.
pub fn search(visit: Visit, words: String) -> Boxed<Result<Vec<Hit>, DbError>> {
    Box::pin(async move {
        if words.trim().is_empty() || !visit.may_read(READ_CONTACTS).await? {
            return Ok(Vec::new());
        }
        let (conn, centre) = (visit.reader(), visit.centre.id);
        let filter = ContactFilter {
            search: words.clone(),
            ..ContactFilter::default()
        };
        let page = queries::contacts(&conn, centre, &filter, None, visit.now).await?;
        let people = page.contacts.iter().take(5).map(|contact| Hit {
            word: person_form::name_or(&visit, contact),
            kind: visit.t("audience-contact"),
            href: format!("/care/people/{}", contact.id),
            weight: 20,
        });
        let segments = queries::segment_by_name(&conn, centre, &words, 5).await?;
        let segments = segments.iter().map(|segment| Hit {
            word: segment.name.clone(),
            kind: visit.t("audience-segment"),
            href: format!("/care/segments/{}", segment.id),
            weight: 25,
        });
        Ok(people.chain(segments).collect())
    })
}
