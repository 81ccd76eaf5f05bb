//! The contact form. No session and no cookie: a seal over the time it was shown, a
//! trap for robots, and buckets for each network and address hold off what is not a person.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use charter::{Actor, Who};
use desk::{FieldError, Options, Refusal};
use frame::{App, FormData, field_sentence, read_form, refusal_sentence};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::{Keys, Moment};
use minijinja::context;
use minijinja::value::Value;
use serde_json::json;
use ui::Lang;
use uuid::Uuid;

use super::origin::{address_of, from_here};
use super::render::{Head, page, render};
use super::shelf::Edition;
use super::{HTML, Peer, Shared, Trouble};
use crate::actions::use_seal;

/// Nobody fills the form in faster, in seconds.
const FASTEST_SECONDS: i64 = 3;
/// A form left open longer is shown again, with what was typed.
const OPEN_SECONDS: i64 = 24 * 3_600;
const PURPOSE: &str = "site-form";
/// Changes with the sentence `site-consent`.
const CONSENT_VERSION: &str = "website-2026-1";
const PAGE_MAX: usize = 300;
/// The field no person sees.
const TRAP: &str = "company_url";

/// `GET /contact`
pub async fn show(
    State(app): State<App>,
    axum::Extension(public): axum::Extension<Shared>,
    RawQuery(query): RawQuery,
    asked: HeaderMap,
) -> Response {
    let edition = match public.shelf.edition(&app).await {
        Ok(Some(edition)) => edition,
        other => return Trouble::of_edition(other).into_response(),
    };
    let query = read_form(&query.unwrap_or_default());
    let form = Filled {
        page: came_from(&asked, &edition),
        utm_source: query.text("utm_source"),
        utm_medium: query.text("utm_medium"),
        utm_campaign: query.text("utm_campaign"),
        ..Filled::default()
    };
    let now = app.desk().clock().now();
    form.shown(&app, &edition, now, StatusCode::OK, None, &[])
}

/// `POST /contact`
pub async fn send(
    State(app): State<App>,
    axum::Extension(public): axum::Extension<Shared>,
    peer: Peer,
    asked: HeaderMap,
    body: String,
) -> Response {
    let edition = match public.shelf.edition(&app).await {
        Ok(Some(edition)) => edition,
        other => return Trouble::of_edition(other).into_response(),
    };
    let data = read_form(&body);
    let form = Filled::of(&data);
    let (lang, now) = (edition.lang, app.desk().clock().now());
    let again = |status, key: &str, errors: &[FieldError]| {
        form.shown(&app, &edition, now, status, Some(&lang.t(key)), errors)
    };
    if !from_here(&edition.url, &asked, peer.0) {
        return again(StatusCode::FORBIDDEN, "site-form-elsewhere", &[]);
    }
    let seal = Seal::of(&data);
    match seal.state(app.desk().keys(), &edition, now) {
        SealState::Fine => {}
        SealState::Early => return again(StatusCode::UNPROCESSABLE_ENTITY, "site-form-early", &[]),
        SealState::Old => return again(StatusCode::UNPROCESSABLE_ENTITY, "site-form-old", &[]),
    }
    if !data.raw(TRAP).is_empty() {
        // A robot is told what a person is told, and nothing is kept.
        return thanks();
    }
    let mut errors = form.errors();
    if errors.is_empty() {
        // Counted only when something would be kept: a person puts their mistakes right at once.
        let address = address_of(&asked, peer.0);
        if !public.may_write(address, &form.way(), now) {
            return again(StatusCode::TOO_MANY_REQUESTS, "site-form-often", &[]);
        }
        match use_seal(app.desk(), edition.centre.id, seal.id(), OPEN_SECONDS).await {
            // Sent twice by one press too many, or by somebody who kept the form.
            Ok(false) => return thanks(),
            Ok(true) => {}
            Err(error) => return Trouble::from(error).into_response(),
        }
        let visitor = Actor {
            centre: edition.centre.id,
            who: Who::Visitor,
            holds: Vec::new(),
        };
        let lead = form.lead(&edition);
        match app
            .desk()
            .submit(&visitor, "lead.submit", lead, Options::default())
            .await
        {
            Ok(_) => return thanks(),
            Err(Refusal::Invalid(found)) => errors = found,
            Err(refusal) => {
                tracing::error!(%refusal, "a contact form was not taken");
                let trouble = refusal_sentence(lang, &refusal);
                let status = StatusCode::SERVICE_UNAVAILABLE;
                return form.shown(&app, &edition, now, status, Some(&trouble), &[]);
            }
        }
    }
    again(
        StatusCode::UNPROCESSABLE_ENTITY,
        "site-form-errors",
        &errors,
    )
}

