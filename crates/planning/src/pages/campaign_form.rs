//! The form of a campaign's draft.

use axum::extract::Path;
use axum::response::IntoResponse;
use desk::{FieldError, Refusal};
use frame::{Answer, Failed, FormData, Posted, Visit};
use http::StatusCode;
use kernel::Moment;
use ui::{Area, Choice, Field, Form, Markup, fmt, html};

use super::after;
use super::words::{Names, either, end_of_day, error_at, id_of, kind_word, start_of_day, summary};
use crate::actions::Draft;
use crate::model::{Campaign, CampaignId, CampaignKind, CampaignState};
use crate::queries;

/// Fields and the keys of their labels.
const LABELS: [(&str, &str); 9] = [
    ("name", "planning-name"),
    ("slug", "planning-slug"),
    ("objective", "planning-objective"),
    ("kind", "planning-kind"),
    ("from", "planning-from"),
    ("until", "planning-until"),
    ("owner", "planning-owner"),
    ("kpi", "planning-kpi"),
    ("target", "planning-target"),
];

pub(super) async fn new(visit: Visit) -> Answer {
    let mut form = FormData::default();
    if form.raw("owner").is_empty() {
        form = frame::read_form(&format!("owner={}&kind=education", visit.account()));
    }
    let body = body(&visit, None, &form, &[]).await?;
    visit
        .page(Area::Plan, &visit.t("planning-campaign-new"), body)
        .await
}

pub(super) async fn edit(visit: Visit, Path(id): Path<String>) -> Answer {
    let it = draft_of(&visit, &id).await?;
    let last = Moment(it.until.0 - 1);
    let pairs = [
        ("name", it.name.clone()),
        ("slug", it.slug.clone()),
        ("objective", it.objective.clone()),
        ("kind", it.kind.key().to_owned()),
        ("from", fmt::input_date(&visit.zone, it.from)),
        ("until", fmt::input_date(&visit.zone, last)),
        ("owner", it.owner.to_string()),
        ("kpi", it.kpi.clone().unwrap_or_default()),
        (
            "target",
            it.target.map_or_else(String::new, |t| t.to_string()),
        ),
        ("revision", it.revision.to_string()),
    ];
    let filled: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", super::words::encoded(value)))
        .collect();
    let form = frame::read_form(&filled.join("&"));
    let body = body(&visit, Some(&it), &form, &[]).await?;
    visit.page(Area::Plan, &it.name, body).await
}

/// A campaign that can still be changed; what was accepted shows its page instead.
async fn draft_of(visit: &Visit, id: &str) -> Result<Campaign, Failed> {
    let it = queries::campaign(&visit.reader(), visit.centre.id, id_of(id)?)
        .await?
        .ok_or(Failed::NotFound)?;
    if it.state() == CampaignState::Idea {
        Ok(it)
    } else {
        Err(Refusal::conflict("planning-already-accepted").into())
    }
}

pub(super) async fn open(posted: Posted) -> Answer {
    save(posted, CampaignId::new(), None).await
}

pub(super) async fn change(Path(id): Path<String>, posted: Posted) -> Answer {
    let it = draft_of(&posted.visit, &id).await?;
    save(posted, it.id, Some(it)).await
}

