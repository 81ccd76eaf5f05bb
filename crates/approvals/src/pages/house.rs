//! The house rules with their file, and the versions of the document. Changing either is
//! an act like any other: looked at first, then approved.

use axum::extract::Query;
use desk::{Act, ChangeHouse, FieldError, LoadCharter, Outcome, Refusal, rulebook};
use frame::{Answer, Failed, Posted, Upload, Visit, verdict_view};
use http::StatusCode;
use serde::Deserialize;
use ui::{
    Area, Col, Field, Form, Gap, Markup, Row, Shell, Toast, html, section, stack, submit, table,
};

use super::charter::page_of;
use super::faults::fault_list;
use super::previews::line_changes;
use super::rules_view;
use super::words::{Names, near};

/// Versions on one page.
const VERSIONS: i64 = 30;

#[derive(Default, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    said: String,
}

/// What was found about a file somebody brought.
enum Found {
    Nothing,
    Faults(Vec<FieldError>),
    /// It can be read: what the charter says to putting it in force, and what changes.
    Look(Markup),
}

pub(super) async fn show(visit: Visit, Query(said): Query<Said>) -> Answer {
    house_page(&visit, None, Found::Nothing, &said.said).await
}

pub(super) async fn check(Posted { visit, form }: Posted) -> Answer {
    let house = form.raw("house").to_owned();
    let found = look(
        &visit,
        &ChangeHouse {
            house: house.clone(),
        },
    )
    .await?;
    let found = match found {
        Ok(verdict) => {
            let book = visit
                .desk()
                .rulebook(&visit.reader(), visit.centre.id)
                .await?;
            let changes = line_changes(visit.lang(), &book.house_text, &house);
            Found::Look(html! { (verdict) (changes) })
        }
        Err(errors) => Found::Faults(errors),
    };
    house_page(&visit, Some(house), found, "").await
}

pub(super) async fn change(Posted { visit, form }: Posted) -> Answer {
    let house = form.raw("house").to_owned();
    let act = ChangeHouse {
        house: house.clone(),
    };
    match settle(&visit, &act, "/charter/house?said=changed").await? {
        Ok(answer) => Ok(answer),
        Err(errors) => house_page(&visit, Some(house), Found::Faults(errors), "").await,
    }
}

async fn house_page(visit: &Visit, typed: Option<String>, found: Found, said: &str) -> Answer {
    let lang = visit.lang();
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let open = !matches!(found, Found::Nothing);
    let wrong = matches!(found, Found::Faults(_));
    let text = typed.unwrap_or_else(|| book.house_text.clone());
    let version = [("version", book.table.house().into())];
    let edit = html! {
        details open[open] {
            summary { (visit.t("approvals-house-edit")) }
            p { (visit.t("approvals-house-edit-more")) }
            (found.shown(visit))
            (Form::post("/charter/house", visit.csrf()).wide().warns_before_leaving().body(html! {
                (Field::textarea("house", visit.t("approvals-house-file"), 28).value(text))
                p {
                    (submit(visit.t("approvals-look")).usual().to("/charter/house/check"))
                    (submit(visit.t("approvals-house-submit")))
                }
            }))
        }
    };
    let body = stack(
        Gap::Sections,
        &[
            section(visit.t("approvals-house-change"))
                .small(lang.tr("approvals-house-version", &version))
                .body(edit),
            rules_view::rules(visit, &book.house),
        ],
    );
    let (title, page) = page_of(
        visit,
        "house",
        "approvals-tab-house",
        "approvals-house-sentence",
        body,
    )
    .await?;
    framed(visit, &title, page, wrong, said).await
}

impl Found {
    fn shown(self, visit: &Visit) -> Markup {
        match self {
            Self::Nothing => html! {},
            Self::Faults(errors) => fault_list(visit.lang(), &errors),
            Self::Look(markup) => markup,
        }
    }
}

pub(super) async fn versions(visit: Visit, Query(said): Query<Said>) -> Answer {
    versions_page(&visit, String::new(), Found::Nothing, &said.said).await
}

/// Looks at a new document or puts it in force, by the button that was pressed.
pub(super) async fn load(Upload { visit, form, files }: Upload) -> Answer {
    let file = files
        .iter()
        .find(|f| f.field == "file" && !f.bytes.is_empty());
    let document = file.map_or_else(
        || form.raw("document").to_owned(),
        |f| String::from_utf8_lossy(&f.bytes).into_owned(),
    );
    let act = LoadCharter {
        document: document.clone(),
    };
    if form.raw("do") == "look" {
        let found = match look(&visit, &act).await? {
            Ok(verdict) => {
                let book = visit
                    .desk()
                    .rulebook(&visit.reader(), visit.centre.id)
                    .await?;
                let changes = line_changes(visit.lang(), &book.document_text, &document);
                Found::Look(html! { (verdict) (changes) })
            }
            Err(errors) => Found::Faults(errors),
        };
        return versions_page(&visit, document, found, "").await;
    }
    match settle(&visit, &act, "/charter/versions?said=changed").await? {
        Ok(answer) => Ok(answer),
        Err(errors) => versions_page(&visit, document, Found::Faults(errors), "").await,
    }
}

