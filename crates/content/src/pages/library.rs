//! The library: every item with its state, and the dialog that begins one.

use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Response};
use desk::{FieldError, Outcome, Period, Refusal};
use frame::{Answer, Failed, FormData, Posted, Visit, error_at, read_form};
use http::StatusCode;
use kernel::{DbError, Moment};
use ui::{
    Area, Body, Chip, Choice, Col, Field, Form, Markup, Row, Shell, Toast, button, dialog_of,
    empty, filters, fmt, html, list_search, page_head, post_button, submit, table, text_button,
};

use super::words::{kind_hint, kind_word, language_word, state_square, state_word};
use super::{Tabbed, tab_row};
use crate::actions::{Draft, Drafted, Restore, Trash};
use crate::model::{ItemId, ItemLine, ItemState, Kind, Language};
use crate::queries::{self, Filter};

const NEW: &str = "new-item";

/// `GET /content`
pub async fn show(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let asked = read_form(&query.unwrap_or_default());
    let toast = toast_of(&visit, &asked);
    let body = page(&visit, &asked, &FormData::default(), &[]).await?;
    visit
        .page_with(Shell {
            at: Some(Area::Content),
            title: &visit.t("content-library"),
            body: Body(body),
            toast,
            ..Shell::default()
        })
        .await
}

/// `POST /content`
pub async fn begin(posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let Some(kind) = Kind::from_key(&form.text("kind")) else {
        return begin_again(
            &visit,
            &form,
            &[FieldError::at("kind", "content-kind-missing")],
        )
        .await;
    };
    let act = Draft {
        kind,
        language: Language::from_key(&form.text("language")).unwrap_or_default(),
        title: form.text("title"),
        summary: String::new(),
        doc: None,
        sources: Vec::new(),
        cover: None,
        copy_of: None,
    };
    match visit.act(&act).await {
        Ok(outcome) => Ok(visit.see_other(&editor_of(&outcome)?)),
        Err(Refusal::Invalid(errors)) => begin_again(&visit, &form, &errors).await,
        Err(refusal) => Err(refusal.into()),
    }
}

/// The form again with what was typed, and what is missing under its field.
async fn begin_again(visit: &Visit, form: &FormData, errors: &[FieldError]) -> Answer {
    let body = page(visit, &FormData::default(), form, errors).await?;
    let shown = visit
        .page(Area::Content, &visit.t("content-library"), body)
        .await?;
    Ok(unprocessable(shown))
}

/// `POST /content/{id}/copy`
pub async fn copy(Path(id): Path<ItemId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let item = super::item_of(&visit, id).await?;
    let kind = Kind::from_key(&form.text("kind")).unwrap_or(item.kind);
    let act = Draft {
        kind,
        language: item.language,
        title: item.title,
        summary: String::new(),
        doc: None,
        sources: Vec::new(),
        cover: None,
        copy_of: Some(id),
    };
    let outcome = visit.act(&act).await?;
    Ok(visit.see_other(&editor_of(&outcome)?))
}

/// `POST /content/{id}/trash`
pub async fn trash(Path(id): Path<ItemId>, posted: Posted) -> Answer {
    let outcome = posted.visit.act(&Trash { item: id }).await?;
    Ok(settled(
        &posted.visit,
        &outcome,
        &format!("/content?trashed={id}"),
    ))
}

/// `POST /content/{id}/restoration`
pub async fn restore(Path(id): Path<ItemId>, posted: Posted) -> Answer {
    let outcome = posted.visit.act(&Restore { item: id }).await?;
    Ok(settled(
        &posted.visit,
        &outcome,
        &format!("/content/{id}/edit"),
    ))
}

/// On to where it happened, or to the case of whoever must allow it.
fn settled(visit: &Visit, outcome: &Outcome, done: &str) -> Response {
    match outcome {
        Outcome::Requested { request, .. } => visit.see_other(&format!("/approvals/{request}")),
        Outcome::Done { .. } | Outcome::Proposed { .. } => visit.see_other(done),
    }
}

fn editor_of(outcome: &Outcome) -> Result<String, Failed> {
    let drafted: Drafted = serde_json::from_value(outcome.result().clone())
        .map_err(|e| Failed::from(DbError::Shape(e.to_string())))?;
    Ok(format!("/content/{}/edit", drafted.item))
}

