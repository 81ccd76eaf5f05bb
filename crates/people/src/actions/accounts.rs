//! Opening, changing and closing accounts, and what is one's own in them.

use charter::Facts;
use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::AccountId;
use mail::EmailAddress;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::credentials::send_link;
use super::{all_fine, name_error};
use crate::{queries, store};

const INVITATION_DAYS: i64 = 7;

/// Opens an account and, unless a password comes with it, sends an invitation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    pub account: AccountId,
    pub name: String,
    pub email: String,
    /// `zh-Hant` or `en`.
    pub lang: String,
    /// A password laid aside; only the set-up gives one.
    #[serde(default)]
    pub password: Option<Uuid>,
}

impl Act for Invite {
    const KIND: &'static str = "account.invite";
    type Done = AccountId;

    fn subject(&self) -> Subject {
        Subject::of("account", self.account)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let errors = [
            name_error(&self.name),
            email_error(&self.email),
            lang_error(&self.lang),
        ];
        all_fine(errors.into_iter().flatten().collect())
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<AccountId, Refusal> {
        let normalised = normalised(&self.email)?;
        if queries::account_of_email(scene.conn, scene.centre, &normalised)
            .await?
            .is_some()
        {
            return Err(Refusal::field("email", "people-email-taken"));
        }
        let new = store::NewAccount {
            id: self.account,
            name: self.name.trim(),
            email: self.email.trim(),
            normalised: &normalised,
            lang: &self.lang,
        };
        store::open_account(scene.conn, permit, &new, scene.now).await?;
        match self.password {
            Some(offer) if matches!(scene.actor.who, charter::Who::Setup) => {
                if !store::take_password(scene.conn, permit, self.account, offer, true, scene.now)
                    .await?
                {
                    return Err(Refusal::conflict("people-password-gone"));
                }
            }
            _ => {
                send_link(
                    scene,
                    self.account,
                    "invitation",
                    scene.now.plus_days(INVITATION_DAYS),
                )
                .await?
            }
        }
        Ok(self.account)
    }
}

/// Changes the name or address of an account, or closes and reopens it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAccount {
    pub account: AccountId,
    pub name: String,
    pub email: String,
    pub closed: bool,
}

impl Act for ChangeAccount {
    const KIND: &'static str = "account.change";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("account", self.account)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        all_fine(
            [name_error(&self.name), email_error(&self.email)]
                .into_iter()
                .flatten()
                .collect(),
        )
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let normalised = normalised(&self.email)?;
        queries::account(scene.conn, scene.centre, self.account)
            .await?
            .ok_or(Refusal::Missing("account"))?;
        let taken = queries::account_of_email(scene.conn, scene.centre, &normalised).await?;
        if taken.is_some_and(|other| other.id != self.account) {
            return Err(Refusal::field("email", "people-email-taken"));
        }
        store::change_account(
            scene.conn,
            permit,
            self.account,
            self.name.trim(),
            self.email.trim(),
            &normalised,
        )
        .await?;
        if self.closed {
            store::close_account(scene.conn, permit, self.account, scene.now).await?;
        } else {
            store::reopen_account(scene.conn, permit, self.account).await?;
        }
        Ok(())
    }
}

/// Language, theme and keys of one's own.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeProfile {
    pub account: AccountId,
    pub lang: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    pub keys_off: bool,
}

impl Act for ChangeProfile {
    const KIND: &'static str = "profile.change";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("account", self.account)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let theme = !["system", "light", "dark"].contains(&self.theme.as_str());
        let theme = theme.then(|| FieldError::at("theme", "people-unknown-choice"));
        all_fine(
            [lang_error(&self.lang), theme]
                .into_iter()
                .flatten()
                .collect(),
        )
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        Ok(Facts::of(Self::KIND).flag("of_another", scene.actor.account() != Some(self.account)))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        Ok(store::change_profile(
            scene.conn,
            permit,
            self.account,
            &self.lang,
            &self.theme,
            self.keys_off,
        )
        .await?)
    }
}

fn normalised(email: &str) -> Result<String, Refusal> {
    EmailAddress::parse(email)
        .map(|a| a.normalised().to_owned())
        .map_err(|_| Refusal::field("email", "people-email-wrong"))
}

fn email_error(email: &str) -> Option<FieldError> {
    EmailAddress::parse(email)
        .is_err()
        .then(|| FieldError::at("email", "people-email-wrong"))
}

fn lang_error(lang: &str) -> Option<FieldError> {
    (!["zh-Hant", "en"].contains(&lang)).then(|| FieldError::at("lang", "people-unknown-choice"))
}
