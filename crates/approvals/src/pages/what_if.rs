//! The what-if of the decision table: a position or deputy, an act, its facts, and the
//! verdict they would get. Nothing is changed.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::RawQuery;
use charter::{
    Fact, FactKind, HouseRules, KnownFact, Position, WhatIf, WhatIfFault, WhatIfWho, what_if,
};
use desk::rulebook::Rulebook;
use frame::{Answer, FormData, Visit, read_form, verdict_view};
use ui::{
    Area, Choice, Col, Field, Form, Kind, Markup, Row, even_columns, html, notice, section, submit,
    table,
};

use super::charter::{page_of, source_word};
use super::words::{act_word, either};

pub(super) async fn show(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let asked = read_form(query.as_deref().unwrap_or_default());
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let answer = if asked.text("act").is_empty() {
        ui::meta(visit.t("approvals-what-if-first"))
    } else {
        match what_if(
            &book.table,
            &book.house,
            &case_of(&book.house, &asked),
            visit.now,
        ) {
            Ok(verdict) => html! {
                (ui::verdict(visit.lang(), &verdict_view(visit.lang(), &book, &verdict)))
                (deciding_rows(&visit, &book, &verdict))
            },
            Err(faults) => faults_of(&visit, &faults),
        }
    };
    let body = even_columns(
        form(&visit, &book, &asked),
        section(visit.t("approvals-what-if-answer")).body(answer),
    );
    let (title, page) = page_of(
        &visit,
        "what-if",
        "approvals-tab-what-if",
        "approvals-what-if-sentence",
        body,
    )
    .await?;
    visit.page(Area::Charter, &title, page).await
}

/// The case the fields describe; fields left empty are facts nobody found.
fn case_of(house: &HouseRules, asked: &FormData) -> WhatIf {
    let mut facts = BTreeMap::new();
    for known in &house.facts {
        let name = format!("f-{}", known.id);
        let fact = match known.kind {
            FactKind::Flag => asked.ticked(&name).then_some(Fact::Flag(true)),
            FactKind::Number => asked.parsed(&name).map(Fact::Number),
            FactKind::Word => Some(asked.text(&name))
                .filter(|w| !w.is_empty())
                .map(Fact::Word),
            FactKind::Words => words_of(known, asked, &name).map(Fact::Words),
        };
        facts.extend(fact.map(|fact| (known.id.clone(), fact)));
    }
    WhatIf {
        who: match asked.raw("who") {
            "agent" => WhatIfWho::Agent,
            "visitor" => WhatIfWho::Visitor,
            "system" => WhatIfWho::System,
            "setup" => WhatIfWho::Setup,
            _ => WhatIfWho::Person,
        },
        positions: asked.all("position").into_iter().map(Position).collect(),
        deputy: asked.ticked("deputy"),
        act: asked.text("act"),
        facts,
    }
}

fn words_of(known: &KnownFact, asked: &FormData, name: &str) -> Option<BTreeSet<String>> {
    let words: BTreeSet<String> = if known.values.is_empty() {
        asked
            .text(name)
            .split([',', '、', '，', ' '])
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect()
    } else {
        asked.all(name).into_iter().collect()
    };
    (!words.is_empty()).then_some(words)
}

