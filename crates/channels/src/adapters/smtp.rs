//! From the settings of a centre to what the mail library wants.

use std::time::Duration;

use mail::smtp::{Connection, Credentials, Security, SendError, SmtpSettings, Timeouts};
use mail::{DkimKey, DkimSigner, EmailAddress, Secret};

use crate::model::{Protection, Sending};

/// How long a knock waits for each answer: somebody sits before the screen.
const KNOCK: Duration = Duration::from_secs(10);

/// The server a centre sends through.
#[must_use]
pub fn server(sending: &Sending) -> SmtpSettings {
    let settings = &sending.settings;
    let credentials = (!settings.user.is_empty()).then(|| Credentials {
        user: settings.user.clone(),
        password: sending.password.clone().unwrap_or_else(|| Secret::new("")),
    });
    SmtpSettings {
        host: settings.host.clone(),
        port: settings.port,
        security: match settings.security {
            Protection::None => Security::None,
            Protection::StartTls => Security::StartTls,
            Protection::Tls => Security::Tls,
        },
        credentials,
        helo: EmailAddress::parse(&settings.from_address)
            .map_or_else(|_| "localhost".to_owned(), |a| a.domain().to_owned()),
        timeouts: Timeouts::default(),
        extra_root_pem: sending.extra_root_pem.clone(),
    }
}

/// Knocks at the server a centre sends through: connection, greeting, protection and
/// sign-in, then goodbye. Nothing is sent.
///
/// # Errors
/// What the server or the way to it did not allow.
pub async fn knock(sending: &Sending) -> Result<(), SendError> {
    let mut server = server(sending);
    server.timeouts.connect = KNOCK;
    server.timeouts.command = KNOCK;
    Connection::open(&server).await?.quit().await;
    Ok(())
}

/// Who signs for the centre, when a key is set.
#[must_use]
pub fn signer(sending: &Sending) -> Option<DkimSigner> {
    let key = DkimKey::from_pem(sending.dkim_pem.as_ref()?.reveal()).ok()?;
    let settings = &sending.settings;
    DkimSigner::new(&settings.dkim_domain, &settings.dkim_selector, key).ok()
}