fn toast_of(visit: &Visit, asked: &FormData) -> Option<Toast> {
    let trashed: ItemId = asked.parsed("trashed")?;
    let undo = format!("/content/{trashed}/restoration");
    Some(Toast::new(visit.t("content-trashed")).undo(undo, visit.csrf()))
}

async fn page(
    visit: &Visit,
    asked: &FormData,
    typed: &FormData,
    errors: &[FieldError],
) -> Result<Markup, DbError> {
    let filter = filter_of(asked);
    let conn = visit.reader();
    let page = queries::items(&conn, visit.centre.id, &filter).await?;
    let mut rows = Vec::new();
    for line in &page.lines {
        rows.push(row(visit, line).await?);
    }
    let more = page.more.map(|(at, id)| {
        let mut parts = address_of(asked, "after");
        parts.push(("after".into(), format!("{}.{id}", at.0)));
        address(&parts)
    });
    let searching = !asked.text("q").is_empty()
        || filter.state.is_some()
        || filter.kind.is_some()
        || filter.first_out.is_some();
    let nothing = if searching {
        empty(
            &visit.t("content-none-found"),
            &visit.t("content-none-found-more"),
            None,
        )
    } else {
        empty(
            &visit.t("content-empty"),
            &visit.t("content-empty-more"),
            Some(button(visit.t("content-new")).opens(NEW)),
        )
    };
    let lang = visit.lang();
    let list = table(lang, visit.t("content-library"))
        .col(Col::new(visit.t("content-col-title")))
        .col(Col::new(visit.t("content-col-state")))
        .col(Col::new(visit.t("content-col-kind")))
        .col(Col::new(visit.t("content-col-saved")).wide_only())
        .col(Col::new(visit.t("content-col-review")).wide_only())
        .col(Col::acts(visit.t("content-col-acts")))
        .rows(rows)
        .fold()
        .more(more)
        .when_empty(nothing);
    let head = page_head(visit.t("content-library"))
        .sentence(visit.t("content-library-more"))
        .act(button(visit.t("content-new")).main().opens(NEW).key("n"));
    Ok(html! {
        (head)
        (tab_row(visit, Tabbed::Library))
        (list_search(lang, "/content", &asked.text("q"), "items"))
        (chips(visit, asked, &filter))
        div id="items" { (list) }
        (new_dialog(visit, typed, errors))
        @if !errors.is_empty() { (begin_form(visit, typed, errors)) }
    })
}

fn filter_of(asked: &FormData) -> Filter {
    Filter {
        state: ItemState::from_key(&asked.text("state")),
        kind: Kind::from_key(&asked.text("kind")),
        words: text::fold(&asked.text("q")),
        author: None,
        first_out: asked
            .parsed("from")
            .zip(asked.parsed("until"))
            .map(|(from, until)| Period {
                from: Moment(from),
                until: Moment(until),
            }),
        after: asked
            .text("after")
            .split_once('.')
            .and_then(|(at, id)| Some((Moment(at.parse().ok()?), id.parse().ok()?))),
    }
}

async fn row(visit: &Visit, line: &ItemLine) -> Result<Row, DbError> {
    let lang = visit.lang();
    let saved_by = visit.name_of(line.saved_by).await?;
    let review = line
        .next_review_at
        .map(|at| fmt::month(lang, &visit.zone, at))
        .unwrap_or_default();
    let overdue =
        line.next_review_at.is_some_and(|at| at < visit.now) && line.state == ItemState::Published;
    let acts = if line.state == ItemState::Trashed {
        post_button(
            &format!("/content/{}/restoration", line.id),
            visit.csrf(),
            &[],
            text_button(visit.t("content-restore")),
        )
    } else {
        html! {
            (post_button(&format!("/content/{}/copy", line.id), visit.csrf(), &[], text_button(visit.t("content-copy"))))
            @if matches!(line.state, ItemState::Draft | ItemState::Back) {
                " "
                (post_button(&format!("/content/{}/trash", line.id), visit.csrf(), &[], text_button(visit.t("content-trash"))))
            }
        }
    };
    Ok(Row::link(&line.title, format!("/content/{}/edit", line.id))
        .cell(state_square(lang, line.state))
        .cell(kind_word(lang, line.kind))
        .cell_with(
            fmt::stamp(lang, &visit.zone, visit.now, line.saved_at),
            saved_by,
        )
        .cell(html! {
            @if overdue { (ui::state(ui::State::Late, &review)) } @else { (review) }
        })
        .cell(acts))
}

