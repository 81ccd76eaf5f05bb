//! The local outbox: mails that stayed on this machine.

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use frame::{Answer, Failed, Visit};
use http::header;
use serde::Deserialize;
use ui::{Area, Col, Row, fmt, html};
use uuid::Uuid;

use super::letters;
use crate::queries;

/// Mails of one page.
const PAGE: i64 = 50;
/// Longest source a page shows, in octets.
const SHOWN_MAX: usize = 200_000;

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    before: Option<Uuid>,
}

pub async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.must_read(audience::READ_CONTACTS).await??;
    let conn = visit.reader();
    let mut mails = queries::local_mails(&conn, visit.centre.id, asked.before, PAGE + 1).await?;
    let more = mails.len() as i64 > PAGE;
    mails.truncate(usize::try_from(PAGE).unwrap_or(50));
    let next = more
        .then(|| {
            mails
                .last()
                .map(|m| format!("/channels/email/outbox?before={}", m.id))
        })
        .flatten();
    let rows = mails.iter().map(|mail| {
        Row::link(&mail.subject, format!("/channels/email/outbox/{}", mail.id))
            .cell(&mail.recipient)
            .cell(visit.t(if mail.mailing.is_some() {
                "channels-outbox-mailing"
            } else {
                "channels-outbox-letter"
            }))
            .cell(fmt::near(visit.lang(), &visit.zone, visit.now, mail.at))
    });
    let t = |key: &str| visit.t(key);
    let table = ui::table(visit.lang(), t("channels-outbox"))
        .col(Col::new(t("channels-subject")))
        .col(Col::new(t("channels-col-recipient")))
        .col(Col::new(t("channels-col-kind")))
        .col(Col::new(t("channels-col-when")))
        .rows(rows)
        .fold()
        .more(next)
        .when_empty(ui::empty(
            &t("channels-outbox-none"),
            &t("channels-outbox-none-more"),
            None,
        ));
    let body = html! {
        (ui::crumbs(visit.lang(), &[(&t("channels-email"), "/channels/email")], &t("channels-outbox")))
        (ui::page_head(t("channels-outbox")).sentence(t("channels-outbox-more"))
            .act(ui::link_button(t("channels-open-settings"), "/settings/sending")))
        (letters::part(&visit).await?)
        (table)
    };
    visit
        .page(Area::Channels, &t("channels-outbox"), body)
        .await
}

pub async fn one(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    visit.must_read(audience::READ_CONTACTS).await??;
    let conn = visit.reader();
    let (mail, raw) = queries::local_mail(&conn, visit.centre.id, id)
        .await?
        .ok_or(Failed::NotFound)?;
    let parts = queries::readable(&raw, SHOWN_MAX);
    let is_letter = mail.mailing.is_none();
    let t = |key: &str| visit.t(key);
    let mut head = ui::page_head(&mail.subject)
        .named(&t("channels-col-recipient"), &mail.recipient)
        .fact(fmt::near(visit.lang(), &visit.zone, visit.now, mail.at));
    if !is_letter {
        let eml = format!("/channels/email/outbox/{id}/eml");
        head = head.act(ui::link_button(t("channels-download"), eml));
    }
    let body = html! {
        (ui::crumbs(visit.lang(), &[(&t("channels-email"), "/channels/email"), (&t("channels-outbox"), "/channels/email/outbox")], &mail.subject))
        (head)
        @if is_letter { (ui::meta(t("channels-outbox-letter-more"))) }
        (ui::section(t("channels-mail-text")).body(html! { pre { (without_links(&parts.text)) } }))
        (ui::section(t("channels-mail-headers")).body(html! { pre { (parts.headers) } }))
    };
    visit.page(Area::Channels, &mail.subject, body).await
}

pub async fn download(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    visit.must_read(audience::READ_CONTACTS).await??;
    let conn = visit.reader();
    let (mail, raw) = queries::local_mail(&conn, visit.centre.id, id)
        .await?
        .ok_or(Failed::NotFound)?;
    if mail.mailing.is_none() {
        return Err(Failed::NotFound);
    }
    let name = format!("attachment; filename=\"{id}.eml\"");
    Ok((
        [
            (header::CONTENT_TYPE, "message/rfc822".to_owned()),
            (header::CONTENT_DISPOSITION, name),
        ],
        raw,
    )
        .into_response())
}

/// The start of the secret in a one-time link of an invitation or a reset.
const LINK_SECRET: &str = "hrl_";

/// A letter as pages may show it: whoever reads the secret of a one-time link could sign
/// in as somebody else, so it is struck out. On the machine itself `herald letters`
/// prints the links.
fn without_links(text: &str) -> String {
    let mut parts = text.split(LINK_SECRET);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')));
        out.push_str(LINK_SECRET);
        out.push_str("\u{2022}\u{2022}\u{2022}");
        out.push_str(&part[end.unwrap_or(part.len())..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::without_links;

    #[test]
    fn the_secret_of_a_link_is_never_shown() {
        let shown = without_links("a https://x/reset/hrl_Ab-9_z\nb hrl_zz");
        assert_eq!(
            shown,
            "a https://x/reset/hrl_\u{2022}\u{2022}\u{2022}\nb hrl_\u{2022}\u{2022}\u{2022}"
        );
    }
}
