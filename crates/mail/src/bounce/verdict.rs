//! What a failed delivery says about the address: dead, or only unlucky this time.

use super::{Action, RecipientReport};
use crate::smtp::EnhancedCode;

/// What a report means for the address it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// No such mailbox or domain: writing again would fail again.
    Dead,
    /// Not delivered, for a reason that can pass or that lies in the message: full
    /// mailbox, blocked sender, policy, network, time run out.
    Failed,
    /// Still being tried.
    Waiting,
    /// Delivered, relayed or expanded.
    Delivered,
}

/// Words that are not about the address at all, or about a full mailbox. They win
/// over any code, since servers use `5.1.1` for much.
const PASSING: [&str; 15] = [
    "mailbox full",
    "mailbox is full",
    "quota",
    "exceeded storage",
    "too many messages",
    "disk space",
    "not enough space",
    "temporarily",
    "spam",
    "blacklist",
    "blocklist",
    "sender address",
    "after mail from",
    "too many recipients",
    "recipient preferences",
];

/// Words for "nobody here", for servers whose codes say less than their words.
const NOBODY: [&str; 40] = [
    "user unknown",
    "unknown user",
    "unknown recipient",
    "recipient unknown",
    "unknown local",
    "5.1.0 address rejected",
    "this user doesn't have",
    "address couldn't be found",
    "recipient name is not recognized",
    "not listed in domino",
    "unrouteable address",
    "indicated no smtp service",
    "no mx record",
    "invalid final delivery userid",
    "check if address is correct",
    "account or domain may not exist",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "no such person",
    "no mailbox here",
    "no mailbox by that name",
    "does not exist",
    "doesn't exist",
    "not exist",
    "not a known user",
    "invalid recipient",
    "invalid mailbox",
    "mailbox not found",
    "user not found",
    "recipient not found",
    "address not found",
    "host unknown",
    "domain not found",
    "no such domain",
    "domain is not reachable",
    "does not accept mail",
    "not a registered",
    "recipient address rejected: access denied",
    "requested action not taken: mailbox unavailable",
];

impl RecipientReport {
    /// Reads status and words together (RFC 3463 section 3; the words because many
    /// servers answer `5.0.0` or `5.7.1` for everything).
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.action {
            Action::Delivered | Action::Relayed | Action::Expanded => Verdict::Delivered,
            Action::Delayed => Verdict::Waiting,
            Action::Failed if self.says_nobody_is_there() => Verdict::Dead,
            Action::Failed => Verdict::Failed,
        }
    }

    fn says_nobody_is_there(&self) -> bool {
        let words = self.diagnostic.to_lowercase();
        if PASSING.iter().any(|phrase| words.contains(phrase)) {
            return false;
        }
        let of_server = words
            .split([' ', '(', '[', '<', ';', ':', '-', '#', '\''])
            .find_map(EnhancedCode::parse);
        // The code the server gave is closer to the cause than the one of the report.
        let status = [of_server, self.status]
            .into_iter()
            .flatten()
            .find(|status| status.subject != 0);
        match status.map(|status| (status.class, status.subject, status.detail)) {
            Some((5, 1, 1 | 2 | 3 | 6 | 10) | (5, 4, 4)) => true,
            Some((4, ..)) => false,
            _ => NOBODY.iter().any(|phrase| words.contains(phrase)),
        }
    }
}
