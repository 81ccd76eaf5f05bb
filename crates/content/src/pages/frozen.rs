//! What an approval is asked for, exactly as it was frozen: the article, the mail,
//! audience, findings, differences from what stands, pictures.

use std::collections::BTreeMap;

use frame::App;
use kernel::{DbError, Moment};
use serde_json::Value as Json;
use ui::{Lang, Markup, facts, fmt, html, section};

use super::findings::{notes_in, place_word, signal_word};
use super::picture_url;
use super::versions::{article, differences};
use super::words::{kind_word, outlet_word};
use crate::actions::report_of;
use crate::doc::Doc;
use crate::model::{ItemId, Kind, Language, Version, VersionId};
use crate::queries;

/// The preview of `content.publish`.
///
/// # Errors
/// What the engine answers; [`DbError::Shape`] when the snapshot is not one of ours.
pub async fn preview(
    app: App,
    lang: Lang,
    payload: Json,
    snapshot: Json,
) -> Result<Markup, DbError> {
    let version = version_of(&snapshot)?;
    let centre = app.centre().await?.ok_or(DbError::Missing)?;
    let conn = app.desk().database().reader();
    let actor = charter::Actor {
        centre: centre.id,
        who: charter::Who::System,
        holds: Vec::new(),
    };
    let scene = app.desk().scene(&conn, &actor);
    let outlets = outlets_of(&snapshot);
    let choices = outlets
        .iter()
        .map(|(name, outlet)| (name.clone(), outlet["choice"].clone()))
        .collect();
    let report = report_of(&scene, &version, &choices)
        .await
        .map_err(|e| DbError::Shape(e.to_string()))?;
    let before = queries::approved_before(&conn, centre.id, version.item, version.id).await?;
    let site = app.desk().part::<desk::Addresses>();
    let site = site
        .map(|addresses| addresses.site.clone())
        .unwrap_or_default();
    let moved_on = snapshot["revision"].as_i64() > Some(version.revision);
    let zone = centre.time_zone();
    let notes: Vec<(Markup, &compliance::Finding)> = report
        .findings
        .iter()
        .map(|found| {
            let place = place_word(lang, &found.place);
            (html! { (place) }, &found.finding)
        })
        .collect();
    let clinical: Vec<String> = report
        .clinical
        .iter()
        .map(|sign| {
            let (what, place) = (signal_word(lang, sign.kind), place_word(lang, &sign.place));
            lang.tr(
                "content-at-place",
                &[("what", what.into()), ("place", place.into())],
            )
        })
        .collect();
    Ok(html! {
        (heads(lang, &version, &payload))
        @if moved_on { (ui::notice(ui::Kind::Wait, lang.t("content-moved-since"), lang.t("content-moved-since-more"))) }
        @for (name, outlet) in &outlets { (outlet_part(lang, &zone, name, outlet, &site)) }
        (section(lang.t("content-frozen-article")).body(ui::folded(&lang.t("content-read-text"), article(&lang.t("content-sources"), &version))))
        (section(lang.t("content-checks")).body(html! {
            @if notes.is_empty() { p { (lang.t("content-check-clean")) } } @else { (notes_in(lang, &notes)) }
            @if !clinical.is_empty() { p { (lang.tr("content-try-clinical", &[("what", clinical.join(&lang.t("frame-and")).into())])) } }
        }))
        (section(lang.t("content-differences-approved")).body(html! {
            @if let Some(before) = &before { (differences(lang, before, &version)) } @else { p { (lang.t("content-first-time")) } }
        }))
        (pictures(lang, &snapshot))
    })
}

fn heads(lang: Lang, version: &Version, payload: &Json) -> Markup {
    let words = [
        lang.t("content-col-kind"),
        lang.t("content-col-number"),
        lang.t("content-slug"),
        lang.t("content-weight"),
    ];
    let number = fmt::number(version.number);
    let mut rows = vec![
        (words[0].as_str(), html! { (kind_word(lang, version.kind)) }),
        (words[1].as_str(), html! { (number) }),
        (words[2].as_str(), html! { (version.slug) }),
    ];
    // What the rules find important stands in the verdict; this is the author's own word.
    if payload["important"].as_bool() == Some(true) {
        rows.push((
            words[3].as_str(),
            html! { (lang.t("content-author-important")) },
        ));
    }
    facts(&rows)
}

