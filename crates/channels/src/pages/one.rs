//! One mailing: how it stands, its numbers, what to decide.

use axum::extract::Path;
use axum::response::Response;
use desk::{Addresses, Cancel, Outcome, Refusal, Release};
use frame::{Answer, Failed, Posted, Visit};
use ui::{Area, Arg, Col, Kind, Markup, Row, fmt, html};

use super::measure;
use super::words::{Standing, delivery_word, reason_word, share, standing, standing_mark, when};
use crate::actions::SettleDoubt;
use crate::model::{DeliveryState, Figures, Mailing, MailingId, OUTLET};
use crate::queries;

pub async fn show(visit: Visit, Path(id): Path<MailingId>) -> Answer {
    let conn = visit.reader();
    let centre = visit.centre.id;
    let mailing = queries::mailing(&conn, centre, id)
        .await?
        .ok_or(Failed::NotFound)?;
    let figures = queries::figures(&conn, centre, id).await?;
    let measured = queries::measured(&conn, centre, &mailing).await?;
    let stands = standing(&visit, &mailing, &figures).await?;
    let reads = visit.may_read(audience::READ_CONTACTS).await?;
    let why: Vec<String> = queries::skipped_reasons(&conn, centre, id)
        .await?
        .iter()
        .map(|(reason, n)| format!("{} {}", reason_word(visit.lang(), reason), fmt::number(*n)))
        .collect();
    let why = why.join(&visit.t("frame-and"));
    let mut sections = vec![
        notices(&visit, &mailing, &figures, stands),
        ui::section(visit.t("channels-numbers")).body(numbers(
            &visit,
            &mailing,
            &figures,
            (reads, &why),
        )),
    ];
    sections.extend(measure::sections(
        &visit, &mailing, &figures, &measured, reads,
    ));
    let main = ui::stack(ui::Gap::Sections, &sections);
    let aside = aside(&visit, &mailing, &figures, stands);
    let body = html! {
        (ui::crumbs(visit.lang(), &[(&visit.t("channels-email"), "/channels/email")], &mailing.subject))
        (ui::page_head(&mailing.subject)
            .fact(standing_mark(visit.lang(), stands))
            .fact(when(&visit, &mailing, stands))
            .named(&visit.t("channels-segment"), &mailing.segment_name))
        (ui::columns(main, aside))
    };
    visit.page(Area::Channels, &mailing.subject, body).await
}

fn notices(visit: &Visit, mailing: &Mailing, figures: &Figures, stands: Standing) -> Markup {
    let lang = visit.lang();
    let waiting = figures.remaining() + figures.held;
    let count: [(&str, Arg); 1] = [("count", waiting.into())];
    html! {
        @if let (Standing::Trouble, Some(trouble)) = (stands, &mailing.trouble) {
            (ui::notice(Kind::Stop, trouble_words(visit, &trouble.reason, waiting), html! {
                p { (lang.tr("channels-trouble-since", &[("when", fmt::near(lang, &visit.zone, visit.now, trouble.since).into())])) }
                @if !trouble.detail.is_empty() { p { (visit.t("channels-server-said")) (trouble.detail) } }
                p { (ui::link(visit.t("channels-check-settings"), "/settings/sending")) }
            }))
        }
        @if stands == Standing::Held {
            (ui::notice(Kind::Stop, lang.tr("channels-held", &count), reason_word(lang, mailing.held.as_deref().unwrap_or_default())))
        }
        @if stands == Standing::Missed {
            (ui::notice(Kind::Wait, visit.t("channels-missed"), ui::link(visit.t("channels-open-jobs"), "/settings/jobs")))
        }
        @if let Standing::Quiet(opens) = stands {
            (ui::notice(Kind::Plain, lang.tr("channels-quiet-until", &[("count", waiting.into()), ("when", fmt::near(lang, &visit.zone, visit.now, opens).into())]), ""))
        }
        @if figures.uncertain > 0 && mailing.ended.is_none() { (doubt_notice(visit, mailing, figures)) }
    }
}

fn trouble_words(visit: &Visit, reason: &str, waiting: i64) -> String {
    let key = format!("channels-trouble-{reason}");
    let key = if visit.lang().has(&key) {
        key
    } else {
        "channels-trouble-unreachable".to_owned()
    };
    visit.lang().tr(&key, &[("count", waiting.into())])
}

fn doubt_notice(visit: &Visit, mailing: &Mailing, figures: &Figures) -> Markup {
    let to = format!("/channels/email/{}/doubt", mailing.id);
    let rows = format!("/channels/email/{}/deliveries?state=uncertain", mailing.id);
    ui::notice(
        Kind::Wait,
        visit
            .lang()
            .tr("channels-doubt", &[("count", figures.uncertain.into())]),
        html! {
            p { (visit.t("channels-doubt-more")) }
            (ui::link(visit.t("channels-doubt-who"), &rows))
            (ui::post_button(&to, visit.csrf(), &[("resend", "yes")], ui::submit(visit.t("channels-doubt-resend")).usual()))
            (ui::post_button(&to, visit.csrf(), &[("resend", "")], ui::submit(visit.t("channels-doubt-leave")).plain()))
        },
    )
}

