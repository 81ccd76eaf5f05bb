//! What the charter says to a publication, and what would follow.

use charter::{Fact, Facts, Level, Verdict};
use desk::roles;
use frame::{Failed, FormData, Visit, verdict_view};
use kernel::{DbError, Moment};
use ui::{
    Form, Lang, Markup, actions, crumbs, facts, fmt, html, link_button, page_head, section, submit,
    verdict,
};

use super::chosen_part;
use crate::actions::{Made, Publish, facts_of, report_of};
use crate::model::Item;
use crate::pages::findings;
use crate::pages::words::{outlet_word, outlet_words};
use crate::queries;

/// The page before anything happens.
pub async fn page(
    visit: &Visit,
    item: &Item,
    made: &Made,
    act: &Publish,
    form: &FormData,
) -> Result<Markup, Failed> {
    let judged = visit.look(act).await?;
    let conn = visit.reader();
    let scene = visit.desk().scene(&conn, visit.actor());
    let known = facts_of(&scene, act).await?;
    let version = queries::version(&conn, visit.centre.id, made.version)
        .await?
        .ok_or(Failed::NotFound)?;
    let report = report_of(&scene, &version, &act.outlets).await?;
    let book = visit.desk().rulebook(&conn, visit.centre.id).await?;
    let lang = visit.lang();
    let edit = format!("/content/{}/edit", item.id);
    let here = visit.t("content-publish");
    let follows = follows(visit, &judged, &known, act).await?;
    let number = lang.tr("content-version", &[("number", made.number.into())]);
    let notes: Vec<(String, &compliance::Finding)> = report
        .findings
        .iter()
        .map(|found| (findings::place_word(lang, &found.place), &found.finding))
        .collect();
    Ok(html! {
        (crumbs(lang, &[(&visit.t("content-library"), "/content"), (&item.title, &edit)], &here))
        (page_head(&item.title).fact(number))
        (verdict(lang, &verdict_view(lang, &book, &judged)))
        (section(visit.t("content-follows")).body(follows))
        (chosen_part(visit, form))
        @if !notes.is_empty() { (section(visit.t("content-checks")).body(findings::notes(visit, &notes))) }
        (confirm(visit, item, made, &judged, act, form))
    })
}

async fn follows(
    visit: &Visit,
    judged: &Verdict,
    known: &Facts,
    act: &Publish,
) -> Result<Markup, DbError> {
    let lang = visit.lang();
    let mut rows: Vec<(String, String)> = Vec::new();
    for step in deciders(visit, judged).await? {
        rows.push(step);
    }
    if let Some(Fact::Number(audience)) = known.get("audience") {
        rows.push((
            visit.t("content-audience-count"),
            lang.tr("content-people", &[("n", (*audience).into())]),
        ));
    }
    for (name, choice) in &act.outlets {
        let when = match choice["send_at"].as_i64() {
            Some(at) => fmt::date_time(lang, &visit.zone, Moment(at)),
            None if judged.level == Level::Independent => visit.t("content-at-once"),
            None => visit.t("content-on-approval"),
        };
        rows.push((outlet_word(lang, name), when));
    }
    let rows: Vec<(&str, Markup)> = rows
        .iter()
        .map(|(term, value)| (term.as_str(), html! { (value) }))
        .collect();
    Ok(facts(&rows))
}

/// Each step of the route with the people who may take it now.
async fn deciders(visit: &Visit, judged: &Verdict) -> Result<Vec<(String, String)>, DbError> {
    let holdings = roles::holdings(&visit.reader(), visit.centre.id, visit.now).await?;
    let mut rows = Vec::new();
    for step in &judged.route {
        let mut names = Vec::new();
        for holding in holdings.iter().filter(|holding| {
            step.positions.contains(&holding.position) && holding.account != visit.account()
        }) {
            names.push(visit.name_of(holding.account).await?);
        }
        names.sort();
        names.dedup();
        let who = if names.is_empty() {
            visit.t("content-nobody-holds")
        } else {
            names.join(&visit.t("frame-and"))
        };
        rows.push((step_words(visit.lang(), step).to_owned(), who));
    }
    Ok(rows)
}

fn step_words(lang: Lang, step: &charter::Step) -> &str {
    match lang {
        Lang::ZhHant => &step.zh,
        Lang::En => &step.en,
    }
}

fn confirm(
    visit: &Visit,
    item: &Item,
    made: &Made,
    judged: &Verdict,
    act: &Publish,
    form: &FormData,
) -> Markup {
    let lang = visit.lang();
    let back = link_button(
        visit.t("content-back-to-text"),
        format!("/content/{}/edit", item.id),
    );
    let words = match judged.level {
        Level::Forbidden => {
            return html! { p { (visit.t("content-forbidden")) } (actions(&[back])) };
        }
        Level::Independent => {
            let names = outlet_words(visit, act.outlets.keys().map(String::as_str));
            lang.tr("content-publish-to", &[("outlets", names.into())])
        }
        Level::Approval | Level::Recommend => {
            let route: Vec<&str> = judged
                .route
                .iter()
                .map(|step| step_words(lang, step))
                .collect();
            let route = route.join(&visit.t("frame-then"));
            lang.tr("content-submit-to", &[("route", route.into())])
        }
    };
    let mut confirm = Form::post(format!("/content/{}/publication", item.id), visit.csrf())
        .hidden("version", made.version.to_string());
    for (name, value) in form.fields() {
        if name != "csrf" && name != "version" {
            confirm = confirm.hidden(name, value);
        }
    }
    html! {
        (confirm.body(html! { (actions(&[submit(words), back])) }))
    }
}
