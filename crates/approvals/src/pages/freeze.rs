//! Freezing and thawing: what holds, what passes, and letting go on item by item.

use axum::extract::Query;
use charter::Level;
use desk::gate;
use desk::{Act, Cancel, Freeze, Outcome, Refusal, Release, Stream, Thaw, Waiting};
use frame::{Answer, Failed, Posted, Visit, refusal_sentence, verdict_view};
use http::StatusCode;
use kernel::DbError;
use serde::Deserialize;
use ui::{
    Area, Body, Col, Field, Form, Gap, Kind, Markup, Row, Shell, State, Toast, confirm, empty,
    html, notice, post_button, section, stack, state, submit, table,
};

use super::list;
use super::words::{Names, act_word, id_of, near, title_of};
use crate::queries::{self, Open};

#[derive(Default, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    said: String,
}

pub(super) async fn show(visit: Visit, Query(said): Query<Said>) -> Answer {
    page(&visit, &said.said, "", None).await
}

async fn page(visit: &Visit, said: &str, reason: &str, refusal: Option<&Refusal>) -> Answer {
    let conn = visit.reader();
    let frozen = gate::frozen(&conn, visit.centre.id).await?;
    let waiting = queries::waiting(visit.desk(), &conn, visit.actor()).await?;
    let mut agreed = queries::open(&conn, visit.centre.id, visit.actor(), visit.now).await?;
    agreed.retain(|open| open.agreed);
    let error = refusal.map(|r| refusal_sentence(visit.lang(), r));
    let standing = match &frozen {
        Some(freeze) => thaw_part(visit, freeze, reason, error.as_deref()).await?,
        None => freeze_part(visit, reason, error.as_deref()),
    };
    let parts = [
        standing,
        waiting_part(visit, &waiting, &agreed, frozen.is_some()),
        passing_part(visit).await?,
    ];
    let body = html! { (list::head(visit, "freeze").await?) (stack(Gap::Sections, &parts)) };
    let mut answer = visit
        .page_with(Shell {
            at: Some(Area::Approvals),
            title: &visit.t("approvals-tab-freeze"),
            toast: toast(visit, said),
            body: Body(body),
            ..Shell::default()
        })
        .await?;
    *answer.status_mut() = match refusal {
        None => StatusCode::OK,
        Some(Refusal::Invalid(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(_) => StatusCode::CONFLICT,
    };
    Ok(answer)
}

fn toast(visit: &Visit, said: &str) -> Option<Toast> {
    let key = match said {
        "frozen" => "approvals-said-frozen",
        "thawed" => "approvals-said-thawed",
        "released" => "approvals-said-released",
        "cancelled" => "approvals-said-cancelled",
        _ => return None,
    };
    Some(Toast::new(visit.t(key)))
}

fn freeze_part(visit: &Visit, reason: &str, error: Option<&str>) -> Markup {
    section(visit.t("approvals-freeze-none")).body(html! {
        p { (visit.t("approvals-freeze-more")) }
        (Form::post("/approvals/freeze", visit.csrf()).body(html! {
            (Field::textarea("reason", visit.t("approvals-reason"), 2).value(reason).error(error).max_chars(1_000))
            p { (submit(visit.t("approvals-freeze-act")).stop()) }
        }))
    })
}

async fn thaw_part(
    visit: &Visit,
    freeze: &gate::Freeze,
    reason: &str,
    error: Option<&str>,
) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let names = Names::of(visit, vec![freeze.by]).await?;
    let who = names.get(lang, freeze.by);
    let args = [("who", who.into()), ("at", near(visit, freeze.at).into())];
    let look = Thaw {
        reason: visit.t("approvals-thaw-act"),
    };
    let verdict = visit.look(&look).await?;
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let word = match verdict.level {
        Level::Independent => "approvals-thaw-act",
        _ => "approvals-thaw-ask",
    };
    Ok(html! {
        (notice(Kind::Stop, visit.t("approvals-frozen"), &freeze.reason))
        (section(visit.t("approvals-thaw")).small(lang.tr("approvals-frozen-by", &args)).body(html! {
            (ui::verdict(lang, &verdict_view(lang, &book, &verdict)))
            p { (visit.t("approvals-thaw-more")) }
            (Form::post("/approvals/freeze/thaw", visit.csrf()).body(html! {
                (Field::textarea("reason", visit.t("approvals-reason"), 2).value(reason).error(error).max_chars(1_000))
                p { (submit(visit.t(word))) }
            }))
        }))
    })
}

/// Everything that waits at the outlets: held by a freeze, or until its time has come.
fn waiting_part(
    visit: &Visit,
    waiting: &[(&'static str, Waiting)],
    agreed: &[Open],
    frozen: bool,
) -> Markup {
    let lang = visit.lang();
    let held = |frozen: bool| {
        if frozen {
            state(State::Stopped, visit.t("approvals-kept"))
        } else {
            state(State::Wait, visit.t("approvals-held-after"))
        }
    };
    let requests = agreed.iter().map(|open| {
        let it = &open.request;
        Row::link(
            title_of(lang, &it.kind, &it.title),
            format!("/approvals/{}", it.id),
        )
        .detail(act_word(lang, &it.kind))
        .cell("")
        .cell(held(frozen))
        .cell("")
    });
    let rows = waiting.iter().map(|(outlet, item)| {
        let mark = if frozen || item.held {
            held(frozen)
        } else {
            state(State::Scheduled, visit.t("approvals-scheduled"))
        };
        Row::new(html! { (item.title) })
            .detail(outlet_word(visit, outlet))
            .cell(ui::fmt::number(item.count))
            .cell(mark)
            .cell(item_acts(visit, outlet, item, frozen))
    });
    section(visit.t("approvals-waiting-out")).body(html! { (table(lang, visit.t("approvals-waiting-out"))
        .col(Col::new(visit.t("approvals-col-case")))
        .col(Col::num(visit.t("approvals-col-count")))
        .col(Col::new(visit.t("approvals-col-state")))
        .col(Col::acts(visit.t("approvals-col-acts")))
        .rows(requests)
        .rows(rows)
        .fold()
        .when_empty(empty(&visit.t("approvals-none-out"), &visit.t("approvals-none-out-more"), None))) })
}

fn item_acts(visit: &Visit, outlet: &str, item: &Waiting, frozen: bool) -> Markup {
    let id = item.id.to_string();
    let hidden = [("outlet", outlet), ("id", id.as_str())];
    let dialog = format!("cancel-{id}");
    html! {
        @if item.held && !frozen {
            (post_button("/approvals/freeze/release", visit.csrf(), &hidden, submit(visit.t("approvals-release")).usual()))
        }
        (ui::button(visit.t("approvals-cancel")).plain().opens(&*dialog))
        (confirm(
            visit.lang(),
            &dialog,
            &visit.t("approvals-cancel-ask"),
            html! { p { (item.title) } p { (visit.t("approvals-cancel-more")) } },
            &format!("/approvals/freeze/cancel?outlet={outlet}&id={id}"),
            visit.csrf(),
            submit(visit.t("approvals-cancel")).stop(),
        ))
    }
}

fn outlet_word(visit: &Visit, outlet: &str) -> String {
    match outlet {
        "website" => visit.t("approvals-outlet-website"),
        "email" => visit.t("approvals-outlet-email"),
        other => other.to_owned(),
    }
}

/// What passes a freeze: letters about accounts, safety and crises.
async fn passing_part(visit: &Visit) -> Result<Markup, DbError> {
    let messages = queries::messages(&visit.reader(), visit.centre.id).await?;
    let passing: Vec<_> = messages
        .into_iter()
        .filter(|m| !m.stream.is_held_by_freeze())
        .collect();
    let names = Names::of(visit, passing.iter().map(|m| m.to_account).collect()).await?;
    let lang = visit.lang();
    let rows = passing.iter().map(|m| {
        let subject = format!("letter-{}-subject", m.template);
        let word = if lang.has(&subject) {
            let title = m.args["title"].as_str().unwrap_or_default();
            lang.tr(&subject, &[("title", title.into())])
        } else {
            m.template.clone()
        };
        let whom = if m.to_account.is_some() {
            names.get(lang, m.to_account)
        } else {
            m.to_name.clone()
        };
        let stream = match m.stream {
            Stream::Safety => visit.t("approvals-stream-safety"),
            Stream::Crisis => visit.t("approvals-stream-crisis"),
            _ => visit.t("approvals-stream-account"),
        };
        Row::new(word).cell(stream).cell(whom)
    });
    Ok(
        section(visit.t("approvals-passing")).small(visit.t("approvals-passing-more")).body(html! {
            (table(lang, visit.t("approvals-passing"))
                .col(Col::new(visit.t("approvals-col-letter")))
                .col(Col::new(visit.t("approvals-col-stream")).short())
                .col(Col::new(visit.t("approvals-col-to")))
                .rows(rows)
                .fold()
                .when_empty(empty(&visit.t("approvals-none-passing"), &visit.t("approvals-none-passing-more"), None)))
        }),
    )
}

pub(super) async fn freeze(Posted { visit, form }: Posted) -> Answer {
    let reason = form.text("reason");
    let act = Freeze {
        reason: reason.clone(),
    };
    settle(&visit, &act, &reason, "frozen").await
}

pub(super) async fn thaw(Posted { visit, form }: Posted) -> Answer {
    let reason = form.text("reason");
    let act = Thaw {
        reason: reason.clone(),
    };
    settle(&visit, &act, &reason, "thawed").await
}

pub(super) async fn release(Posted { visit, form }: Posted) -> Answer {
    let act = Release {
        outlet: form.text("outlet"),
        id: id_of(&form.text("id"))?,
    };
    settle(&visit, &act, "", "released").await
}

/// Which thing; the address carries it, since the confirming dialog posts nothing else.
#[derive(Deserialize)]
pub(super) struct Item {
    outlet: String,
    id: String,
}

pub(super) async fn cancel(Query(item): Query<Item>, Posted { visit, .. }: Posted) -> Answer {
    let act = Cancel {
        id: id_of(&item.id)?,
        outlet: item.outlet,
    };
    settle(&visit, &act, "", "cancelled").await
}

async fn settle<A: Act>(visit: &Visit, act: &A, reason: &str, said: &str) -> Answer {
    match visit.act(act).await {
        Ok(Outcome::Requested { request, .. }) => {
            Ok(visit.see_other(&format!("/approvals/{request}?said=requested")))
        }
        Ok(Outcome::Proposed { proposal, .. }) => {
            Ok(visit.see_other(&format!("/approvals/proposals/{proposal}?said=proposed")))
        }
        Ok(Outcome::Done { .. }) => Ok(visit.see_other(&format!("/approvals/freeze?said={said}"))),
        Err(refusal @ (Refusal::Invalid(_) | Refusal::Conflict { .. } | Refusal::Frozen)) => {
            page(visit, "", reason, Some(&refusal)).await
        }
        Err(refusal) => Err(Failed::Refused(refusal)),
    }
}