/// `reads`: whether the visitor may read who the recipients are; numbers open them then.
/// `why`: what kept recipients from being written to, in words.
fn numbers(
    visit: &Visit,
    mailing: &Mailing,
    figures: &Figures,
    (reads, why): (bool, &str),
) -> Markup {
    let lang = visit.lang();
    let opens = |word: String, of: &str, n: i64| {
        let href = format!("/channels/email/{}/deliveries?state={of}", mailing.id);
        if reads && n > 0 {
            Row::link(word, href)
        } else {
            Row::new(word)
        }
    };
    let row = |key: &str, of: &str, n: i64, whole: i64| {
        let part = (whole > 0).then(|| share(n, whole));
        let part = part.unwrap_or_default();
        opens(visit.t(key), of, n).cell(fmt::number(n)).cell(part)
    };
    let state = |state: DeliveryState, n: i64| {
        opens(delivery_word(lang, state), state.key(), n)
            .cell(fmt::number(n))
            .cell("")
    };
    let mut table = ui::table(lang, visit.t("channels-numbers"))
        .col(Col::new(visit.t("channels-col-what")))
        .col(Col::num(visit.t("channels-col-count")))
        .col(Col::num(visit.t("channels-col-share")));
    let (sent, returned) = (figures.sent, figures.bounced + figures.failed);
    for (key, of, n, whole) in [
        ("channels-sent", "sent", sent, 0),
        ("channels-delivered", "delivered", figures.delivered, sent),
        ("channels-returned", "returned", returned, sent),
        (
            "channels-opened",
            "opened",
            figures.opened,
            figures.delivered,
        ),
        (
            "channels-clicked",
            "clicked",
            figures.clicked,
            figures.delivered,
        ),
    ] {
        table = table.row(row(key, of, n, whole));
    }
    for (kind, n) in [
        (DeliveryState::Queued, figures.queued),
        (DeliveryState::Deferred, figures.deferred),
        (DeliveryState::Held, figures.held),
        (DeliveryState::Uncertain, figures.uncertain),
        (DeliveryState::Kept, figures.kept),
        (DeliveryState::Skipped, figures.skipped),
        (DeliveryState::Complained, figures.complained),
    ] {
        if n > 0 {
            table = table.row(state(kind, n));
        }
    }
    html! {
        (table)
        @if !why.is_empty() { (ui::meta(lang.tr("channels-skipped-why", &[("why", why.into())]))) }
        (ui::meta(visit.t("channels-numbers-more")))
    }
}

fn aside(visit: &Visit, mailing: &Mailing, of: &Figures, stands: Standing) -> Markup {
    let site = visit
        .desk()
        .part::<Addresses>()
        .map(|a| a.site.clone())
        .unwrap_or_default();
    let preview = crate::actions::preview_path(visit.desk().keys(), mailing.version, "");
    let is_open = mailing.ended.is_none();
    let sender = format!("{} <{}>", mailing.from_name, mailing.from_address);
    html! {
        (ui::section(visit.t("channels-about")).body(html! {
            (ui::facts(&[
                (&visit.t("channels-sender"), html! { (sender) }),
                (&visit.t("channels-col-recipients"), html! { @if mailing.audience_at.is_some() { (fmt::number(mailing.total - of.skipped)) } @else { (visit.t("channels-counted-at-dispatch")) } }),
            ]))
            p { (ui::link(visit.t("channels-see-mail"), format!("{site}{preview}"))) }
            p { (ui::link(visit.t("channels-see-item"), format!("/content/{}", mailing.item))) }
        }))
        @if is_open {
            (ui::section(visit.t("channels-decide")).body(html! {
                @if stands == Standing::Held {
                    (ui::post_button(&format!("/channels/email/{}/release", mailing.id), visit.csrf(), &[], ui::submit(visit.t("channels-release")).main()))
                }
                (ui::button(visit.t("channels-cancel")).stop().opens("cancel"))
                (ui::confirm(
                    visit.lang(),
                    "cancel",
                    &visit.t("channels-cancel-ask"),
                    html! { p { (visit.t("channels-cancel-more")) } },
                    &format!("/channels/email/{}/cancel", mailing.id),
                    visit.csrf(),
                    ui::submit(visit.t("channels-cancel")).stop(),
                ))
            }))
        }
    }
}

pub async fn cancel(Path(id): Path<MailingId>, posted: Posted) -> Answer {
    let act = Cancel {
        outlet: OUTLET.into(),
        id: id.0,
    };
    after(&posted.visit, posted.visit.act(&act).await, id)
}

pub async fn release(Path(id): Path<MailingId>, posted: Posted) -> Answer {
    let act = Release {
        outlet: OUTLET.into(),
        id: id.0,
    };
    after(&posted.visit, posted.visit.act(&act).await, id)
}

pub async fn doubt(Path(id): Path<MailingId>, posted: Posted) -> Answer {
    let act = SettleDoubt {
        mailing: id,
        resend: posted.form.ticked("resend"),
    };
    after(&posted.visit, posted.visit.act(&act).await, id)
}

fn after(
    visit: &Visit,
    outcome: Result<Outcome, Refusal>,
    id: MailingId,
) -> Result<Response, Failed> {
    match outcome? {
        Outcome::Requested { request, .. } => Ok(visit.see_other(&format!("/approvals/{request}"))),
        Outcome::Done { .. } | Outcome::Proposed { .. } => {
            Ok(visit.see_other(&format!("/channels/email/{id}")))
        }
    }
}
