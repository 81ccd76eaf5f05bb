//! The editor of one item.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use desk::Refusal;
use frame::{Answer, Posted, PostedJson, Visit, refusal_sentence};
use http::StatusCode;
use kernel::DbError;
use serde::Deserialize;
use serde_json::{Value as Json_, json};
use ui::{
    Area, Body, EditorView, Kind, Markup, SaveConflict, Script, Shell, Width, editor_bar,
    editor_page, fmt, html, link_button, notice,
};

use super::words::{kind_word, state_square};
use super::{findings, item_of, panel};
use crate::actions::{Autosave, Saved, report_of};
use crate::doc::{self, Doc};
use crate::model::{Item, ItemId, ItemState, Version};
use crate::queries;

/// `GET /content/{id}`
pub async fn to_editor(visit: Visit, Path(id): Path<ItemId>) -> Answer {
    item_of(&visit, id).await?;
    Ok(visit.see_other(&format!("/content/{id}/edit")))
}

/// `GET /content/{id}/edit`
pub async fn show(visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let item = item_of(&visit, id).await?;
    let conn = visit.reader();
    let state = queries::state_of(&conn, visit.centre.id, id)
        .await?
        .unwrap_or(ItemState::Draft);
    let versions = queries::version_lines(&conn, visit.centre.id, id).await?;
    let draft = Version::of_item(item.clone(), 0, "", visit.now);
    let scene = visit.desk().scene(&conn, visit.actor());
    let report = report_of(&scene, &draft, &std::collections::BTreeMap::new()).await?;
    let readonly = matches!(state, ItemState::Waiting | ItemState::Trashed);
    let found = findings::for_editor(visit.lang(), &report);
    let side = panel::of(&visit, &item, &draft, &report).await?;
    let number = versions.first().map_or(0, |version| version.number);
    let bar = bar(&visit, &item, state, number);
    let urls = Urls::of(id);
    let (doc_json, plain) = (item.doc.to_json(), doc::to_text(&item.doc));
    let view = EditorView {
        doc_json: &doc_json,
        title: &item.title,
        revision: item.revision,
        save_url: &urls.save,
        check_url: &urls.check,
        upload_url: "/content/pictures",
        upload_most: files::picture::UPLOAD_BYTES_MAX,
        text_lang: item.language.key(),
        image_url: "/content/media/{id}",
        plain: &plain,
        plain_url: &urls.plain,
        csrf: visit.csrf(),
        findings: &found,
        readonly,
    };
    visit
        .page_with(Shell {
            at: Some(Area::Content),
            title: &item.title,
            width: Width::Bare,
            scripts: &[Script::Editor],
            notice: locked(&visit, state),
            body: Body(editor_page(visit.lang(), &bar, &view, &side)),
            ..Shell::default()
        })
        .await
}

struct Urls {
    save: String,
    check: String,
    plain: String,
}

impl Urls {
    fn of(id: ItemId) -> Self {
        Self {
            save: format!("/content/{id}/save"),
            check: format!("/content/{id}/check"),
            plain: format!("/content/{id}/plain"),
        }
    }
}

fn locked(visit: &Visit, state: ItemState) -> Option<Markup> {
    match state {
        ItemState::Waiting => Some(notice(
            Kind::Wait,
            visit.t("content-locked"),
            visit.t("content-locked-more"),
        )),
        ItemState::Trashed => Some(notice(
            Kind::Plain,
            visit.t("content-state-trashed"),
            visit.t("content-in-trash"),
        )),
        _ => None,
    }
}

fn bar(visit: &Visit, item: &Item, state: ItemState, number: i64) -> Markup {
    let lang = visit.lang();
    let id = item.id;
    let kind = kind_word(lang, item.kind);
    let library = visit.t("content-library");
    let of_kind = format!("/content?kind={}", item.kind.key());
    let path = [
        (library.as_str(), "/content"),
        (kind.as_str(), of_kind.as_str()),
    ];
    let acts = html! {
        (link_button(visit.t("content-preview"), format!("/content/{id}/preview")).wide_only())
        (link_button(visit.t("content-versions"), format!("/content/{id}/versions")).wide_only())
        @if !matches!(state, ItemState::Waiting | ItemState::Trashed) {
            (link_button(visit.t("content-submit"), format!("/content/{id}/publish")).main())
        }
    };
    let saved = saved_words(visit, item.saved_at, number);
    editor_bar(lang, &path, &state_square(lang, state), &saved, &acts)
}

