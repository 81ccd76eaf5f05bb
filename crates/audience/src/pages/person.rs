//! One contact: facts, consents, what happened, and the rights of the person.

use axum::extract::Path;
use desk::{Outcome, Refusal};
use frame::{Answer, Failed, FormData, Posted, Visit};
use ui::{Area, Choice, Field, Form, Markup, Step, StepState, html};

use super::{attachment, person_form, settled, wording, words};
use crate::actions::{
    EraseContact, ExportPerson, RecordConsent, Resubscribe, WithdrawConsent, person_as_json,
};
use crate::model::{ConsentRow, Contact, ContactId, Purpose, Wording};
use crate::queries;

/// Entries of the timeline on one page.
const TIMELINE: i64 = 100;

async fn there(visit: &Visit, id: ContactId) -> Result<Contact, Failed> {
    queries::contact(&visit.reader(), visit.centre.id, id)
        .await?
        .ok_or(Failed::NotFound)
}

/// `/care/people/{id}`
pub async fn show(visit: Visit, Path(id): Path<ContactId>) -> Answer {
    let contact = there(&visit, id).await?;
    let (conn, centre, lang) = (visit.reader(), visit.centre.id, visit.lang());
    let consents = queries::consents_of(&conn, centre, id).await?;
    let timeline = queries::timeline(&conn, centre, id, TIMELINE).await?;
    let name = person_form::name_or(&visit, &contact);
    let reach = contact.reach();
    let steps: Vec<Step> = timeline
        .iter()
        .map(|row| {
            let what = visit.t(words::activity_key(&row.kind));
            let when = ui::fmt::near(lang, &visit.zone, visit.now, row.at);
            let step =
                Step::new(StepState::Done, "", what).when(when, ui::fmt::iso(&visit.zone, row.at));
            if row.machine {
                step.meta(visit.t("audience-did-machine"))
            } else {
                step
            }
        })
        .collect();
    let happened = if steps.is_empty() {
        ui::empty(
            &visit.t("audience-timeline-empty"),
            &visit.t("audience-timeline-empty-more"),
            None,
        )
    } else {
        ui::trail(&steps)
    };
    let body = html! {
        (ui::crumbs(lang, &[(&visit.t("audience-tab-people"), "/care/people")], &name))
        (ui::page_head(&name)
            .fact(ui::state(words::reach_state(reach), visit.t(words::reach_key(reach))))
            .named(&visit.t("audience-lifecycle"), visit.t(words::lifecycle_of(&contact.profile.lifecycle)))
            .named(&visit.t("audience-created"), ui::fmt::date_full(lang, &visit.zone, contact.created_at))
            .act(ui::link_button(visit.t("audience-edit"), format!("/care/people/{id}/edit")).main().key("e")))
        (ui::columns(
            html! {
                (ui::section(visit.t("audience-facts")).body(facts(&visit, &contact)))
                (ui::section(visit.t("audience-timeline")).body(happened))
            },
            html! {
                (ui::section(visit.t("audience-consents")).body(consent_list(&visit, &contact, &consents)))
                (ui::section(visit.t("audience-tab-segments")).body(wording::memberships(&visit, &contact).await?))
                (ui::section(visit.t("audience-rights")).body(rights(&visit)))
            },
        ))
        (data_dialog(&visit, id))
        (erase_dialog(&visit, id))
        (consent_dialog(&visit, id))
        @if contact.suppressed { (back_dialog(&visit, &contact)) }
    };
    visit.page(Area::Care, &name, body).await
}

fn facts(visit: &Visit, contact: &Contact) -> Markup {
    let profile = &contact.profile;
    let tags: Vec<&str> = profile.tags.iter().map(String::as_str).collect();
    let language = if profile.lang == "en" {
        "audience-language-en"
    } else {
        "audience-language-zh"
    };
    let list = contact.imported_by != crate::model::NO_IMPORT;
    let pairs = [
        ("audience-email", profile.email.clone()),
        ("audience-phone", profile.phone.clone()),
        ("audience-city", profile.city.clone()),
        ("audience-tags", tags.join(&visit.t("frame-and"))),
        ("audience-source", profile.source.clone()),
        ("audience-birthday-label", profile.birthday.clone()),
        ("audience-language", visit.t(language)),
        ("audience-notes", profile.notes.clone()),
    ];
    let shown: Vec<(String, Markup)> = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (visit.t(key), html! { (value) }))
        .chain(list.then(|| {
            let href = format!("/care/import/{}", contact.imported_by);
            (
                visit.t("audience-imported"),
                ui::link(visit.t("audience-this-list"), href),
            )
        }))
        .collect();
    let pairs: Vec<(&str, Markup)> = shown.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
    ui::facts(&pairs)
}