fn form(visit: &Visit, book: &Rulebook, asked: &FormData) -> Markup {
    let lang = visit.lang();
    let chosen = asked.all("position");
    let positions = book.house.positions.iter().map(|p| {
        let is = if chosen.is_empty() && asked.text("act").is_empty() {
            p.id == Position::SPECIALIST
        } else {
            chosen.iter().any(|c| c == p.id.as_str())
        };
        Choice::new(p.id.as_str(), either(lang, &p.zh, &p.en), is)
    });
    let who = asked.raw("who");
    let kinds = [
        ("person", "approvals-who-person"),
        ("agent", "approvals-who-agent"),
        ("visitor", "approvals-who-visitor"),
        ("system", "approvals-who-system"),
        ("setup", "approvals-who-setup"),
    ];
    let kinds = kinds
        .iter()
        .map(|(value, word)| Choice::new(*value, visit.t(word), who == *value));
    let act = asked.text("act");
    let acts = book.table.acts().into_iter().map(|kind| {
        Choice::new(
            kind,
            format!("{} · {kind}", act_word(lang, kind)),
            act == kind,
        )
    });
    section(visit.t("approvals-what-if-case")).body(
        Form::get("/charter/what-if").wide().body(html! {
            (Field::select("who", visit.t("approvals-col-who"), kinds.collect()))
            (Field::checks("position", visit.t("approvals-field-position"), positions.collect()).required(false))
            (Field::checkbox("deputy", visit.t("approvals-what-if-deputy"), asked.ticked("deputy")).required(false))
            (Field::select("act", visit.t("approvals-col-act"), acts.collect()))
            @for known in &book.house.facts { (fact_field(visit, book, known, asked)) }
            p { (submit(visit.t("approvals-what-if-ask"))) }
        }),
    )
}

fn fact_field(visit: &Visit, book: &Rulebook, known: &KnownFact, asked: &FormData) -> Field {
    let lang = visit.lang();
    let name = format!("f-{}", known.id);
    let word = either(lang, &known.zh, &known.en);
    let field = match known.kind {
        FactKind::Flag => Field::checkbox(&*name, word, asked.ticked(&name)),
        FactKind::Number => Field::number(&*name, word)
            .value(asked.raw(&name))
            .narrow()
            .optional(lang),
        FactKind::Word => {
            let now = asked.text(&name);
            let mut choices = vec![Choice::new(
                "",
                visit.t("approvals-unknown"),
                now.is_empty(),
            )];
            if known.id == "cell" {
                choices.extend(
                    book.document
                        .cells()
                        .map(|c| Choice::new(&*c.id, either(lang, &c.zh, &c.en), now == c.id)),
                );
            } else {
                choices.extend(known.values.iter().map(|v| Choice::new(v, v, now == *v)));
            }
            Field::select(&*name, word, choices)
        }
        FactKind::Words if known.values.is_empty() => Field::text(&*name, word)
            .value(asked.raw(&name))
            .optional(lang),
        FactKind::Words => {
            let now = asked.all(&name);
            let choices = known
                .values
                .iter()
                .map(|v| Choice::new(v, v, now.contains(v)));
            Field::checks(&*name, word, choices.collect())
        }
    };
    field.required(false)
}

/// Every row that decided, with its place and its reason, and the route.
fn deciding_rows(visit: &Visit, book: &Rulebook, verdict: &charter::Verdict) -> Markup {
    let lang = visit.lang();
    let rows = verdict.rows.iter().map(|row| {
        let cell = row.cell.as_deref().and_then(|id| book.document.cell(id));
        Row::new(&row.id)
            .cell(source_word(visit, row.source))
            .cell(cell.map_or("", |c| either(lang, &c.zh, &c.en)))
            .cell(either(lang, &row.zh, &row.en))
    });
    let steps: Vec<&str> = verdict
        .route
        .iter()
        .map(|s| either(lang, &s.zh, &s.en))
        .collect();
    html! {
        (table(lang, visit.t("approvals-what-if-rows"))
            .col(Col::new(visit.t("approvals-col-id")))
            .col(Col::new(visit.t("approvals-col-source")).short())
            .col(Col::new(visit.t("approvals-col-line-of-document")))
            .col(Col::new(visit.t("approvals-col-reason")))
            .rows(rows)
            .fold())
        @if !steps.is_empty() {
            p { b { (visit.t("approvals-route")) } " " (steps.join(&visit.t("frame-then"))) }
        }
        (ui::meta(format!("{}・{}", verdict.charter, verdict.house)))
    }
}

fn faults_of(visit: &Visit, faults: &[WhatIfFault]) -> Markup {
    let words: Vec<String> = faults
        .iter()
        .map(|f| visit.lang().tr(f.key, &[("value", (&f.value).into())]))
        .collect();
    notice(
        Kind::Stop,
        visit.t("approvals-what-if-wrong"),
        words.join(&visit.t("ui-list-comma")),
    )
}
