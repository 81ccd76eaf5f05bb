//! The door. Every act of a person, an agent or a schedule passes here: it is decoded,
//! its facts are computed, the charter judges it, and it is performed, proposed, put
//! before those who must approve, or refused – with a line in the ledger each time.
//!
//! It must never know a screen, and it never knows what a feature's act means: it holds
//! an erased registry, kind → decode, facts, snapshot, perform.

mod act;
pub mod centre;
mod door;
mod extend;
mod feature;
pub mod gate;
mod idempotency;
mod judge;
pub mod ledger;
pub mod migrations;
pub mod outbox;
pub mod outlet;
mod parts;
mod permit;
pub mod proposals;
mod query;
mod refusal;
mod registry;
pub mod requests;
pub mod roles;
pub mod rulebook;
mod scene;

pub use act::{Act, FieldError, Subject};
pub use centre::Centre;
pub use door::{Desk, Options, Outcome};
pub use extend::{Boxed, Figure, Guard, JobEntry, Measure, Period, PersonalData};
pub use feature::{Cancel, ChangeHouse, Freeze, LoadCharter, RaiseMatter, Release, Thaw, acts};
pub use gate::Stream;
pub use judge::BY_TOKEN;
pub use outlet::{Outlet, Piece, Waiting};
pub use parts::{Addresses, Parts};
pub use permit::{Duty, Permit, duty, resume, still_covered};
pub use query::{Query, QueryError, Reads};
pub use refusal::Refusal;
pub use registry::{ActEntry, QueryEntry, Registry};
pub use scene::Scene;

kernel::id!(
    /// An approval that waits or was decided.
    RequestId
);
kernel::id!(
    /// A recommendation with its decision and outcome.
    ProposalId
);
