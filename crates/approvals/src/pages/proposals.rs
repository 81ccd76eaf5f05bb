//! Recommendations: what they rest on, the decision, and what came of them.

use axum::extract::{Path, Query};
use desk::Refusal;
use desk::proposals::{self, Decide, LookAgain, Proposal, Worked};
use frame::{Answer, Failed, FormData, Posted, Visit, level_right, refusal_sentence, verdict_view};
use http::StatusCode;
use jiff::civil::Date;
use kernel::{DbError, Moment};
use serde::Deserialize;
use ui::{
    Area, Choice, Col, Field, Form, Gap, Kind, Markup, Row, State, Step, StepState, Toast, asked,
    empty, fmt, html, notice, page_head, section, stack, state, submit, table, trail, verdict_line,
};

use super::words::{Names, act_word, cell_word, id_of, near, title_of};
use super::{content, list};
use crate::queries;

#[derive(Default, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    said: String,
}

pub(super) async fn list(visit: Visit) -> Answer {
    let all = queries::proposals(&visit.reader(), visit.centre.id).await?;
    let (waiting, decided): (Vec<Proposal>, Vec<Proposal>) =
        all.into_iter().partition(|p| p.decision.is_none());
    let (due, rest): (Vec<Proposal>, Vec<Proposal>) = decided
        .into_iter()
        .partition(|p| queries::outcome_due(p, visit.now));
    let mut parts = Vec::new();
    for (title, group) in [
        ("approvals-proposals-waiting", &waiting),
        ("approvals-proposals-due", &due),
        ("approvals-proposals-decided", &rest),
    ] {
        if !group.is_empty() {
            let rows = table_of(&visit, &visit.t(title), group).await?;
            parts.push(section(visit.t(title)).body(rows));
        }
    }
    if parts.is_empty() {
        parts.push(empty(
            &visit.t("approvals-none-proposals"),
            &visit.t("approvals-none-proposals-more"),
            None,
        ));
    }
    let body = html! { (list::head(&visit, "proposals").await?) (stack(Gap::Sections, &parts)) };
    visit
        .page(Area::Approvals, &visit.t("approvals-tab-proposals"), body)
        .await
}

/// Proposals as a list: what, by which line, by whom, how it stands.
pub(super) async fn table_of(
    visit: &Visit,
    caption: &str,
    proposals: &[Proposal],
) -> Result<Markup, DbError> {
    let lang = visit.lang();
    let names = Names::of(
        visit,
        proposals.iter().map(|p| p.proposer.account()).collect(),
    )
    .await?;
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let rows = proposals.iter().map(|p| {
        let line = &cell_word(lang, &book, p.verdict.cell.as_deref());
        Row::link(
            title_of(lang, &p.kind, &p.title),
            format!("/approvals/proposals/{}", p.id),
        )
        .detail(act_word(lang, &p.kind))
        .cell(verdict_line(lang, level_right(p.verdict.level), line))
        .cell(names.actor(lang, &p.proposer))
        .cell(standing(visit, p))
    });
    Ok(html! { (table(lang, caption)
    .col(Col::new(visit.t("approvals-col-case")))
    .col(Col::new(visit.t("approvals-col-right")).soft())
    .col(Col::new(visit.t("approvals-col-who")).short())
    .col(Col::new(visit.t("approvals-col-result")))
    .rows(rows)
    .fold()) })
}

fn standing(visit: &Visit, proposal: &Proposal) -> Markup {
    let Some(decision) = &proposal.decision else {
        return state(
            State::Wait,
            fmt::waited(visit.lang(), visit.now, proposal.raised_at),
        );
    };
    if let Some(outcome) = &proposal.outcome {
        return worked_state(visit, &outcome.worked);
    }
    if queries::outcome_due(proposal, visit.now) {
        return state(State::Late, visit.t("approvals-outcome-due"));
    }
    if decision.decision == "accepted" {
        state(State::Done, visit.t("approvals-accepted"))
    } else {
        state(State::Back, visit.t("approvals-declined"))
    }
}

fn worked_state(visit: &Visit, worked: &str) -> Markup {
    match worked {
        "worked" => state(State::Good, visit.t("approvals-worked")),
        "partly" => state(State::Wait, visit.t("approvals-partly")),
        _ => state(State::Back, visit.t("approvals-failed")),
    }
}

