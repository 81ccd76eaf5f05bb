//! Bounces in words only, as older servers write them: no standard part, but a
//! sender that is a mail system, a subject that says so, and the text.

use mail_parser::Message;

use super::fields::{self, Fields};
use super::{Action, RecipientReport};
use crate::address::EmailAddress;
use crate::message_id::MessageId;
use crate::smtp::{EnhancedCode, sanitised};

/// Lines looked at; the cause stands before the copy of the message.
const LINES: usize = 400;
/// Lines from the one that names the address that can hold the cause.
const LINES_OF_CAUSE: usize = 14;

/// Names under which mail systems write.
const SYSTEMS: [&str; 6] = [
    "mailer-daemon",
    "mailerdaemon",
    "postmaster",
    "mail delivery",
    "mail system",
    "delivery subsystem",
];

/// Subjects of bounces.
const SUBJECTS: [&str; 16] = [
    "undeliver",
    "not delivered",
    "delivery status",
    "delivery fail",
    "delivery notif",
    "delivery report",
    "delivery problem",
    "delivery error",
    "failure notice",
    "failure notif",
    "failure delivery",
    "returned mail",
    "returned to sender",
    "mail delivery",
    "mail error",
    "could not be delivered",
];

/// Where the copy of the original message begins.
const COPY_BEGINS: [&str; 9] = [
    "below this line",
    "original message",
    "copy of the message",
    "copy of your message",
    "returned message",
    "message headers",
    "unsent message",
    "received:",
    "return-path:",
];

/// Words of a notice that is only a warning.
const STILL_TRYING: [&str; 5] = [
    "will be retried",
    "still being retried",
    "not yet been delivered",
    "warning message only",
    "keep trying",
];

/// What such a bounce says: the recipient, and the identity of the message when its
/// copy still shows it.
pub(super) fn read(
    headers: &Fields,
    message: &Message<'_>,
    sent_to: &[EmailAddress],
) -> Option<(RecipientReport, Option<MessageId>)> {
    let named = headers.address("x-failed-recipients");
    if named.is_none() && !is_from_a_system(headers, message) {
        return None;
    }
    let text = message.body_text(0)?;
    let lines: Vec<&str> = text.lines().take(LINES).collect();
    let begins_copy = |line: &&str| {
        let line = line.to_lowercase();
        COPY_BEGINS.iter().any(|words| line.contains(words))
    };
    let (notice, copy) = lines.split_at(lines.iter().position(begins_copy).unwrap_or(lines.len()));
    let recipient = named.or_else(|| first_stranger(notice, headers, sent_to))?;
    let words = notice.join(" ").to_lowercase();
    let action = if STILL_TRYING.iter().any(|phrase| words.contains(phrase)) {
        Action::Delayed
    } else {
        Action::Failed
    };
    let diagnostic = cause(notice, recipient.as_str());
    let report = RecipientReport {
        action,
        status: diagnostic
            .split([' ', '(', '[', '#'])
            .find_map(EnhancedCode::parse),
        final_recipient: Some(recipient),
        original_recipient: None,
        diagnostic,
    };
    Some((report, copy.iter().find_map(|line| identity(line))))
}

fn is_from_a_system(headers: &Fields, message: &Message<'_>) -> bool {
    let holds = |text: &str, phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    let from = headers.get("from").unwrap_or_default().to_lowercase();
    let subject = message.subject().unwrap_or_default().to_lowercase();
    let is_system = holds(&from, &SYSTEMS) || headers.get("return-path") == Some("<>");
    is_system && holds(&subject, &SUBJECTS)
}

/// The first address in the notice that belongs neither to the sender of the bounce
/// nor to its recipient.
fn first_stranger(
    notice: &[&str],
    headers: &Fields,
    sent_to: &[EmailAddress],
) -> Option<EmailAddress> {
    let system = headers.address("from");
    let is_stranger =
        |address: &EmailAddress| Some(address) != system.as_ref() && !sent_to.contains(address);
    notice
        .iter()
        .flat_map(|line| fields::addresses_in(line))
        .find(is_stranger)
}

/// The words from the line that names the address on, up to the next address.
fn cause(notice: &[&str], recipient: &str) -> String {
    let start = notice
        .iter()
        .position(|line| line.contains(recipient))
        .unwrap_or(0);
    let mut words = String::new();
    let mut after_blank = false;
    for line in notice[start..]
        .iter()
        .map(|line| line.trim())
        .take(LINES_OF_CAUSE)
    {
        let begins_next = after_blank && line.starts_with(['<', '"']) && !line.contains(recipient);
        if begins_next {
            break;
        }
        after_blank = line.is_empty();
        words.push_str(line);
        words.push(' ');
    }
    sanitised(&words)
}

fn identity(line: &str) -> Option<MessageId> {
    let (name, value) = line.trim_start_matches(['>', ' ']).split_once(':')?;
    name.eq_ignore_ascii_case("message-id")
        .then(|| MessageId::parse(value))?
}
