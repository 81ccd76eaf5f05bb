//! `POST /charter/decide`: what the decision table would say to an imagined case.
//! Nothing is kept.

use std::collections::BTreeMap;

use axum::Json as Answered;
use axum::extract::{Extension, RawQuery, State};
use charter::{
    Document, Fact, HouseRules, Position, Verdict, WhatIf, WhatIfFault, WhatIfWho, what_if,
};
use desk::{FieldError, Registry};
use frame::App;
use kernel::Moment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::body::JsonBody;
use crate::caller::Caller;
use crate::machine::Machine;
use crate::{Problem, parameters, shape};

/// What this is called in the scopes of a token.
pub(crate) const NAME: &str = "charter.decide";

/// Who would act, what, and under which facts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Case", example = Case::example())]
pub(crate) struct Case {
    /// Who acts; a person when left out.
    #[serde(default)]
    pub who: WhatIfWho,
    /// The position held in one's own right, for example `specialist`.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub position: Option<String>,
    /// The position held for somebody else; instead of `position`.
    #[serde(default)]
    pub deputy: Option<Deputy>,
    /// The kind of the act, for example `content.publish`.
    #[schemars(length(max = 100))]
    pub act: String,
    /// What would be found about it, by the ids of the house rules.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 100))]
    pub facts: BTreeMap<String, Fact>,
    /// The moment of the act, RFC 3339; now when left out.
    #[serde(default)]
    #[schemars(extend("format" = "date-time"))]
    pub at: Option<String>,
}

/// A position held for a term.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deputy {
    #[schemars(length(max = 100))]
    pub position: String,
    /// The first moment after the term, RFC 3339; without end when left out.
    #[serde(default)]
    #[schemars(extend("format" = "date-time"))]
    pub until: Option<String>,
}

impl Case {
    fn example() -> serde_json::Value {
        serde_json::json!({ "position": "specialist", "act": "content.publish", "facts": { "clinical": true } })
    }
}

/// The verdict and the line of the document that it rests on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Decided {
    pub verdict: Verdict,
    /// Null where no cell of the authority matrix is named.
    pub line: Option<Line>,
    /// The moment it was decided for, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    pub at: String,
}

/// A cell of the authority matrix, as the document words it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Line {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub group_zh: String,
    pub group_en: String,
}

pub(crate) async fn decide(
    State(app): State<App>,
    Extension(machine): Extension<Machine>,
    caller: Caller,
    RawQuery(query): RawQuery,
    JsonBody(body): JsonBody,
) -> Result<Answered<Decided>, Problem> {
    caller.must(NAME)?;
    parameters::none(query.as_deref())?;
    let registry = app.desk().registry();
    let case: Case = shape::read(&machine.known(registry).decide, body)?;
    let book = app
        .desk()
        .rulebook(&app.desk().database().reader(), caller.actor().centre)
        .await?;
    if !is_known(registry, &book.house, &case.act) {
        return Err(Problem::invalid(&[FieldError::at(
            "act",
            "api-unknown-act",
        )]));
    }
    let at = moment(case.at.as_deref()).unwrap_or_else(|| app.desk().clock().now());
    let imagined = imagine(case, at)?;
    let verdict =
        what_if(&book.table, &book.house, &imagined, at).map_err(|faults| refused(&faults))?;
    let line = line(&book.document, &verdict);
    Ok(Answered(Decided {
        verdict,
        line,
        at: at.rfc3339(),
    }))
}

/// Whether the program or the house rules know the act.
fn is_known(registry: &Registry, house: &HouseRules, act: &str) -> bool {
    registry.act(act).is_ok()
        || house
            .rows
            .iter()
            .any(|row| row.acts.iter().any(|kind| kind == act))
}

fn moment(text: Option<&str>) -> Option<Moment> {
    text.and_then(Moment::parse)
}

/// A deputy after the term holds nothing.
fn imagine(case: Case, at: Moment) -> Result<WhatIf, Problem> {
    if case.position.is_some() && case.deputy.is_some() {
        return Err(Problem::invalid(&[FieldError::at(
            "deputy",
            "api-position-or-deputy",
        )]));
    }
    let deputy = case.deputy.is_some();
    let held = case
        .deputy
        .filter(|d| moment(d.until.as_deref()).is_none_or(|until| at < until));
    let positions = case
        .position
        .into_iter()
        .chain(held.map(|d| d.position))
        .map(Position);
    Ok(WhatIf {
        who: case.who,
        positions: positions.collect(),
        deputy,
        act: case.act,
        facts: case.facts,
    })
}

fn refused(faults: &[WhatIfFault]) -> Problem {
    let errors: Vec<FieldError> = faults
        .iter()
        .map(|fault| {
            let error = match fault.key {
                "what-if-unknown-position" => "api-unknown-position",
                "what-if-unknown-fact" => "api-unknown-fact",
                _ => "api-wrong-fact",
            };
            let pointer = match fault.pointer.strip_prefix("/positions") {
                Some(_) => "/position".to_owned(),
                None => fault.pointer.clone(),
            };
            FieldError {
                pointer,
                code: error.to_owned(),
                args: Vec::new(),
            }
            .with("value", &fault.value)
        })
        .collect();
    Problem::invalid(&errors)
}

fn line(document: &Document, verdict: &Verdict) -> Option<Line> {
    let named = verdict
        .cell
        .as_deref()
        .or_else(|| verdict.rows.iter().find_map(|row| row.cell.as_deref()))?;
    let group = document
        .authority
        .iter()
        .find(|group| group.cells.iter().any(|cell| cell.id == named))?;
    let cell = group.cells.iter().find(|cell| cell.id == named)?;
    Some(Line {
        id: cell.id.clone(),
        zh: cell.zh.clone(),
        en: cell.en.clone(),
        group_zh: group.zh.clone(),
        group_en: group.en.clone(),
    })
}
