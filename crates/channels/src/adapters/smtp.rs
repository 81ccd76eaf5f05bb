//! From the settings of a centre to what the mail library wants.

use mail::smtp::{Credentials, Security, SmtpSettings, Timeouts};
use mail::{DkimKey, DkimSigner, EmailAddress, Secret};

use crate::model::{Protection, Sending};

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

/// Who signs for the centre, when a key is set.
#[must_use]
pub fn signer(sending: &Sending) -> Option<DkimSigner> {
    let key = DkimKey::from_pem(sending.dkim_pem.as_ref()?.reveal()).ok()?;
    let settings = &sending.settings;
    DkimSigner::new(&settings.dkim_domain, &settings.dkim_selector, key).ok()
}
