//! The record, the newest line first; its proof, its checkpoint and its copy.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use desk::ledger::{self, Fault, LedgerLine, Report};
use desk::{Act, Outcome, Refusal};
use frame::{Answer, Failed, Posted, Visit};
use http::header;
use kernel::DbError;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use ui::{
    Area, Chip, Col, Field, Kind, Live, Markup, Render, Row, Shell, State, Swap, Toast, empty,
    filters, html, link, link_button, notice, post_button, state, submit, table,
};
use uuid::Uuid;

use super::PAGE;
use super::charter::page_of;
use super::words::{Names, act_word, cell_word, either, near};
use crate::actions::ExportLedger;

/// The part of the page a verification answers into.
const PROOF_ID: &str = "proof";
/// Lines written to a copy at a time.
const CHUNK: i64 = 5_000;
/// For so long after its leaf an export can be fetched.
const FETCHABLE_SECONDS: i64 = 24 * 3_600;

#[derive(Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    said: String,
    before: Option<i64>,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    cell: String,
}

pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    page(&visit, &wanted, html! {}).await
}

/// Proves the whole record again, on demand.
pub(super) async fn verification(visit: Visit) -> Answer {
    let key = visit.desk().keys().public();
    let report = ledger::verify(&visit.reader(), visit.centre.id, &key).await?;
    let proof = report_view(&visit, &report);
    if visit.partial {
        return Ok(html! { div id=(PROOF_ID) { (proof) } }.into_response());
    }
    page(&visit, &Wanted::default(), proof).await
}

async fn page(visit: &Visit, wanted: &Wanted, proof: Markup) -> Answer {
    let lines = lines(visit, wanted).await?;
    let more = lines.last().filter(|_| lines.len() == PAGE).map(|last| {
        format!(
            "/charter/ledger?before={}&subject={}&cell={}",
            last.seq, wanted.subject, wanted.cell
        )
    });
    let body = html! {
        (tools(visit))
        div id=(PROOF_ID) { (proof) }
        (filter_bar(visit, wanted).await?)
        (line_table(visit, &lines, more).await?)
    };
    let (title, page) = page_of(
        visit,
        "ledger",
        "approvals-tab-ledger",
        "approvals-ledger-sentence",
        body,
    )
    .await?;
    let toast = match wanted.said.as_str() {
        "noted" => Some(Toast::new(visit.t("approvals-said-noted"))),
        _ => None,
    };
    visit
        .page_with(Shell {
            at: Some(Area::Charter),
            title: &title,
            toast,
            body: ui::Body(page),
            ..Shell::default()
        })
        .await
}

async fn lines(visit: &Visit, wanted: &Wanted) -> Result<Vec<LedgerLine>, DbError> {
    let conn = visit.reader();
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    if !wanted.cell.is_empty() {
        return ledger::lines_of_cell(&conn, visit.centre.id, &wanted.cell, wanted.before, limit)
            .await;
    }
    let subject: Option<Uuid> = wanted.subject.trim().parse().ok();
    ledger::lines(&conn, visit.centre.id, wanted.before, subject, limit).await
}

fn tools(visit: &Visit) -> Markup {
    let proof = Live::get("/charter/ledger/verification")
        .into(PROOF_ID)
        .swap(Swap::MorphWhole);
    ui::tools(&[
        link_button(visit.t("approvals-verify"), "/charter/ledger/verification")
            .live(proof)
            .render(),
        link_button(
            visit.t("approvals-checkpoint"),
            "/charter/ledger/checkpoint",
        )
        .plain()
        .render(),
        post_button(
            "/charter/ledger/export",
            visit.csrf(),
            &[],
            submit(visit.t("approvals-export")).plain(),
        ),
    ])
}

async fn filter_bar(visit: &Visit, wanted: &Wanted) -> Result<Markup, DbError> {
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let mut chips = Vec::new();
    if !wanted.cell.is_empty() {
        chips.push(Chip {
            name: visit.t("approvals-col-line-of-document"),
            value: cell_word(visit.lang(), &book, Some(&wanted.cell)),
            without: "/charter/ledger".into(),
        });
    }
    if !wanted.subject.is_empty() {
        chips.push(Chip {
            name: visit.t("approvals-col-subject"),
            value: wanted.subject.clone(),
            without: "/charter/ledger".into(),
        });
    }
    let lang = visit.lang();
    let none = ui::Choice::new("", visit.t("approvals-all"), wanted.cell.is_empty());
    let cells = book
        .document
        .cells()
        .map(|c| ui::Choice::new(&*c.id, either(lang, &c.zh, &c.en), c.id == wanted.cell));
    let fields = html! {
        (Field::select("cell", visit.t("approvals-col-line-of-document"), std::iter::once(none).chain(cells).collect()).required(false))
        (Field::text("subject", visit.t("approvals-col-subject")).value(&*wanted.subject).required(false).optional(lang))
    };
    Ok(filters(
        lang,
        "/charter/ledger",
        &chips,
        "/charter/ledger",
        fields,
    ))
}

