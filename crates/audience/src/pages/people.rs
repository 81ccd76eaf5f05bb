//! The list of contacts, and the forms that add and change one.

use axum::extract::{Path, Query};
use frame::{Answer, Failed, Posted, Visit};
use serde::Deserialize;
use ui::{Area, Chip, Choice, Col, Field, Markup, Row, html};

use super::person_form::{self, Shown};
use super::{area_tabs, query, settled, unaccepted, words};
use crate::actions::{AddContact, ChangeContact};
use crate::model::{Contact, ContactId, ImportId, Lifecycle, Reach, Rule, SegmentId};
use crate::queries::{self, ContactFilter};

/// What the address of the list says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    tag: String,
    #[serde(default)]
    city: String,
    #[serde(default)]
    lifecycle: String,
    #[serde(default)]
    reach: String,
    #[serde(default)]
    import: String,
    #[serde(default)]
    segment: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    /// The address with one value set anew; an empty one takes it off.
    fn with(&self, name: &str, value: &str) -> String {
        let pick = |own: &str, field: &'static str| {
            if field == name {
                value.to_owned()
            } else {
                own.to_owned()
            }
        };
        let pairs = [
            ("q", pick(&self.q, "q")),
            ("tag", pick(&self.tag, "tag")),
            ("city", pick(&self.city, "city")),
            ("lifecycle", pick(&self.lifecycle, "lifecycle")),
            ("reach", pick(&self.reach, "reach")),
            ("import", pick(&self.import, "import")),
            ("segment", pick(&self.segment, "segment")),
            (
                "after",
                if name == "after" {
                    value.to_owned()
                } else {
                    String::new()
                },
            ),
        ];
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (*n, v.as_str())).collect();
        query("/care/people", &pairs)
    }

    async fn rule(&self, visit: &Visit) -> Result<Option<Rule>, Failed> {
        let mut parts = Vec::new();
        let one = |word: &str| std::iter::once(word.to_owned()).collect();
        if !self.tag.is_empty() {
            parts.push(Rule::Tag(one(&self.tag)));
        }
        if !self.city.is_empty() {
            parts.push(Rule::City(one(&self.city)));
        }
        if let Some(lifecycle) = Lifecycle::of(&self.lifecycle) {
            parts.push(Rule::Lifecycle(std::iter::once(lifecycle).collect()));
        }
        if let Ok(import) = self.import.parse::<ImportId>() {
            parts.push(Rule::Imported(import));
        }
        if let Ok(segment) = self.segment.parse::<SegmentId>() {
            let found = queries::segment(&visit.reader(), visit.centre.id, segment).await?;
            parts.push(found.map_or(Rule::Any(Vec::new()), |s| s.rule));
        }
        Ok((!parts.is_empty()).then_some(Rule::All(parts)))
    }
}

/// `/care/people`
pub async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let (conn, centre, lang) = (visit.reader(), visit.centre.id, visit.lang());
    let filter = ContactFilter {
        search: asked.q.clone(),
        rule: asked.rule(&visit).await?,
        reach: asked.reach.parse().ok(),
    };
    let page =
        queries::contacts(&conn, centre, &filter, asked.after.parse().ok(), visit.now).await?;
    let totals = queries::totals(&conn, centre).await?;
    let chips = chips(&visit, &asked);
    let filtered = !chips.is_empty() || !asked.q.is_empty();
    let rows = page.contacts.iter().map(|c| row(&visit, c));
    let table = ui::table(lang, visit.t("audience-tab-people"))
        .col(Col::new(visit.t("audience-name")))
        .col(Col::new(visit.t("audience-lifecycle")))
        .col(Col::new(visit.t("audience-city")))
        .col(Col::new(visit.t("audience-tags")).wide_only())
        .col(Col::new(visit.t("audience-reach")))
        .col(Col::new(visit.t("audience-created")).short().wide_only())
        .rows(rows)
        .fold()
        .more(page.next.map(|id| asked.with("after", &id.to_string())))
        .when_empty(nobody(&visit, filtered));
    let title = visit.t("audience-tab-people");
    let body = html! {
        (ui::page_head(&title)
            .named(&visit.t("audience-total"), ui::fmt::number(totals.all))
            .named(&visit.t("audience-reach-yes"), ui::fmt::number(totals.reachable))
            .act(ui::link_button(visit.t("audience-add"), "/care/people/new").main().key("n"))
            .act(ui::link_button(visit.t("audience-import-list"), "/care/import")))
        (area_tabs(&visit, "/care/people"))
        (ui::list_search(lang, "/care/people", &asked.q, "people"))
        (ui::filters(lang, "/care/people", &chips, "/care/people", filter_fields(&visit, &asked).await?))
        div id="people" { (table) }
    };
    visit.page(Area::Care, &title, body).await
}

fn row(visit: &Visit, c: &Contact) -> Row {
    let way = if c.profile.email.is_empty() {
        &c.profile.phone
    } else {
        &c.profile.email
    };
    let tags: Vec<&str> = c.profile.tags.iter().map(String::as_str).collect();
    Row::link(
        person_form::name_or(visit, c),
        format!("/care/people/{}", c.id),
    )
    .detail(way)
    .cell(visit.t(words::lifecycle_of(&c.profile.lifecycle)))
    .cell(&c.profile.city)
    .cell(tags.join(&visit.t("frame-and")))
    .cell(ui::state(
        words::reach_state(c.reach()),
        visit.t(words::reach_key(c.reach())),
    ))
    .cell(ui::fmt::date(visit.lang(), &visit.zone, c.created_at))
}

