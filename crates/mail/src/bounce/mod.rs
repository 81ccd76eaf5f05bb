//! What comes back: delivery status notifications (RFC 3464, RFC 6533) and
//! complaints of receivers (ARF, RFC 5965). Anyone can write such a mail, so a
//! report counts only with a token or a Message-ID that is ours.

mod fields;
mod informal;
mod verdict;

use mail_parser::{MessageParser, MessagePart, MimeHeaders as _};

use crate::address::EmailAddress;
use crate::message_id::MessageId;
use crate::smtp::EnhancedCode;
use crate::{smtp, verp};

use fields::Fields;
pub use verdict::Verdict;

/// Larger mails are no reports; those carry the headers, at most the text, of a message.
const LARGEST_REPORT: usize = 10 * 1_024 * 1_024;
/// Most recipients read from one report. Herald sends one message to one person.
const RECIPIENTS: usize = 100;

/// A report about a message that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    pub report: Report,
    /// The identity of the message it is about, when the report quotes it.
    pub message_id: Option<MessageId>,
    /// Addresses the report was sent to, the return path of the message among them.
    pub sent_to: Vec<EmailAddress>,
}

/// What is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    Delivery(Vec<RecipientReport>),
    Complaint(Complaint),
}

/// What happened for one recipient (RFC 3464 section 2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientReport {
    pub action: Action,
    pub status: Option<EnhancedCode>,
    /// The address at which it ended.
    pub final_recipient: Option<EmailAddress>,
    /// The address the message was sent to, where the report still knows it.
    pub original_recipient: Option<EmailAddress>,
    /// The words of the last server, at most 500 characters, without control characters.
    pub diagnostic: String,
}

/// RFC 3464 section 2.3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}

/// Somebody pressed "this is spam", or a system reports on their behalf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// `abuse`, `fraud`, `not-spam`, `opt-out`…, in lower case (RFC 5965 section 7.3).
    pub kind: String,
    /// Who received the message, where the report still says so.
    pub recipient: Option<EmailAddress>,
}

impl Complaint {
    /// Whether a person wants no more mail. `not-spam` says the opposite, and
    /// `auth-failure` is about the sender's set-up.
    #[must_use]
    pub fn asks_to_stop(&self) -> bool {
        matches!(
            self.kind.as_str(),
            "abuse" | "fraud" | "miscategorized" | "opt-out" | "opt-out-list"
        )
    }
}

impl Bounce {
    /// The token of the return path the report came to, see [`verp`].
    #[must_use]
    pub fn token(&self, collector: &EmailAddress) -> Option<&str> {
        self.sent_to
            .iter()
            .find_map(|address| verp::decode(collector, address))
    }
}

/// Reads a mail that arrived at the address for bounces: a standard delivery report
/// or complaint, or else a bounce in words that can be recognised as one. `None` for
/// anything else.
#[must_use]
pub fn parse(raw: &[u8]) -> Option<Bounce> {
    if raw.len() > LARGEST_REPORT {
        return None;
    }
    let message = MessageParser::default().parse(raw)?;
    let part = |kinds: &[&str]| message.parts.iter().find(|part| is_one_of(part, kinds));
    let status = part(&["message/delivery-status", "message/global-delivery-status"]);
    let feedback = part(&["message/feedback-report"]);
    let original = part(&[
        "message/rfc822",
        "text/rfc822-headers",
        "message/global",
        "message/global-headers",
    ]);
    let original = original
        .map(|part| Fields::read(part.contents()))
        .unwrap_or_default();
    let headers = Fields::read(raw);
    let mut sent_to = return_paths(&headers);
    let mut message_id = original.get("message-id").and_then(MessageId::parse);
    let report = if let Some(part) = feedback {
        complaint(&Fields::read(part.contents()), &original)?
    } else if let Some(part) = status {
        let groups = Fields::groups(part.contents());
        sent_to.extend(
            groups
                .iter()
                .filter_map(|group| group.address("x-postfix-sender")),
        );
        delivery(&groups, &message.body_text(0).unwrap_or_default())?
    } else {
        let (recipient, quoted) = informal::read(&headers, &message, &sent_to)?;
        message_id = message_id.or(quoted);
        Report::Delivery(vec![recipient])
    };
    sent_to.extend(original.address("return-path"));
    Some(Bounce {
        report,
        message_id,
        sent_to,
    })
}

