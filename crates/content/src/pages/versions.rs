//! Versions of an item side by side, and how the working copy looks.

use axum::extract::{Path, RawQuery};
use frame::{Answer, Failed, Posted, Visit, read_form};
use kernel::DbError;
use text::{BlockDiff, DiffKind};
use ui::{
    Area, Choice, Col, DiffPart, Field, Form, Markup, PreEscaped, Row, diff_text, empty, fmt, html,
    link_button, page_head, print_foot, prose, section, state, submit, table,
};

use super::{item_of, picture_url};
use crate::actions::{Autosave, Describe, MakeVersion, Saved};
use crate::compare;
use crate::doc;
use crate::model::{ItemId, ItemState, Language, Version, VersionId, VersionLine};
use crate::queries;

/// `GET /content/{id}/versions?from=…&to=…`
pub async fn show(visit: Visit, Path(id): Path<ItemId>, RawQuery(query): RawQuery) -> Answer {
    let item = item_of(&visit, id).await?;
    let asked = read_form(&query.unwrap_or_default());
    let conn = visit.reader();
    let lines = queries::version_lines(&conn, visit.centre.id, id).await?;
    let from = asked
        .parsed::<VersionId>("from")
        .or_else(|| lines.first().map(|line| line.id));
    let old = match from {
        Some(from) => queries::version(&conn, visit.centre.id, from).await?,
        None => None,
    };
    let to = asked.parsed::<VersionId>("to");
    let new = match to {
        Some(to) => queries::version(&conn, visit.centre.id, to).await?,
        None => Some(Version::of_item(item.clone(), 0, "", visit.now)),
    };
    let state = queries::state_of(&conn, visit.centre.id, id).await?;
    let open = !matches!(state, Some(ItemState::Waiting | ItemState::Trashed));
    let list = list(&visit, id, &lines).await?;
    let crumb = visit.t("content-versions");
    let edit = format!("/content/{id}/edit");
    let body = html! {
        (ui::crumbs(visit.lang(), &[(&visit.t("content-library"), "/content"), (&item.title, &edit)], &crumb))
        (page_head(&crumb).sentence(ui::html! { span lang=(item.language.key()) { (item.title) } }))
        @if lines.is_empty() {
            (empty(&visit.t("content-no-versions"), &visit.t("content-no-versions-more"), None))
        } @else {
            (chooser(&visit, id, &lines, from, to))
            @if let (Some(old), Some(new)) = (&old, &new) {
                (section(visit.t("content-differences")).body(differences(visit.lang(), old, new)))
                @if open && to.is_none() && !item.says(old) { (put_back_form(&visit, old)) }
            }
            (list)
        }
        (section(visit.t("content-keep-version")).body(html! {
            (Form::post(format!("/content/{id}/versions"), visit.csrf()).body(html! {
                (Field::text("name", visit.t("content-name")).required(false).max_chars(120).hint(visit.t("content-keep-version-hint")))
                (submit(visit.t("content-keep-version")).usual())
            }))
        }))
    };
    visit.page(Area::Content, &crumb, body).await
}

/// `POST /content/{id}/versions`
pub async fn name(Path(id): Path<ItemId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let act = MakeVersion {
        item: id,
        name: form.text("name"),
    };
    visit.act(&act).await?;
    Ok(visit.see_other(&format!("/content/{id}/versions")))
}

/// `POST /content/{id}/versions/{version}/return`: the working copy says again what the
/// version said. What it said until now is kept as a version first, so nothing is lost.
pub async fn put_back(Path((id, version)): Path<(ItemId, VersionId)>, posted: Posted) -> Answer {
    let visit = posted.visit;
    item_of(&visit, id).await?;
    let conn = visit.reader();
    let version = queries::version(&conn, visit.centre.id, version)
        .await?
        .filter(|version| version.item == id)
        .ok_or(Failed::NotFound)?;
    let keep = MakeVersion {
        item: id,
        name: String::new(),
    };
    visit.act(&keep).await?;
    let item = item_of(&visit, id).await?;
    let text = Autosave {
        item: id,
        revision: item.revision,
        title: version.title.clone(),
        doc: serde_json::from_str(&version.doc.to_json())
            .map_err(|e| DbError::Shape(e.to_string()))?,
    };
    let saved = visit.act(&text).await?;
    let saved: Saved = serde_json::from_value(saved.result().clone())
        .map_err(|e| DbError::Shape(e.to_string()))?;
    let around = Describe {
        item: id,
        revision: saved.revision,
        kind: version.kind,
        language: version.language,
        slug: version.slug,
        summary: version.summary,
        cover: version.cover,
        sources: version.sources,
        next_review_at: item.next_review_at,
    };
    visit.act(&around).await?;
    Ok(visit.see_other(&format!("/content/{id}/edit")))
}

fn put_back_form(visit: &Visit, version: &Version) -> Markup {
    let number = [("number", version.number.into())];
    let address = format!("/content/{}/versions/{}/return", version.item, version.id);
    let words = visit.lang().tr("content-put-back", &number);
    section(&words).body(html! {
        (Form::post(address, visit.csrf()).body(html! {
            p { (visit.lang().tr("content-put-back-more", &number)) }
            (submit(&words).usual())
        }))
    })
}

