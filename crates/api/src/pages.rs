//! The page that explains the API: tokens, calls to copy, every act and question.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use desk::Addresses;
use frame::{Answer, App, Visit};
use ui::{Area, Col, Lang, Markup, Row, html};

use crate::{openapi, schema};

const DOCUMENT: &str = "/api/v1/openapi.json";

/// Kinds of problems, each with the keys of its title and its sentence, where that
/// sentence needs no arguments.
const PROBLEMS: &[(u16, &str, &str)] = &[
    (400, "malformed", "api-malformed"),
    (401, "unauthenticated", "api-unauthenticated"),
    (403, "forbidden", "api-forbidden"),
    (403, "out-of-scope", "api-out-of-scope"),
    (403, "not-yours", "api-not-yours"),
    (404, "missing", "api-missing"),
    (405, "method", "api-method"),
    (409, "frozen", "api-frozen"),
    (409, "conflict", "api-conflict"),
    (413, "too-large", "api-too-large"),
    (415, "media-type", "api-media-type"),
    (422, "invalid", "api-invalid"),
    (429, "too-many", "api-too-many"),
    (500, "failed", "api-failed"),
    (503, "unavailable", "api-unavailable"),
];

pub(crate) fn router() -> Router<App> {
    Router::new().route("/settings/api", get(show))
}

/// Whoever gets a problem may follow its type before signing in.
pub(crate) fn entrance() -> Router<App> {
    Router::new().route("/problems/{key}", get(explain))
}

/// The type of a problem leads to its line on the page.
async fn explain(Path(key): Path<String>) -> Response {
    let known = PROBLEMS.iter().any(|(_, known, _)| *known == key);
    let place = if known {
        format!("/settings/api#problem-{key}")
    } else {
        "/settings/api#problem-conflict".into()
    };
    Redirect::to(&place).into_response()
}

async fn show(visit: Visit) -> Answer {
    let title = visit.t("api-settings");
    let body = html! {
        (ui::crumbs(visit.lang(), &[(&visit.t("api-settings-crumb"), "/settings")], &title))
        (ui::page_head(&title)
            .sentence(visit.t("api-settings-more"))
            .act(ui::link_button(visit.t("api-document"), DOCUMENT))
            .act(ui::link_button(visit.t("api-tokens"), "/settings/tokens")))
        (ui::stack(ui::Gap::Sections, &[calls(&visit), acts(&visit), questions(&visit), problems(&visit)]))
    };
    visit.page(Area::Settings, &title, body).await
}

fn calls(visit: &Visit) -> Markup {
    let at = visit
        .desk()
        .part::<Addresses>()
        .map(|a| a.desk.clone())
        .unwrap_or_default();
    let head = "-H \"Authorization: Bearer $HERALD_TOKEN\"";
    let json = "-H 'Content-Type: application/json'";
    let draft = draft(visit);
    let examples = [
        ("api-call-list", format!("curl {head} {at}/api/v1/acts")),
        (
            "api-call-dry",
            format!(
                "curl {head} {json} -d '{draft}' '{at}/api/v1/actions/matter.raise?dry_run=true'"
            ),
        ),
        (
            "api-call-act",
            format!(
                "curl {head} {json} -H 'Idempotency-Key: 2026-12-01-1' -d '{draft}' {at}/api/v1/actions/matter.raise"
            ),
        ),
        (
            "api-call-check",
            format!(
                "curl {head} {json} -d '{{\"text\":\"100% pain-free\",\"scope\":\"ad\"}}' {at}/api/v1/checks"
            ),
        ),
        (
            "api-call-decide",
            format!(
                "curl {head} {json} -d '{{\"position\":\"specialist\",\"act\":\"content.publish\",\"facts\":{{\"clinical\":true}}}}' {at}/api/v1/charter/decide"
            ),
        ),
    ];
    let words = visit.t("api-copy");
    let example = |(key, line): &(&str, String)| {
        html! {
            p { (visit.t(key)) }
            p { code { (line) } }
            div { (ui::text_button(&words).copies(line)) }
        }
    };
    let list: Vec<Markup> = examples.iter().map(example).collect();
    let body = html! {
        p { (visit.t("api-calls-more")) }
        (ui::stack(ui::Gap::Usual, &list))
    };
    ui::section(visit.t("api-calls")).id("calls").body(body)
}

/// A payload to try, in the language of the visitor.
fn draft(visit: &Visit) -> String {
    serde_json::json!({
        "cell": "authority.execution.budget-use",
        "title": visit.t("api-draft-title"),
        "body": visit.t("api-draft-body"),
    })
    .to_string()
}

fn acts(visit: &Visit) -> Markup {
    let rows = visit.desk().registry().acts().map(|act| {
        let about = openapi::about(&schema::bounded((act.schema)()));
        let path = html! { code { "POST /api/v1/actions/" (act.kind) } };
        Row::new(name_of(visit.lang(), "act", act.kind).unwrap_or_else(|| act.kind.to_owned()))
            .detail(path)
            .cell(ui::in_lang(Lang::En, about))
    });
    let table = ui::table(visit.lang(), visit.t("api-acts"))
        .col(Col::new(visit.t("api-act")))
        .col(Col::new(visit.t("api-about")))
        .rows(rows)
        .fold();
    ui::section(visit.t("api-acts"))
        .id("acts")
        .body(html! { p { (visit.t("api-acts-more")) } (table) })
}

fn questions(visit: &Visit) -> Markup {
    let rows = visit.desk().registry().queries().map(|query| {
        let about = openapi::about(&schema::bounded((query.schemas)().0));
        let path = html! { code { "GET /api/v1/queries/" (query.name) } };
        Row::new(
            name_of(visit.lang(), "query", query.name).unwrap_or_else(|| query.name.to_owned()),
        )
        .detail(path)
        .cell(ui::in_lang(Lang::En, about))
    });
    let none = ui::empty(
        &visit.t("api-questions-none"),
        &visit.t("api-questions-none-more"),
        None,
    );
    let table = ui::table(visit.lang(), visit.t("api-questions"))
        .col(Col::new(visit.t("api-question")))
        .col(Col::new(visit.t("api-about")))
        .rows(rows)
        .fold()
        .when_empty(none);
    ui::section(visit.t("api-questions"))
        .id("questions")
        .body(table)
}

/// The name of an act or question, where it has one.
fn name_of(lang: Lang, what: &str, name: &str) -> Option<String> {
    let key = format!("api-name-{what}-{}", name.replace(['.', '_'], "-"));
    lang.has(&key).then(|| lang.t(&key))
}

fn problems(visit: &Visit) -> Markup {
    let rows = PROBLEMS.iter().map(|(status, key, title)| {
        let path = html! { code { "/problems/" (key) } };
        Row::new(visit.t(title))
            .id(format!("problem-{key}"))
            .detail(path)
            .cell(status.to_string())
    });
    let table = ui::table(visit.lang(), visit.t("api-problems"))
        .col(Col::new(visit.t("api-problem")))
        .col(Col::num(visit.t("api-status")))
        .rows(rows);
    ui::section(visit.t("api-problems"))
        .id("problems")
        .body(html! { p { (visit.t("api-problems-more")) } (table) })
}
