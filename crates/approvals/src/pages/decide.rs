//! What a reader does with a case. Every answer sends the browser on; what was refused
//! shows the case again, with what was typed.

use axum::extract::Path;
use desk::requests::{Agree, Comment, Decided, Perform, SendBack, Withdraw};
use desk::{Act, Refusal};
use frame::{Answer, Failed, Posted, Visit, refusal_sentence};
use http::StatusCode;

use super::case::{Refused, Said, page};
use super::words::id_of;
use crate::queries;

pub(super) async fn agree(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let act = Agree {
        request: id_of(&id)?,
        digest: form.text("digest"),
        comment: form.text("comment"),
    };
    settle(&visit, &id, &act, &act.comment).await
}

pub(super) async fn send_back(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let act = SendBack {
        request: id_of(&id)?,
        comment: form.text("comment"),
    };
    settle(&visit, &id, &act, &act.comment).await
}

pub(super) async fn withdraw(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let act = Withdraw {
        request: id_of(&id)?,
        comment: form.text("comment"),
    };
    settle(&visit, &id, &act, &act.comment).await
}

pub(super) async fn comment(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let act = Comment {
        request: id_of(&id)?,
        comment: form.text("comment"),
    };
    settle(&visit, &id, &act, &act.comment).await
}

pub(super) async fn perform(Path(id): Path<String>, Posted { visit, .. }: Posted) -> Answer {
    let act = Perform {
        request: id_of(&id)?,
    };
    settle(&visit, &id, &act, "").await
}

async fn settle<A: Act>(visit: &Visit, id: &str, act: &A, comment: &str) -> Answer {
    let refused = |status, notice, error| Refused {
        comment: comment.to_owned(),
        error,
        notice,
        status,
    };
    let changed = || {
        Some((
            visit.t("approvals-updated"),
            visit.t("approvals-updated-more"),
        ))
    };
    match visit.act(act).await {
        Ok(outcome) => match serde_json::from_value(outcome.result().clone()) {
            Ok(Decided::Changed) => {
                let again = refused(StatusCode::CONFLICT, changed(), None);
                page(visit, id, &Said::default(), again).await
            }
            Ok(decided) => onward(visit, id, A::KIND, &decided).await,
            Err(_) => Ok(visit.see_other(&format!("/approvals/{id}"))),
        },
        Err(refusal @ Refusal::Invalid(_)) => {
            let error = Some(refusal_sentence(visit.lang(), &refusal));
            let again = refused(StatusCode::UNPROCESSABLE_ENTITY, None, error);
            page(visit, id, &Said::default(), again).await
        }
        Err(Refusal::Conflict {
            key: "request-changed",
            ..
        }) => {
            let again = refused(StatusCode::CONFLICT, changed(), None);
            page(visit, id, &Said::default(), again).await
        }
        Err(refusal @ Refusal::Conflict { .. }) => {
            let words = refusal_sentence(visit.lang(), &refusal);
            let notice = Some((visit.t("approvals-not-recorded"), words));
            page(
                visit,
                id,
                &Said::default(),
                refused(StatusCode::CONFLICT, notice, None),
            )
            .await
        }
        Err(refusal) => Err(Failed::Refused(refusal)),
    }
}

/// Whoever decided goes on to the next case that waits for them, or to the list; other
/// acts lead back to the case. What happened is said there.
async fn onward(visit: &Visit, id: &str, act: &str, decided: &Decided) -> Answer {
    let word = said(decided);
    if act != Agree::KIND && act != SendBack::KIND {
        return Ok(visit.see_other(&format!("/approvals/{id}?said={word}")));
    }
    let conn = visit.reader();
    let next = queries::next_for(&conn, visit.actor(), visit.now, id_of(id)?).await?;
    let page = next.map_or_else(
        || "/approvals".to_owned(),
        |next| format!("/approvals/{next}"),
    );
    Ok(visit.see_other(&format!("{page}?said={word}&of={id}")))
}

fn said(decided: &Decided) -> &'static str {
    match decided {
        Decided::Agreed | Decided::Changed => "agreed",
        Decided::Performed { .. } => "performed",
        Decided::Held => "held",
        Decided::SentBack => "returned",
        Decided::Withdrawn => "withdrawn",
        Decided::Commented => "commented",
    }
}