fn is_one_of(part: &MessagePart<'_>, kinds: &[&str]) -> bool {
    let Some(kind) = part.content_type() else {
        return false;
    };
    let name = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default());
    kinds.iter().any(|kind| kind.eq_ignore_ascii_case(&name))
}

/// Where the report itself was delivered to.
fn return_paths(headers: &Fields) -> Vec<EmailAddress> {
    ["delivered-to", "x-original-to", "envelope-to", "to"]
        .iter()
        .flat_map(|name| headers.addresses(name))
        .collect()
}

fn delivery(groups: &[Fields], notice: &str) -> Option<Report> {
    let mut recipients: Vec<_> = groups
        .iter()
        .filter_map(recipient)
        .take(RECIPIENTS)
        .collect();
    for recipient in recipients
        .iter_mut()
        .filter(|recipient| recipient.diagnostic.is_empty())
    {
        recipient.diagnostic = said_for_people(recipient, notice).unwrap_or_default();
    }
    (!recipients.is_empty()).then_some(Report::Delivery(recipients))
}

/// Some systems give the cause only in the words for people, on the line that names
/// the address.
fn said_for_people(recipient: &RecipientReport, notice: &str) -> Option<String> {
    let address = recipient.final_recipient.as_ref()?.as_str();
    let line = notice
        .lines()
        .take(500)
        .find(|line| line.contains(address))?;
    Some(smtp::sanitised(
        line.trim_start_matches(address).trim_start_matches(':'),
    ))
}

/// A group of fields about a recipient; the first group of a report is about the message.
fn recipient(group: &Fields) -> Option<RecipientReport> {
    let final_recipient = group.get("final-recipient");
    let original_recipient = group.get("original-recipient");
    final_recipient.or(original_recipient)?;
    let status = group.get("status").and_then(EnhancedCode::parse);
    let action = match group
        .get("action")
        .map(str::to_ascii_lowercase)
        .as_deref()
        .map(first_word)
    {
        Some("delayed") => Action::Delayed,
        Some("delivered") => Action::Delivered,
        Some("relayed") => Action::Relayed,
        Some("expanded") => Action::Expanded,
        Some("failed" | "failure") => Action::Failed,
        // Without a known action the status tells; without either it is no report.
        _ => match status?.class {
            2 => Action::Delivered,
            4 => Action::Delayed,
            _ => Action::Failed,
        },
    };
    let address = |value: Option<&str>| value.and_then(fields::typed_address);
    Some(RecipientReport {
        action,
        status,
        final_recipient: address(group.get("x-actual-recipient"))
            .or_else(|| address(final_recipient)),
        original_recipient: address(original_recipient),
        diagnostic: group
            .get("diagnostic-code")
            .map(|text| smtp::sanitised(fields::without_type(text)))
            .unwrap_or_default(),
    })
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default()
}

fn complaint(feedback: &Fields, original: &Fields) -> Option<Report> {
    let kind = feedback.get("feedback-type")?.to_ascii_lowercase();
    let recipient = ["original-rcpt-to", "removal-recipient"]
        .iter()
        .find_map(|name| feedback.address(name))
        .or_else(|| {
            ["x-apparently-to", "delivered-to", "to"]
                .iter()
                .find_map(|name| original.address(name))
        });
    Some(Report::Complaint(Complaint {
        kind: smtp::sanitised(&kind),
        recipient,
    }))
}

#[cfg(test)]
mod tests;
