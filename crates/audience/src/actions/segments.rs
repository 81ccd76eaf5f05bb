//! Saving a segment, and taking one out of use.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{none_or, texts};
use crate::model::{Rule, Segment, SegmentId};
use crate::queries;
use crate::rules;
use crate::store;

/// Saves a segment under a name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveSegment {
    /// Left out for a new one.
    #[serde(default)]
    pub segment: Option<SegmentId>,
    /// The revision that was looked at; left out for a new one.
    #[serde(default)]
    pub revision: Option<i64>,
    pub name: String,
    pub rule: Rule,
}

impl Act for SaveSegment {
    const KIND: &'static str = "segment.save";
    type Done = SegmentId;

    fn subject(&self) -> Subject {
        match self.segment {
            Some(id) => Subject::of("segment", id),
            None => Subject::any("segment"),
        }
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = texts(&[("name", &self.name, 80)]);
        if let Err(key) = rules::check(&rules::canonical(&self.rule)) {
            errors.push(FieldError::at("rule", key));
        }
        none_or(errors)
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<SegmentId, Refusal> {
        let old = match self.segment {
            Some(id) => Some(
                queries::segment(scene.conn, scene.centre, id)
                    .await?
                    .ok_or(Refusal::Missing("segment"))?,
            ),
            None => None,
        };
        if let (Some(old), Some(seen)) = (&old, self.revision)
            && old.revision != seen
        {
            return Err(Refusal::conflict("audience-changed-meanwhile"));
        }
        let segment = Segment {
            id: old.as_ref().map_or_else(SegmentId::new, |s| s.id),
            name: self.name.trim().to_owned(),
            rule: rules::canonical(&self.rule),
            by: scene.actor.account(),
            created_at: old.as_ref().map_or(scene.now, |s| s.created_at),
            changed_at: scene.now,
            revision: old.as_ref().map_or(1, |s| s.revision + 1),
        };
        if !store::save_segment(scene.conn, permit, &segment).await? {
            return Err(Refusal::conflict("audience-changed-meanwhile"));
        }
        Ok(segment.id)
    }
}

/// Takes a segment out of use.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveSegment {
    pub segment: SegmentId,
}

impl Act for RemoveSegment {
    const KIND: &'static str = "segment.remove";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("segment", self.segment)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let found = queries::segment(scene.conn, scene.centre, self.segment).await?;
        Ok(found.map(|s| s.name).unwrap_or_default())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        queries::segment(scene.conn, scene.centre, self.segment)
            .await?
            .ok_or(Refusal::Missing("segment"))?;
        Ok(store::remove_segment(scene.conn, permit, self.segment, scene.now).await?)
    }
}
