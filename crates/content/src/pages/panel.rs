//! The panel beside the editor: verdict, checks, review, facts.

use compliance::Severity;
use desk::requests::{self, End, Request, waits_at};
use frame::{Failed, Visit, verdict_view};
use kernel::DbError;
use ui::{
    Markup, State, Step, StepState, checks, facts, fmt, html, link, live_panel, section,
    text_button, trail, verdict,
};

use super::findings;
use super::words::{kind_word, language_word, outlet_words};
use crate::actions::facts_of_draft;
use crate::checks::{Found, Report};
use crate::doc;
use crate::model::{Item, Kind, Media, Version};
use crate::queries;

/// The whole panel.
pub async fn of(
    visit: &Visit,
    item: &Item,
    draft: &Version,
    report: &Report,
) -> Result<Markup, Failed> {
    let live = live(visit, draft, report).await?;
    let review = review(visit, item).await?;
    let around = around(visit, item).await?;
    Ok(html! {
        (live_panel(&live))
        (review)
        (around)
    })
}

/// What follows each keystroke: the verdict on the text as it stands, what publishing
/// needs, and every finding with its place.
pub async fn live(visit: &Visit, draft: &Version, report: &Report) -> Result<Markup, Failed> {
    let conn = visit.reader();
    let scene = visit.desk().scene(&conn, visit.actor());
    let facts = facts_of_draft(&scene, draft).await?;
    let book = visit.desk().rulebook(&conn, visit.centre.id).await?;
    let judged = book.table.decide(visit.actor(), &facts, visit.now);
    let cover = match &draft.cover {
        Some(digest) if doc::images(&draft.doc).iter().all(|it| it.src != *digest) => {
            queries::media_of_digest(&conn, visit.centre.id, digest).await?
        }
        _ => None,
    };
    Ok(html! {
        (verdict(visit.lang(), &verdict_view(visit.lang(), &book, &judged)))
        (needs(visit, draft, report, cover.as_ref()))
        (found(visit, draft, report))
    })
}

/// What publishing needs: what must be fixed, who must read it, and what is not there yet.
fn needs(visit: &Visit, draft: &Version, report: &Report, cover: Option<&Media>) -> Markup {
    let lang = visit.lang();
    let around = |field: &str| format!("/content/{}/facts#f-{field}", draft.item);
    let mut rows: Vec<(State, String, Markup)> = Vec::new();
    // A missing source has its own line below.
    let missing = report.findings.iter().any(Report::misses_source);
    let must =
        |found: &&Found| found.finding.severity == Severity::Block && !Report::misses_source(found);
    let count = i64::try_from(report.findings.iter().filter(must).count()).unwrap_or(i64::MAX);
    match report.findings.iter().position(|found| must(&found)) {
        Some(n) => {
            let words = lang.tr("content-need-must", &[("n", count.into())]);
            let place = &report.findings[n].place;
            let more = findings::place_link(lang, draft.item, n, place, true);
            rows.push((State::Back, words, more));
        }
        None if missing => {}
        None => rows.push((State::Good, visit.t("content-need-no-must"), html! {})),
    }
    if !report.clinical.is_empty() {
        let words = visit.t("content-need-review");
        rows.push((State::Wait, words, html! {}));
    }
    if !report.topics.is_empty() {
        let row = visit.t("content-check-topics");
        rows.push((State::Wait, row, html! { (report.topics.join(", ")) }));
    }
    let sources = i64::try_from(draft.sources.len()).unwrap_or(i64::MAX);
    rows.push(match (draft.sources.is_empty(), draft.kind) {
        (false, _) => {
            let counted = fmt::number(sources);
            (State::Good, visit.t("content-sources"), html! { (counted) })
        }
        (true, Kind::Education) => {
            let more = link(visit.t("content-need-add"), around("sources"));
            (State::Back, visit.t("content-sources"), more)
        }
        (true, _) => {
            let more = link(visit.t("content-need-add"), around("sources"));
            (State::Plain, visit.t("content-sources"), more)
        }
    });
    rows.push(if draft.summary.trim().is_empty() {
        let more = link(visit.t("content-need-add"), around("summary"));
        (State::Plain, visit.t("content-summary"), more)
    } else {
        (State::Good, visit.t("content-summary"), html! {})
    });
    rows.extend(alternatives(visit, draft, cover));
    let rows: Vec<(State, &str, Markup)> = rows
        .iter()
        .map(|(state, word, more)| (*state, word.as_str(), more.clone()))
        .collect();
    section(visit.t("content-needs")).body(checks(&rows))
}

