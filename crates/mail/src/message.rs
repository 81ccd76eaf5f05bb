//! From typed parts to the exact octets of a message.

use kernel::Moment;
use ring::digest;

use crate::address::{EmailAddress, Mailbox};
use crate::header::{self, HeaderError, HeaderValue};
use crate::message_id::MessageId;
use crate::transfer::{Transfer, with_crlf};

/// Longest link in a header: a line may hold 998 octets (RFC 5322 section 2.1.1).
const LINK_OCTETS: usize = 900;
/// Longest line a relay must carry, without its CRLF (RFC 5322 section 2.1.1).
const LONGEST_LINE: usize = 998;

/// A message to one person, complete in its required parts from the start.
///
/// The same parts always make the same octets, so a retry is the same message.
#[derive(Clone, Debug)]
pub struct Message {
    from: Mailbox,
    to: Mailbox,
    subject: HeaderValue,
    sent_at: Moment,
    message_id: MessageId,
    reply_to: Option<Mailbox>,
    unsubscribe: Option<Unsubscribe>,
    list_id: Option<ListId>,
    feedback_id: Option<HeaderValue>,
    auto_generated: bool,
    text: String,
    html: Option<String>,
}

impl Message {
    #[must_use]
    pub fn new(
        from: Mailbox,
        to: Mailbox,
        subject: HeaderValue,
        message_id: MessageId,
        sent_at: Moment,
    ) -> Self {
        Self {
            from,
            to,
            subject,
            sent_at,
            message_id,
            reply_to: None,
            unsubscribe: None,
            list_id: None,
            feedback_id: None,
            auto_generated: false,
            text: String::new(),
            html: None,
        }
    }

    /// The plain text. Every kind of line break is taken.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.text = with_crlf(text);
        self
    }

    /// The HTML form of the same text; the message then carries both.
    #[must_use]
    pub fn html(mut self, html: &str) -> Self {
        self.html = Some(with_crlf(html));
        self
    }

    #[must_use]
    pub fn reply_to(mut self, mailbox: Mailbox) -> Self {
        self.reply_to = Some(mailbox);
        self
    }

    /// How to leave, for the button mail programs show (RFC 2369, RFC 8058).
    #[must_use]
    pub fn unsubscribe(mut self, unsubscribe: Unsubscribe) -> Self {
        self.unsubscribe = Some(unsubscribe);
        self
    }

    /// The stream this message belongs to (RFC 2919).
    #[must_use]
    pub fn list_id(mut self, list_id: ListId) -> Self {
        self.list_id = Some(list_id);
        self
    }

    /// Gmail's Feedback-ID, `campaign:customer:kind:sender`.
    #[must_use]
    pub fn feedback_id(mut self, feedback_id: HeaderValue) -> Self {
        self.feedback_id = Some(feedback_id);
        self
    }

    /// Marks the message as made by a program without a person's act
    /// (`Auto-Submitted: auto-generated`, RFC 3834), so that auto-replies stay away.
    #[must_use]
    pub fn auto_generated(mut self) -> Self {
        self.auto_generated = true;
        self
    }

    /// Writes the message.
    #[must_use]
    pub fn build(&self) -> RawMessage {
        let html_octets = self.html.as_ref().map_or(0, String::len);
        let mut out = Vec::with_capacity(1_024 + (self.text.len() + html_octets) * 3 / 2);
        self.write_headers(&mut out);
        match &self.html {
            None => write_part(&mut out, "text/plain", &self.text),
            Some(html) => self.write_alternatives(&mut out, html),
        }
        if !out.ends_with(b"\r\n") {
            out.extend_from_slice(b"\r\n");
        }
        RawMessage {
            bytes: out,
            message_id: self.message_id.clone(),
        }
    }

    fn write_headers(&self, out: &mut Vec<u8>) {
        let one = |out: &mut Vec<u8>, name: &str, value: String| header::write(out, name, &[value]);
        header::write(out, "From", &self.from.words());
        header::write(out, "To", &self.to.words());
        if let Some(reply_to) = &self.reply_to {
            header::write(out, "Reply-To", &reply_to.words());
        }
        header::write(out, "Subject", &self.subject.words("Subject:".len()));
        one(out, "Date", date(self.sent_at));
        one(out, "Message-ID", self.message_id.to_string());
        if let Some(unsubscribe) = &self.unsubscribe {
            header::write(out, "List-Unsubscribe", &unsubscribe.words());
            one(
                out,
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            );
        }
        if let Some(list_id) = &self.list_id {
            header::write(out, "List-Id", &list_id.words());
        }
        if let Some(feedback_id) = &self.feedback_id {
            header::write(out, "Feedback-ID", &feedback_id.words("Feedback-ID:".len()));
        }
        if self.auto_generated {
            one(out, "Auto-Submitted", "auto-generated".to_owned());
        }
        one(out, "MIME-Version", "1.0".to_owned());
    }

    fn write_alternatives(&self, out: &mut Vec<u8>, html: &str) {
        let boundary = self.boundary();
        let words = [
            "multipart/alternative;".to_owned(),
            format!("boundary=\"{boundary}\""),
        ];
        header::write(out, "Content-Type", &words);
        for (kind, text) in [("text/plain", self.text.as_str()), ("text/html", html)] {
            out.extend_from_slice(format!("\r\n--{boundary}\r\n").as_bytes());
            write_part(out, kind, text);
        }
        out.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    }

    /// Derived from the identity, so equal on every retry. Neither encoding can
    /// produce `=_`, so it never occurs inside a part.
    fn boundary(&self) -> String {
        let digest = digest::digest(&digest::SHA256, self.message_id.as_str().as_bytes());
        let hex: String = digest.as_ref()[..16]
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        format!("=_{hex}")
    }
}

