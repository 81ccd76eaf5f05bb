//! The first page of a new Herald.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use desk::{FieldError, Refusal};
use frame::{Answer, App, FormData, error_at, read_form, refusal_sentence};
use http::{HeaderMap, StatusCode, header};
use kernel::CentreId;
use ui::{Choice, Field, Form, Lang, Markup, Theme, html};

use crate::actions::{CURRENCIES, ChangeCentre, JURISDICTIONS, LICENCES};
use crate::actions::{FirstSetUp, SampleFault, SetUp};
use crate::set_up;

const ZONES: [&str; 6] = [
    "Asia/Taipei",
    "Asia/Hong_Kong",
    "Asia/Macau",
    "Asia/Shanghai",
    "Asia/Singapore",
    "UTC",
];

pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Answer {
    if app.centre().await?.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let lang = preferred(&headers);
    Ok(page(lang, &first_values(), &FormData::default(), &[], None).into_response())
}

fn first_values() -> ChangeCentre {
    ChangeCentre {
        name: String::new(),
        zone: "Asia/Taipei".into(),
        currency: "TWD".into(),
        licence: "unset".into(),
        jurisdictions: vec!["TW".into()],
    }
}

fn page(
    lang: Lang,
    centre: &ChangeCentre,
    form: &FormData,
    errors: &[FieldError],
    problem: Option<String>,
) -> Markup {
    let error = |field: &str| error_at(lang, errors, field);
    let starts_empty = form.text("start") == "empty";
    let starts = vec![
        Choice::new("sample", lang.t("home-start-sample"), !starts_empty)
            .hint(lang.t("home-start-sample-more")),
        Choice::new("empty", lang.t("home-start-empty"), starts_empty)
            .hint(lang.t("home-start-empty-more")),
    ];
    let body = html! {
        (ui::page_head(lang.t("home-set-up")).sentence(lang.t("home-set-up-more")))
        @if let Some(problem) = problem { (ui::notice(ui::Kind::Stop, problem, lang.t("home-set-up-kept"))) }
        (Form::post("/set-up", "").body(html! {
            (ui::section(lang.t("home-centre")).body(centre_fields(lang, centre, &error)))
            (ui::section(lang.t("home-owner")).small(lang.t("home-owner-more")).body(html! {
                (Field::text("owner_name", lang.t("home-owner-name")).value(form.text("owner_name")).error(error("owner_name")).autocomplete("name"))
                (Field::email("owner_email", lang.t("home-owner-email")).value(form.text("owner_email")).error(error("owner_email")).autocomplete("username"))
                (Field::password("owner_password", lang.t("home-owner-password")).hint(lang.t("home-owner-password-hint")).error(error("owner_password")).autocomplete("new-password"))
            }))
            (Field::radios("start", lang.t("home-start"), starts))
            (ui::submit(lang.t("home-found")).main().big())
        }))
    };
    ui::bare_page(lang, Theme::System, &lang.t("home-set-up"), &body)
}

/// The fields that say what the centre is; the settings page shows them again.
pub(super) fn centre_fields(
    lang: Lang,
    centre: &ChangeCentre,
    error: &dyn Fn(&str) -> Option<String>,
) -> Markup {
    let pick = |all: &[&str], now: &str, word: &dyn Fn(&str) -> String| {
        all.iter()
            .map(|value| Choice::new(*value, word(value), *value == now))
            .collect::<Vec<_>>()
    };
    let as_it_is = |value: &str| value.to_owned();
    let licence = |value: &str| lang.t(&format!("home-licence-{value}"));
    let jurisdictions = JURISDICTIONS
        .iter()
        .map(|j| {
            Choice::new(
                *j,
                lang.t(&format!("home-jurisdiction-{j}")),
                centre.jurisdictions.iter().any(|c| c == j),
            )
        })
        .collect();
    html! {
        (Field::text("name", lang.t("home-centre-name")).value(&centre.name).error(error("name")).autofocus())
        (ui::beside(&[
            Field::select("zone", lang.t("home-zone"), pick(&ZONES, &centre.zone, &as_it_is)).error(error("zone")),
            Field::select("currency", lang.t("home-currency"), pick(&CURRENCIES, &centre.currency, &as_it_is)).error(error("currency")),
        ]))
        (Field::select("licence", lang.t("home-licence"), pick(&LICENCES, &centre.licence, &licence)).hint(lang.t("home-licence-hint")).error(error("licence")))
        (Field::checks("jurisdictions", lang.t("home-jurisdictions"), jurisdictions).hint(lang.t("home-jurisdictions-hint")).error(error("jurisdictions")))
    }
}

