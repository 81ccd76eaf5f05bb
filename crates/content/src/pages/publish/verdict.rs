//! What the charter says to a publication, and what would follow.

use charter::{Fact, Facts, Level, Verdict};
use compliance::Severity;
use desk::roles;
use frame::{Failed, FormData, Visit, verdict_view};
use kernel::{DbError, Moment};
use ui::{
    Form, Lang, Markup, actions, asked, crumbs, facts, fmt, html, link_button, page_head, section,
    submit, verdict,
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
    said: Option<Markup>,
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
    let frozen = match &said {
        None => super::frozen_notice(visit).await?,
        Some(_) => None,
    };
    let counts = lang.tr(
        "content-check-counts-all",
        &[
            ("must", report.count(Severity::Block).into()),
            (
                "should",
                (report.findings.len()
                    - usize::try_from(report.count(Severity::Block)).unwrap_or_default())
                .into(),
            ),
            ("clinical", report.clinical.len().into()),
        ],
    );
    Ok(html! {
        (crumbs(lang, &[(&visit.t("content-library"), "/content"), (&item.title, &edit)], &here))
        (page_head(&item.title).title_lang(item.language.key()).fact(number))
        @if let Some(said) = said { (said) }
        @if let Some(frozen) = frozen { (frozen) }
        (verdict(lang, &verdict_view(lang, &book, &judged)))
        @if judged.level != Level::Forbidden {
            (section(visit.t("content-follows")).body(follows))
            (chosen_part(visit, form))
        }
        @if !report.findings.is_empty() || !report.clinical.is_empty() {
            (section(visit.t("content-checks")).small(counts).body(findings::notes_of(lang, item.id, &report)))
        }
        (confirm(visit, item, made, (&judged, &known), act, form))
    })
}

async fn follows(
    visit: &Visit,
    judged: &Verdict,
    known: &Facts,
    act: &Publish,
) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let conn = visit.reader();
    let scene = visit.desk().scene(&conn, visit.actor());
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
    for (outlet, piece) in act.pieces(&scene)? {
        let leaves = outlet.leaves_at(&scene, &piece, visit.now).await?;
        let asked = piece.choice["send_at"].as_i64().map(Moment);
        rows.push((
            outlet_word(lang, outlet.name()),
            when(visit, judged.level, asked, leaves),
        ));
    }
    let rows: Vec<(&str, Markup)> = rows
        .iter()
        .map(|(term, value)| (term.as_str(), html! { (value) }))
        .collect();
    Ok(facts(&rows))
}

/// When it goes out, in words: the time that was chosen, and the one it really leaves at
/// where the outlet keeps quiet then.
fn when(visit: &Visit, level: Level, asked: Option<Moment>, leaves: Moment) -> String {
    let lang = visit.lang();
    let full = |at: Moment| fmt::date_time_full(lang, &visit.zone, at);
    let wanted = asked.map_or(visit.now, |at| at.max(visit.now));
    let quiet = leaves > wanted;
    match (asked, quiet) {
        (Some(at), true) => lang.tr(
            "content-at-quiet",
            &[("asked", full(at).into()), ("leaves", full(leaves).into())],
        ),
        (Some(at), false) => full(at),
        (None, true) if level == Level::Independent => {
            lang.tr("content-now-quiet", &[("leaves", full(leaves).into())])
        }
        (None, true) => lang.tr("content-approval-quiet", &[("leaves", full(leaves).into())]),
        (None, false) if level == Level::Independent => visit.t("content-at-once"),
        (None, false) => visit.t("content-on-approval"),
    }
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
    (judged, known): (&Verdict, &Facts),
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
            return section(visit.t("content-not-published-now")).body(html! {
                p { (visit.t("content-forbidden")) }
                (actions(&[back]))
            });
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
        .id("publication")
        .hidden("version", made.version.to_string())
        .hidden("number", made.number.to_string());
    for (name, value) in form.fields() {
        if !matches!(name.as_str(), "csrf" | "version" | "number") {
            confirm = confirm.hidden(name, value);
        }
    }
    // Having it judged can be taken back; what goes out at once cannot.
    let at_once = judged.level == Level::Independent;
    let go = if at_once {
        submit(&words).asks("ask-publish")
    } else {
        submit(&words)
    };
    html! {
        (confirm.body(html! { (actions(&[go, back])) }))
        @if at_once {
            @let question = lang.tr("content-ask-publish", &[("what", words.as_str().into())]);
            (asked(lang, "ask-publish", &question, &consequence(visit, item, known, act), submit(&words).of_form("publication")))
        }
    }
}

/// What publishing does, in one sentence.
fn consequence(visit: &Visit, item: &Item, known: &Facts, act: &Publish) -> String {
    let mut args = vec![("title", item.title.as_str().into())];
    let mailed = known.get("audience").and_then(|fact| match fact {
        Fact::Number(n) if *n > 0 => Some(*n),
        _ => None,
    });
    let on_site = act.outlets.contains_key("website");
    let key = match (mailed, on_site) {
        (Some(_), true) => "content-ask-both",
        (Some(_), false) => "content-ask-mailed",
        (None, _) => "content-ask-site",
    };
    if let Some(n) = mailed {
        args.push(("n", n.into()));
    }
    visit.lang().tr(key, &args)
}