/// Headers of a part, a blank line and its encoded text.
fn write_part(out: &mut Vec<u8>, kind: &str, text: &str) {
    let transfer = Transfer::fitting(text);
    header::write(
        out,
        "Content-Type",
        &[format!("{kind};"), "charset=utf-8".to_owned()],
    );
    header::write(
        out,
        "Content-Transfer-Encoding",
        &[transfer.name().to_owned()],
    );
    out.extend_from_slice(b"\r\n");
    transfer.write(out, text);
}

/// RFC 5322 section 3.3 in UTC.
fn date(at: Moment) -> String {
    at.timestamp()
        .strftime("%a, %d %b %Y %H:%M:%S +0000")
        .to_string()
}

/// How a person leaves a stream with one click in the mail program (RFC 8058).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscribe {
    link: String,
    mailbox: Option<EmailAddress>,
}

impl Unsubscribe {
    /// `link` takes the POST of RFC 8058, which asks for `https`; `http` is accepted
    /// so that a trial on one machine works.
    ///
    /// # Errors
    /// When the link is not absolute, not plain ASCII, or longer than 900 octets.
    pub fn one_click(link: &str) -> Result<Self, HeaderError> {
        if link.len() > LINK_OCTETS {
            return Err(HeaderError::TooLong);
        }
        let absolute = link.starts_with("https://") || link.starts_with("http://");
        let plain = link
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"<>\"\\".contains(&b));
        if !absolute || !plain {
            return Err(HeaderError::Malformed);
        }
        Ok(Self {
            link: link.to_owned(),
            mailbox: None,
        })
    }

    /// An address to which a mail unsubscribes as well; usually one with a token.
    #[must_use]
    pub fn or_mail_to(mut self, mailbox: EmailAddress) -> Self {
        self.mailbox = Some(mailbox)
            .filter(|address| !address.needs_smtputf8() && is_uri_safe(address.local()));
        self
    }

    fn words(&self) -> Vec<String> {
        match &self.mailbox {
            None => vec![format!("<{}>", self.link)],
            Some(address) => vec![format!("<{}>,", self.link), format!("<mailto:{address}>")],
        }
    }
}

/// Whether a local part may stand in a `mailto:` link without escapes.
fn is_uri_safe(local: &str) -> bool {
    local
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-._+".contains(&b))
}

/// The identity of a stream of mail (RFC 2919): a dotted name under the centre's domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListId {
    title: Option<HeaderValue>,
    name: String,
}

impl ListId {
    /// `name` looks like `news.clinic.test`; `title` is shown to people and may be blank.
    ///
    /// # Errors
    /// When the name is no dotted ASCII name or the title holds control characters.
    pub fn new(title: &str, name: &str) -> Result<Self, HeaderError> {
        let label = |label: &str| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        if name.len() > 255 || name.split('.').count() < 2 || !name.split('.').all(label) {
            return Err(HeaderError::Malformed);
        }
        let title = HeaderValue::new(title)?;
        let title = if title.as_str().is_empty() {
            None
        } else {
            Some(title)
        };
        Ok(Self {
            title,
            name: name.to_owned(),
        })
    }

    fn words(&self) -> Vec<String> {
        let mut words = self
            .title
            .as_ref()
            .map(|title| header::phrase(title.as_str()))
            .unwrap_or_default();
        words.push(format!("<{}>", self.name));
        words
    }
}

/// A finished message. Its lines end in CRLF, it holds no bare CR or LF and no NUL,
/// no line is longer than 998 octets, and it ends with a line break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMessage {
    bytes: Vec<u8>,
    message_id: MessageId,
}

impl RawMessage {
    /// Takes octets that were stored or came from elsewhere, when they keep the promise
    /// of this type; nothing is repaired. Answers `None` otherwise.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>, message_id: MessageId) -> Option<Self> {
        let starts_with_a_header = !bytes.is_empty() && !bytes.starts_with(b"\r\n");
        let sound = bytes.split_inclusive(|&b| b == b'\n').all(|line| {
            let line = line.strip_suffix(b"\r\n");
            line.is_some_and(|line| {
                line.len() <= LONGEST_LINE && !line.contains(&b'\r') && !line.contains(&0)
            })
        });
        (starts_with_a_header && sound).then_some(Self { bytes, message_id })
    }

    /// The message with one more header line in front of all others.
    pub(crate) fn with_first_header(&self, header: &[u8]) -> Self {
        let bytes = [header, &self.bytes].concat();
        Self {
            bytes,
            message_id: self.message_id.clone(),
        }
    }

    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    #[must_use]
    pub fn message_id(&self) -> &MessageId {
        &self.message_id
    }
}

#[cfg(test)]
mod tests;
