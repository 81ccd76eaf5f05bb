//! Segments: the list, and the screen that builds one.

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use frame::{Answer, Failed, FormData, Posted, Visit, field_sentence};
use serde::Deserialize;
use ui::{Area, Body, Col, Field, Form, Live, Markup, Row, Shell, Swap, Width, html};

use super::builder::{self, Offers};
use super::{area_tabs, settled, unaccepted, wording, words};
use crate::actions::{RemoveSegment, SaveSegment};
use crate::model::{Contact, ContactId, Purpose, Rule, Segment, SegmentId};
use crate::queries::{self, Flat, FlatRow};

const PURPOSE: Purpose = Purpose::MarketingEmail;

/// `/care/segments`
pub async fn list(visit: Visit) -> Answer {
    let (conn, centre, lang) = (visit.reader(), visit.centre.id, visit.lang());
    let offers = offers(&visit).await?;
    let mut rows = Vec::new();
    for segment in queries::segments(&conn, centre).await? {
        let count = queries::count_rule(&conn, centre, &segment.rule, PURPOSE, visit.now).await?;
        rows.push(
            Row::link(&segment.name, format!("/care/segments/{}", segment.id))
                .detail(wording::said(lang, &segment.rule, &offers))
                .cell(ui::fmt::number(count.matching))
                .cell(ui::fmt::number(count.reachable))
                .cell(ui::fmt::stamp(
                    lang,
                    &visit.zone,
                    visit.now,
                    segment.changed_at,
                )),
        );
    }
    let title = visit.t("audience-tab-segments");
    let new = || ui::link_button(visit.t("audience-new-segment"), "/care/segments/new").main();
    let table = ui::table(lang, &title)
        .col(Col::new(visit.t("audience-segment")))
        .col(Col::num(visit.t("audience-matching")))
        .col(Col::num(visit.t("audience-reach-yes")))
        .col(Col::new(visit.t("audience-changed")).short())
        .rows(rows)
        .fold()
        .when_empty(ui::empty(
            &visit.t("audience-segments-empty"),
            &visit.t("audience-segments-empty-more"),
            Some(new()),
        ));
    let body = html! {
        (ui::page_head(&title).act(new().key("n")))
        (area_tabs(&visit, "/care/segments"))
        (table)
    };
    visit.page(Area::Care, &title, body).await
}

/// A segment on the screen: saved, or in the making.
struct Draft {
    saved: Option<(SegmentId, i64)>,
    name: String,
    rule: Rule,
    /// What the builder shows; none for a rule that nests deeper.
    flat: Option<Flat>,
    error: Option<String>,
    /// Whose being in it or not is asked about.
    who: Option<Contact>,
}

impl Draft {
    fn of(segment: &Segment) -> Self {
        Self {
            saved: Some((segment.id, segment.revision)),
            name: segment.name.clone(),
            rule: segment.rule.clone(),
            flat: queries::flat(&segment.rule),
            error: None,
            who: None,
        }
    }

    fn posted(form: &FormData, offers: &Offers) -> Self {
        let flat = builder::read(form, offers);
        let id = form.parsed("segment");
        Self {
            saved: id.map(|id| (id, form.parsed("revision").unwrap_or(0))),
            name: form.text("name"),
            rule: queries::unflatten(&flat),
            flat: Some(flat),
            error: None,
            who: None,
        }
    }
}

async fn offers(visit: &Visit) -> Result<Offers, Failed> {
    let (conn, centre) = (visit.reader(), visit.centre.id);
    let imports = queries::imports(&conn, centre, 50).await?;
    Ok(Offers {
        tags: queries::tags_in_use(&conn, centre).await?,
        cities: queries::cities_in_use(&conn, centre).await?,
        sources: queries::contact_sources(&conn, centre).await?,
        imports: imports.into_iter().map(|i| (i.id, i.file_name)).collect(),
    })
}

/// `/care/segments/new`
pub async fn new(visit: Visit) -> Answer {
    let flat = Flat {
        all: true,
        rows: vec![FlatRow::One {
            not: false,
            rule: Rule::Consent(PURPOSE),
        }],
    };
    let draft = Draft {
        saved: None,
        name: String::new(),
        rule: queries::unflatten(&flat),
        flat: Some(flat),
        error: None,
        who: None,
    };
    screen(&visit, &draft, &offers(&visit).await?).await
}

