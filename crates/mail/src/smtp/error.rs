//! How a delivery can end other than well, in the terms a sender decides by.

use super::reply::{EnhancedCode, Reply};

/// The end of an attempt that was not accepted.
///
/// | variant | was the message taken? | what a sender does |
/// |---|---|---|
/// | `Deferred` | no | tries again later |
/// | `Refused` | no | never tries this recipient again with this message |
/// | `Uncertain` | nobody knows | applies the policy of the stream |
/// | `NotSent` | no | tries again, on a new connection |
/// | `Withdrawn` | no | nothing by itself: the sender wanted it so |
/// | `Misconfigured` | no | holds the whole queue and tells a person |
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// A 4xx answer.
    #[error("deferred at {stage:?}: {reply}")]
    Deferred { stage: Stage, reply: Reply },
    /// A 5xx answer to MAIL, RCPT, DATA or the final dot; or this client saw from what
    /// the server offers that it would refuse.
    #[error("refused at {stage:?}: {reply}")]
    Refused { stage: Stage, reply: Reply },
    /// The connection was lost after the final dot was sent (RFC 1047).
    #[error("uncertain: {0}")]
    Uncertain(Loss),
    /// The connection was lost or could not be made before the final dot.
    #[error("not sent: {0}")]
    NotSent(Loss),
    /// The sender took it back before the final dot; the connection is closed.
    #[error("withdrawn")]
    Withdrawn,
    /// No message can go out until a person changes something.
    #[error("misconfigured: {0}")]
    Misconfigured(Misconfiguration),
}

impl SendError {
    /// What the server said, when it said something.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Deferred { reply, .. } | Self::Refused { reply, .. } => Some(reply),
            Self::Misconfigured(
                Misconfiguration::ServerRefuses(reply)
                | Misconfiguration::PasswordRefused(reply)
                | Misconfiguration::PasswordRequired(reply),
            ) => Some(reply),
            _ => None,
        }
    }

    /// A refusal this client makes itself, in the words of RFC 5321 and RFC 3463.
    pub(super) fn own_refusal(code: u16, subject: u16, detail: u16, text: &str) -> Self {
        let enhanced = Some(EnhancedCode {
            class: 5,
            subject,
            detail,
        });
        Self::Refused {
            stage: Stage::Mail,
            reply: Reply {
                code,
                enhanced,
                text: text.to_owned(),
            },
        }
    }
}

/// Where in the dialogue an answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Greeting,
    Hello,
    StartTls,
    Auth,
    /// About the sender.
    Mail,
    /// About the recipient.
    Rcpt,
    Data,
    /// About the message as a whole.
    FinalDot,
}

/// How a connection came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Loss {
    /// It could not be made: no such host, refused, unreachable.
    #[error("unreachable")]
    Unreachable,
    /// The other side closed or reset it.
    #[error("closed")]
    Closed,
    /// Nothing came in time.
    #[error("timed_out")]
    TimedOut,
    /// The answer was not SMTP, or longer than any answer may be.
    #[error("nonsense")]
    Nonsense,
}

/// What a person has to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misconfiguration {
    /// The host, the name for HELO or the extra root certificate is malformed.
    #[error("bad_settings")]
    BadSettings,
    /// STARTTLS is asked for and the server does not offer it, or somebody removed
    /// the offer on the way.
    #[error("starttls_missing")]
    StartTlsMissing,
    /// The certificate or the protocol was not acceptable; with the library's words.
    #[error("tls_failed: {0}")]
    TlsFailed(String),
    /// A password is set and the connection is neither encrypted nor on this machine.
    #[error("password_without_tls")]
    PasswordWithoutTls,
    /// A password is set and the server offers neither AUTH PLAIN nor LOGIN.
    #[error("auth_missing")]
    AuthMissing,
    #[error("password_refused: {0}")]
    PasswordRefused(Reply),
    /// The server wants a password and none is set.
    #[error("password_required: {0}")]
    PasswordRequired(Reply),
    /// The server refuses this client before it heard of any message.
    #[error("server_refuses: {0}")]
    ServerRefuses(Reply),
}
