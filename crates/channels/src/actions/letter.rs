//! Letters to colleagues that did not get through: somebody asks again.

use desk::{Act, Permit, Refusal, Scene, Subject, outbox};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Tries a letter again that failed or waits for its next attempt.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LetterAgain {
    pub letter: Uuid,
}

impl Act for LetterAgain {
    const KIND: &'static str = "letter.again";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("letter", self.letter)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        if outbox::again(scene.conn, permit, self.letter).await? {
            Ok(())
        } else {
            Err(Refusal::Missing("letter"))
        }
    }
}