fn consent_list(visit: &Visit, contact: &Contact, consents: &[ConsentRow]) -> Markup {
    let steps: Vec<Step> = consents
        .iter()
        .map(|row| {
            let key = if row.given {
                "audience-consent-was-given"
            } else {
                "audience-consent-was-withdrawn"
            };
            let channel = words::channel_key(&row.channel);
            let channel = channel.map_or_else(|| row.channel.clone(), |key| visit.t(key));
            let args = [("channel", channel.into())];
            let step = Step::new(
                StepState::Done,
                visit.t(words::purpose_of(&row.purpose)),
                visit.lang().tr(key, &args),
            )
            .when(
                ui::fmt::date_full(visit.lang(), &visit.zone, row.at),
                ui::fmt::iso(&visit.zone, row.at),
            );
            let step = if row.wording.is_empty() {
                step
            } else {
                step.quote(row.wording.clone())
            };
            // The reason of an undo is a word of the program, and the state says it already.
            if row.evidence.is_empty() || row.evidence == "import-undone" {
                step
            } else {
                step.meta(row.evidence.clone())
            }
        })
        .collect();
    html! {
        @if steps.is_empty() { (ui::meta(visit.t("audience-consents-none"))) } @else { (ui::trail(&steps)) }
        p { (ui::button(visit.t("audience-consent-record")).opens("consent")) }
        @if contact.suppressed {
            p { (ui::text_button(visit.t("audience-resubscribe")).opens("back")) }
        }
        @if contact.consent_email {
            (ui::post_button(&format!("/care/people/{}/withdrawals", contact.id), visit.csrf(),
                &[("purpose", Purpose::MarketingEmail.key())],
                ui::text_button(visit.t("audience-consent-withdraw"))))
        }
    }
}

fn rights(visit: &Visit) -> Markup {
    html! {
        (ui::meta(visit.t("audience-rights-more")))
        (ui::actions(&[
            ui::button(visit.t("audience-rights-data")).opens("data"),
            ui::button(visit.t("audience-erase")).stop().opens("erase"),
        ]))
    }
}

fn data_dialog(visit: &Visit, id: ContactId) -> Markup {
    let form = Form::post(format!("/care/people/{id}/data.json"), visit.csrf()).body(html! {
        (ui::meta(visit.t("audience-data-more")))
        (Field::text("reason", visit.t("audience-data-reason")).hint(visit.t("audience-data-reason-hint")).max_chars(500))
        (ui::submit(visit.t("audience-rights-data")))
    });
    ui::dialog_of("data", &visit.t("audience-rights-data"), form)
}

fn erase_dialog(visit: &Visit, id: ContactId) -> Markup {
    let form = Form::post(format!("/care/people/{id}/erasure"), visit.csrf()).body(html! {
        (ui::meta(visit.t("audience-erase-more")))
        (Field::text("reason", visit.t("audience-erase-reason")).id("f-erase-reason").hint(visit.t("audience-erase-reason-hint")).max_chars(500))
        (ui::submit(visit.t("audience-erase")).stop())
    });
    ui::dialog_of("erase", &visit.t("audience-erase-question"), form)
}

fn consent_dialog(visit: &Visit, id: ContactId) -> Markup {
    let purposes = Purpose::ALL
        .iter()
        .map(|p| {
            Choice::new(
                p.key(),
                visit.t(words::purpose_key(*p)),
                *p == Purpose::MarketingEmail,
            )
        })
        .collect();
    let form = Form::post(format!("/care/people/{id}/consents"), visit.csrf()).body(html! {
        (Field::select("purpose", visit.t("audience-consent-purpose"), purposes))
        (Field::text("version", visit.t("audience-consent-version")).value(visit.now.in_zone(&visit.zone).strftime("%Y-%m").to_string()).narrow())
        (Field::textarea("wording", visit.t("audience-consent-wording"), 2))
        (Field::text("channel", visit.t("audience-consent-channel")))
        (Field::text("evidence", visit.t("audience-consent-evidence")).hint(visit.t("audience-consent-evidence-hint")))
        (ui::submit(visit.t("audience-consent-record")))
    });
    ui::dialog_of("consent", &visit.t("audience-consent-record"), form)
}

