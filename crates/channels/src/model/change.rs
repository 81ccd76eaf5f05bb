//! What happens to deliveries while they are sent.

use kernel::Moment;
use uuid::Uuid;

use super::DeliveryId;

/// How one attempt ended, for the row of the delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Before the text of the mail is sent.
    Offered {
        delivery: DeliveryId,
        at: Moment,
    },
    Accepted {
        delivery: DeliveryId,
        contact: Uuid,
    },
    Deferred {
        delivery: DeliveryId,
        next_at: Moment,
        reason: &'static str,
        detail: String,
    },
    Failed {
        delivery: DeliveryId,
        contact: Uuid,
        reason: &'static str,
        detail: String,
        hard: bool,
    },
    Requeued {
        delivery: DeliveryId,
        next_at: Moment,
        reason: &'static str,
    },
    Doubtful {
        delivery: DeliveryId,
    },
}

impl Change {
    /// Whose it is.
    #[must_use]
    pub fn delivery(&self) -> DeliveryId {
        match self {
            Self::Offered { delivery, .. }
            | Self::Accepted { delivery, .. }
            | Self::Deferred { delivery, .. }
            | Self::Failed { delivery, .. }
            | Self::Requeued { delivery, .. }
            | Self::Doubtful { delivery } => *delivery,
        }
    }
}