/// `GET /content/{id}/preview`
pub async fn preview(visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let item = item_of(&visit, id).await?;
    let draft = Version::of_item(item, 0, "", visit.now);
    let (title, edit) = (draft.title.clone(), format!("/content/{id}/edit"));
    let body = html! {
        (ui::crumbs(visit.lang(), &[(&visit.t("content-library"), "/content"), (&title, &edit)], &visit.t("content-preview")))
        (ui::page_head(visit.t("content-preview")).sentence(visit.t("content-preview-more")))
        (article(&visit.t("content-sources"), &draft))
        (printed_from(&visit, &edit))
        (ui::actions(&[link_button(visit.t("content-back-to-text"), edit)]))
    };
    visit
        .page(Area::Content, &visit.t("content-preview"), body)
        .await
}

/// On paper: where the text stands. Hidden on screen.
fn printed_from(visit: &Visit, path: &str) -> Markup {
    let desk = visit.desk().part::<desk::Addresses>();
    let address = desk.map_or_else(|_| path.to_owned(), |it| format!("{}{path}", it.desk));
    print_foot(&address)
}

/// A version as readers see it: title, summary, text, sources.
pub fn article(sources: &str, version: &Version) -> Markup {
    let text = doc::to_html(&version.doc, picture_url);
    html! {
        (prose(html! {
            h2 lang=(version.language.key()) { (version.title) }
            @if !version.summary.is_empty() { p { strong { (version.summary) } } }
            @if let Some(cover) = &version.cover { p { img src=(picture_url(cover)) alt="" width="960"; } }
            div lang=(version.language.key()) { (PreEscaped(text)) }
            @if !version.sources.is_empty() {
                h3 { (sources) }
                ul {
                    @for source in &version.sources {
                        li {
                            @if source.url.is_empty() { (source.title) } @else { a href=(source.url) { (source.title) } }
                            @if !source.date.is_empty() { (in_brackets(version.language, &source.date)) }
                        }
                    }
                }
            }
        }))
    }
}

/// Words in brackets as the language of the text writes them.
fn in_brackets(language: Language, words: &str) -> String {
    match language {
        Language::ZhHant => format!("（{words}）"),
        Language::En => format!(" ({words})"),
    }
}

/// The changes from one version to another, by character where it is Chinese.
pub fn differences(lang: ui::Lang, old: &Version, new: &Version) -> Markup {
    let blocks = compare::differences(old, new);
    if compare::is_same(&blocks) {
        return html! { p { (lang.t("content-same")) } };
    }
    let paragraphs: Vec<Vec<DiffPart>> = blocks
        .into_iter()
        .map(|block| match block {
            BlockDiff::Same(text) => vec![DiffPart::Same(text)],
            BlockDiff::Removed(text) => vec![DiffPart::Removed(text)],
            BlockDiff::Added(text) => vec![DiffPart::Added(text)],
            BlockDiff::Changed(parts) => parts
                .into_iter()
                .map(|part| match part.kind {
                    DiffKind::Same => DiffPart::Same(part.text),
                    DiffKind::Removed => DiffPart::Removed(part.text),
                    DiffKind::Added => DiffPart::Added(part.text),
                })
                .collect(),
        })
        .collect();
    diff_text(&paragraphs)
}

fn chooser(
    visit: &Visit,
    id: ItemId,
    lines: &[VersionLine],
    from: Option<VersionId>,
    to: Option<VersionId>,
) -> Markup {
    let word = |line: &VersionLine| {
        visit.lang().tr(
            "content-version-of",
            &[
                ("number", line.number.into()),
                (
                    "when",
                    fmt::near(visit.lang(), &visit.zone, visit.now, line.at).into(),
                ),
            ],
        )
    };
    let choices = |chosen: Option<VersionId>| {
        lines
            .iter()
            .map(|line| Choice::new(line.id.to_string(), word(line), chosen == Some(line.id)))
            .collect::<Vec<_>>()
    };
    let mut after = vec![Choice::new(
        "",
        visit.t("content-working-copy"),
        to.is_none(),
    )];
    after.extend(choices(to));
    Form::get(format!("/content/{id}/versions")).body(html! {
        (ui::beside(&[
            Field::select("from", visit.t("content-compare-from"), choices(from)),
            Field::select("to", visit.t("content-compare-to"), after).required(false),
        ]))
        (submit(visit.t("content-compare")).usual())
    })
}

async fn list(visit: &Visit, item: ItemId, lines: &[VersionLine]) -> Result<Markup, DbError> {
    let lang = visit.lang();
    let mut rows = Vec::new();
    for line in lines {
        let by = visit.name_of(line.by).await?;
        rows.push(
            Row::link(
                lang.tr("content-version", &[("number", line.number.into())]),
                format!("/content/{item}/versions?from={}", line.id),
            )
                .cell(&line.name)
                .cell(&line.title)
                .cell_with(fmt::stamp(lang, &visit.zone, visit.now, line.at), by)
                .cell(html! {
                    @if line.published { (state(ui::State::Published, visit.t("content-state-published"))) }
                }),
        );
    }
    let table = table(lang, visit.t("content-versions"))
        .col(Col::new(visit.t("content-col-number")))
        .col(Col::new(visit.t("content-name")))
        .col(Col::new(visit.t("content-title")).wide_only())
        .col(Col::new(visit.t("content-col-saved")))
        .col(Col::new(visit.t("content-col-state")))
        .rows(rows)
        .fold();
    Ok(html! { (section(visit.t("content-all-versions")).body(table)) })
}
