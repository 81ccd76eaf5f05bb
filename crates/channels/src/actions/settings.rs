//! How the centre sends: server, sender, signature, quiet hours.

use desk::{Act, Desk, Duty, FieldError, Permit, Refusal, Scene, Subject, outbox};
use kernel::{AccountId, CentreId, DbError, random_bytes};
use mail::{DkimKey, DkimSigner};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::model::SendingSettings;
use crate::{rules, store};

/// Puts settings of sending in force. Secrets are laid aside before with [`lay_aside`]
/// and named by their ids, so that no payload and no ledger holds them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSending {
    pub settings: SendingSettings,
}

impl Act for ChangeSending {
    const KIND: &'static str = "sending.settings";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("sending")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let faults: Vec<FieldError> = rules::settings_faults(&self.settings)
            .into_iter()
            .map(|(field, key)| FieldError::at(&format!("settings/{field}"), key))
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.settings.host.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        Ok(store::change_settings(scene.conn, permit, &self.settings, scene.now).await?)
    }
}

/// Seals a secret and lays it aside; acts name it by the id that comes back.
///
/// # Errors
/// What the engine answers.
pub async fn lay_aside(
    desk: &Desk,
    centre: CentreId,
    kind: &str,
    secret: &str,
) -> Result<Uuid, DbError> {
    let sealed = rules::seal_secret(desk.keys(), random_bytes::<12>(), secret)
        .ok_or_else(|| DbError::Shape("the secret cannot be sealed".into()))?;
    let id = Uuid::now_v7();
    let tx = desk.database().begin().await?;
    store::keep_secret(
        &tx,
        &Duty::intake(),
        centre,
        (id, kind),
        sealed,
        desk.clock().now(),
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Makes a DKIM key and lays it aside.
///
/// # Errors
/// [`Refusal::Conflict`] when the machine has no random numbers.
pub async fn make_dkim_key(desk: &Desk, centre: CentreId) -> Result<Uuid, Refusal> {
    let (_, pem) =
        DkimKey::generate_ed25519().map_err(|_| Refusal::conflict("channels-key-not-made"))?;
    Ok(lay_aside(desk, centre, "dkim", pem.reveal()).await?)
}

/// Name and value of the DNS record that publishes a key; `None` when the key or a name
/// is unfit.
#[must_use]
pub fn record_of_key(pem: &str, domain: &str, selector: &str) -> Option<(String, String)> {
    let signer = DkimSigner::new(domain, selector, DkimKey::from_pem(pem).ok()?).ok()?;
    Some((signer.dns_name(), signer.dns_record()))
}

/// Asks for a test letter to one's own address.
///
/// # Errors
/// What the engine answers.
pub async fn ask_for_test(
    desk: &Desk,
    centre: CentreId,
    account: AccountId,
) -> Result<(), DbError> {
    let tx = desk.database().begin().await?;
    let args = json!({ "path": "/settings/sending" });
    let letter = outbox::Message::to(centre, account, "test", args);
    outbox::put(&tx, &letter, desk.clock().now()).await?;
    tx.commit().await
}
