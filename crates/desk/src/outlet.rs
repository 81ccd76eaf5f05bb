//! Where content can be published: the website, e-mail, later the social networks.
//! Publishing one item to several outlets is one act; the feature that owns an outlet
//! registers it here, so the act never sees that feature.

use async_trait::async_trait;
use charter::Facts;
use kernel::Moment;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{Permit, Refusal, Scene};

/// What an outlet is asked to publish.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The item and the exact version of it.
    pub item: Uuid,
    pub version: Uuid,
    /// What the author chose for this outlet: a segment, a subject line, a time.
    pub choice: Json,
    /// The campaign it belongs to, if any.
    pub campaign: Option<Uuid>,
}

/// Something an outlet holds back during a freeze, or until its time has come.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: Uuid,
    pub title: String,
    /// Recipients, or 1 for a page.
    pub count: i64,
    pub held: bool,
}

/// A way out of the building.
#[async_trait]
pub trait Outlet: Send + Sync {
    /// Its name in payloads: `website`, `email`.
    fn name(&self) -> &'static str;

    /// What the charter must know of publishing this piece here: audience, stream.
    async fn facts(&self, scene: &Scene<'_>, piece: &Piece, facts: Facts)
    -> Result<Facts, Refusal>;

    /// What an approval binds of it: the audience rule, the subject, the schedule.
    async fn snapshot(&self, scene: &Scene<'_>, piece: &Piece) -> Result<Json, Refusal>;

    /// When the piece would leave if everybody agreed at `agreed_at`: later where a time was chosen or the outlet
    /// keeps quiet hours. Only for people to read before they decide.
    async fn leaves_at(
        &self,
        _scene: &Scene<'_>,
        _piece: &Piece,
        agreed_at: Moment,
    ) -> Result<Moment, Refusal> {
        Ok(agreed_at)
    }

    /// Takes the piece over, in the transaction of the act; what is slow it does later.
    async fn deliver_later(
        &self,
        scene: &Scene<'_>,
        piece: &Piece,
        permit: &Permit,
    ) -> Result<Json, Refusal>;

    /// Holds everything that still waits, in the transaction of the freeze.
    async fn hold(&self, scene: &Scene<'_>, permit: &Permit) -> Result<u64, Refusal>;

    /// What waits here now.
    async fn waiting(&self, scene: &Scene<'_>) -> Result<Vec<Waiting>, Refusal>;

    /// Lets one held thing go on after a thaw.
    async fn release(&self, scene: &Scene<'_>, id: Uuid, permit: &Permit) -> Result<(), Refusal>;

    /// Drops one held thing for good.
    async fn cancel(&self, scene: &Scene<'_>, id: Uuid, permit: &Permit) -> Result<(), Refusal>;
}
