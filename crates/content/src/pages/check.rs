//! Trying a text: what the rules of law say to it, without keeping anything.

use compliance::{Jurisdiction, Licence, Scope};
use frame::{Answer, FormData, Posted, Visit};
use ui::{
    Area, Choice, Field, Form, Kind, Lang, Markup, error_summary, html, notice, page_head, section,
    submit,
};

use super::findings;
use super::library::unprocessable;
use super::{Tabbed, tab_row};
use crate::checks::{Ask, CheckError, Checked, TEXT_MAX, run};

/// `GET /content/check`
pub async fn show(visit: Visit) -> Answer {
    let body = page(&visit, &asked_at_first(&visit), None, &html! {});
    visit
        .page(Area::Content, &visit.t("content-try"), body)
        .await
}

/// `POST /content/check`
pub async fn try_text(posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let ask = ask_of(&form);
    match run(&ask) {
        Ok(checked) => {
            let body = page(
                &visit,
                &ask,
                None,
                &answer(visit.lang(), &ask.text, &checked),
            );
            visit
                .page(Area::Content, &visit.t("content-try"), body)
                .await
        }
        Err(error) => {
            let body = page(&visit, &ask, Some(error), &html! {});
            let page = visit
                .page(Area::Content, &visit.t("content-try"), body)
                .await?;
            Ok(unprocessable(page))
        }
    }
}

fn asked_at_first(visit: &Visit) -> Ask {
    Ask {
        text: String::new(),
        scope: Scope::Web,
        jurisdictions: visit
            .centre
            .jurisdictions
            .iter()
            .filter_map(|word| word.parse().ok())
            .collect(),
        licence: visit.centre.licence.parse().unwrap_or(Licence::Unset),
        date: None,
    }
}

fn ask_of(form: &FormData) -> Ask {
    let date = form.text("date");
    Ask {
        text: form.raw("text").to_owned(),
        scope: form.parsed("scope").unwrap_or(Scope::Web),
        jurisdictions: form
            .all("jurisdictions")
            .iter()
            .filter_map(|word| word.parse().ok())
            .collect(),
        licence: form.parsed("licence").unwrap_or(Licence::Unset),
        date: (!date.is_empty()).then_some(date),
    }
}

fn page(visit: &Visit, ask: &Ask, error: Option<CheckError>, answer: &Markup) -> Markup {
    let lang = visit.lang();
    let wrong = |field: &str| {
        error.filter(|error| error.field().0 == field).map(|error| {
            let limit = i64::try_from(TEXT_MAX).unwrap_or(i64::MAX);
            lang.tr(error.field().1, &[("limit", limit.into())])
        })
    };
    let scopes = Scope::ALL
        .iter()
        .map(|scope| {
            Choice::new(
                scope.as_str(),
                scope_word(lang, *scope),
                *scope == ask.scope,
            )
        })
        .collect();
    let licences = Licence::ALL
        .iter()
        .map(|it| Choice::new(it.as_str(), licence_word(lang, *it), *it == ask.licence))
        .collect();
    let jurisdictions = Jurisdiction::ALL
        .iter()
        .filter(|it| **it != Jurisdiction::Gen)
        .map(|it| {
            let chosen = ask.jurisdictions.contains(it);
            Choice::new(it.as_str(), jurisdiction_word(lang, *it), chosen)
        })
        .collect();
    html! {
        (page_head(visit.t("content-try")).sentence(visit.t("content-try-more")))
        (tab_row(visit, Tabbed::Check))
        @if let Some(error) = error {
            @let label = if error.field().0 == "text" { visit.t("content-try-text") } else { visit.t("content-try-date") };
            (error_summary(lang, &[(error.field().0, &label)]))
        }
        (Form::post("/content/check", visit.csrf()).wide().body(html! {
            (Field::textarea("text", visit.t("content-try-text"), 10).value(ask.text.clone()).error(wrong("text")))
            (Field::select("scope", visit.t("content-try-scope"), scopes))
            (Field::checks("jurisdictions", visit.t("content-try-jurisdictions"), jurisdictions).required(false))
            (Field::select("licence", visit.t("content-try-licence"), licences))
            (Field::date("date", visit.t("content-try-date")).optional(lang).value(ask.date.clone().unwrap_or_default()).error(wrong("date")))
            (submit(visit.t("content-try-run")))
        }))
        (answer)
    }
}

fn answer(lang: Lang, text: &str, checked: &Checked) -> Markup {
    let count = i64::try_from(checked.findings.len()).unwrap_or(i64::MAX);
    let mut findings = checked.findings.clone();
    for finding in &mut findings {
        // People look for the words as they wrote them.
        let words = finding.span.clone().and_then(|span| text.get(span));
        if let Some(words) = words {
            words.clone_into(&mut finding.matched);
        }
    }
    let notes: Vec<(Markup, &compliance::Finding)> =
        findings.iter().map(|finding| (html! {}, finding)).collect();
    let mut signals: Vec<String> = checked
        .clinical
        .iter()
        .map(|signal| findings::signal_word(lang, signal.kind))
        .collect();
    signals.sort();
    signals.dedup();
    html! {
        (section(lang.t("content-try-answer")).id("answer").body(html! {
            @if checked.findings.is_empty() {
                (notice(Kind::Good, lang.t("content-try-clean"), lang.t("content-try-no-advice")))
            } @else {
                p { (lang.tr("content-try-found", &[("n", count.into())])) " " (lang.t("content-try-no-advice")) }
            }
            (super::findings::notes_in(lang, &notes))
            @if !signals.is_empty() {
                p { (lang.tr("content-try-clinical", &[("what", signals.join(&lang.t("frame-and")).into())])) }
            }
        }))
    }
}

/// The word of a scope.
pub fn scope_word(lang: Lang, scope: Scope) -> String {
    lang.t(match scope {
        Scope::Ad => "content-scope-ad",
        Scope::Social => "content-scope-social",
        Scope::Web => "content-scope-web",
        Scope::WebsiteHome => "content-scope-home",
        Scope::Message => "content-scope-message",
        Scope::Print => "content-scope-print",
        Scope::Press => "content-scope-press",
        Scope::Event => "content-scope-event",
        Scope::Education => "content-scope-education",
        Scope::Reply => "content-scope-reply",
        Scope::Form => "content-scope-form",
        Scope::ProductFood => "content-scope-food",
        Scope::ProductCosmetic => "content-scope-cosmetic",
        Scope::ProductDevice => "content-scope-device",
        Scope::ProductDrug => "content-scope-drug",
        Scope::Product => "content-scope-product",
        Scope::InternalNote => "content-scope-note",
    })
}

fn licence_word(lang: Lang, licence: Licence) -> String {
    lang.t(match licence {
        Licence::MedicalInstitution => "content-licence-medical",
        Licence::PtClinic => "content-licence-pt",
        Licence::OtClinic => "content-licence-ot",
        Licence::SltClinic => "content-licence-slt",
        Licence::Ltc => "content-licence-ltc",
        Licence::None => "content-licence-none",
        Licence::Unset => "content-licence-unset",
    })
}

fn jurisdiction_word(lang: Lang, it: Jurisdiction) -> String {
    lang.t(match it {
        Jurisdiction::Tw => "content-jurisdiction-tw",
        Jurisdiction::Hk => "content-jurisdiction-hk",
        Jurisdiction::Cn => "content-jurisdiction-cn",
        Jurisdiction::Mo => "content-jurisdiction-mo",
        Jurisdiction::Eu => "content-jurisdiction-eu",
        Jurisdiction::Gen => "content-jurisdiction-gen",
    })
}
