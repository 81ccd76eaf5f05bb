//! What goes out today, and what somebody has to look at.

use frame::{Card, Hit, Slot, Visit};
use kernel::DbError;
use ui::{Row, html};

use super::words::{Standing, standing, standing_mark, when};
use crate::queries::{self, MailingFilter};

/// Mailings a card lists.
const LISTED: usize = 6;

/// The card of the day: mailings under way, held, in doubt.
pub async fn cards(visit: Visit) -> Result<Vec<Card>, DbError> {
    let conn = visit.reader();
    let open = queries::open_mailings(&conn, visit.centre.id).await?;
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    for mailing in open.iter().take(LISTED) {
        let figures = queries::figures(&conn, visit.centre.id, mailing.id).await?;
        let stands = standing(&visit, mailing, &figures).await?;
        let doubt = (figures.uncertain > 0 && stands != Standing::Held).then(|| {
            visit
                .lang()
                .tr("channels-doubt", &[("count", figures.uncertain.into())])
        });
        let row = Row::link(&mailing.subject, format!("/channels/email/{}", mailing.id))
            .cell(standing_mark(visit.lang(), stands))
            .cell(doubt.unwrap_or_else(|| when(&visit, mailing, stands)));
        rows.push(row);
    }
    let table = ui::table(visit.lang(), visit.t("channels-today"))
        .col(ui::Col::new(visit.t("channels-subject")))
        .col(ui::Col::new(visit.t("channels-col-state")))
        .col(ui::Col::new(visit.t("channels-col-when")))
        .rows(rows)
        .fold();
    let body = ui::section(visit.t("channels-today"))
        .more(&visit.t("channels-tab-all"), "/channels/email?state=open")
        .body(html! { (table) });
    Ok(vec![Card {
        slot: Slot::Main,
        order: 40,
        body,
    }])
}

/// Mailings whose subject has the words.
pub async fn search(visit: Visit, words: String) -> Result<Vec<Hit>, DbError> {
    let filter = MailingFilter {
        words,
        ..MailingFilter::default()
    };
    let found = queries::mailings(&visit.reader(), visit.centre.id, &filter, 5).await?;
    Ok(found
        .into_iter()
        .map(|m| Hit {
            word: m.subject,
            kind: visit.t("channels-email"),
            href: format!("/channels/email/{}", m.id),
            weight: 30,
        })
        .collect())
}