/// What stands where nobody is listed: nobody yet, or nobody found.
fn nobody(visit: &Visit, filtered: bool) -> Markup {
    if filtered {
        ui::empty(
            &visit.t("audience-none-found"),
            &visit.t("audience-none-found-more"),
            None,
        )
    } else {
        let act = ui::link_button(visit.t("audience-import-list"), "/care/import").main();
        ui::empty(
            &visit.t("audience-empty"),
            &visit.t("audience-empty-more"),
            Some(act),
        )
    }
}

fn chips(visit: &Visit, asked: &Asked) -> Vec<Chip> {
    let reach = Reach::ALL
        .into_iter()
        .find(|r| (*r as i64).to_string() == asked.reach)
        .map(|r| visit.t(words::reach_key(r)));
    let lifecycle = Lifecycle::of(&asked.lifecycle).map(|l| visit.t(words::lifecycle_key(l)));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    [
        ("tag", "audience-tags", some(&asked.tag)),
        ("city", "audience-city", some(&asked.city)),
        ("lifecycle", "audience-lifecycle", lifecycle),
        ("reach", "audience-reach", reach),
        (
            "import",
            "audience-imported",
            some(&asked.import).map(|_| visit.t("audience-this-list")),
        ),
        (
            "segment",
            "audience-segment",
            some(&asked.segment).map(|_| visit.t("audience-this-segment")),
        ),
    ]
    .into_iter()
    .filter_map(|(name, key, value)| {
        Some(Chip {
            name: visit.t(key),
            value: value?,
            without: asked.with(name, ""),
        })
    })
    .collect()
}

async fn filter_fields(visit: &Visit, asked: &Asked) -> Result<ui::Markup, Failed> {
    let (conn, centre) = (visit.reader(), visit.centre.id);
    let choices = |values: Vec<(String, String)>, chosen: &str| {
        let mut choices = vec![Choice::new("", visit.t("audience-any"), chosen.is_empty())];
        choices.extend(
            values
                .into_iter()
                .map(|(v, w)| Choice::new(v.clone(), w, v == chosen)),
        );
        choices
    };
    let same = |values: Vec<String>| values.into_iter().map(|v| (v.clone(), v)).collect();
    let tags = choices(same(queries::tags_in_use(&conn, centre).await?), &asked.tag);
    let cities = choices(
        same(queries::cities_in_use(&conn, centre).await?),
        &asked.city,
    );
    let lifecycles = Lifecycle::ALL
        .iter()
        .map(|l| (l.key().to_owned(), visit.t(words::lifecycle_key(*l))))
        .collect();
    let reaches = Reach::ALL
        .into_iter()
        .map(|r| ((r as i64).to_string(), visit.t(words::reach_key(r))))
        .collect();
    let select =
        |name: &str, key: &str, choices| Field::select(name, visit.t(key), choices).required(false);
    Ok(html! {
        @if !asked.q.is_empty() { input type="hidden" name="q" value=(asked.q); }
        (select("tag", "audience-tags", tags))
        (select("city", "audience-city", cities))
        (select("lifecycle", "audience-lifecycle", choices(lifecycles, &asked.lifecycle)))
        (select("reach", "audience-reach", choices(reaches, &asked.reach)))
    })
}

/// `/care/people/new`
pub async fn new(visit: Visit) -> Answer {
    person_form::page(&visit, &Shown::empty()).await
}

/// Adds the contact of the form.
pub async fn add(posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let act = AddContact {
        profile: person_form::profile(&form),
        consent: person_form::consent(&form),
    };
    match visit.act(&act).await {
        Ok(outcome) => {
            let id = outcome.result().as_str().unwrap_or_default().to_owned();
            Ok(settled(&visit, &outcome, &format!("/care/people/{id}")))
        }
        Err(desk::Refusal::Invalid(errors)) => {
            let shown = Shown::again(None, act.profile, &form, errors);
            unaccepted(person_form::page(&visit, &shown).await)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `/care/people/{id}/edit`
pub async fn edit(visit: Visit, Path(id): Path<ContactId>) -> Answer {
    let found = queries::contact(&visit.reader(), visit.centre.id, id).await?;
    let contact = found.ok_or(Failed::NotFound)?;
    person_form::page(&visit, &Shown::of(&contact)).await
}

/// Changes the contact of the form.
pub async fn change(Path(id): Path<ContactId>, posted: Posted) -> Answer {
    let Posted { visit, form } = posted;
    let act = ChangeContact {
        contact: id,
        revision: form.parsed("revision").unwrap_or(0),
        profile: person_form::profile(&form),
    };
    match visit.act(&act).await {
        Ok(outcome) => Ok(settled(&visit, &outcome, &format!("/care/people/{id}"))),
        Err(desk::Refusal::Invalid(errors)) => {
            let shown = Shown::again(Some((id, act.revision)), act.profile, &form, errors);
            unaccepted(person_form::page(&visit, &shown).await)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
