//! Behaviour of the charter, on the files a centre begins with.

#![expect(
    clippy::unwrap_used,
    reason = "what these tests build on must be there, or they fail"
)]

mod acts;
mod benchmark;
mod deputies_and_agents;
mod document;
mod faults;
mod matrix;
mod oracle;
mod properties;

use charter::{
    Actor, DecisionTable, Document, HOUSE, HR_F019, Held, HouseRules, Level, Position, Verdict, Who,
};
use kernel::{AccountId, CentreId, Moment};

/// 2026-11-23T06:00:00Z.
const NOW: Moment = Moment(1_795_413_600_000_000);

const POSITIONS: [&str; 7] = [
    Position::SPECIALIST,
    Position::HEAD,
    Position::SUPERINTENDENT,
    Position::PHYSIOTHERAPIST,
    Position::CUSTOMER_SERVICE,
    Position::SALES,
    Position::FINANCE,
];

struct Charter {
    document: Document,
    rules: HouseRules,
    table: DecisionTable,
}

fn charter() -> Charter {
    let document = Document::parse(HR_F019).unwrap();
    let rules = HouseRules::parse(HOUSE, &document).unwrap();
    let table = DecisionTable::compile(&document, &rules);
    Charter {
        document,
        rules,
        table,
    }
}

fn person(positions: &[&str]) -> Actor {
    Actor {
        centre: CentreId::new(),
        who: Who::Person(AccountId::new()),
        holds: positions
            .iter()
            .map(|position| Held::own(position))
            .collect(),
    }
}

fn agent_of(positions: &[&str]) -> Actor {
    let token = uuid::Uuid::now_v7();
    let who = Who::Agent {
        account: AccountId::new(),
        token,
        name: "helper".to_owned(),
    };
    Actor {
        who,
        ..person(positions)
    }
}

fn outsider(who: Who) -> Actor {
    Actor {
        centre: CentreId::new(),
        who,
        holds: Vec::new(),
    }
}

/// The route in one line: `10 physiotherapist, 20 head`.
fn route(verdict: &Verdict) -> String {
    let step = |step: &std::sync::Arc<charter::Step>| {
        let positions: Vec<_> = step.positions.iter().map(Position::as_str).collect();
        format!("{} {}", step.order, positions.join("+"))
    };
    verdict
        .route
        .iter()
        .map(step)
        .collect::<Vec<_>>()
        .join(", ")
}

fn row_ids(verdict: &Verdict) -> Vec<&str> {
    verdict.rows.iter().map(|row| row.id.as_str()).collect()
}

fn letter(level: Level) -> char {
    match level {
        Level::Independent => 'I',
        Level::Recommend => 'R',
        Level::Approval => 'A',
        Level::Forbidden => 'F',
    }
}
