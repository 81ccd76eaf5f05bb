//! The media library: every picture with what it shows and where it is used.

use axum::extract::{Path, RawQuery};
use desk::Refusal;
use frame::{Answer, Failed, Posted, Upload, Visit, error_at, read_form};
use kernel::{DbError, Moment};
use ui::{
    Area, Col, Field, Form, Markup, Row, State, button, dialog_of, empty, fmt, html, link_button,
    list_search, page_head, post_button, section, state, submit, table,
};

use super::library::{query_of, unprocessable};
use super::pictures::{NotTaken, take};
use super::{Tabbed, picture_url, tab_row};
use crate::actions::{ChangeMedia, RemoveMedia};
use crate::model::{Media, MediaId};
use crate::queries;

const ADD: &str = "add-picture";

/// `GET /content/assets`
pub async fn show(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let body = page(&visit, &query.unwrap_or_default(), None).await?;
    visit
        .page(Area::Content, &visit.t("content-assets"), body)
        .await
}

/// `POST /content/assets`
pub async fn add(upload: Upload) -> Answer {
    let Upload { visit, form, files } = upload;
    let Some(file) = files.into_iter().find(|file| !file.bytes.is_empty()) else {
        let sentence = visit.t("content-no-file");
        return refused(&visit, sentence).await;
    };
    match take(&visit, file, &form.text("alt")).await {
        Ok((id, _, _)) => Ok(visit.see_other(&format!("/content/assets/{id}"))),
        Err(NotTaken::Because(sentence)) => refused(&visit, sentence).await,
        Err(NotTaken::Failed(failed)) => Err(failed),
    }
}

async fn refused(visit: &Visit, sentence: String) -> Answer {
    let body = page(visit, "", Some(sentence)).await?;
    let page = visit
        .page(Area::Content, &visit.t("content-assets"), body)
        .await?;
    Ok(unprocessable(page))
}

/// `GET /content/assets/{id}`
pub async fn one(visit: Visit, Path(id): Path<MediaId>) -> Answer {
    let media = picture(&visit, id).await?;
    let body = one_page(&visit, &media, &media.name, &media.alt, &[]).await?;
    visit.page(Area::Content, &media.name, body).await
}

