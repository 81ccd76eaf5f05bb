//! TLS with the roots of the system and, where given, the house's own.

use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::error::{Loss, Misconfiguration, SendError};
use super::reply::sanitised;
use super::settings::SmtpSettings;
use super::wire::Stream;

/// Encrypts a stream, having verified the certificate for the host of the settings.
pub(super) async fn encrypt<S: Stream>(
    settings: &SmtpSettings,
    stream: S,
) -> Result<TlsStream<S>, SendError> {
    let bad_settings = || SendError::Misconfigured(Misconfiguration::BadSettings);
    let host = ServerName::try_from(settings.host.clone()).map_err(|_| bad_settings())?;
    let roots = roots(settings.extra_root_pem.as_deref()).ok_or_else(bad_settings)?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| bad_settings())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    handshake(
        TlsConnector::from(Arc::new(config)),
        host,
        stream,
        settings.timeouts.connect,
    )
    .await
}

async fn handshake<S: Stream>(
    connector: TlsConnector,
    host: ServerName<'static>,
    stream: S,
    limit: Duration,
) -> Result<TlsStream<S>, SendError> {
    match timeout(limit, connector.connect(host, stream)).await {
        Err(_) => Err(SendError::NotSent(Loss::TimedOut)),
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(failed(&error)),
    }
}

/// A handshake that TLS itself rejects will fail again; one cut off may not.
fn failed(error: &io::Error) -> SendError {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        Some(reason) => {
            SendError::Misconfigured(Misconfiguration::TlsFailed(sanitised(&reason.to_string())))
        }
        None => SendError::NotSent(Loss::Closed),
    }
}

/// The system's roots, read once, and the extra one. `None` when that one is no
/// certificate.
fn roots(extra_pem: Option<&str>) -> Option<RootCertStore> {
    static SYSTEM: OnceLock<RootCertStore> = OnceLock::new();
    let mut roots = SYSTEM
        .get_or_init(|| {
            let mut store = RootCertStore::empty();
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            store
        })
        .clone();
    if let Some(pem) = extra_pem {
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
            .collect::<Result<_, _>>()
            .ok()?;
        let (added, _) = roots.add_parsable_certificates(certificates);
        (added > 0).then_some(())?;
    }
    Some(roots)
}