async fn versions_page(visit: &Visit, typed: String, found: Found, said: &str) -> Answer {
    let lang = visit.lang();
    let rows = version_rows(visit).await?;
    let wrong = matches!(found, Found::Faults(_));
    let form = Form::post("/charter/versions", visit.csrf())
        .with_files()
        .wide();
    let body = stack(
        Gap::Sections,
        &[
            section(visit.t("approvals-tab-versions")).body(html! {
                (table(lang, visit.t("approvals-tab-versions"))
                    .col(Col::new(visit.t("approvals-col-document")))
                    .col(Col::new(visit.t("approvals-tab-house")))
                    .col(Col::new(visit.t("approvals-col-when")).short())
                    .col(Col::new(visit.t("approvals-col-who")))
                    .col(Col::new(visit.t("approvals-col-state")).short())
                    .rows(rows)
                    .fold())
            }),
            section(visit.t("approvals-load")).id("load").body(html! {
                p { (visit.t("approvals-load-more")) }
                (found.shown(visit))
                (form.body(html! {
                    (Field::file("file", visit.t("approvals-load-file"), ".yaml,.yml,text/yaml").required(false).optional(lang))
                    (Field::textarea("document", visit.t("approvals-load-text"), 14).value(typed).required(false).optional(lang))
                    p {
                        (submit(visit.t("approvals-look")).usual().value("do", "look"))
                        (submit(visit.t("approvals-load-submit")).value("do", "load"))
                    }
                }))
            }),
        ],
    );
    let (title, page) = page_of(
        visit,
        "versions",
        "approvals-tab-versions",
        "approvals-versions-sentence",
        body,
    )
    .await?;
    framed(visit, &title, page, wrong, said).await
}

/// The versions that were loaded, newest first, and the one the program carries.
async fn version_rows(visit: &Visit) -> Result<Vec<Row>, Failed> {
    let loaded = rulebook::versions(&visit.reader(), visit.centre.id, VERSIONS).await?;
    let lang = visit.lang();
    let names = Names::of(visit, loaded.iter().map(|v| v.account).collect()).await?;
    let mut rows: Vec<Row> = loaded
        .iter()
        .enumerate()
        .map(|(n, v)| {
            let book = rulebook::Rulebook::compile(&v.document, &v.house);
            let (document, house) = book.map_or_else(
                |_| (visit.t("approvals-unreadable"), String::new()),
                |b| (b.document.reference(), b.house.version.clone()),
            );
            let standing = if n == 0 {
                visit.t("approvals-in-force")
            } else {
                String::new()
            };
            Row::new(document)
                .cell(house)
                .cell(near(visit, v.at))
                .cell(names.get(lang, v.account))
                .cell(standing)
        })
        .collect();
    let builtin = rulebook::Rulebook::builtin();
    let standing = if loaded.is_empty() {
        visit.t("approvals-in-force")
    } else {
        String::new()
    };
    rows.push(
        Row::new(builtin.document.reference())
            .cell(&builtin.house.version)
            .cell("")
            .cell(visit.t("approvals-carried"))
            .cell(standing),
    );
    Ok(rows)
}

async fn framed(visit: &Visit, title: &str, page: Markup, wrong: bool, said: &str) -> Answer {
    let toast = (said == "changed").then(|| Toast::new(visit.t("approvals-said-changed")));
    let mut answer = visit
        .page_with(Shell {
            at: Some(Area::Charter),
            title,
            toast,
            body: ui::Body(page),
            ..Shell::default()
        })
        .await?;
    if wrong {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

/// The verdict to putting a file in force, or what is wrong with it.
async fn look<A: Act>(visit: &Visit, act: &A) -> Result<Result<Markup, Vec<FieldError>>, Failed> {
    let verdict = match visit.look(act).await {
        Ok(verdict) => verdict,
        Err(Refusal::Invalid(errors)) => return Ok(Err(errors)),
        Err(refusal) => return Err(Failed::Refused(refusal)),
    };
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let view = verdict_view(visit.lang(), &book, &verdict);
    Ok(Ok(ui::verdict(visit.lang(), &view)))
}

async fn settle<A: Act>(
    visit: &Visit,
    act: &A,
    done: &str,
) -> Result<Result<axum::response::Response, Vec<FieldError>>, Failed> {
    let to = match visit.act(act).await {
        Ok(Outcome::Done { .. }) => done.to_owned(),
        Ok(Outcome::Requested { request, .. }) => format!("/approvals/{request}?said=requested"),
        Ok(Outcome::Proposed { proposal, .. }) => {
            format!("/approvals/proposals/{proposal}?said=proposed")
        }
        Err(Refusal::Invalid(errors)) => return Ok(Err(errors)),
        Err(refusal) => return Err(Failed::Refused(refusal)),
    };
    Ok(Ok(visit.see_other(&to)))
}