/// What the address of a segment says.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    who: Option<ContactId>,
}

/// `/care/segments/{id}`
pub async fn show(visit: Visit, Path(id): Path<SegmentId>, Query(asked): Query<Asked>) -> Answer {
    let (conn, centre) = (visit.reader(), visit.centre.id);
    let found = queries::segment(&conn, centre, id).await?;
    let mut draft = Draft::of(&found.ok_or(Failed::NotFound)?);
    if let Some(who) = asked.who {
        draft.who = queries::contact(&conn, centre, who).await?;
    }
    screen(&visit, &draft, &offers(&visit).await?).await
}

/// The middle of the screen again, while somebody edits.
pub async fn draft(posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let offers = offers(&visit).await?;
    let draft = Draft::posted(&form, &offers);
    Ok(inside(&visit, &draft, &offers).await?.into_response())
}

/// Saves a new segment, or changes the builder by one of its buttons.
pub async fn save_new(posted: Posted) -> Answer {
    save_posted(posted, None).await
}

/// Saves a segment, or changes the builder by one of its buttons.
pub async fn save(Path(id): Path<SegmentId>, posted: Posted) -> Answer {
    save_posted(posted, Some(id)).await
}

async fn save_posted(posted: Posted, id: Option<SegmentId>) -> Answer {
    let Posted { visit, form } = posted;
    let offers = offers(&visit).await?;
    let mut draft = Draft::posted(&form, &offers);
    let act = form.text("act");
    if !matches!(act.as_str(), "" | "save" | "copy") {
        return screen(&visit, &draft, &offers).await;
    }
    let keeps = act != "copy";
    let save = SaveSegment {
        segment: id.filter(|_| keeps),
        revision: draft
            .saved
            .map(|(_, revision)| revision)
            .filter(|_| keeps && id.is_some()),
        name: draft.name.clone(),
        rule: draft.rule.clone(),
    };
    match visit.act(&save).await {
        Ok(outcome) => {
            let id = outcome.result().as_str().unwrap_or_default().to_owned();
            Ok(settled(&visit, &outcome, &format!("/care/segments/{id}")))
        }
        Err(desk::Refusal::Invalid(errors)) => {
            draft.error = errors.first().map(|e| field_sentence(visit.lang(), e));
            unaccepted(screen(&visit, &draft, &offers).await)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Takes a segment out of use.
pub async fn remove(Path(id): Path<SegmentId>, posted: Posted) -> Answer {
    let visit = posted.visit;
    let outcome = visit.act(&RemoveSegment { segment: id }).await?;
    Ok(settled(&visit, &outcome, "/care/segments"))
}

async fn screen(visit: &Visit, draft: &Draft, offers: &Offers) -> Answer {
    let lang = visit.lang();
    let action = match draft.saved {
        Some((id, _)) => format!("/care/segments/{id}"),
        None => "/care/segments/new".to_owned(),
    };
    let live = Live::post("/care/segments/draft")
        .into("draft")
        .swap(Swap::Morph)
        .while_typing(250);
    let mut form = Form::post(&action, visit.csrf()).id("segment").wide();
    if draft.flat.is_some() {
        form = form.live(live);
    }
    if let Some((id, revision)) = draft.saved {
        form = form
            .hidden("segment", id.to_string())
            .hidden("revision", revision.to_string());
    }
    let title = if draft.name.is_empty() {
        visit.t("audience-new-segment")
    } else {
        draft.name.clone()
    };
    let mut head = ui::page_head(&title);
    if let Some((id, _)) = draft.saved {
        head = head
            .act(
                ui::submit(visit.t("audience-save-copy"))
                    .usual()
                    .of_form("segment")
                    .value("act", "copy"),
            )
            .act(ui::link_button(
                visit.t("audience-see-people"),
                format!("/care/people?segment={id}"),
            ));
    }
    head = head.act(
        ui::submit(visit.t("audience-save"))
            .of_form("segment")
            .value("act", "save")
            .key("Ctrl s"),
    );
    let body = html! {
        (ui::crumbs(lang, &[(&visit.t("audience-tab-segments"), "/care/segments")], &title))
        (head)
        (form.body(html! {
            (Field::text("name", visit.t("audience-segment-name")).value(&draft.name).error(draft.error.clone()).max_chars(80).required(false))
            (ui::rule_draft(&inside(visit, draft, offers).await?))
        }))
        @if let Some((id, _)) = draft.saved {
            (ui::post_button(&format!("/care/segments/{id}/removal"), visit.csrf(), &[], ui::text_button(visit.t("audience-segment-remove"))))
        }
    };
    visit
        .page_with(Shell {
            at: Some(Area::Care),
            title: &title,
            width: Width::Wide,
            body: Body(body),
            ..Shell::default()
        })
        .await
}

async fn inside(visit: &Visit, draft: &Draft, offers: &Offers) -> Result<Markup, Failed> {
    let (conn, centre, lang) = (visit.reader(), visit.centre.id, visit.lang());
    let count = queries::count_rule(&conn, centre, &draft.rule, PURPOSE, visit.now).await?;
    let mut counts = Vec::new();
    for one in draft.flat.iter().flat_map(|f| conditions(&f.rows)) {
        let own = queries::count_rule(&conn, centre, one, PURPOSE, visit.now).await?;
        counts.push(own.matching);
    }
    let saved: Vec<(String, String, bool)> = queries::segments(&conn, centre)
        .await?
        .into_iter()
        .map(|s| {
            let current = draft.saved.is_some_and(|(id, _)| id == s.id);
            (s.name, format!("/care/segments/{}", s.id), current)
        })
        .collect();
    let rows = match &draft.flat {
        Some(flat) => builder::builder(lang, flat, offers, &counts),
        None => ui::notice(
            ui::Kind::Plain,
            visit.t("audience-rule-deep"),
            visit.t("audience-rule-deep-more"),
        ),
    };
    let middle = html! {
        (ui::meta(wording::said(lang, &draft.rule, offers)))
        (rows)
        @if let Some(contact) = &draft.who { (wording::why(visit, &draft.rule, offers, contact).await?) }
        (people(visit, &draft.rule).await?)
    };
    let save = SaveSegment {
        segment: None,
        revision: None,
        name: "-".into(),
        rule: Rule::All(Vec::new()),
    };
    let verdict = visit.look(&save).await?;
    let book = visit.desk().rulebook(&conn, centre).await?;
    let live = html! {
        (builder::live_count(lang, &count))
        (ui::verdict(lang, &frame::verdict_view(lang, &book, &verdict)))
    };
    Ok(builder::layout(lang, &saved, &middle, &live))
}

/// The conditions of the builder in their order on the screen, each as it counts.
fn conditions(rows: &[FlatRow]) -> Vec<&Rule> {
    rows.iter()
        .flat_map(|row| match row {
            FlatRow::One { rule, .. } => vec![rule],
            FlatRow::Group { rows, .. } => conditions(rows),
        })
        .collect()
}

async fn people(visit: &Visit, rule: &Rule) -> Result<Markup, Failed> {
    let (conn, centre, lang) = (visit.reader(), visit.centre.id, visit.lang());
    // Ids begin with their time, so a random one would always lie behind all of them.
    let ids = queries::sample_names(&conn, centre, rule, uuid::Uuid::nil(), visit.now).await?;
    let found = queries::contacts_by_id(&conn, centre, &ids).await?;
    let rows = found.iter().map(|c| {
        let tags: Vec<&str> = c.profile.tags.iter().map(String::as_str).collect();
        Row::new(text::mask_name(&c.profile.name))
            .cell(visit.t(words::lifecycle_of(&c.profile.lifecycle)))
            .cell(&c.profile.city)
            .cell(tags.join(&visit.t("frame-and")))
            .cell(ui::state(
                words::reach_state(c.reach()),
                visit.t(words::reach_key(c.reach())),
            ))
    });
    let table = ui::table(lang, visit.t("audience-look-at"))
        .col(Col::new(visit.t("audience-name")))
        .col(Col::new(visit.t("audience-lifecycle")))
        .col(Col::new(visit.t("audience-city")))
        .col(Col::new(visit.t("audience-tags")))
        .col(Col::new(visit.t("audience-reach")))
        .rows(rows)
        .scroll()
        .when_empty(ui::empty(
            &visit.t("audience-nobody-matches"),
            &visit.t("audience-nobody-matches-more"),
            None,
        ));
    Ok(ui::section(visit.t("audience-look-at"))
        .small(visit.t("audience-look-at-more"))
        .body(table))
}
