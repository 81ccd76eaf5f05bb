//! How the centre sends: server, sender, signature, quiet hours.

use axum::response::IntoResponse;
use desk::{FieldError, Outcome, Refusal};
use frame::{Answer, Failed, FormData, Posted, Visit, field_sentence, verdict_view};
use http::StatusCode;
use ui::{Area, Choice, Field, Form, Kind, Markup, html};
use uuid::Uuid;

use crate::actions::{ChangeSending, ask_for_test, lay_aside, make_dkim_key, record_of_key};
use crate::model::{DayMinute, Protection, QuietHours, Sending, SendingSettings};
use crate::queries;

pub async fn show(visit: Visit) -> Answer {
    let conn = visit.reader();
    let sending = queries::sending(visit.desk(), &conn, visit.centre.id).await?;
    let own = queries::has_own_settings(&conn, visit.centre.id).await?;
    let body = body(&visit, &sending.settings, &sending, own, &[]).await?;
    visit
        .page(Area::Settings, &visit.t("channels-settings"), body)
        .await
}

async fn body(
    visit: &Visit,
    settings: &SendingSettings,
    sending: &Sending,
    own: bool,
    errors: &[FieldError],
) -> Result<Markup, Failed> {
    let conn = visit.reader();
    let book = visit.desk().rulebook(&conn, visit.centre.id).await?;
    let verdict = visit
        .look(&ChangeSending {
            settings: SendingSettings::default(),
        })
        .await?;
    let lang = visit.lang();
    let said: Vec<(String, String)> = errors
        .iter()
        .map(|e| {
            (
                e.pointer.trim_start_matches("/settings/").to_owned(),
                field_sentence(lang, e),
            )
        })
        .collect();
    let error = |field: &str| {
        said.iter()
            .find(|(name, _)| name == field)
            .map(|(_, words)| words.clone())
    };
    let summary: Vec<(&str, &str)> = said
        .iter()
        .map(|(name, words)| (name.as_str(), words.as_str()))
        .collect();
    let form = Form::post("/settings/sending", visit.csrf())
        .warns_before_leaving()
        .body(html! {
            (ui::error_summary(lang, &summary))
            (server_fields(visit, settings, sending, &error))
            (sender_fields(visit, settings, &error))
            (signature_fields(visit, settings, sending, &error))
            (quiet_fields(visit, &settings.quiet))
            (ui::submit(visit.t("channels-save")).main())
        });
    let test = ui::post_button(
        "/settings/sending/test",
        visit.csrf(),
        &[],
        ui::submit(visit.t("channels-send-test")).usual(),
    );
    let aside = html! {
        (ui::verdict(lang, &verdict_view(lang, &book, &verdict)))
        (ui::section(visit.t("channels-test")).body(html! { p { (visit.t("channels-test-more")) } (test) }))
        (dns(visit, settings, sending))
    };
    let reads = visit.may_read(audience::READ_CONTACTS).await?;
    Ok(html! {
        (ui::crumbs(lang, &[(&visit.t("channels-settings-crumb"), "/settings")], &visit.t("channels-settings")))
        (ui::page_head(visit.t("channels-settings")).sentence(visit.t("channels-settings-more")))
        @if !own && !settings.host.is_empty() { (ui::notice(Kind::Plain, visit.t("channels-from-machine"), "")) }
        @if sending.is_local { (ui::notice(Kind::Plain, visit.t("channels-local"), html! { @if reads { (ui::link(visit.t("channels-open-outbox"), "/channels/email/outbox")) } })) }
        (ui::columns(form, aside))
    })
}

type Errors<'a> = &'a dyn Fn(&str) -> Option<String>;