async fn save(posted: Posted, campaign: CampaignId, before: Option<Campaign>) -> Answer {
    let (visit, form) = (posted.visit, posted.form);
    let outcome = match act_of(&visit, &form, campaign) {
        Ok(act) => visit.act(&act).await,
        Err(errors) => Err(Refusal::Invalid(errors)),
    };
    match outcome {
        Err(Refusal::Invalid(errors)) => {
            let body = body(&visit, before.as_ref(), &form, &errors).await?;
            let title = visit.t("planning-campaign-new");
            let page = visit.page(Area::Plan, &title, body).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        outcome => after(&visit, outcome, &format!("/plan/campaigns/{campaign}")),
    }
}

/// The act of what was typed; an empty slug is made from the name where it has Latin
/// letters.
fn act_of(visit: &Visit, form: &FormData, campaign: CampaignId) -> Result<Draft, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut need = |field: &str| errors.push(FieldError::at(field, "field-empty"));
    let from = start_of_day(visit, form.raw("from"));
    let until = end_of_day(visit, form.raw("until"));
    let kind = CampaignKind::from_key(form.raw("kind"));
    let owner = form.parsed("owner");
    for (field, missing) in [
        ("from", from.is_none()),
        ("until", until.is_none()),
        ("kind", kind.is_none()),
        ("owner", owner.is_none()),
    ] {
        if missing {
            need(field);
        }
    }
    let target = form.text("target").replace(',', "");
    if !target.is_empty() && target.parse::<i64>().is_err() {
        errors.push(FieldError::at("target", "planning-target-positive"));
    }
    let slug = form.text("slug").to_lowercase();
    let (Some(from), Some(until), Some(kind), Some(owner), true) =
        (from, until, kind, owner, errors.is_empty())
    else {
        return Err(errors);
    };
    Ok(Draft {
        campaign,
        name: form.text("name"),
        slug: if slug.is_empty() {
            text::slug(&form.text("name"))
        } else {
            slug
        },
        objective: form.text("objective"),
        kind,
        from,
        until,
        owner,
        kpi: Some(form.text("kpi")).filter(|kpi| !kpi.is_empty()),
        target: target.parse().ok(),
        revision: form.parsed("revision").unwrap_or(0),
    })
}

async fn body(
    visit: &Visit,
    before: Option<&Campaign>,
    form: &FormData,
    errors: &[FieldError],
) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let names = Names::of(visit).await?;
    let kinds = CampaignKind::ALL
        .into_iter()
        .map(|k| Choice::new(k.key(), kind_word(lang, k), form.raw("kind") == k.key()))
        .collect();
    let action = before.map_or_else(
        || "/plan/campaigns".to_owned(),
        |it| format!("/plan/campaigns/{}/edit", it.id),
    );
    let field = |name: &'static str, make: fn(&'static str, String) -> Field| {
        let label = LABELS
            .iter()
            .find(|(n, _)| *n == name)
            .map_or(name, |(_, key)| *key);
        make(name, visit.t(label))
            .value(form.raw(name))
            .error(error_at(lang, errors, name))
    };
    let select = |name: &'static str, key: &str, choices: Vec<Choice>| {
        Field::select(name, visit.t(key), choices).error(error_at(lang, errors, name))
    };
    let title = before.map_or_else(|| visit.t("planning-campaign-new"), |it| it.name.clone());
    let fields = html! {
        (field("name", Field::text).max_chars(120).autofocus())
        (field("objective", |n, l| Field::textarea(n, l, 4)).hint(visit.t("planning-objective-hint")).optional(lang))
        (select("kind", "planning-kind", kinds).narrow())
        (ui::beside(&[
            field("from", Field::date),
            field("until", Field::date).hint(visit.t("planning-until-hint")),
        ]))
        (select("owner", "planning-owner", names.choices(form.parsed("owner"))).narrow())
        (select("kpi", "planning-kpi", kpis(visit, form.raw("kpi")).await?).hint(visit.t("planning-kpi-hint")).optional(lang))
        (field("target", Field::number).narrow().optional(lang))
        (field("slug", Field::text).hint(visit.t("planning-slug-hint")).optional(lang))
        (ui::actions(&[
            ui::submit(visit.t("planning-save-draft")).main(),
            ui::link_button(visit.t("planning-cancel"), before.map_or_else(|| "/plan/campaigns".to_owned(), |it| format!("/plan/campaigns/{}", it.id))).plain(),
        ]))
    };
    Ok(html! {
        (ui::crumbs(lang, &[(&visit.t("planning-campaigns"), "/plan/campaigns")], &title))
        (ui::page_head(&title).sentence(visit.t("planning-draft-more")))
        (summary(visit, errors, &LABELS))
        (Form::post(action, visit.csrf()).hidden("revision", form.raw("revision")).warns_before_leaving().body(fields))
    })
}

async fn kpis(visit: &Visit, chosen: &str) -> Result<Vec<Choice>, Failed> {
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let none = Choice::new("", visit.t("planning-kpi-none"), chosen.is_empty());
    let known = book
        .document
        .kpis
        .iter()
        .flat_map(|group| &group.kpis)
        .map(|one| {
            let word = either(visit.lang(), &one.zh, &one.en);
            Choice::new(&one.id, word, one.id == chosen)
        });
    Ok(std::iter::once(none).chain(known).collect())
}