/// Whether every picture says what it shows; nothing where there is no picture.
fn alternatives(
    visit: &Visit,
    draft: &Version,
    cover: Option<&Media>,
) -> Option<(State, String, Markup)> {
    let word = visit.t("content-check-alt");
    if let Some(cover) = cover.filter(|cover| cover.alt.trim().is_empty()) {
        let address = format!("/content/assets/{}", cover.id);
        let more = link(visit.t("content-need-cover-alt"), address);
        return Some((State::Back, word, more));
    }
    let pictures = doc::images(&draft.doc).len() + usize::from(cover.is_some());
    let counted = fmt::number(i64::try_from(pictures).unwrap_or(i64::MAX));
    (pictures > 0).then(|| (State::Good, word, html! { (counted) }))
}

fn found(visit: &Visit, draft: &Version, report: &Report) -> Markup {
    let lang = visit.lang();
    let listed = || {
        report
            .findings
            .iter()
            .filter(|found| !Report::misses_source(found))
    };
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let must = count(
        listed()
            .filter(|found| found.finding.severity == Severity::Block)
            .count(),
    );
    let should = count(listed().count()).saturating_sub(must);
    let mut rows = findings::rows(lang, draft.item, report);
    let reading = text::reading(&doc::to_text(&draft.doc));
    let length = lang.tr(
        "content-check-characters",
        &[("n", fmt::decimal(reading.average_sentence, 0).into())],
    );
    rows.push((
        State::Plain,
        visit.t("content-check-sentence"),
        html! { (length) },
    ));
    let rows: Vec<(State, &str, Markup)> = rows
        .iter()
        .map(|(state, word, more)| (*state, word.as_str(), more.clone()))
        .collect();
    let small = lang.tr(
        "content-check-counts",
        &[("must", must.into()), ("should", should.into())],
    );
    section(visit.t("content-checks")).small(small).body(html! {
        @if listed().next().is_none() && report.clinical.is_empty() { p { (visit.t("content-check-clean")) } }
        (checks(&rows))
    })
}

async fn review(visit: &Visit, item: &Item) -> Result<Markup, DbError> {
    let conn = visit.reader();
    let mut all = requests::of_subject(&conn, visit.centre.id, item.id.0).await?;
    all.retain(|request| request.kind == "content.publish");
    all.reverse();
    let mut steps = Vec::new();
    let mut open = None;
    for request in &all {
        steps.extend(steps_of(visit, request).await?);
        if requests::end_of(&conn, visit.centre.id, request.id)
            .await?
            .is_none()
        {
            open = Some(request.id);
        }
    }
    let body = html! {
        @if steps.is_empty() { p { (visit.t("content-review-none")) } } @else { (trail(&steps)) }
        @if let Some(open) = open { p { (link(visit.t("content-review-open"), format!("/approvals/{open}"))) } }
    };
    Ok(section(visit.t("content-review")).body(body))
}