async fn line_table(
    visit: &Visit,
    lines: &[LedgerLine],
    more: Option<String>,
) -> Result<Markup, DbError> {
    let lang = visit.lang();
    let names = Names::of(visit, lines.iter().map(|l| l.account).collect()).await?;
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let rows = lines.iter().map(|line| {
        let entry: Json = serde_json::from_str(&line.entry).unwrap_or_default();
        let cell = entry["verdict"]["cell"].as_str();
        let mut detail = vec![entry["verdict"]["charter"].as_str().unwrap_or_default().to_owned()];
        if let Some(name) = entry["actor"]["name"].as_str() {
            detail.push(name.to_owned());
        }
        if entry["sample"] == true {
            detail.push(visit.t("approvals-sample"));
        }
        Row::new(html! { (act_word(lang, &line.kind)) })
            .detail(detail.join("・"))
            .id(format!("line-{}", line.seq))
            .cell(what_state(visit, &line.what))
            .cell(who_word(visit, &names, line, &entry))
            .cell(html! { @if let Some(id) = cell { (link(cell_word(lang, &book, cell), format!("/charter#{id}"))) } })
            .cell(subject_link(visit, line, &entry))
            .cell(near(visit, line.at))
            .cell(line.seq.to_string())
    });
    Ok(html! { (table(lang, visit.t("approvals-tab-ledger"))
    .col(Col::new(visit.t("approvals-col-act")))
    .col(Col::new(visit.t("approvals-col-state")).short())
    .col(Col::new(visit.t("approvals-col-who")).short())
    .col(Col::new(visit.t("approvals-col-line-of-document")).soft())
    .col(Col::new(visit.t("approvals-col-subject")).soft())
    .col(Col::new(visit.t("approvals-col-when")).short())
    .col(Col::num(visit.t("approvals-col-number")).wide_only())
    .rows(rows)
    .fold()
    .more(more)
    .when_empty(empty(&visit.t("approvals-none-ledger"), &visit.t("approvals-none-ledger-more"), None))) })
}

fn what_state(visit: &Visit, what: &str) -> Markup {
    match what {
        "done" => state(State::Done, visit.t("approvals-what-done")),
        "requested" => state(State::Wait, visit.t("approvals-what-requested")),
        "proposed" => state(State::Wait, visit.t("approvals-what-proposed")),
        "refused" => state(State::Back, visit.t("approvals-what-refused")),
        other => state(State::Plain, other),
    }
}

fn who_word(visit: &Visit, names: &Names, line: &LedgerLine, entry: &Json) -> String {
    match entry["actor"].as_str() {
        Some("visitor") => visit.t("approvals-who-visitor"),
        Some("system") => visit.t("approvals-who-system"),
        Some("setup") => visit.t("approvals-who-setup"),
        _ => names.get(visit.lang(), line.account),
    }
}

/// The request an entry belongs to, or every line about the same thing.
fn subject_link(visit: &Visit, line: &LedgerLine, entry: &Json) -> Markup {
    let mine = line.account == Some(visit.account());
    let fresh = visit.now.seconds_since(line.at) < FETCHABLE_SECONDS;
    if line.kind == ExportLedger::KIND && line.what == "done" && mine && fresh {
        let id = entry["id"].as_str().unwrap_or_default();
        return link(
            visit.t("approvals-export-fetch"),
            format!("/charter/ledger/export?leaf={id}"),
        );
    }
    if let Some(request) = entry["request"].as_str() {
        return link(
            visit.t("approvals-the-case"),
            format!("/approvals/{request}"),
        );
    }
    let kind = entry["subject"]["kind"].as_str().unwrap_or_default();
    match (kind, line.subject) {
        ("request", Some(id)) => link(visit.t("approvals-the-case"), format!("/approvals/{id}")),
        ("proposal", Some(id)) => link(
            visit.t("approvals-the-case"),
            format!("/approvals/proposals/{id}"),
        ),
        (_, Some(id)) => link(
            visit.t("approvals-same-subject"),
            format!("/charter/ledger?subject={id}"),
        ),
        (_, None) => html! {},
    }
}