fn server_fields(
    visit: &Visit,
    settings: &SendingSettings,
    sending: &Sending,
    error: Errors<'_>,
) -> Markup {
    let lang = visit.lang();
    let kinds = Protection::ALL
        .into_iter()
        .map(|p| {
            let word = visit.t(match p {
                Protection::StartTls => "channels-security-start-tls",
                Protection::Tls => "channels-security-tls",
                Protection::None => "channels-security-none",
            });
            Choice::new(p.key(), word, settings.security == p)
        })
        .collect();
    let kept = if sending.password.is_some() {
        "channels-password-kept"
    } else {
        "channels-password-none"
    };
    html! {
        (ui::section(visit.t("channels-server")).body(html! {
            (Field::text("host", visit.t("channels-host")).value(&settings.host).hint(visit.t("channels-host-hint")).error(error("host")).optional(lang))
            (Field::number("port", visit.t("channels-port")).value(settings.port.to_string()).between("1", "65535").error(error("port")))
            (Field::select("security", visit.t("channels-security"), kinds))
            (Field::text("user", visit.t("channels-user")).value(&settings.user).error(error("user")).autocomplete("off").optional(lang))
            (Field::password("password", visit.t("channels-password")).hint(visit.t(kept)).autocomplete("new-password").optional(lang))
            (Field::checkbox("forget_password", visit.t("channels-password-forget"), false))
            (Field::number("connections", visit.t("channels-connections")).value(settings.connections.to_string()).between("1", "50").hint(visit.t("channels-connections-hint")).error(error("connections")))
        }))
    }
}

fn sender_fields(visit: &Visit, settings: &SendingSettings, error: Errors<'_>) -> Markup {
    let lang = visit.lang();
    html! {
        (ui::section(visit.t("channels-sender")).body(html! {
            (Field::text("from_name", visit.t("channels-from-name")).value(&settings.from_name).error(error("from_name")).optional(lang))
            (Field::email("from_address", visit.t("channels-from-address")).value(&settings.from_address).error(error("from_address")).required(false))
            (Field::email("reply_to", visit.t("channels-reply-to")).value(&settings.reply_to).error(error("reply_to")).optional(lang))
            (Field::text("postal_address", visit.t("channels-postal")).value(&settings.postal_address).hint(visit.t("channels-postal-hint")).error(error("postal_address")).optional(lang))
        }))
    }
}

fn signature_fields(
    visit: &Visit,
    settings: &SendingSettings,
    sending: &Sending,
    error: Errors<'_>,
) -> Markup {
    let lang = visit.lang();
    let keep = if sending.dkim_pem.is_some() {
        "channels-key-keep"
    } else {
        "channels-key-without"
    };
    let choices = vec![
        Choice::new("keep", visit.t(keep), true),
        Choice::new("make", visit.t("channels-key-make"), false),
        Choice::new("paste", visit.t("channels-key-paste"), false),
        Choice::new("forget", visit.t("channels-key-forget"), false),
    ];
    html! {
        (ui::section(visit.t("channels-dkim")).small(visit.t("channels-dkim-more")).body(html! {
            (Field::text("dkim_domain", visit.t("channels-dkim-domain")).value(&settings.dkim_domain).error(error("dkim_domain")).optional(lang))
            (Field::text("dkim_selector", visit.t("channels-dkim-selector")).value(&settings.dkim_selector).hint(visit.t("channels-dkim-selector-hint")).error(error("dkim_selector")).optional(lang))
            (Field::radios("dkim", visit.t("channels-key"), choices))
            (Field::textarea("dkim_pem", visit.t("channels-key-pem"), 4).error(error("dkim_key")).optional(lang))
        }))
    }
}

fn quiet_fields(visit: &Visit, quiet: &QuietHours) -> Markup {
    let field =
        |name: &str, key: &str, at: DayMinute| Field::time(name, visit.t(key)).value(at.text());
    html! {
        (ui::section(visit.t("channels-quiet")).small(visit.t("channels-quiet-more")).body(html! {
            (ui::beside(&[field("quiet_from", "channels-quiet-from", quiet.from), field("quiet_until", "channels-quiet-to", quiet.until)]))
            (ui::beside(&[field("weekend_from", "channels-weekend-from", quiet.weekend_from), field("weekend_until", "channels-weekend-to", quiet.weekend_until)]))
        }))
    }
}

