//! `/channels/site/settings`: what every page says of the centre.

use axum::response::IntoResponse;
use desk::{Outcome, Refusal};
use frame::{Answer, Failed, FormData, Posted, Visit, field_sentence, verdict_view};
use http::StatusCode;
use ui::{
    Area, Choice, Field, Form, Markup, crumbs, error_summary, html, page_head, submit, verdict,
};

use super::{PATH, SETTINGS};
use crate::actions::ChangeSettings;
use crate::model::{ABOUT_MAX, LINE_MAX, Settings};
use crate::queries;

/// `GET /channels/site/settings`
pub async fn show(visit: Visit) -> Answer {
    let settings = queries::settings(&visit.reader(), visit.centre.id).await?;
    let body = screen(&visit, &settings, &[]).await?;
    visit
        .page(Area::Channels, &visit.t("site-settings"), body)
        .await
}

/// `POST /channels/site/settings`
pub async fn change(Posted { visit, form }: Posted) -> Answer {
    let settings = filled(&form);
    let act = ChangeSettings {
        settings: settings.clone(),
    };
    match visit.act(&act).await {
        Ok(Outcome::Requested { request, .. }) => {
            Ok(visit.see_other(&format!("/approvals/{request}")))
        }
        Ok(_) => Ok(visit.see_other(PATH)),
        Err(Refusal::Invalid(errors)) => {
            let errors: Vec<(String, String)> = errors
                .iter()
                .map(|e| {
                    let field = e.pointer.rsplit('/').next().unwrap_or_default();
                    (field.to_owned(), field_sentence(visit.lang(), e))
                })
                .collect();
            let body = screen(&visit, &settings, &errors).await?;
            let page = visit
                .page(Area::Channels, &visit.t("site-settings"), body)
                .await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn filled(form: &FormData) -> Settings {
    Settings {
        address: form.text("address"),
        phone: form.text("phone"),
        hours: form.text("hours"),
        about: form.text("about"),
        privacy_contact: form.text("privacy_contact"),
        licence_number: form.text("licence_number"),
        language: form.text("language"),
        internal: form
            .text("internal")
            .split([',', '\n'])
            .map(|range| range.trim().to_owned())
            .filter(|range| !range.is_empty())
            .collect(),
    }
}

async fn screen(
    visit: &Visit,
    settings: &Settings,
    errors: &[(String, String)],
) -> Result<Markup, Failed> {
    let act = ChangeSettings {
        settings: Settings::unset(visit.centre.lang.clone()),
    };
    let found = visit.look(&act).await?;
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let lang = visit.lang();
    let labels: Vec<(String, String)> = errors
        .iter()
        .map(|(field, _)| (field.clone(), visit.t(label_of(field))))
        .collect();
    let summary: Vec<(&str, &str)> = labels
        .iter()
        .map(|(field, label)| (field.as_str(), label.as_str()))
        .collect();
    Ok(html! {
        (crumbs(lang, &[(&visit.t("site-website"), PATH)], &visit.t("site-settings")))
        (page_head(visit.t("site-settings")).sentence(visit.t("site-settings-lead")))
        (error_summary(lang, &summary))
        (verdict(lang, &verdict_view(lang, &book, &found)))
        (Form::post(SETTINGS, visit.csrf()).warns_before_leaving().body(fields(visit, settings, errors)))
    })
}

fn label_of(field: &str) -> &'static str {
    match field {
        "address" => "site-set-address",
        "phone" => "site-set-phone",
        "hours" => "site-set-hours",
        "about" => "site-set-about",
        "privacy_contact" => "site-set-privacy",
        "licence_number" => "site-set-licence",
        "language" => "site-set-language",
        _ => "site-set-internal",
    }
}

fn fields(visit: &Visit, settings: &Settings, errors: &[(String, String)]) -> Markup {
    let lang = visit.lang();
    let line = u32::try_from(LINE_MAX).unwrap_or(u32::MAX);
    let about = u32::try_from(ABOUT_MAX).unwrap_or(u32::MAX);
    let error = |field: &str| {
        let found = errors.iter().find(|(name, _)| name == field);
        found.map(|(_, sentence)| sentence.clone())
    };
    let text = |name: &'static str, value: &str| {
        Field::text(name, visit.t(label_of(name)))
            .value(value)
            .optional(lang)
            .max_chars(line)
            .error(error(name))
    };
    let choices = [("zh-Hant", "site-language-zh"), ("en", "site-language-en")]
        .into_iter()
        .map(|(value, word)| Choice::new(value, visit.t(word), settings.language == value))
        .collect();
    html! {
        (text("address", &settings.address))
        (text("phone", &settings.phone).autocomplete("tel"))
        (Field::textarea("hours", visit.t("site-set-hours"), 3).value(settings.hours.as_str()).optional(lang)
            .max_chars(2 * line).hint(visit.t("site-set-hours-hint")).error(error("hours")))
        (Field::textarea("about", visit.t("site-set-about"), 6).value(settings.about.as_str()).optional(lang)
            .max_chars(about).hint(visit.t("site-set-about-hint")).error(error("about")))
        (text("privacy_contact", &settings.privacy_contact).hint(visit.t("site-set-privacy-hint")))
        (text("licence_number", &settings.licence_number))
        (Field::select("language", visit.t("site-set-language"), choices).error(error("language")))
        (Field::textarea("internal", visit.t("site-set-internal"), 2).value(settings.internal.join("\n")).optional(lang)
            .hint(visit.t("site-set-internal-hint")).error(error("internal")))
        (submit(visit.t("site-save")))
    }
}