/// What a form that was not accepted leaves on the page.
#[derive(Default)]
struct Refused {
    form: FormData,
    error: Option<String>,
    status: StatusCode,
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>, Query(said): Query<Said>) -> Answer {
    page(&visit, &id, &said.said, Refused::default()).await
}

async fn page(visit: &Visit, id: &str, said: &str, refused: Refused) -> Answer {
    let found = proposals::proposal(&visit.reader(), visit.centre.id, id_of(id)?).await?;
    let it = found.ok_or(Failed::NotFound)?;
    let lang = visit.lang();
    let title = title_of(lang, &it.kind, &it.title);
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let decides = it.decision.is_none() && proposals::decides(&it, visit.actor(), visit.now);
    let looks = it.outcome.is_none()
        && it
            .decision
            .as_ref()
            .is_some_and(|d| d.decision == "accepted")
        && (it.proposer.account() == Some(visit.account())
            || proposals::decides(&it, visit.actor(), visit.now));
    let shown = content::of_kind(visit, &it.kind, it.payload.clone(), it.payload.clone()).await?;
    let body = html! {
        (ui::crumbs(lang, &[(&visit.t("approvals-tab-proposals"), "/approvals/proposals")], &title))
        (page_head(title.clone()).fact(standing(visit, &it)).fact(near(visit, it.raised_at)))
        @if let Some(error) = &refused.error { (notice(Kind::Stop, visit.t("approvals-not-recorded"), error)) }
        (stack(Gap::Sections, &[
            ui::verdict(lang, &verdict_view(lang, &book, &it.verdict)),
            section(visit.t("approvals-content")).body(html! {
                @if !it.note.is_empty() { p { (it.note) } }
                (shown)
            }),
            section(visit.t("approvals-course")).body(trail(&course(visit, &it).await?)),
        ]))
        @if decides { (decision_form(visit, &it, &refused.form)) }
        @if looks { (outcome_form(visit, &it, &refused.form)) }
    };
    let toast = match said {
        "proposed" => Some(Toast::new(visit.t("approvals-said-proposed"))),
        "decided" => Some(Toast::new(visit.t("approvals-said-decided"))),
        "looked" => Some(Toast::new(visit.t("approvals-said-looked"))),
        _ => None,
    };
    let mut answer = visit
        .page_with(ui::Shell {
            at: Some(Area::Approvals),
            title: &title,
            toast,
            body: ui::Body(body),
            ..ui::Shell::default()
        })
        .await?;
    *answer.status_mut() = refused.status;
    Ok(answer)
}

async fn course(visit: &Visit, it: &Proposal) -> Result<Vec<Step>, DbError> {
    let lang = visit.lang();
    let people = vec![
        it.proposer.account(),
        it.decision.as_ref().map(|d| d.account),
        it.outcome.as_ref().map(|o| o.account),
    ];
    let names = Names::of(visit, people).await?;
    let when = |at| (near(visit, at), fmt::iso(&visit.zone, at));
    let step = |who: String, what: String, at: Moment, quote: &str| {
        let (words, iso) = when(at);
        let step = Step::new(StepState::Done, who, what).when(words, iso);
        if quote.is_empty() {
            step
        } else {
            step.quote(quote)
        }
    };
    let who = names.actor(lang, &it.proposer);
    let mut steps = vec![step(who, visit.t("approvals-proposed"), it.raised_at, "")];
    match &it.decision {
        None => {
            let whom: Vec<&str> = it
                .verdict
                .route
                .iter()
                .map(|s| super::words::either(lang, &s.zh, &s.en))
                .collect();
            let whom = whom.join(&visit.t("ui-list-comma"));
            steps.push(Step::new(StepState::Now, "", whom));
        }
        Some(d) => {
            let key = if d.decision == "accepted" {
                "approvals-accepted"
            } else {
                "approvals-declined"
            };
            let who = names.get(lang, Some(d.account));
            let mut row = step(who, visit.t(key), d.at, &d.comment);
            if let Some(at) = d.look_again_at {
                let args = [("at", fmt::date(lang, &visit.zone, at).into())];
                row = row.meta(lang.tr("approvals-look-again-on", &args));
            }
            steps.push(row);
        }
    }
    if let Some(o) = &it.outcome {
        let word = match o.worked.as_str() {
            "worked" => "approvals-worked",
            "partly" => "approvals-partly",
            _ => "approvals-failed",
        };
        let who = names.get(lang, Some(o.account));
        steps.push(step(who, visit.t(word), o.at, &o.comment));
    }
    Ok(steps)
}