fn back_dialog(visit: &Visit, contact: &Contact) -> Markup {
    let action = format!("/care/people/{}/return", contact.id);
    let form = Form::post(action, visit.csrf()).body(html! {
        (ui::meta(visit.t("audience-resubscribe-more")))
        (Field::email("address", visit.t("audience-email")).id("back-address").value(&contact.profile.email).locked())
        (Field::text("version", visit.t("audience-consent-version")).id("back-version").value(visit.now.in_zone(&visit.zone).strftime("%Y-%m").to_string()).narrow())
        (Field::textarea("wording", visit.t("audience-consent-wording"), 2).id("back-wording"))
        (Field::text("channel", visit.t("audience-consent-channel")).id("back-channel"))
        (Field::text("evidence", visit.t("audience-consent-evidence")).id("back-evidence").hint(visit.t("audience-consent-evidence-hint")))
        (ui::submit(visit.t("audience-resubscribe")))
    });
    ui::dialog_of("back", &visit.t("audience-come-back"), form)
}

/// Writes to somebody again who asked for it, or asks for it.
pub async fn come_back(Path(id): Path<ContactId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let act = Resubscribe {
        contact: id,
        address: form.text("address"),
        wording: Wording {
            version: form.text("version"),
            wording: form.text("wording"),
        },
        channel: form.text("channel"),
        evidence: form.text("evidence"),
    };
    let outcome = visit.act(&act).await?;
    Ok(settled(&visit, &outcome, &format!("/care/people/{id}")))
}

/// Takes a consent down.
pub async fn consent(Path(id): Path<ContactId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let act = RecordConsent {
        contact: id,
        purpose: purpose_of(&form)?,
        wording: Wording {
            version: form.text("version"),
            wording: form.text("wording"),
        },
        channel: form.text("channel"),
        evidence: form.text("evidence"),
        at: None,
    };
    let outcome = visit.act(&act).await?;
    Ok(settled(&visit, &outcome, &format!("/care/people/{id}")))
}

/// Takes a withdrawal down.
pub async fn withdraw(Path(id): Path<ContactId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let act = WithdrawConsent {
        contact: id,
        purpose: purpose_of(&form)?,
        channel: "desk".into(),
        reason: String::new(),
    };
    let outcome = visit.act(&act).await?;
    Ok(settled(&visit, &outcome, &format!("/care/people/{id}")))
}

/// Erases the person, or asks for it.
pub async fn erase(Path(id): Path<ContactId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let act = EraseContact {
        contact: id,
        reason: form.text("reason"),
    };
    let outcome = visit.act(&act).await?;
    Ok(settled(&visit, &outcome, "/care/people"))
}

/// Hands out everything that is kept of the person, as JSON: an act, so it is on record
/// who asked for whose.
pub async fn data(Path(id): Path<ContactId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    there(&visit, id).await?;
    let act = ExportPerson {
        contact: id,
        reason: form.text("reason"),
    };
    let outcome = visit.act(&act).await?;
    if !matches!(outcome, Outcome::Done { .. }) {
        return Ok(settled(&visit, &outcome, "/approvals"));
    }
    let all = person_as_json(visit.desk(), &visit.reader(), visit.centre.id, id).await?;
    let text = serde_json::to_string_pretty(&all).unwrap_or_default();
    Ok(attachment(
        text.into_bytes(),
        "application/json",
        &format!("{id}.json"),
    ))
}

/// The purpose a form names; none is guessed, since a consent hangs on it.
fn purpose_of(form: &FormData) -> Result<Purpose, Refusal> {
    Purpose::of(&form.text("purpose")).ok_or_else(|| Refusal::field("purpose", "field-empty"))
}