fn thanks() -> Response {
    Redirect::to("/contact/thanks").into_response()
}

/// The page of ours that led to the form, without its query.
fn came_from(asked: &HeaderMap, edition: &Edition) -> String {
    let referrer = asked
        .get(header::REFERER)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let path = referrer
        .strip_prefix(edition.url.as_str())
        .filter(|path| path.starts_with('/'))
        .unwrap_or("/contact");
    path.split(['?', '#'])
        .next()
        .unwrap_or("/contact")
        .chars()
        .take(PAGE_MAX)
        .collect()
}

/// What was typed.
#[derive(Clone, Debug, Default)]
struct Filled {
    name: String,
    email: String,
    phone: String,
    message: String,
    consent: bool,
    page: String,
    utm_source: String,
    utm_medium: String,
    utm_campaign: String,
}

impl Filled {
    fn of(data: &FormData) -> Self {
        let cut = |name: &str| data.text(name).chars().take(PAGE_MAX).collect::<String>();
        Self {
            name: data.text("name"),
            email: data.text("email"),
            phone: data.text("phone"),
            message: data.text("message"),
            consent: data.ticked("consent"),
            page: cut("page"),
            utm_source: cut("utm_source"),
            utm_medium: cut("utm_medium"),
            utm_campaign: cut("utm_campaign"),
        }
    }

    /// The address or number that is written from, as one key.
    fn way(&self) -> String {
        let way = if self.email.is_empty() {
            &self.phone
        } else {
            &self.email
        };
        way.to_lowercase()
    }

    fn errors(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if self.name.is_empty() {
            errors.push(FieldError::at("name", "site-name-empty"));
        }
        if self.email.is_empty() && self.phone.is_empty() {
            errors.push(FieldError::at("email", "site-no-way"));
        }
        if !self.email.is_empty() && mail::EmailAddress::parse(&self.email).is_err() {
            errors.push(FieldError::at("email", "site-email-wrong"));
        }
        if !self.phone.is_empty() && text::normalise_phone(&self.phone).is_err() {
            errors.push(FieldError::at("phone", "site-phone-wrong"));
        }
        if self.message.is_empty() {
            errors.push(FieldError::at("message", "site-message-empty"));
        }
        for (field, text, limit) in [
            ("name", &self.name, 80),
            ("email", &self.email, 254),
            ("phone", &self.phone, 40),
            ("message", &self.message, 2_000),
        ] {
            if text.chars().count() > limit {
                errors.push(FieldError::at(field, "field-too-long").with("limit", limit));
            }
        }
        errors
    }

    fn lead(&self, edition: &Edition) -> serde_json::Value {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let name = edition.centre.name.as_str().into();
        let wording = edition.lang.tr("site-consent", &[("name", name)]);
        json!({
            "name": self.name,
            "email": some(&self.email),
            "phone": some(&self.phone),
            "message": self.message,
            "consent": self.consent,
            "consent_wording": { "version": CONSENT_VERSION, "wording": wording },
            "page": self.page,
            "utm_source": self.utm_source,
            "utm_medium": self.utm_medium,
            "utm_campaign": self.utm_campaign,
        })
    }