/// The record to publish, when a key is set.
fn dns(visit: &Visit, settings: &SendingSettings, sending: &Sending) -> Markup {
    let record = sending.dkim_pem.as_ref().and_then(|pem| {
        record_of_key(pem.reveal(), &settings.dkim_domain, &settings.dkim_selector)
    });
    html! {
        @if let Some((name, value)) = record {
            (ui::section(visit.t("channels-dns")).body(html! {
                (ui::facts(&[
                    (&visit.t("channels-dns-name"), html! { code { (name) } }),
                    (&visit.t("channels-dns-value"), html! { code { (value) } }),
                ]))
                (ui::button(visit.t("channels-dns-copy")).copies(value))
            }))
        }
    }
}

pub async fn change(posted: Posted) -> Answer {
    let (visit, form) = (posted.visit, posted.form);
    let conn = visit.reader();
    let before = queries::own_settings(&conn, visit.centre.id)
        .await?
        .unwrap_or_default();
    let mut settings = typed(&form, &before);
    let password = form.raw("password");
    if form.ticked("forget_password") {
        settings.password = None;
    } else if !password.is_empty() {
        settings.password =
            Some(lay_aside(visit.desk(), visit.centre.id, "password", password).await?);
    }
    let outcome = match key_of(&visit, &form, &settings).await {
        Ok(key) => {
            settings.dkim_key = key;
            visit
                .act(&ChangeSending {
                    settings: settings.clone(),
                })
                .await
        }
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Err(Refusal::Invalid(errors)) => {
            let sending = queries::sending(visit.desk(), &conn, visit.centre.id).await?;
            let body = body(&visit, &settings, &sending, true, &errors).await?;
            let page = visit
                .page(Area::Settings, &visit.t("channels-settings"), body)
                .await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        outcome => match outcome? {
            Outcome::Requested { request, .. } => {
                Ok(visit.see_other(&format!("/approvals/{request}")))
            }
            Outcome::Done { .. } | Outcome::Proposed { .. } => {
                Ok(visit.see_other("/settings/sending"))
            }
        },
    }
}

async fn key_of(
    visit: &Visit,
    form: &FormData,
    settings: &SendingSettings,
) -> Result<Option<Uuid>, Refusal> {
    match form.raw("dkim") {
        "make" => Ok(Some(make_dkim_key(visit.desk(), visit.centre.id).await?)),
        "paste" => {
            let pem = form.raw("dkim_pem");
            if mail::DkimKey::from_pem(pem).is_err() {
                return Err(Refusal::field("settings/dkim_key", "channels-key-unfit"));
            }
            Ok(Some(
                lay_aside(visit.desk(), visit.centre.id, "dkim", pem).await?,
            ))
        }
        "forget" => Ok(None),
        _ => Ok(settings.dkim_key),
    }
}

fn typed(form: &FormData, before: &SendingSettings) -> SendingSettings {
    let minute = |name: &str, kept: DayMinute| form.parsed(name).unwrap_or(kept);
    SendingSettings {
        host: form.text("host"),
        port: form.parsed("port").unwrap_or(0),
        security: Protection::from_key(form.raw("security")).unwrap_or_default(),
        user: form.text("user"),
        password: before.password,
        from_name: form.text("from_name"),
        from_address: form.text("from_address"),
        reply_to: form.text("reply_to"),
        postal_address: form.text("postal_address"),
        dkim_domain: form.text("dkim_domain"),
        dkim_selector: form.text("dkim_selector"),
        dkim_key: before.dkim_key,
        connections: form.parsed("connections").unwrap_or(0),
        quiet: QuietHours {
            from: minute("quiet_from", before.quiet.from),
            until: minute("quiet_until", before.quiet.until),
            weekend_from: minute("weekend_from", before.quiet.weekend_from),
            weekend_until: minute("weekend_until", before.quiet.weekend_until),
        },
    }
}

pub async fn test(posted: Posted) -> Answer {
    let visit = posted.visit;
    ask_for_test(visit.desk(), visit.centre.id, visit.account()).await?;
    let body = html! {
        (ui::page_head(visit.t("channels-test-asked")).sentence(visit.t("channels-test-asked-more"))
            .act(ui::link_button(visit.t("channels-settings"), "/settings/sending")))
    };
    visit
        .page(Area::Settings, &visit.t("channels-test"), body)
        .await
}
