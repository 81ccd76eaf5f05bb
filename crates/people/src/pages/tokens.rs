//! Tokens for programs and agents; a secret is shown once.

use axum::extract::Path;
use desk::Outcome;
use frame::{Answer, Posted, Visit};
use ui::{Area, Col, Field, Form, Markup, Row, html};
use uuid::Uuid;

use crate::actions::{CreateToken, RevokeToken};
use crate::model::Secret;
use crate::queries;

pub(super) async fn list(visit: Visit) -> Answer {
    let body = body(&visit, None).await?;
    visit
        .page(Area::Settings, &visit.t("people-tokens"), body)
        .await
}

async fn body(visit: &Visit, fresh: Option<&Secret>) -> Result<Markup, kernel::DbError> {
    let tokens = queries::tokens(&visit.reader(), visit.centre.id, Some(visit.account())).await?;
    let never = visit.t("people-never");
    let rows = tokens.iter().map(|t| {
        let kind = if t.agent {
            "people-token-agent"
        } else {
            "people-token-program"
        };
        let used = t.last_used_at.map_or_else(
            || never.clone(),
            |at| ui::fmt::near(visit.lang(), &visit.zone, visit.now, at),
        );
        let end = ui::post_button(
            &format!("/settings/tokens/{}/end", t.id),
            visit.csrf(),
            &[],
            ui::text_button(visit.t("people-token-end")),
        );
        Row::new(&t.name).detail(visit.t(kind)).cell(used).cell(end)
    });
    let table = ui::table(visit.lang(), visit.t("people-tokens"))
        .col(Col::new(visit.t("people-name")))
        .col(Col::new(visit.t("people-token-used")))
        .col(Col::acts(visit.t("people-token-end")))
        .rows(rows)
        .when_empty(ui::empty(
            &visit.t("people-tokens-none"),
            &visit.t("people-tokens-none-more"),
            None,
        ));
    let form = Form::post("/settings/tokens", visit.csrf()).body(html! {
        (Field::text("name", visit.t("people-token-name")).hint(visit.t("people-token-name-hint")))
        (Field::checkbox("agent", visit.t("people-token-is-agent"), false))
        (ui::submit(visit.t("people-token-create")).main())
    });
    Ok(html! {
        (ui::crumbs(visit.lang(), &[(&visit.t("people-settings-crumb"), "/settings")], &visit.t("people-tokens")))
        (ui::page_head(visit.t("people-tokens")).sentence(visit.t("people-tokens-more")))
        @if let Some(secret) = fresh {
            (ui::notice(ui::Kind::Good, visit.t("people-token-once"), html! {
                code { (secret.reveal()) } " " (ui::button(visit.t("people-copy")).copies(secret.reveal()))
            }))
        }
        (ui::section(visit.t("people-tokens-mine")).body(table))
        (ui::section(visit.t("people-token-new")).body(form))
    })
}

pub(super) async fn create(posted: Posted) -> Answer {
    let visit = posted.visit;
    let secret = Secret::new("hrt_");
    let act = CreateToken {
        token: Uuid::now_v7(),
        account: visit.account(),
        name: posted.form.text("name"),
        agent: posted.form.ticked("agent"),
        scopes: Vec::new(),
        hash: secret.hash(),
    };
    // The secret works only once the token exists: after approval for an agent.
    visit.act(&act).await?;
    let body = body(&visit, Some(&secret)).await?;
    visit
        .page(Area::Settings, &visit.t("people-tokens"), body)
        .await
}

pub(super) async fn revoke(Path(token): Path<Uuid>, posted: Posted) -> Answer {
    match posted.visit.act(&RevokeToken { token }).await? {
        Outcome::Requested { request, .. } => {
            Ok(posted.visit.see_other(&format!("/approvals/{request}")))
        }
        _ => Ok(posted.visit.see_other("/settings/tokens")),
    }
}