pub(super) async fn found(State(app): State<App>, headers: HeaderMap, body: String) -> Answer {
    if app.centre().await?.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let (lang, form) = (preferred(&headers), read_form(&body));
    let centre = ChangeCentre {
        name: form.text("name"),
        zone: form.text("zone"),
        currency: form.text("currency"),
        licence: form.text("licence"),
        jurisdictions: form.all("jurisdictions"),
    };
    let lang_tag = match lang {
        Lang::ZhHant => "zh-Hant".to_owned(),
        Lang::En => "en".to_owned(),
    };
    let wanted = FirstSetUp {
        centre: SetUp {
            centre: CentreId::new(),
            name: centre.name.clone(),
            zone: centre.zone.clone(),
            currency: centre.currency.clone(),
            licence: centre.licence.clone(),
            jurisdictions: centre.jurisdictions.clone(),
            lang: lang_tag.clone(),
            sample: form.text("start") == "sample",
        },
        owner_name: form.text("owner_name"),
        owner_email: form.text("owner_email"),
        owner_password: form.raw("owner_password").to_owned(),
        lang: lang_tag,
    };
    let mut errors = owner_errors(&wanted);
    if let Err(more) = desk::Act::check(&wanted.centre) {
        errors.extend(more);
    }
    if errors.is_empty() {
        match set_up(&app, &wanted).await {
            Ok(_) => return Ok(Redirect::to("/sign-in").into_response()),
            Err(SampleFault::Password(key)) => errors.push(FieldError::at("owner_password", key)),
            Err(SampleFault::Refused(Refusal::Invalid(more))) => {
                errors.extend(more.into_iter().map(of_owner))
            }
            Err(SampleFault::Refused(refusal @ Refusal::Database(_))) => return Err(refusal.into()),
            Err(SampleFault::Refused(refusal)) => {
                let page = page(
                    lang,
                    &centre,
                    &form,
                    &[],
                    Some(refusal_sentence(lang, &refusal)),
                );
                return Ok((StatusCode::CONFLICT, page).into_response());
            }
        }
    }
    let problem = Some(lang.t("home-set-up-not-yet"));
    Ok((
        StatusCode::UNPROCESSABLE_ENTITY,
        page(lang, &centre, &form, &errors, problem),
    )
        .into_response())
}

fn owner_errors(wanted: &FirstSetUp) -> Vec<FieldError> {
    let empty = |field: &str, value: &str| {
        value
            .trim()
            .is_empty()
            .then(|| FieldError::at(field, "field-empty"))
    };
    [
        empty("owner_name", &wanted.owner_name),
        empty("owner_email", &wanted.owner_email),
        empty("owner_password", &wanted.owner_password),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The account of the owner stands in fields of its own on this page.
fn of_owner(error: FieldError) -> FieldError {
    match error.pointer.as_str() {
        "/email" => FieldError {
            pointer: "/owner_email".into(),
            ..error
        },
        _ => error,
    }
}

fn preferred(headers: &HeaderMap) -> Lang {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    wanted
        .split(',')
        .find_map(|tag| Lang::of_tag(tag.split(';').next().unwrap_or_default()))
        .unwrap_or_default()
}
