//! The decision rights of a position, as executed policy: reads a position
//! document and the house rules of a centre, compiles them into one decision
//! table and answers who may do what under which facts.
//!
//! It must never know a database, a screen, a feature or what time it is: the
//! moment of a decision is an argument, and facts are given, never looked up.

mod actor;
mod carried;
mod document;
mod facts;
mod house;
mod problem;
mod table;
mod verdict;
mod what_if;
mod yaml;

pub use actor::{Actor, Held, Position, Who};
pub use carried::{HOUSE, HR_F019};
pub use document::{
    AuthorityCell, AuthorityGroup, Career, Competency, CompetencyGroup, Document, DocumentControl,
    Duty, KpiGroup, Line, LineSection, OpenQuestion, Pages, PositionProfile, PressureSources,
    PromotionStep, QualificationGroup, Relationship, Relationships, RiskGroup, SignOff, Statement,
    Topic, Wording, WorkConditions,
};
pub use facts::{Fact, Facts};
pub use house::{
    Bound, Criterion, FactKind, HouseRow, HouseRules, KnownFact, PositionName, Route,
    SensitiveTopic, Setting, Test,
};
pub use problem::Problem;
pub use table::DecisionTable;
pub use verdict::{Level, Need, RowRef, Source, Step, Verdict};
pub use what_if::{WhatIf, WhatIfFault, WhatIfWho, what_if};