fn report_view(visit: &Visit, report: &Report) -> Markup {
    let lang = visit.lang();
    let args = [
        ("leaves", report.leaves.into()),
        ("checkpoints", report.checkpoints.into()),
    ];
    let said = lang.tr("approvals-proof-size", &args);
    let root = report.root.to_string();
    if report.faults.is_empty() {
        let more = html! { (said) " " code { (root) } };
        return notice(Kind::Good, visit.t("approvals-proof-whole"), more);
    }
    let faults: Vec<String> = report
        .faults
        .iter()
        .take(50)
        .map(|fault| fault_words(visit, fault))
        .collect();
    html! {
        (notice(Kind::Stop, visit.t("approvals-proof-broken"), html! { (said) " " code { (root) } }))
        ul { @for fault in faults { li { (fault) } } }
    }
}

fn fault_words(visit: &Visit, fault: &Fault) -> String {
    let lang = visit.lang();
    match fault {
        Fault::Changed { seq } => lang.tr("approvals-fault-changed", &[("seq", (*seq).into())]),
        Fault::DetailChanged { seq } => {
            lang.tr("approvals-fault-detail", &[("seq", (*seq).into())])
        }
        Fault::OutOfOrder { expected, found } => lang.tr(
            "approvals-fault-order",
            &[("expected", (*expected).into()), ("found", (*found).into())],
        ),
        Fault::Root { size } => lang.tr("approvals-fault-root", &[("size", (*size).into())]),
        Fault::Signature { size } => {
            lang.tr("approvals-fault-signature", &[("size", (*size).into())])
        }
        Fault::Size { head, leaves } => lang.tr(
            "approvals-fault-size",
            &[("head", (*head).into()), ("leaves", (*leaves).into())],
        ),
    }
}

/// The signed head, to be kept elsewhere as a witness.
pub(super) async fn checkpoint(visit: Visit) -> Answer {
    let note = ledger::checkpoint(&visit.reader(), visit.centre.id).await?;
    let note = note.ok_or(Failed::NotFound)?;
    Ok(download(
        "text/plain; charset=utf-8",
        "herald-checkpoint.txt",
        note,
    ))
}

fn download(kind: &'static str, name: &str, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, body).into_response()
}

/// Asks to take the ledger out; the leaf of the act is what allows the download.
pub(super) async fn ask_export(Posted { visit, .. }: Posted) -> Answer {
    match visit.act(&ExportLedger {}).await {
        Ok(Outcome::Done { leaf, .. }) => {
            Ok(visit.see_other(&format!("/charter/ledger/export?leaf={leaf}")))
        }
        Ok(Outcome::Requested { request, .. }) => {
            Ok(visit.see_other(&format!("/approvals/{request}?said=requested")))
        }
        Ok(Outcome::Proposed { proposal, .. }) => {
            Ok(visit.see_other(&format!("/approvals/proposals/{proposal}?said=proposed")))
        }
        Err(refusal) => Err(Failed::Refused(refusal)),
    }
}

#[derive(Deserialize)]
pub(super) struct Leaf {
    leaf: Uuid,
}

/// The whole record as JSON lines: place, hash and the exact text the hash is taken over.
pub(super) async fn export(visit: Visit, Query(allowed): Query<Leaf>) -> Answer {
    let conn = visit.reader();
    let line = ledger::line_of(&conn, visit.centre.id, allowed.leaf).await?;
    let holds = line.is_some_and(|line| {
        line.kind == ExportLedger::KIND
            && line.what == "done"
            && line.account == Some(visit.account())
            && visit.now.seconds_since(line.at) < FETCHABLE_SECONDS
    });
    if !holds {
        return Err(Failed::Refused(Refusal::conflict("approvals-export-over")));
    }
    let (mut body, mut from) = (String::new(), 0);
    loop {
        let lines = ledger::lines_from(&conn, visit.centre.id, from, CHUNK).await?;
        let Some(last) = lines.last() else { break };
        from = last.seq + 1;
        for line in &lines {
            let hash = ledger::leaf_hash(line.entry.as_bytes());
            let json = json!({ "seq": line.seq, "hash": hash.to_string(), "entry": line.entry });
            body.push_str(&json.to_string());
            body.push('\n');
        }
    }
    Ok(download(
        "application/jsonl; charset=utf-8",
        "herald-ledger.jsonl",
        body,
    ))
}