    fn shown(
        &self,
        app: &App,
        edition: &Edition,
        now: Moment,
        status: StatusCode,
        trouble: Option<&str>,
        errors: &[FieldError],
    ) -> Response {
        let lang = edition.lang;
        let title = lang.t("site-contact-us");
        let head = Head {
            title: &title,
            path: "/contact",
            at: "contact",
            og_type: "website",
            ..Head::default()
        };
        let own = context! {
            form => self.values(app.desk().keys(), edition, now),
            trouble => trouble,
            errors => error_lines(lang, errors),
            bad => error_map(lang, errors),
        };
        match render(lang, "contact.html", page(edition, lang, &head, own)) {
            Ok(text) => (
                status,
                [
                    (header::CONTENT_TYPE, HeaderValue::from_static(HTML)),
                    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                ],
                text,
            )
                .into_response(),
            Err(error) => Trouble::from(error).into_response(),
        }
    }

    fn values(&self, keys: &Keys, edition: &Edition, now: Moment) -> Value {
        let seal = Seal::new(now);
        context! {
            at => seal.at_text(),
            seal => seal.sealed(keys, edition),
            name => self.name.clone(),
            email => self.email.clone(),
            phone => self.phone.clone(),
            message => self.message.clone(),
            consent => self.consent,
            page => self.page.clone(),
            utm_source => self.utm_source.clone(),
            utm_medium => self.utm_medium.clone(),
            utm_campaign => self.utm_campaign.clone(),
        }
    }
}

const FIELDS: [&str; 4] = ["name", "email", "phone", "message"];

/// Which field of the form an error belongs to.
fn field_of(error: &FieldError) -> &'static str {
    let pointer = error.pointer.trim_start_matches('/');
    FIELDS
        .into_iter()
        .find(|field| pointer.starts_with(field))
        .unwrap_or("message")
}

fn error_lines(lang: Lang, errors: &[FieldError]) -> Value {
    errors
        .iter()
        .map(|e| context! { field => field_of(e), sentence => field_sentence(lang, e) })
        .collect::<Vec<Value>>()
        .into()
}

fn error_map(lang: Lang, errors: &[FieldError]) -> Value {
    let of = |field: &str| {
        let error = errors.iter().find(|e| field_of(e) == field);
        error.map(|e| field_sentence(lang, e))
    };
    context! { name => of("name"), email => of("email"), phone => of("phone"), message => of("message") }
}

/// When the form was shown, as it comes back, and a number that no other form has.
struct Seal {
    at: Moment,
    number: Uuid,
    seal: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SealState {
    Fine,
    Early,
    /// Too old, or not ours.
    Old,
}

impl Seal {
    fn new(at: Moment) -> Self {
        Self {
            at,
            number: Uuid::from_bytes(kernel::random_bytes()),
            seal: None,
        }
    }

    fn of(data: &FormData) -> Self {
        let (at, number) = data.raw("at").split_once('.').unwrap_or_default();
        Self {
            at: Moment(at.parse().unwrap_or(0)),
            number: number.parse().unwrap_or_default(),
            seal: data.parsed("seal"),
        }
    }

    /// What the form carries beside the seal.
    fn at_text(&self) -> String {
        format!("{}.{}", self.at.0, self.number.simple())
    }

    /// What is remembered of a form that was sent.
    fn id(&self) -> Uuid {
        self.number
    }

    fn parts(&self, edition: &Edition) -> [[u8; 16]; 3] {
        let mut at = [0; 16];
        at[..8].copy_from_slice(&self.at.0.to_be_bytes());
        [*edition.centre.id.0.as_bytes(), at, *self.number.as_bytes()]
    }

    fn sealed(&self, keys: &Keys, edition: &Edition) -> String {
        let parts = self.parts(edition);
        let parts = [&parts[0][..], &parts[1][..], &parts[2][..]];
        Uuid::from_bytes(keys.seal(PURPOSE, &parts))
            .simple()
            .to_string()
    }

    fn state(&self, keys: &Keys, edition: &Edition, now: Moment) -> SealState {
        let parts = self.parts(edition);
        let parts = [&parts[0][..], &parts[1][..], &parts[2][..]];
        let ours = self
            .seal
            .is_some_and(|seal| keys.seal_holds(PURPOSE, &parts, seal.as_bytes()));
        let open = now.seconds_since(self.at);
        if !ours || open > OPEN_SECONDS {
            SealState::Old
        } else if open < FASTEST_SECONDS {
            SealState::Early
        } else {
            SealState::Fine
        }
    }
}
