//! What is needed to reach a mail server.

use std::time::Duration;

use crate::secret::Secret;

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Not at all: a relay on the same machine. A password is then sent to a
    /// loopback name only.
    None,
    /// Begins plain and must become TLS (RFC 3207); without it nothing is sent.
    StartTls,
    /// TLS from the first octet (RFC 8314), usually port 465.
    Tls,
}

/// Name and password for AUTH PLAIN or LOGIN.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub user: String,
    pub password: Secret,
}

/// Where to send and how.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// A host name or an address. Its certificate must be issued for it.
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub credentials: Option<Credentials>,
    /// The name this machine gives for itself, for example `mail.clinic.test`.
    pub helo: String,
    pub timeouts: Timeouts,
    /// A root certificate in PEM that is trusted beside those of the system, for a
    /// house with its own authority.
    pub extra_root_pem: Option<String>,
}

/// How long to wait. Each counts for a whole answer or block, so a server that
/// drips single octets gains nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For the TCP connection and, again, for the TLS handshake.
    pub connect: Duration,
    /// For the greeting and each answer to a command.
    pub command: Duration,
    /// For each block of 64 KiB of a message to be taken.
    pub block: Duration,
    /// For the answer to the final dot. Giving up early makes duplicates (RFC 1047).
    pub final_dot: Duration,
}

/// The waits of RFC 5321 section 4.5.3.2: 5 minutes for commands, 3 for a block,
/// 10 for the final dot.
impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_secs(300),
            block: Duration::from_secs(180),
            final_dot: Duration::from_secs(600),
        }
    }
}
