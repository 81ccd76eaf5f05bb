//! Publishing: choose outlets, read the verdict and what will follow, confirm.

mod choices;
mod verdict;

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::IntoResponse;
use compliance::Severity;
use desk::{Outcome, Refusal, gate};
use frame::{Answer, Failed, FormData, Posted, Visit, refusal_sentence};
use http::StatusCode;
use kernel::DbError;
use ui::{
    Area, Field, Form, Kind, Markup, State, crumbs, facts, fmt, html, link, link_button, notice,
    page_head, section, state, submit,
};

use self::choices::{act_of, chosen, late_parts, outlet_boxes};
use super::findings;
use super::item_of;
use super::library::unprocessable;
use super::words::{outlet_word, outlet_words};
use crate::actions::{Made, MakeVersion, Publish, Retire, report_of};
use crate::model::{Item, ItemId, Version, VersionId};
use crate::queries;

/// `GET /content/{id}/publish`
pub async fn choose(visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let item = item_of(&visit, id).await?;
    let body = form_page(&visit, &item, &FormData::default(), None).await?;
    visit
        .page(Area::Content, &visit.t("content-publish"), body)
        .await
}

/// `POST /content/{id}/publish`: keeps the text as a version and shows what the charter
/// says. Nothing goes out.
pub async fn look(Path(id): Path<ItemId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let item = item_of(&visit, id).await?;
    let made = version_now(&visit, id).await?;
    let act = act_of(&visit, id, made.version, &form);
    match verdict::page(&visit, &item, &made, &act, &form, None).await {
        Ok(body) => {
            visit
                .page(Area::Content, &visit.t("content-publish"), body)
                .await
        }
        Err(Failed::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Conflict { .. }))) => {
            again(&visit, &item, &form, &refusal).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /content/{id}/publication`: does it, or has it requested.
pub async fn publish(Path(id): Path<ItemId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let item = item_of(&visit, id).await?;
    let version: VersionId = form.parsed("version").ok_or(Failed::NotFound)?;
    let number = form.parsed("number").unwrap_or_default();
    let made = Made { version, number };
    let act = act_of(&visit, id, version, &form);
    let options = desk::Options {
        idempotency_key: None,
        note: Some(form.text("note")).filter(|note| !note.is_empty()),
    };
    match visit.desk().act(visit.actor(), &act, options).await {
        Ok(Outcome::Done { .. }) => Ok(visit.see_other(&format!("/content/{id}/published"))),
        Ok(Outcome::Requested { request, .. }) => {
            Ok(visit.see_other(&format!("/approvals/{request}")))
        }
        Ok(Outcome::Proposed { proposal, .. }) => {
            Ok(visit.see_other(&format!("/approvals/proposals/{proposal}")))
        }
        Err(Refusal::Conflict {
            key: "request-waits-already",
            args,
        }) => {
            let open = args.iter().find(|(name, _)| name == "request");
            let to = open.map_or_else(
                || "/approvals".to_owned(),
                |(_, open)| format!("/approvals/{open}"),
            );
            Ok(visit.see_other(&to))
        }
        Err(refusal @ (Refusal::Invalid(_) | Refusal::Conflict { .. })) => {
            again(&visit, &item, &form, &refusal).await
        }
        Err(refusal @ (Refusal::Frozen | Refusal::Forbidden(_))) => {
            held(&visit, &item, &made, &act, &form, &refusal).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What cannot go out now is shown as before, with everything that was chosen and the
/// reason: a freeze ends, a forbidden claim is rewritten.
async fn held(
    visit: &Visit,
    item: &Item,
    made: &Made,
    act: &Publish,
    form: &FormData,
    refusal: &Refusal,
) -> Answer {
    let (status, what, more) = match refusal {
        Refusal::Frozen => (
            StatusCode::CONFLICT,
            "content-held-frozen",
            "content-held-frozen-more",
        ),
        _ => (
            StatusCode::FORBIDDEN,
            "content-not-published-now",
            "content-forbidden",
        ),
    };
    let said = notice(Kind::Stop, visit.t(what), visit.t(more));
    let body = verdict::page(visit, item, made, act, form, Some(said)).await?;
    let page = visit
        .page(Area::Content, &visit.t("content-publish"), body)
        .await?;
    Ok((status, page).into_response())
}

/// `GET /content/{id}/published`
pub async fn done(visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let item = item_of(&visit, id).await?;
    let conn = visit.reader();
    let publications = queries::publications(&conn, visit.centre.id, id).await?;
    let lang = visit.lang();
    let mut rows = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for publication in publications.iter().filter(|p| p.ended_at.is_none()) {
        if seen.contains(&publication.outlet.as_str()) {
            continue;
        }
        seen.push(&publication.outlet);
        let version = lang.tr("content-version", &[("number", publication.number.into())]);
        let when = fmt::stamp(lang, &visit.zone, visit.now, publication.at);
        rows.push((
            outlet_word(lang, &publication.outlet),
            html! { (version) " " (when) " " (reach_of(&visit, &publication.outlet, &item)) },
        ));
    }
    let rows: Vec<(&str, Markup)> = rows
        .iter()
        .map(|(word, row)| (word.as_str(), row.clone()))
        .collect();
    let edit = format!("/content/{id}/edit");
    let body = html! {
        (crumbs(lang, &[(&visit.t("content-library"), "/content"), (&item.title, &edit)], &visit.t("content-published")))
        (page_head(&item.title).title_lang(item.language.key()).fact(state(State::Published, visit.t("content-state-published"))))
        @if rows.is_empty() { p { (visit.t("content-not-published")) } } @else { (facts(&rows)) }
        p { (link_button(visit.t("content-back-to-text"), &edit)) " " (link_button(visit.t("content-library"), "/content").plain()) }
    };
    visit
        .page(Area::Content, &visit.t("content-published"), body)
        .await
}

/// `POST /content/{id}/retirement`
pub async fn retire(Path(id): Path<ItemId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let outlet = form.text("outlet");
    let act = Retire {
        item: id,
        outlet: (!outlet.is_empty()).then_some(outlet),
        reason: form.text("reason"),
    };
    match visit.act(&act).await? {
        Outcome::Requested { request, .. } => Ok(visit.see_other(&format!("/approvals/{request}"))),
        _ => Ok(visit.see_other(&format!("/content/{id}/edit"))),
    }
}

async fn version_now(visit: &Visit, id: ItemId) -> Result<Made, Failed> {
    let act = MakeVersion {
        item: id,
        name: String::new(),
    };
    let outcome = visit.act(&act).await?;
    serde_json::from_value(outcome.result().clone())
        .map_err(|e| DbError::Shape(e.to_string()).into())
}

/// The form again with what was typed and why it cannot be so.
async fn again(visit: &Visit, item: &Item, form: &FormData, refusal: &Refusal) -> Answer {
    let body = form_page(visit, item, form, Some(refusal)).await?;
    let page = visit
        .page(Area::Content, &visit.t("content-publish"), body)
        .await?;
    Ok(unprocessable(page))
}

async fn form_page(
    visit: &Visit,
    item: &Item,
    typed: &FormData,
    refusal: Option<&Refusal>,
) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let id = item.id;
    let here = visit.t("content-publish");
    let edit = format!("/content/{id}/edit");
    let why = refusal.map(|refusal| refusal_sentence(lang, refusal));
    let frozen = frozen_notice(visit).await?;
    let must = must_first(visit, item).await?;
    Ok(html! {
        (crumbs(lang, &[(&visit.t("content-library"), "/content"), (&item.title, &edit)], &here))
        (page_head(&here).sentence(&item.title))
        @if let Some(why) = why { (notice(Kind::Stop, visit.t("content-not-yet"), why)) }
        @if let Some(frozen) = frozen { (frozen) }
        (must)
        @if visit.desk().registry().outlets().is_empty() {
            (notice(Kind::Plain, visit.t("content-no-outlets"), ""))
        }
        (Form::post(format!("/content/{id}/publish"), visit.csrf()).body(html! {
            (outlet_boxes(visit, typed))
            (Field::checkbox("important", visit.t("content-important"), typed.ticked("important")).required(false)
                .hint(visit.t("content-important-hint")))
            (Field::checkbox("clinical", visit.t("content-clinical"), typed.ticked("clinical")).required(false)
                .hint(visit.t("content-clinical-hint")))
            (Field::textarea("note", visit.t("content-note"), 2).value(typed.text("note")).required(false)
                .hint(visit.t("content-note-hint")))
            (submit(visit.t("content-look")))
        }))
        (late_parts(visit, id, typed))
    })
}

/// Said before anything is pressed, while a freeze is in force.
pub(super) async fn frozen_notice(visit: &Visit) -> Result<Option<Markup>, DbError> {
    let freeze = gate::frozen(&visit.reader(), visit.centre.id).await?;
    Ok(freeze.map(|freeze| {
        let more = visit.lang().tr(
            "content-frozen-now-more",
            &[("reason", freeze.reason.into())],
        );
        notice(Kind::Wait, visit.t("content-frozen-now"), more)
    }))
}

/// What stands in the way of the text as it is now, with links to the places.
async fn must_first(visit: &Visit, item: &Item) -> Result<Markup, Failed> {
    let draft = Version::of_item(item.clone(), 0, "", visit.now);
    let conn = visit.reader();
    let scene = visit.desk().scene(&conn, visit.actor());
    let report = report_of(&scene, &draft, &BTreeMap::new()).await?;
    let must = report.count(Severity::Block);
    if must == 0 {
        return Ok(html! {});
    }
    let lang = visit.lang();
    let words = lang.tr("content-must-first", &[("n", must.into())]);
    let places = report
        .findings
        .iter()
        .enumerate()
        .filter(|(_, found)| found.finding.severity == Severity::Block);
    Ok(notice(
        Kind::Stop,
        words,
        html! {
            @for (nth, (n, found)) in places.enumerate() {
                @if nth > 0 { (visit.t("frame-and")) }
                @if !found.finding.matched.is_empty() { q lang=[findings::text_lang(&found.finding.matched)] { (found.finding.matched) } " " }
                (findings::place_link(lang, item.id, n, &found.place, false))
            }
        },
    ))
}

/// The link to where something stands outside.
fn reach_of(visit: &Visit, outlet: &str, item: &Item) -> Markup {
    let addresses = visit.desk().part::<desk::Addresses>();
    match (outlet, addresses) {
        ("website", Ok(addresses)) => {
            let slug = percent_encoding::utf8_percent_encode(
                &item.slug,
                percent_encoding::NON_ALPHANUMERIC,
            );
            let address = format!("{}/articles/{slug}", addresses.site);
            link(visit.t("content-see-article"), address)
        }
        ("email", _) => link(visit.t("content-see-mailing"), "/channels/email"),
        _ => html! {},
    }
}

/// A part of the page that says what was chosen.
fn chosen_part(visit: &Visit, form: &FormData) -> Markup {
    let names = chosen(visit, form);
    section(visit.t("content-outlets")).body(html! {
        p { (outlet_words(visit, names.iter().map(String::as_str))) }
    })
}