fn decision_form(visit: &Visit, it: &Proposal, typed: &FormData) -> Markup {
    let again = typed.text("look_again");
    let usual = fmt::input_date(&visit.zone, visit.now.plus_days(30));
    let form = Form::post(
        format!("/approvals/proposals/{}/decision", it.id),
        visit.csrf(),
    );
    let lang = visit.lang();
    let words = [visit.t("approvals-accept"), visit.t("approvals-decline")];
    let accept = || submit(&words[0]).value("accept", "yes").of_form("decide");
    let decline = || {
        submit(&words[1])
            .stop()
            .value("accept", "no")
            .of_form("decide")
    };
    let question = |what: &str| lang.tr("approvals-ask", &[("what", what.into())]);
    let form = form.id("decide");
    html! { (section(visit.t("approvals-your-decision")).body(form.body(html! {
        (Field::textarea("comment", visit.t("approvals-comment"), 3)
            .value(typed.text("comment")).required(false).max_chars(4_000)
            .small(visit.t("approvals-decline-needs")))
        (Field::date("look_again", visit.t("approvals-look-again"))
            .value(if again.is_empty() { usual } else { again }).required(false).narrow()
            .hint(visit.t("approvals-look-again-hint")))
        p {
            (accept().key("shift a").asks("ask-accept"))
            (decline().key("shift r").asks("ask-decline").needs("comment"))
        }
    })))
    (asked(lang, "ask-accept", &question(&words[0]), &visit.t("approvals-accept-more"), accept()))
    (asked(lang, "ask-decline", &question(&words[1]), &visit.t("approvals-decline-more"), decline())) }
}

fn outcome_form(visit: &Visit, it: &Proposal, typed: &FormData) -> Markup {
    let chosen = typed.text("worked");
    let choice = |value: &str, word: &str| Choice::new(value, visit.t(word), chosen == value);
    let form = Form::post(
        format!("/approvals/proposals/{}/outcome", it.id),
        visit.csrf(),
    );
    section(visit.t("approvals-outcome")).body(form.body(html! {
        (Field::radios("worked", visit.t("approvals-outcome-ask"), vec![
            choice("worked", "approvals-worked"),
            choice("partly", "approvals-partly"),
            choice("failed", "approvals-failed"),
        ]))
        (Field::textarea("comment", visit.t("approvals-outcome-words"), 3)
            .value(typed.text("comment")).required(false).max_chars(4_000))
        p { (submit(visit.t("approvals-outcome-record"))) }
    }))
}

pub(super) async fn decide(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let accept = form.raw("accept") == "yes";
    let act = Decide {
        proposal: id_of(&id)?,
        accept,
        comment: form.text("comment"),
        look_again_at: morning_of(&visit, &form.text("look_again")).filter(|_| accept),
    };
    let answer = visit.act(&act).await.map(drop);
    settle(&visit, &id, form, answer, "decided").await
}

pub(super) async fn look_again(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let worked = match form.raw("worked") {
        "worked" => Worked::Worked,
        "partly" => Worked::Partly,
        "failed" => Worked::Failed,
        _ => {
            let answer = Err(Refusal::field("worked", "field-empty"));
            return settle(&visit, &id, form, answer, "looked").await;
        }
    };
    let act = LookAgain {
        proposal: id_of(&id)?,
        worked,
        comment: form.text("comment"),
    };
    let answer = visit.act(&act).await.map(drop);
    settle(&visit, &id, form, answer, "looked").await
}

async fn settle(
    visit: &Visit,
    id: &str,
    form: FormData,
    answer: Result<(), Refusal>,
    said: &str,
) -> Answer {
    let refusal = match answer {
        Ok(()) => return Ok(visit.see_other(&format!("/approvals/proposals/{id}?said={said}"))),
        Err(refusal) => refusal,
    };
    let status = match &refusal {
        Refusal::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Conflict { .. } => StatusCode::CONFLICT,
        _ => return Err(Failed::Refused(refusal)),
    };
    let error = Some(refusal_sentence(visit.lang(), &refusal));
    let refused = Refused {
        form,
        error,
        status,
    };
    page(visit, id, "", refused).await
}

/// Nine o'clock of a day in the centre's zone.
fn morning_of(visit: &Visit, day: &str) -> Option<Moment> {
    let day: Date = day.parse().ok()?;
    let at = day.at(9, 0, 0, 0).to_zoned(visit.zone.clone()).ok()?;
    Some(Moment(at.timestamp().as_microsecond()))
}