/// What is bound of one outlet: for mail the audience, subject, preheader, text, time.
fn outlet_part(
    lang: Lang,
    zone: &jiff::tz::TimeZone,
    name: &str,
    outlet: &Json,
    site: &str,
) -> Markup {
    let (choice, bound) = (&outlet["choice"], &outlet["bound"]);
    let text_at = |value: &Json, pointer: &str| {
        value
            .pointer(pointer)
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let mut rows: Vec<(String, String)> = Vec::new();
    for (key, value) in [
        ("content-mail-subject", text_at(choice, "/subject")),
        ("content-mail-preheader", text_at(choice, "/preheader")),
        ("content-audience", text_at(bound, "/segment/name")),
    ] {
        if !value.is_empty() {
            rows.push((lang.t(key), value));
        }
    }
    if let Some(at) = choice["send_at"].as_i64() {
        let when = fmt::date_time_full(lang, zone, Moment(at));
        rows.push((lang.t("content-send-at"), when));
    } else if name != "website" {
        rows.push((lang.t("content-send-at"), lang.t("content-on-approval")));
    }
    let rows: Vec<(&str, Markup)> = rows
        .iter()
        .map(|(term, value)| (term.as_str(), html! { (value) }))
        .collect();
    section(outlet_word(lang, name)).body(html! {
        @if rows.is_empty() { p { (lang.t("content-on-approval")) } } @else { (facts(&rows)) }
        @if let Some(path) = bound["preview"].as_str() {
            (ui::framed(&lang.tr("content-as-seen", &[("outlet", outlet_word(lang, name).into())]), &format!("{site}{path}"), &lang.t("content-open-preview")))
        }
    })
}

fn pictures(lang: Lang, snapshot: &Json) -> Markup {
    let media = snapshot.pointer("/version/media").and_then(Json::as_array);
    let Some(media) = media.filter(|media| !media.is_empty()) else {
        return html! {};
    };
    section(lang.t("content-pictures")).body(html! {
        ul {
            @for picture in media {
                @let digest = picture["digest"].as_str().unwrap_or_default();
                @let alt = picture["alt"].as_str().unwrap_or_default();
                li { img src=(picture_url(digest)) alt="" width="240" loading="lazy"; p { (alt) } }
            }
        }
    })
}

fn outlets_of(snapshot: &Json) -> BTreeMap<String, Json> {
    snapshot["outlets"]
        .as_object()
        .map(|outlets| {
            outlets
                .iter()
                .map(|(name, outlet)| (name.clone(), outlet.clone()))
                .collect()
        })
        .unwrap_or_default()
}

/// The frozen version; nothing of it is read from the tables.
fn version_of(snapshot: &Json) -> Result<Version, DbError> {
    let shape = |what: &str| DbError::Shape(format!("snapshot: {what}"));
    let frozen = &snapshot["version"];
    let text = |name: &str| frozen[name].as_str().unwrap_or_default().to_owned();
    let id = |value: &Json| value.as_str().and_then(|text| text.parse().ok());
    let version: uuid::Uuid = id(&frozen["id"]).ok_or_else(|| shape("id"))?;
    let item: uuid::Uuid = id(&snapshot["item"]).ok_or_else(|| shape("item"))?;
    Ok(Version {
        id: VersionId(version),
        item: ItemId(item),
        number: frozen["number"].as_i64().unwrap_or_default(),
        name: String::new(),
        kind: Kind::from_key(&text("kind")).ok_or_else(|| shape("kind"))?,
        language: Language::from_key(&text("language")).unwrap_or_default(),
        slug: text("slug"),
        title: text("title"),
        summary: text("summary"),
        cover: frozen["cover"].as_str().map(str::to_owned),
        sources: serde_json::from_value(frozen["sources"].clone()).map_err(|_| shape("sources"))?,
        doc: Doc::parse(&frozen["doc"].to_string()).map_err(|e| shape(&e.to_string()))?,
        revision: frozen["revision"].as_i64().unwrap_or_default(),
        author: kernel::AccountId(uuid::Uuid::nil()),
        created_at: Moment(0),
        at: Moment(0),
        first_published_at: None,
        reviewers: Vec::new(),
        next_review_at: None,
    })
}