async fn steps_of(visit: &Visit, request: &Request) -> Result<Vec<Step>, DbError> {
    let conn = visit.reader();
    let lang = visit.lang();
    let stamped = |step: Step, at| {
        step.when(
            fmt::near(lang, &visit.zone, visit.now, at),
            fmt::iso(&visit.zone, at),
        )
    };
    let number = request
        .snapshot
        .pointer("/version/number")
        .and_then(serde_json::Value::as_i64)
        .unwrap_or_default();
    let mut steps = Vec::new();
    if let Some(account) = request.requester.account() {
        let what = lang.tr("content-trail-submitted", &[("number", number.into())]);
        let who = visit.name_of(account).await?;
        steps.push(stamped(
            Step::new(StepState::Done, who, what),
            request.raised_at,
        ));
    }
    let agreements = requests::agreements(&conn, visit.centre.id, request).await?;
    for agreement in &agreements {
        let who = visit.name_of(agreement.account).await?;
        let step = Step::new(StepState::Done, who, visit.t("content-trail-agreed"));
        let step = stamped(step, agreement.at);
        steps.push(if agreement.comment.is_empty() {
            step
        } else {
            step.quote(agreement.comment.clone())
        });
    }
    for remark in requests::comments(&conn, visit.centre.id, request.id).await? {
        let who = visit.name_of(remark.account).await?;
        let step = Step::new(StepState::Done, who, visit.t("content-trail-said"));
        steps.push(stamped(step, remark.at).quote(remark.body));
    }
    match requests::end_of(&conn, visit.centre.id, request.id).await? {
        Some(end) => {
            let word = match end.how {
                End::Performed => "content-trail-published",
                End::SentBack => "content-trail-back",
                End::Withdrawn => "content-trail-withdrawn",
            };
            let who = match end.account {
                Some(account) => visit.name_of(account).await?,
                None => String::new(),
            };
            let state = if end.how == End::SentBack {
                StepState::Now
            } else {
                StepState::Done
            };
            let step = stamped(Step::new(state, who, visit.t(word)), end.at);
            let said = end.how == End::SentBack && !end.comment.is_empty();
            steps.push(if said { step.quote(end.comment) } else { step });
        }
        None => steps.extend(to_come(visit, request, &agreements)),
    }
    Ok(steps)
}

fn to_come(visit: &Visit, request: &Request, agreements: &[requests::Agreement]) -> Vec<Step> {
    let route = &request.verdict.route;
    let Some((at, _)) = waits_at(route, agreements) else {
        return Vec::new();
    };
    route
        .iter()
        .enumerate()
        .skip(at)
        .map(|(n, step)| {
            let state = if n == at {
                StepState::Now
            } else {
                StepState::Next
            };
            let words = match visit.lang() {
                ui::Lang::ZhHant => &step.zh,
                ui::Lang::En => &step.en,
            };
            Step::new(state, words.clone(), "")
        })
        .collect()
}

async fn around(visit: &Visit, item: &Item) -> Result<Markup, DbError> {
    let lang = visit.lang();
    let publications = queries::publications(&visit.reader(), visit.centre.id, item.id).await?;
    let mut standing: Vec<&str> = publications
        .iter()
        .filter(|publication| publication.ended_at.is_none())
        .map(|publication| publication.outlet.as_str())
        .collect();
    standing.sort_unstable();
    standing.dedup();
    let author = visit.name_of(item.author).await?;
    let review = item
        .next_review_at
        .map_or_else(String::new, |at| fmt::month(lang, &visit.zone, at));
    let names = outlet_words(visit, standing.iter().copied());
    let words = [
        visit.t("content-col-kind"),
        visit.t("content-language"),
        visit.t("content-author"),
        visit.t("content-slug"),
        visit.t("content-summary"),
        visit.t("content-next-review"),
        visit.t("content-stands"),
    ];
    let rows = [
        (words[0].as_str(), html! { (kind_word(lang, item.kind)) }),
        (
            words[1].as_str(),
            html! { (language_word(lang, item.language)) },
        ),
        (words[2].as_str(), html! { (author) }),
        (
            words[3].as_str(),
            html! { span lang=(item.language.key()) { (item.slug) } },
        ),
        (
            words[4].as_str(),
            html! { span lang=(item.language.key()) { (item.summary) } },
        ),
        (words[5].as_str(), html! { (review) }),
        (words[6].as_str(), html! { (names) }),
    ];
    let id = item.id;
    Ok(section(visit.t("content-facts"))
        .more(&visit.t("content-edit-facts"), &format!("/content/{id}/facts"))
        .body(html! {
            (facts(&rows))
            @if !standing.is_empty() {
                (ui::confirm(lang, "retire", &visit.t("content-retire-question"), html! { p { (visit.t("content-retire-consequence")) } },
                    &format!("/content/{id}/retirement"), visit.csrf(), ui::submit(visit.t("content-retire")).stop()))
                p { (text_button(visit.t("content-retire")).opens("retire")) }
            }
        }))
}
