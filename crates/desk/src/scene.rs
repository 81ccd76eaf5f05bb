//! Where an act happens: who, when, at which centre, through which connection.

use charter::Actor;
use kernel::{CentreId, Conn, Moment};

use crate::Desk;

/// The circumstances of an act, handed to everything that judges or performs it.
pub struct Scene<'a> {
    pub desk: &'a Desk,
    /// The transaction while performing; a reader while only looking.
    pub conn: &'a Conn,
    pub centre: CentreId,
    pub actor: &'a Actor,
    pub now: Moment,
    /// Made for the sample centre: marked so in the ledger, never sent anywhere.
    pub sample: bool,
}

impl<'a> Scene<'a> {
    /// The same scene for another actor: a request is performed in the name of the one
    /// who made it.
    #[must_use]
    pub fn acting_as<'b>(&'b self, actor: &'b Actor) -> Scene<'b> {
        Scene {
            desk: self.desk,
            conn: self.conn,
            centre: self.centre,
            actor,
            now: self.now,
            sample: self.sample,
        }
    }
}