fn saved_words(visit: &Visit, at: kernel::Moment, number: i64) -> String {
    visit.lang().tr(
        "content-saved",
        &[
            (
                "when",
                fmt::near(visit.lang(), &visit.zone, visit.now, at).into(),
            ),
            ("number", number.into()),
        ],
    )
}

/// What the editor sends when it saves or checks.
#[derive(Deserialize)]
pub struct Typed {
    doc: Json_,
    title: String,
    #[serde(default)]
    revision: i64,
}

/// `POST /content/{id}/save`
pub async fn save(Path(id): Path<ItemId>, posted: PostedJson<Typed>) -> Answer {
    let PostedJson { visit, value } = posted;
    let act = Autosave {
        item: id,
        revision: value.revision,
        title: value.title,
        doc: value.doc,
    };
    match visit.act(&act).await {
        Ok(outcome) => {
            let saved: Saved = serde_json::from_value(outcome.result().clone())
                .map_err(|e| DbError::Shape(e.to_string()))?;
            let conn = visit.reader();
            let versions = queries::version_lines(&conn, visit.centre.id, id).await?;
            let number = versions.first().map_or(0, |version| version.number);
            let words = saved_words(&visit, visit.now, number);
            Ok(Json(ui::Saved {
                revision: saved.revision,
                words,
            })
            .into_response())
        }
        Err(Refusal::Conflict {
            key: "content-moved-on",
            ..
        }) => conflict(&visit, id).await,
        Err(refusal) => Ok(refused(&visit, &refusal)),
    }
}

async fn conflict(visit: &Visit, id: ItemId) -> Answer {
    let item = item_of(visit, id).await?;
    let who = visit.name_of(item.saved_by).await?;
    let when = fmt::near(visit.lang(), &visit.zone, visit.now, item.saved_at);
    let words = visit.lang().tr(
        "content-saved-by",
        &[("who", who.into()), ("when", when.into())],
    );
    let body = SaveConflict {
        revision: item.revision,
        words,
        theirs: doc::to_text(&item.doc),
    };
    Ok((StatusCode::CONFLICT, Json(body)).into_response())
}

fn refused(visit: &Visit, refusal: &Refusal) -> Response {
    let status = match refusal {
        Refusal::Forbidden(_) => StatusCode::FORBIDDEN,
        Refusal::Missing(_) | Refusal::UnknownAct(_) => StatusCode::NOT_FOUND,
        Refusal::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Conflict { .. } | Refusal::Frozen => StatusCode::CONFLICT,
        Refusal::Database(error) => {
            tracing::error!(%error, "saving failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    let detail = refusal_sentence(visit.lang(), refusal);
    (status, Json(json!({ "detail": detail }))).into_response()
}

/// `POST /content/{id}/plain`: the textarea of readers without JavaScript.
pub async fn save_plain(Path(id): Path<ItemId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let item = item_of(&visit, id).await?;
    let text = form.raw("text");
    // Untouched text keeps what plain text cannot say: links, pictures, bold.
    let doc = if text.trim() == doc::to_text(&item.doc).trim() {
        item.doc
    } else {
        Doc::from_plain(text)
    };
    let act = Autosave {
        item: id,
        revision: form.parsed("revision").unwrap_or_default(),
        title: form.text("title"),
        doc: serde_json::from_str(&doc.to_json()).unwrap_or_default(),
    };
    visit.act(&act).await?;
    Ok(visit.see_other(&format!("/content/{id}/edit")))
}

/// `POST /content/{id}/check`: findings and panel for the text as it is being typed.
pub async fn check(Path(id): Path<ItemId>, posted: PostedJson<Typed>) -> Answer {
    let PostedJson { visit, value } = posted;
    let item = item_of(&visit, id).await?;
    let doc = match Doc::parse(&value.doc.to_string()) {
        Ok(doc) => doc,
        Err(error) => {
            let detail = visit.t(error.key());
            return Ok((
                StatusCode::UNPROCESSABLE_ENTITY,
                Json(json!({ "detail": detail })),
            )
                .into_response());
        }
    };
    let typed = Item {
        title: value.title,
        doc,
        ..item
    };
    let draft = Version::of_item(typed, 0, "", visit.now);
    let conn = visit.reader();
    let scene = visit.desk().scene(&conn, visit.actor());
    let report = report_of(&scene, &draft, &std::collections::BTreeMap::new()).await?;
    let panel = panel::live(&visit, &draft, &report).await?;
    Ok(Json(ui::Checked {
        findings: findings::for_editor(visit.lang(), &report),
        panel: match visit.lang() {
            ui::Lang::En => ui::mark_han(&panel.into_string()),
            ui::Lang::ZhHant => panel.into_string(),
        },
    })
    .into_response())
}