fn chips(visit: &Visit, asked: &FormData, filter: &Filter) -> Markup {
    let lang = visit.lang();
    let mut set = Vec::new();
    if let Some(state) = filter.state {
        set.push(Chip {
            name: visit.t("content-col-state"),
            value: state_word(lang, state),
            without: address(&address_of(asked, "state")),
        });
    }
    if let Some(kind) = filter.kind {
        set.push(Chip {
            name: visit.t("content-col-kind"),
            value: kind_word(lang, kind),
            without: address(&address_of(asked, "kind")),
        });
    }
    if let Some(period) = filter.first_out {
        let last = Moment(period.until.0.saturating_sub(1));
        let mut without = address_of(asked, "from");
        without.retain(|(name, _)| name != "until");
        set.push(Chip {
            name: visit.t("content-first-out"),
            value: fmt::date_range(lang, &visit.zone, period.from, last),
            without: address(&without),
        });
    }
    let any = |chosen| Choice::new("", visit.t("content-any"), chosen);
    let states = std::iter::once(any(filter.state.is_none()))
        .chain(ItemState::ALL.into_iter().map(|state| {
            Choice::new(
                state.key(),
                state_word(lang, state),
                filter.state == Some(state),
            )
        }))
        .collect();
    let kinds = std::iter::once(any(filter.kind.is_none()))
        .chain(kind_choices(visit, filter.kind))
        .collect();
    let fields = html! {
        (Field::select("state", visit.t("content-col-state"), states).required(false).id("filter-state"))
        (Field::select("kind", visit.t("content-col-kind"), kinds).required(false).id("filter-kind"))
    };
    filters(lang, "/content", &set, "/content", fields)
}

pub(super) fn kind_choices(visit: &Visit, chosen: Option<Kind>) -> Vec<Choice> {
    Kind::ALL
        .into_iter()
        .map(|kind| {
            Choice::new(
                kind.key(),
                kind_word(visit.lang(), kind),
                chosen == Some(kind),
            )
        })
        .collect()
}

pub(super) fn language_choices(visit: &Visit, chosen: Language) -> Vec<Choice> {
    Language::ALL
        .into_iter()
        .map(|language| {
            Choice::new(
                language.key(),
                language_word(visit.lang(), language),
                chosen == language,
            )
        })
        .collect()
}

fn new_dialog(visit: &Visit, typed: &FormData, errors: &[FieldError]) -> Markup {
    if !errors.is_empty() {
        return html! {};
    }
    dialog_of(
        NEW,
        &visit.t("content-new"),
        begin_form(visit, typed, errors),
    )
}

fn begin_form(visit: &Visit, typed: &FormData, errors: &[FieldError]) -> Markup {
    let lang = visit.lang();
    let kind = Kind::from_key(&typed.text("kind"));
    let kinds = Kind::ALL
        .into_iter()
        .map(|it| {
            Choice::new(it.key(), kind_word(lang, it), kind == Some(it)).hint(kind_hint(lang, it))
        })
        .collect();
    let wrong = |field: &str| error_at(lang, errors, field);
    let language = Language::from_key(&typed.text("language")).unwrap_or_default();
    Form::post("/content", visit.csrf()).body(html! {
        (Field::text("title", visit.t("content-title")).value(typed.text("title")).max_chars(120).error(wrong("title")))
        (Field::radios("kind", visit.t("content-col-kind"), kinds).error(wrong("kind")))
        (Field::select("language", visit.t("content-language"), language_choices(visit, language)))
        (submit(visit.t("content-begin")))
    })
}

/// The filters of the address without one of them, and without the place in the list.
fn address_of(asked: &FormData, without: &str) -> Vec<(String, String)> {
    asked
        .fields()
        .iter()
        .filter(|(name, value)| {
            name != without && name != "after" && name != "trashed" && !value.is_empty()
        })
        .cloned()
        .collect()
}

fn address(parts: &[(String, String)]) -> String {
    if parts.is_empty() {
        return "/content".to_owned();
    }
    format!("/content?{}", query_of(parts))
}

/// A query string of these fields.
pub(super) fn query_of(parts: &[(String, String)]) -> String {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    parts
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// A page again with status 422, what was typed still in it.
pub(super) fn unprocessable(page: Response) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
