//! The one act of these screens that is not the door's own: taking the ledger out.

use desk::{Act, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Takes a copy of the whole ledger out of the program. Its own leaf is what allows the
/// download.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportLedger {}

impl Act for ExportLedger {
    const KIND: &'static str = "ledger.export";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("ledger")
    }

    async fn perform(&self, _scene: &Scene<'_>, _permit: &Permit) -> Result<(), Refusal> {
        Ok(())
    }
}
