//! Trying the decision table without changing anything: who would be told what.

use std::collections::BTreeMap;

use kernel::{AccountId, CentreId, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Actor, DecisionTable, Fact, FactKind, Facts, Held, HouseRules, Position, Verdict, Who,
};

/// A case somebody imagines: who acts, in which position, what, and under which facts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIf {
    pub who: WhatIfWho,
    /// The positions held; empty for somebody without one. Only persons and agents hold any.
    #[serde(default)]
    pub positions: Vec<Position>,
    /// Holds them as the deputy of somebody else.
    #[serde(default)]
    pub deputy: bool,
    /// Kind of the act, for example `content.publish`.
    pub act: String,
    /// What would be found about it, by the ids of the house rules.
    #[serde(default)]
    pub facts: BTreeMap<String, Fact>,
}

/// The kinds of actors, without saying which one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhatIfWho {
    #[default]
    Person,
    Agent,
    Visitor,
    System,
    Setup,
}

/// Why an imagined case cannot be judged: the key of a sentence and what it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhatIfFault {
    /// JSON pointer into the case.
    pub pointer: String,
    /// `what-if-unknown-position`, `what-if-unknown-fact`, `what-if-wrong-fact`.
    pub key: &'static str,
    pub value: String,
}

/// Answers an imagined case.
///
/// # Errors
/// Every position and fact that the house rules do not know.
pub fn what_if(
    table: &DecisionTable,
    rules: &HouseRules,
    case: &WhatIf,
    at: Moment,
) -> Result<Verdict, Vec<WhatIfFault>> {
    let faults = faults(rules, case);
    if !faults.is_empty() {
        return Err(faults);
    }
    let facts = Facts {
        act: case.act.clone(),
        values: case.facts.clone(),
    };
    Ok(table.decide(&actor(case), &facts, at))
}

fn faults(rules: &HouseRules, case: &WhatIf) -> Vec<WhatIfFault> {
    let fault = |pointer: String, key, value: &str| WhatIfFault {
        pointer,
        key,
        value: value.to_owned(),
    };
    let unknown = |position: &&Position| !rules.positions.iter().any(|p| p.id == **position);
    let mut faults: Vec<WhatIfFault> = case
        .positions
        .iter()
        .filter(unknown)
        .map(|p| fault("/positions".into(), "what-if-unknown-position", p.as_str()))
        .collect();
    for (name, value) in &case.facts {
        let pointer = format!("/facts/{name}");
        match rules.facts.iter().find(|known| known.id == *name) {
            None => faults.push(fault(pointer, "what-if-unknown-fact", name)),
            Some(known) if !fits(known.kind, value) => {
                faults.push(fault(pointer, "what-if-wrong-fact", name));
            }
            Some(_) => {}
        }
    }
    faults
}

fn fits(kind: FactKind, value: &Fact) -> bool {
    matches!(
        (kind, value),
        (FactKind::Flag, Fact::Flag(_))
            | (FactKind::Number, Fact::Number(_))
            | (FactKind::Word, Fact::Word(_))
            | (FactKind::Words, Fact::Words(_))
    )
}

/// Somebody who is nobody: ids that no account has.
fn actor(case: &WhatIf) -> Actor {
    let nobody = AccountId(Uuid::nil());
    let who = match case.who {
        WhatIfWho::Person => Who::Person(nobody),
        WhatIfWho::Agent => Who::Agent {
            account: nobody,
            token: Uuid::nil(),
            name: String::new(),
        },
        WhatIfWho::Visitor => Who::Visitor,
        WhatIfWho::System => Who::System,
        WhatIfWho::Setup => Who::Setup,
    };
    let hold = |position: &Position| Held {
        position: position.clone(),
        deputy_for: case.deputy.then_some(AccountId(Uuid::max())),
        until: None,
    };
    let holds = match case.who {
        WhatIfWho::Person | WhatIfWho::Agent => case.positions.iter().map(hold).collect(),
        _ => Vec::new(),
    };
    Actor {
        centre: CentreId(Uuid::nil()),
        who,
        holds,
    }
}
