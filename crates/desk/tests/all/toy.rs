//! A toy feature: one act of each tier, and one that goes out on a held stream.

use charter::Facts;
use desk::{Act, ActEntry, FieldError, Permit, Refusal, Scene, Stream, Subject};
use kernel::{Migration, args};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

pub const MIGRATIONS: &[Migration] = &[Migration {
    feature: "toy",
    step: 1,
    sql: "create table toy (centre_id uuid not null, id uuid not null, body text not null, primary key (centre_id, id))",
}];

pub fn acts() -> Vec<ActEntry> {
    vec![
        ActEntry::of::<Draft>(),
        ActEntry::of::<Propose>(),
        ActEntry::of::<Commit>(),
        ActEntry::of::<Publish>(),
    ]
}

async fn keep(scene: &Scene<'_>, permit: &Permit, id: Uuid, body: &str) -> Result<(), Refusal> {
    scene
        .conn
        .run(
            "insert into toy (centre_id, id, body) values ($1, $2, $3)
             on conflict (centre_id, id) do update set body = excluded.body",
            args![permit.centre(), id, body],
        )
        .await?;
    Ok(())
}

/// Independent for everybody.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub id: Uuid,
    pub body: String,
}

impl Act for Draft {
    const KIND: &'static str = "content.draft";
    type Done = Uuid;

    fn subject(&self) -> Subject {
        Subject::of("toy", self.id)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        if self.body.is_empty() {
            return Err(vec![FieldError::at("body", "field-empty")]);
        }
        Ok(())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Uuid, Refusal> {
        keep(scene, permit, self.id, &self.body).await?;
        Ok(permit.leaf())
    }
}

/// A recommendation of the specialist.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    pub id: Uuid,
    pub body: String,
}

impl Act for Propose {
    const KIND: &'static str = "campaign.propose";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("toy", self.id)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        keep(scene, permit, self.id, &self.body).await
    }
}

/// Needs the head, above a limit the superintendent as well. What it buys is read from
/// the toy when it is asked and when it is done.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    pub id: Uuid,
    /// The draft that says what the money is for.
    pub about: Uuid,
    /// Minor units.
    pub amount: i64,
}

impl Act for Commit {
    const KIND: &'static str = "budget.commit";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("toy", self.id)
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(format!("budget {}", self.amount))
    }

    async fn facts(&self, _scene: &Scene<'_>) -> Result<Facts, Refusal> {
        Ok(Facts::of(Self::KIND).number("amount", self.amount))
    }

    async fn snapshot(&self, scene: &Scene<'_>) -> Result<Json, Refusal> {
        let row = scene
            .conn
            .first(
                "select body from toy where centre_id = $1 and id = $2",
                args![scene.centre, self.about],
            )
            .await?;
        let about: Option<String> = row.map(|r| r.get("body")).transpose()?;
        Ok(serde_json::json!({ "amount": self.amount, "about": about }))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        keep(scene, permit, self.id, "committed").await
    }
}

/// Goes out: a clinical piece needs two steps, and a freeze holds it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    pub id: Uuid,
    pub clinical: bool,
}

impl Act for Publish {
    const KIND: &'static str = "content.publish";
    const STREAM: Option<Stream> = Some(Stream::Publishing);
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("toy", self.id)
    }

    async fn facts(&self, _scene: &Scene<'_>) -> Result<Facts, Refusal> {
        Ok(Facts::of(Self::KIND)
            .word("kind", "news")
            .flag("clinical", self.clinical))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        keep(scene, permit, self.id, "public").await
    }
}
