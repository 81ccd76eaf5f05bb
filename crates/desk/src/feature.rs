//! The acts of the door itself: freezing and thawing, matters of the 48 cells, the
//! house rules and the charter.

use charter::Facts;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::registry::ActEntry;
use crate::{
    Act, FieldError, Permit, Refusal, Scene, Subject, gate, proposals, requests, rulebook,
};

/// Every act of the door.
#[must_use]
pub fn acts() -> Vec<ActEntry> {
    vec![
        ActEntry::of::<requests::Agree>(),
        ActEntry::of::<requests::SendBack>(),
        ActEntry::of::<requests::Withdraw>(),
        ActEntry::of::<requests::Comment>(),
        ActEntry::of::<requests::Perform>(),
        ActEntry::of::<proposals::Decide>(),
        ActEntry::of::<proposals::LookAgain>(),
        ActEntry::of::<Freeze>(),
        ActEntry::of::<Thaw>(),
        ActEntry::of::<Release>(),
        ActEntry::of::<Cancel>(),
        ActEntry::of::<RaiseMatter>(),
        ActEntry::of::<ChangeHouse>(),
        ActEntry::of::<LoadCharter>(),
    ]
}

/// Holds all marketing and publishing of the centre at once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    pub reason: String,
}

impl Act for Freeze {
    const KIND: &'static str = "desk.freeze";
    /// How many waiting things are held now.
    type Done = u64;

    fn subject(&self) -> Subject {
        Subject::any("centre")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        reason_given(&self.reason)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<u64, Refusal> {
        if gate::frozen(scene.conn, scene.centre).await?.is_some() {
            return Err(Refusal::conflict("already-frozen"));
        }
        gate::freeze(
            scene.conn,
            permit,
            &self.reason,
            scene.actor.account(),
            scene.now,
        )
        .await?;
        let mut held = 0;
        for outlet in scene.desk.registry().outlets() {
            held += outlet.hold(scene, permit).await?;
        }
        Ok(held)
    }
}

/// Ends a freeze; what it held is released one by one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Thaw {
    pub reason: String,
}

impl Act for Thaw {
    const KIND: &'static str = "desk.thaw";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("centre")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        reason_given(&self.reason)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let freeze = gate::frozen(scene.conn, scene.centre)
            .await?
            .ok_or(Refusal::conflict("not-frozen"))?;
        Ok(gate::thaw(
            scene.conn,
            permit,
            freeze.id,
            &self.reason,
            scene.actor.account(),
            scene.now,
        )
        .await?)
    }
}

/// Lets one held thing go on after a thaw.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    pub outlet: String,
    pub id: Uuid,
}

impl Act for Release {
    const KIND: &'static str = "desk.release";
    const STREAM: Option<gate::Stream> = Some(gate::Stream::Publishing);
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("held", self.id)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let outlet = scene
            .desk
            .registry()
            .outlet(&self.outlet)
            .ok_or(Refusal::Missing("outlet"))?;
        outlet.release(scene, self.id, permit).await
    }
}

/// Drops one waiting or held thing for good.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    pub outlet: String,
    pub id: Uuid,
}

impl Act for Cancel {
    const KIND: &'static str = "desk.cancel";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("held", self.id)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let outlet = scene
            .desk
            .registry()
            .outlet(&self.outlet)
            .ok_or(Refusal::Missing("outlet"))?;
        outlet.cancel(scene, self.id, permit).await
    }
}

/// Raises a matter of one of the 48 cells that no special act covers: noted when it is
/// independent, proposed when it may be recommended, asked when it needs approval.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RaiseMatter {
    /// Cell of the authority matrix, for example `authority.execution.budget-use`.
    pub cell: String,
    pub title: String,
    /// What it rests on, the options, and what is recommended.
    pub body: String,
}

impl Act for RaiseMatter {
    const KIND: &'static str = "matter.raise";
    type Done = Uuid;

    fn subject(&self) -> Subject {
        Subject::any("matter")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = Vec::new();
        if self.title.trim().is_empty() {
            errors.push(FieldError::at("title", "field-empty"));
        }
        if self.title.chars().count() > 200 {
            errors.push(FieldError::at("title", "field-too-long").with("limit", 200));
        }
        if self.body.chars().count() > 20_000 {
            errors.push(FieldError::at("body", "field-too-long").with("limit", 20_000));
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.title.clone())
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
        if !book.document.cells().any(|cell| cell.id == self.cell) {
            return Err(Refusal::field("cell", "unknown-cell"));
        }
        Ok(Facts::of(Self::KIND).word("cell", &self.cell))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Uuid, Refusal> {
        let id = Uuid::now_v7();
        scene
            .conn
            .run(
                "insert into matter (centre_id, id, cell, title, body, account_id, at, leaf_id) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                kernel::args![
                    permit.centre(),
                    id,
                    self.cell.clone(),
                    self.title.clone(),
                    self.body.clone(),
                    scene.actor.account(),
                    scene.now,
                    permit.leaf()
                ],
            )
            .await?;
        Ok(id)
    }
}

/// Puts changed house rules in force.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeHouse {
    /// The whole file of house rules, in YAML.
    pub house: String,
}

impl Act for ChangeHouse {
    const KIND: &'static str = "house.change";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("rulebook")
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok("house.yaml".into())
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
        compiled("house", &book.document_text, &self.house)?;
        Ok(Facts::of(Self::KIND))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
        Ok(rulebook::load(
            scene.conn,
            permit,
            &book.document_text,
            &self.house,
            scene.now,
        )
        .await?)
    }
}

/// Puts a new version of the position document in force.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadCharter {
    /// The whole document, in YAML.
    pub document: String,
}

impl Act for LoadCharter {
    const KIND: &'static str = "charter.load";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("rulebook")
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        let document =
            charter::Document::parse(&self.document).map_err(|p| problems("document", &p))?;
        Ok(format!("{} {}", document.number(), document.version()))
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
        compiled("document", &self.document, &book.house_text)?;
        Ok(Facts::of(Self::KIND))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
        Ok(rulebook::load(
            scene.conn,
            permit,
            &self.document,
            &book.house_text,
            scene.now,
        )
        .await?)
    }
}

fn compiled(field: &str, document: &str, house: &str) -> Result<(), Refusal> {
    rulebook::Rulebook::compile(document, house)
        .map(drop)
        .map_err(|p| problems(field, &p))
}

fn problems(field: &str, found: &[charter::Problem]) -> Refusal {
    Refusal::Invalid(
        found
            .iter()
            .take(20)
            .map(|p| {
                let error = FieldError::at(field, p.key)
                    .with("line", p.line)
                    .with("id", p.id.clone().unwrap_or_default());
                p.args
                    .iter()
                    .fold(error, |e, (name, value)| e.with(name, value))
            })
            .collect(),
    )
}

fn reason_given(reason: &str) -> Result<(), Vec<FieldError>> {
    if reason.trim().is_empty() {
        return Err(vec![FieldError::at("reason", "field-empty")]);
    }
    if reason.chars().count() > 1_000 {
        return Err(vec![
            FieldError::at("reason", "field-too-long").with("limit", 1_000),
        ]);
    }
    Ok(())
}
