//! Letters to colleagues that did not get through.

use axum::extract::Path;
use desk::outbox::{self, Troubled};
use frame::{Answer, Posted, Visit};
use kernel::DbError;
use ui::{Col, Kind, Markup, Row, fmt, html};
use uuid::Uuid;

use crate::actions::LetterAgain;

/// Letters a page shows.
const SHOWN: i64 = 50;

/// The part of the outbox that lists them; nothing where all is well.
pub async fn part(visit: &Visit) -> Result<Markup, DbError> {
    let letters = outbox::troubled(&visit.reader(), visit.centre.id, SHOWN).await?;
    if letters.is_empty() {
        return Ok(html! {});
    }
    let mut rows = Vec::new();
    for letter in &letters {
        let to = match letter.to_account {
            Some(account) => visit.name_of(account).await?,
            None => letter.to_address.clone(),
        };
        rows.push(row(visit, letter, to));
    }
    let t = |key: &str| visit.t(key);
    let table = ui::table(visit.lang(), t("channels-letters"))
        .col(Col::new(t("channels-subject")))
        .col(Col::new(t("channels-col-recipient")))
        .col(Col::new(t("channels-col-state")))
        .col(Col::new(t("channels-col-reason")))
        .col(Col::new(""))
        .rows(rows)
        .fold();
    Ok(html! {
        (ui::section(t("channels-letters")).body(html! {
            (ui::notice(Kind::Wait, t("channels-letters-more"), ""))
            (table)
        }))
    })
}

fn row(visit: &Visit, letter: &Troubled, to: String) -> Row {
    let lang = visit.lang();
    let state = if letter.failed {
        visit.t("channels-letter-failed")
    } else {
        let next = fmt::near(lang, &visit.zone, visit.now, letter.next_at);
        lang.tr("channels-next-try", &[("when", next.into())])
    };
    let again = ui::post_button(
        &format!("/channels/email/letters/{}/again", letter.id),
        visit.csrf(),
        &[],
        ui::submit(visit.t("channels-letter-again")),
    );
    let subject = lang.tr(
        &format!("letter-{}-subject", letter.template),
        &[
            ("title", letter.title.as_str().into()),
            ("centre", visit.centre.name.as_str().into()),
        ],
    );
    Row::new(subject)
        .cell(to)
        .cell(state)
        .cell(html! { span lang="en" { (letter.error) } })
        .cell(again)
}

/// `POST /channels/email/letters/{id}/again`
pub async fn again(Path(letter): Path<Uuid>, posted: Posted) -> Answer {
    posted.visit.act(&LetterAgain { letter }).await?;
    Ok(posted.visit.see_other("/channels/email/outbox"))
}
