//! The form of one contact.

use desk::FieldError;
use frame::{Answer, FormData, Visit, error_at};
use ui::{Area, Choice, Field, Form, html};

use super::words;
use crate::actions::ConsentNow;
use crate::model::{Contact, ContactId, Lifecycle, Profile, Wording};
use crate::queries;

/// What the form shows.
pub struct Shown {
    /// The contact and the revision that is changed; none for a new one.
    contact: Option<(ContactId, i64)>,
    profile: Profile,
    consent: bool,
    wording: String,
    channel: String,
    evidence: String,
    errors: Vec<FieldError>,
}

impl Shown {
    pub fn empty() -> Self {
        Self {
            contact: None,
            profile: Profile::default(),
            consent: false,
            wording: String::new(),
            channel: String::new(),
            evidence: String::new(),
            errors: Vec::new(),
        }
    }

    pub fn of(contact: &Contact) -> Self {
        Self {
            contact: Some((contact.id, contact.revision)),
            profile: contact.profile.clone(),
            ..Self::empty()
        }
    }

    pub fn again(
        contact: Option<(ContactId, i64)>,
        profile: Profile,
        form: &FormData,
        errors: Vec<FieldError>,
    ) -> Self {
        Self {
            contact,
            profile,
            consent: form.ticked("consent"),
            wording: form.text("wording"),
            channel: form.text("channel"),
            evidence: form.text("evidence"),
            errors,
        }
    }

    fn error(&self, visit: &Visit, pointer: &str) -> Option<String> {
        error_at(visit.lang(), &self.errors, pointer)
    }
}

/// A name to show: the person's, or the address.
pub fn name_or(visit: &Visit, contact: &Contact) -> String {
    let profile = &contact.profile;
    [&profile.name, &profile.email, &profile.phone]
        .into_iter()
        .find(|it| !it.is_empty())
        .cloned()
        .unwrap_or_else(|| visit.t("audience-nameless"))
}

pub fn profile(form: &FormData) -> Profile {
    Profile {
        name: form.text("name"),
        email: form.text("email"),
        phone: form.text("phone"),
        city: form.text("city"),
        lang: form.text("lang"),
        tags: split(&form.text("tags")),
        lifecycle: form.text("lifecycle"),
        source: form.text("source"),
        birthday: form.text("birthday"),
        notes: form.text("notes"),
    }
}

/// Words parted by commas, half or full width.
pub fn split(text: &str) -> std::collections::BTreeSet<String> {
    text.split([',', ';', '\n', '\u{3001}', '\u{ff0c}', '\u{ff1b}'])
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .map(str::to_owned)
        .collect()
}

pub fn consent(form: &FormData) -> Option<ConsentNow> {
    form.ticked("consent").then(|| ConsentNow {
        wording: Wording {
            version: form.text("version"),
            wording: form.text("wording"),
        },
        channel: form.text("channel"),
        evidence: form.text("evidence"),
    })
}

/// Fields of the form, with the key of their label, as the error summary names them.
const FIELDS: [(&str, &str, &str); 12] = [
    ("name", "/profile/name", "audience-name"),
    ("email", "/profile/email", "audience-email"),
    ("phone", "/profile/phone", "audience-phone"),
    ("city", "/profile/city", "audience-city"),
    ("tags", "/profile/tags", "audience-tags"),
    ("lifecycle", "/profile/lifecycle", "audience-lifecycle"),
    ("source", "/profile/source", "audience-source"),
    ("birthday", "/profile/birthday", "audience-birthday-label"),
    ("notes", "/profile/notes", "audience-notes"),
    (
        "wording",
        "/consent/wording/wording",
        "audience-consent-wording",
    ),
    ("channel", "/consent/channel", "audience-consent-channel"),
    ("evidence", "/consent/evidence", "audience-consent-evidence"),
];

