//! Setting the target of an indicator: the superior's act.

use charter::Facts;
use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::Moment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Grain;
use crate::{rules, store};

/// Sets what an indicator should reach in periods of a grain, from one period on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTarget {
    /// Id of the position document, `kpi.leads-generated`.
    pub kpi: String,
    pub grain: Grain,
    /// An instant in the first period it holds for, in microseconds.
    pub from: Moment,
    /// In thousandths of the unit: 5 % is 5000, 180 people are 180000.
    pub thousandths: i64,
}

impl Act for SetTarget {
    const KIND: &'static str = "kpi.target";
    /// The first instant it holds for.
    type Done = Moment;

    fn subject(&self) -> Subject {
        Subject::any("kpi")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        if self.thousandths > 0 {
            Ok(())
        } else {
            Err(vec![FieldError::at("target", "analytics-target-shape")])
        }
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
        let mut known = book.document.kpis.iter().flat_map(|group| &group.kpis);
        Ok(known
            .find(|kpi| kpi.id == self.kpi)
            .map_or_else(|| self.kpi.clone(), |kpi| kpi.zh.clone()))
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
        let mut known = book.document.kpis.iter().flat_map(|group| &group.kpis);
        if known.any(|kpi| kpi.id == self.kpi) {
            Ok(Facts::of(Self::KIND))
        } else {
            Err(Refusal::field("kpi", "analytics-unknown-kpi"))
        }
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Moment, Refusal> {
        let zone = desk::centre::of(scene.conn, scene.centre)
            .await?
            .time_zone();
        let start = rules::start_of(self.grain, self.from.in_zone(&zone).date());
        let from = rules::span(self.grain, start, &zone).from;
        let account = scene.actor.account().ok_or(Refusal::Missing("account"))?;
        let by = (account, scene.now);
        store::set_target(
            scene.conn,
            permit,
            &self.kpi,
            self.grain,
            from,
            self.thousandths,
            by,
        )
        .await?;
        Ok(from)
    }
}