/// `POST /content/assets/{id}`
pub async fn change(Path(id): Path<MediaId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let act = ChangeMedia {
        media: id,
        name: form.text("name"),
        alt: form.text("alt"),
    };
    match visit.act(&act).await {
        Ok(_) => Ok(visit.see_other(&format!("/content/assets/{id}"))),
        Err(Refusal::Invalid(errors)) => {
            let media = picture(&visit, id).await?;
            let body = one_page(&visit, &media, &act.name, &act.alt, &errors).await?;
            Ok(unprocessable(
                visit.page(Area::Content, &media.name, body).await?,
            ))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /content/assets/{id}/removal`
pub async fn remove(Path(id): Path<MediaId>, posted: Posted) -> Answer {
    posted.visit.act(&RemoveMedia { media: id }).await?;
    Ok(posted.visit.see_other("/content/assets"))
}

async fn picture(visit: &Visit, id: MediaId) -> Result<Media, Failed> {
    queries::media(&visit.reader(), visit.centre.id, id)
        .await?
        .ok_or(Failed::NotFound)
}

async fn page(visit: &Visit, query: &str, error: Option<String>) -> Result<Markup, DbError> {
    let asked = read_form(query);
    let after = asked
        .text("after")
        .split_once('.')
        .and_then(|(at, id)| Some((Moment(at.parse().ok()?), id.parse().ok()?)));
    let words = asked.text("q");
    let found =
        queries::media_list(&visit.reader(), visit.centre.id, &text::fold(&words), after).await?;
    let more = found.more.map(|(at, id)| {
        let parts = [
            ("q".to_owned(), words.clone()),
            ("after".to_owned(), format!("{}.{id}", at.0)),
        ];
        format!("/content/assets?{}", query_of(&parts))
    });
    let lang = visit.lang();
    let list = table(lang, visit.t("content-assets"))
        .col(Col::new(visit.t("content-picture")))
        .col(Col::new(visit.t("content-alt")))
        .col(Col::num(visit.t("content-used")))
        .col(Col::num(visit.t("content-size")).wide_only())
        .col(Col::new(visit.t("content-added")).wide_only())
        .rows(found.pictures.iter().map(|media| row(visit, media)))
        .fold()
        .more(more)
        .when_empty(empty(
            &visit.t("content-no-pictures"),
            &visit.t("content-no-pictures-more"),
            Some(button(visit.t("content-add-picture")).opens(ADD)),
        ));
    let form = add_form(visit, error.as_deref());
    Ok(html! {
        (page_head(visit.t("content-assets")).sentence(visit.t("content-assets-more"))
            .act(button(visit.t("content-add-picture")).main().opens(ADD)))
        (tab_row(visit, Tabbed::Assets))
        @if error.is_some() { (form) } @else { (dialog_of(ADD, &visit.t("content-add-picture"), form)) }
        (list_search(lang, "/content/assets", &words, "pictures"))
        div id="pictures" { (list) }
    })
}

fn row(visit: &Visit, media: &Media) -> Row {
    let lang = visit.lang();
    let size = format!(
        "{} \u{d7} {}\u{3000}{}",
        media.width,
        media.height,
        fmt::bytes(media.bytes.unsigned_abs())
    );
    Row::new(html! {
        a href=(format!("/content/assets/{}", media.id)) {
            img src=(picture_url(&media.thumb)) alt="" width="72" loading="lazy";
            " " (media.name)
        }
    })
    .cell(html! {
        @if media.alt.is_empty() { (state(State::Wait, visit.t("content-alt-missing"))) } @else { (media.alt) }
    })
    .cell(fmt::number(media.used))
    .cell(size)
    .cell(fmt::stamp(lang, &visit.zone, visit.now, media.at))
}

fn add_form(visit: &Visit, error: Option<&str>) -> Markup {
    Form::post("/content/assets", visit.csrf())
        .with_files()
        .body(html! {
            (Field::file("file", visit.t("content-file"), "image/jpeg,image/png,image/webp,image/gif")
                .hint(visit.t("content-file-hint")).error(error))
            (Field::text("alt", visit.t("content-alt")).required(false).max_chars(250).hint(visit.t("content-alt-hint")))
            (submit(visit.t("content-add-picture")))
        })
}

async fn one_page(
    visit: &Visit,
    media: &Media,
    name: &str,
    alt: &str,
    errors: &[desk::FieldError],
) -> Result<Markup, DbError> {
    let lang = visit.lang();
    let wrong = |pointer: &str| error_at(lang, errors, pointer);
    let by = visit.name_of(media.added_by).await?;
    let used = fmt::number(media.used);
    let removal = post_button(
        &format!("/content/assets/{}/removal", media.id),
        visit.csrf(),
        &[],
        if media.used > 0 {
            button(visit.t("content-remove")).blocked(visit.t("content-picture-used"))
        } else {
            submit(visit.t("content-remove")).stop()
        },
    );
    Ok(html! {
        (ui::crumbs(lang, &[(&visit.t("content-assets"), "/content/assets")], &media.name))
        (page_head(&media.name).named(&visit.t("content-used"), used).named(&visit.t("content-added"), by))
        p { img src=(picture_url(&media.digest)) alt=(media.alt) width=(media.width.min(720)) loading="lazy"; }
        (section(visit.t("content-picture-facts")).body(html! {
            (Form::post(format!("/content/assets/{}", media.id), visit.csrf()).body(html! {
                (Field::text("name", visit.t("content-name")).value(name).max_chars(120).error(wrong("/name")))
                (Field::text("alt", visit.t("content-alt")).value(alt).required(false).max_chars(250)
                    .hint(visit.t("content-alt-hint")).error(wrong("/alt")))
                (submit(visit.t("ui-save")))
            }))
        }))
        (removal)
        (link_button(visit.t("content-assets"), "/content/assets").plain())
    })
}
