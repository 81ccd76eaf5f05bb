//! The form around a text: kind, address, summary, cover, sources, next review.

use axum::extract::Path;
use desk::Refusal;
use frame::{Answer, FormData, Posted, Visit, error_at, refusal_sentence};
use jiff::civil::Date;
use kernel::{DbError, Moment};
use ui::{
    Area, Choice, Field, Form, Kind as NoticeKind, Markup, fmt, html, notice, page_head, submit,
};

use super::item_of;
use super::library::{kind_choices, language_choices, unprocessable};
use crate::actions::Describe;
use crate::model::{Item, ItemId, Kind, Language, TextSource};
use crate::queries;

/// `GET /content/{id}/facts`
pub async fn show(visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let item = item_of(&visit, id).await?;
    let act = of_item(&item);
    let body = page(&visit, &item, &act, None, None).await?;
    visit
        .page(Area::Content, &visit.t("content-facts"), body)
        .await
}

/// `POST /content/{id}/facts`
pub async fn change(Path(id): Path<ItemId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let item = item_of(&visit, id).await?;
    let act = of_form(&visit, id, &item, &form);
    match visit.act(&act).await {
        Ok(_) => Ok(visit.see_other(&format!("/content/{id}/edit"))),
        Err(refusal @ (Refusal::Invalid(_) | Refusal::Conflict { .. })) => {
            // Saving again after reading counts from what stands there now.
            let act = Describe {
                revision: item.revision,
                ..act
            };
            let lines = form.raw("sources");
            let body = page(&visit, &item, &act, Some(&refusal), Some(lines)).await?;
            let page = visit
                .page(Area::Content, &visit.t("content-facts"), body)
                .await?;
            Ok(unprocessable(page))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn of_item(item: &Item) -> Describe {
    Describe {
        item: item.id,
        revision: item.revision,
        kind: item.kind,
        language: item.language,
        slug: item.slug.clone(),
        summary: item.summary.clone(),
        cover: item.cover.clone(),
        sources: item.sources.clone(),
        next_review_at: item.next_review_at,
    }
}

fn of_form(visit: &Visit, id: ItemId, item: &Item, form: &FormData) -> Describe {
    let day = form.parsed::<Date>("next_review_at");
    let next_review_at = day
        .and_then(|day| day.to_zoned(visit.zone.clone()).ok())
        .map(|day| Moment(day.timestamp().as_microsecond()));
    let cover = form.text("cover");
    Describe {
        item: id,
        revision: form.parsed("revision").unwrap_or_default(),
        kind: Kind::from_key(&form.text("kind")).unwrap_or(item.kind),
        language: Language::from_key(&form.text("language")).unwrap_or(item.language),
        slug: form.text("slug"),
        summary: form.text("summary"),
        cover: (!cover.is_empty()).then_some(cover),
        sources: TextSource::of_lines(form.raw("sources")),
        next_review_at,
    }
}

async fn page(
    visit: &Visit,
    item: &Item,
    act: &Describe,
    refusal: Option<&Refusal>,
    lines: Option<&str>,
) -> Result<Markup, DbError> {
    let lang = visit.lang();
    let wrong = |pointer: &str| match refusal {
        Some(Refusal::Invalid(errors)) => error_at(lang, errors, pointer),
        _ => None,
    };
    let conflict = match refusal {
        Some(refusal @ Refusal::Conflict { .. }) => Some(refusal_sentence(lang, refusal)),
        _ => None,
    };
    let pictures = queries::media_texts(&visit.reader(), visit.centre.id).await?;
    let mut covers = vec![Choice::new(
        "",
        visit.t("content-no-cover"),
        act.cover.is_none(),
    )];
    covers.extend(pictures.into_iter().map(|(digest, name)| {
        let chosen = act.cover.as_ref() == Some(&digest);
        Choice::new(digest, name, chosen)
    }));
    let sources = lines.map_or_else(|| TextSource::to_lines(&act.sources), str::to_owned);
    let review = act
        .next_review_at
        .map(|at| fmt::input_date(&visit.zone, at))
        .unwrap_or_default();
    let (here, edit) = (
        visit.t("content-facts"),
        format!("/content/{}/edit", item.id),
    );
    Ok(html! {
        (ui::crumbs(lang, &[(&visit.t("content-library"), "/content"), (&item.title, &edit)], &here))
        (page_head(&here).sentence(visit.t("content-facts-more")))
        @if let Some(conflict) = conflict { (notice(NoticeKind::Stop, visit.t("frame-trouble"), conflict)) }
        (Form::post(format!("/content/{}/facts", item.id), visit.csrf())
            .hidden("revision", act.revision.to_string()).warns_before_leaving().body(html! {
            (Field::select("kind", visit.t("content-col-kind"), kind_choices(visit, Some(act.kind))).hint(visit.t("content-kind-hint")))
            (Field::select("language", visit.t("content-language"), language_choices(visit, act.language)))
            (Field::text("slug", visit.t("content-slug")).value(&act.slug).required(false).hint(visit.t("content-slug-hint")))
            (Field::textarea("summary", visit.t("content-summary"), 3).value(&act.summary).required(false).max_chars(300)
                .hint(visit.t("content-summary-hint")).error(wrong("/summary")))
            (Field::select("cover", visit.t("content-cover"), covers).required(false).error(wrong("/cover")))
            (Field::textarea("sources", visit.t("content-sources"), 4).value(sources).required(false)
                .hint(visit.t("content-sources-hint")).error(wrong("/sources")))
            (Field::date("next_review_at", visit.t("content-next-review")).value(review).required(false).hint(visit.t("content-next-review-hint")))
            (submit(visit.t("ui-save")))
        }))
    })
}