pub async fn page(visit: &Visit, shown: &Shown) -> Answer {
    let (conn, centre, lang) = (visit.reader(), visit.centre.id, visit.lang());
    let cities = queries::cities_in_use(&conn, centre).await?;
    let sources = queries::contact_sources(&conn, centre).await?;
    let action = match shown.contact {
        Some((id, _)) => format!("/care/people/{id}/edit"),
        None => "/care/people/new".to_owned(),
    };
    let title = visit.t(if shown.contact.is_some() {
        "audience-edit"
    } else {
        "audience-add"
    });
    let labels: Vec<(&str, String)> = FIELDS
        .iter()
        .filter(|(_, pointer, _)| shown.error(visit, pointer).is_some())
        .map(|(name, _, key)| (*name, visit.t(key)))
        .collect();
    let summary: Vec<(&str, &str)> = labels.iter().map(|(n, l)| (*n, l.as_str())).collect();
    let profile = &shown.profile;
    let field =
        |field: Field, pointer: &str| field.optional(lang).error(shown.error(visit, pointer));
    let tags: Vec<&str> = profile.tags.iter().map(String::as_str).collect();
    let lifecycles = Lifecycle::ALL
        .iter()
        .map(|l| {
            Choice::new(
                l.key(),
                visit.t(words::lifecycle_key(*l)),
                profile.lifecycle == l.key(),
            )
        })
        .collect();
    let mut form = Form::post(action, visit.csrf()).warns_before_leaving();
    if let Some((_, revision)) = shown.contact {
        form = form.hidden("revision", revision.to_string());
    }
    let body = html! {
        (ui::crumbs(lang, &[(&visit.t("audience-tab-people"), "/care/people")], &title))
        (ui::page_head(&title))
        (ui::error_summary(lang, &summary))
        (form.body(html! {
            (field(Field::text("name", visit.t("audience-name")).value(&profile.name).max_chars(120), "/profile/name"))
            (field(Field::email("email", visit.t("audience-email")).value(&profile.email).autocomplete("off"), "/profile/email"))
            (field(Field::tel("phone", visit.t("audience-phone")).value(&profile.phone).autocomplete("off"), "/profile/phone"))
            (field(Field::text("city", visit.t("audience-city")).value(&profile.city).offers(cities), "/profile/city"))
            (field(Field::text("tags", visit.t("audience-tags")).value(tags.join(", ")).hint(visit.t("audience-tags-hint")), "/profile/tags"))
            (Field::select("lifecycle", visit.t("audience-lifecycle"), lifecycles).error(shown.error(visit, "/profile/lifecycle")))
            (field(Field::text("source", visit.t("audience-source")).value(&profile.source).offers(sources), "/profile/source"))
            (field(Field::text("birthday", visit.t("audience-birthday-label")).value(&profile.birthday).placeholder("03-21").hint(visit.t("audience-birthday-hint")).narrow(), "/profile/birthday"))
            (Field::select("lang", visit.t("audience-language"), vec![
                Choice::new("zh-Hant", visit.t("audience-language-zh"), profile.lang != "en"),
                Choice::new("en", visit.t("audience-language-en"), profile.lang == "en"),
            ]))
            (field(Field::textarea("notes", visit.t("audience-notes"), 3).value(&profile.notes).hint(visit.t("audience-notes-hint")), "/profile/notes"))
            @if shown.contact.is_none() { (consent_fields(visit, shown)) }
            (ui::submit(visit.t("audience-save")).key("Ctrl s"))
        }))
    };
    visit.page(Area::Care, &title, body).await
}

fn consent_fields(visit: &Visit, shown: &Shown) -> ui::Markup {
    let lang = visit.lang();
    let field =
        |field: Field, pointer: &str| field.optional(lang).error(shown.error(visit, pointer));
    html! {
        (ui::section(visit.t("audience-consent-given")).body(html! {
            (Field::checkbox("consent", visit.t("audience-consent-tick"), shown.consent))
            (field(Field::text("version", visit.t("audience-consent-version")).value(visit.now.in_zone(&visit.zone).strftime("%Y-%m").to_string()).narrow(), "/consent/wording/version"))
            (field(Field::textarea("wording", visit.t("audience-consent-wording"), 2).value(&shown.wording), "/consent/wording/wording"))
            (field(Field::text("channel", visit.t("audience-consent-channel")).value(&shown.channel), "/consent/channel"))
            (field(Field::text("evidence", visit.t("audience-consent-evidence")).value(&shown.evidence).hint(visit.t("audience-consent-evidence-hint")), "/consent/evidence"))
        }))
    }
}
