//! The acts around accounts, passwords, positions and tokens.

use charter::{Facts, Position};
use desk::outbox::{self, Message};
use desk::roles::{self, Holding};
use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::{AccountId, Conn, Moment};
use mail::EmailAddress;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::secrets::Secret;
use crate::{queries, store};

const INVITATION_DAYS: i64 = 7;
pub(crate) const RESET_SECONDS: i64 = 3_600;

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
        let errors = [name_error(&self.name), email_error(&self.email), lang_error(&self.lang)];
        all_fine(errors.into_iter().flatten().collect())
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<AccountId, Refusal> {
        let normalised = normalised(&self.email)?;
        if queries::account_of_email(scene.conn, scene.centre, &normalised).await?.is_some() {
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
                if !store::take_password(scene.conn, permit, self.account, offer, true, scene.now).await? {
                    return Err(Refusal::conflict("people-password-gone"));
                }
            }
            _ => send_link(scene, self.account, "invitation", scene.now.plus_days(INVITATION_DAYS)).await?,
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
        all_fine([name_error(&self.name), email_error(&self.email)].into_iter().flatten().collect())
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let normalised = normalised(&self.email)?;
        queries::account(scene.conn, scene.centre, self.account).await?.ok_or(Refusal::Missing("account"))?;
        let taken = queries::account_of_email(scene.conn, scene.centre, &normalised).await?;
        if taken.is_some_and(|other| other.id != self.account) {
            return Err(Refusal::field("email", "people-email-taken"));
        }
        store::change_account(scene.conn, permit, self.account, self.name.trim(), self.email.trim(), &normalised).await?;
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
        all_fine([lang_error(&self.lang), theme].into_iter().flatten().collect())
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        Ok(Facts::of(Self::KIND).flag("of_another", scene.actor.account() != Some(self.account)))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        Ok(store::change_profile(scene.conn, permit, self.account, &self.lang, &self.theme, self.keys_off).await?)
    }
}

/// Changes one's own password; every session ends.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    pub account: AccountId,
    /// The new password, laid aside.
    pub password: Uuid,
}

impl Act for ChangePassword {
    const KIND: &'static str = "password.change";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("account", self.account)
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        Ok(Facts::of(Self::KIND).flag("of_another", scene.actor.account() != Some(self.account)))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        take(scene.conn, permit, self.account, self.password, scene.now).await
    }
}

/// Sets a new password through the link sent to the address of the account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// SHA-256 of the secret in the link, in hexadecimal.
    pub link: String,
    pub password: Uuid,
}

impl Act for ResetPassword {
    const KIND: &'static str = "password.reset";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("account")
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        by_link(scene, permit, "reset", &self.link, self.password).await
    }
}

/// Accepts an invitation with a first password.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// SHA-256 of the secret in the link, in hexadecimal.
    pub link: String,
    pub password: Uuid,
}

impl Act for AcceptInvitation {
    const KIND: &'static str = "invitation.accept";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("account")
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        by_link(scene, permit, "invitation", &self.link, self.password).await
    }
}

/// Gives a position to an account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantPosition {
    pub account: AccountId,
    /// Id of a position of the house rules.
    pub position: String,
}

impl Act for GrantPosition {
    const KIND: &'static str = "position.grant";
    type Done = Uuid;

    fn subject(&self) -> Subject {
        Subject::of("account", self.account)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        person_and_position(scene, self.account, &self.position).await
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Uuid, Refusal> {
        let holding = holding(scene, self.account, &self.position, None, None).await?;
        roles::grant(scene.conn, permit, &holding, scene.now).await?;
        Ok(holding.id)
    }
}

/// Takes a position, or ends a deputy's term early.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokePosition {
    pub holding: Uuid,
}

impl Act for RevokePosition {
    const KIND: &'static str = "position.revoke";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("holding", self.holding)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let held = roles::holdings(scene.conn, scene.centre, scene.now).await?;
        let held = held.into_iter().find(|h| h.id == self.holding).ok_or(Refusal::Missing("holding"))?;
        person_and_position(scene, held.account, &held.position.0).await
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let held = roles::holdings(scene.conn, scene.centre, scene.now).await?;
        let held = held.iter().find(|h| h.id == self.holding).ok_or(Refusal::Missing("holding"))?;
        let last = |p: &str| held.position == *p && held.deputy_for.is_none();
        if last(Position::SUPERINTENDENT) {
            let others = roles::holdings(scene.conn, scene.centre, scene.now).await?;
            let left = others.iter().filter(|h| h.position == *Position::SUPERINTENDENT && h.deputy_for.is_none());
            if left.count() < 2 {
                return Err(Refusal::conflict("people-last-superintendent"));
            }
        }
        Ok(roles::end(scene.conn, permit, self.holding, scene.now).await?)
    }
}

/// Lets somebody act in one's position for a term.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointDeputy {
    /// Whose position it is.
    pub of: AccountId,
    pub position: String,
    pub deputy: AccountId,
    /// First instant at which the term is over.
    pub until: Moment,
}

impl Act for AppointDeputy {
    const KIND: &'static str = "deputy.appoint";
    type Done = Uuid;

    fn subject(&self) -> Subject {
        Subject::of("account", self.deputy)
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        person_and_position(scene, self.deputy, &self.position).await
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        Ok(Facts::of(Self::KIND).flag("of_another", scene.actor.account() != Some(self.of)))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Uuid, Refusal> {
        if self.until <= scene.now {
            return Err(Refusal::field("until", "people-term-over"));
        }
        if self.of == self.deputy {
            return Err(Refusal::field("deputy", "people-own-deputy"));
        }
        let own = roles::holdings(scene.conn, scene.centre, scene.now).await?;
        if !own.iter().any(|h| h.account == self.of && h.position == *self.position.as_str() && h.deputy_for.is_none()) {
            return Err(Refusal::field("position", "people-not-held"));
        }
        let holding = holding(scene, self.deputy, &self.position, Some(self.of), Some(self.until)).await?;
        roles::grant(scene.conn, permit, &holding, scene.now).await?;
        Ok(holding.id)
    }
}

/// Makes a token for a program of one's own. The secret never comes here, only its hash.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    pub token: Uuid,
    pub account: AccountId,
    pub name: String,
    /// An agent acts within the specialist's independent rights and never decides.
    pub agent: bool,
    /// Kinds of acts and names of questions; empty means all that the account may.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// SHA-256 of the secret, in hexadecimal.
    pub hash: String,
}

impl Act for CreateToken {
    const KIND: &'static str = "token.create";
    type Done = Uuid;

    fn subject(&self) -> Subject {
        Subject::of("token", self.token)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let hash = self.hash.parse::<kernel::Digest>().is_err().then(|| FieldError::at("hash", "people-unknown-choice"));
        all_fine([name_error(&self.name), hash].into_iter().flatten().collect())
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let other = scene.actor.account().is_some_and(|me| me != self.account);
        Ok(Facts::of(Self::KIND).flag("of_another", other).flag("agent_token", self.agent))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Uuid, Refusal> {
        let new = store::NewToken {
            id: self.token,
            account: self.account,
            name: self.name.trim(),
            hash: &self.hash,
            agent: self.agent,
            scopes: &self.scopes,
        };
        store::open_token(scene.conn, permit, &new, scene.now).await?;
        Ok(self.token)
    }
}

/// Ends a token at once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    pub token: Uuid,
}

impl Act for RevokeToken {
    const KIND: &'static str = "token.revoke";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("token", self.token)
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let owner = queries::token_owner(scene.conn, scene.centre, self.token).await?.ok_or(Refusal::Missing("token"))?;
        Ok(Facts::of(Self::KIND).flag("of_another", scene.actor.account().is_some_and(|me| me != owner)))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        Ok(store::close_token(scene.conn, permit, self.token, scene.now).await?)
    }
}

/// Sends the link of an invitation or a reset; only its hash is kept.
pub(crate) async fn send_link(scene: &Scene<'_>, account: AccountId, purpose: &str, until: Moment) -> Result<(), Refusal> {
    let secret = Secret::new("hrl_");
    store::make_link(scene.conn, scene.centre, account, purpose, &secret.hash(), until).await?;
    let args = json!({ "path": format!("/{purpose}/{}", secret.reveal()) });
    Ok(outbox::put(scene.conn, &Message::to(scene.centre, account, purpose, args), scene.now).await?)
}

async fn by_link(scene: &Scene<'_>, permit: &Permit, purpose: &str, link: &str, password: Uuid) -> Result<(), Refusal> {
    let account = store::use_link(scene.conn, permit, purpose, link, scene.now).await?;
    let account = account.ok_or(Refusal::conflict("people-link-gone"))?;
    take(scene.conn, permit, account, password, scene.now).await
}

async fn take(conn: &Conn, permit: &Permit, account: AccountId, offer: Uuid, now: Moment) -> Result<(), Refusal> {
    let taken = store::take_password(conn, permit, account, offer, false, now).await?;
    if taken { Ok(()) } else { Err(Refusal::conflict("people-password-gone")) }
}

async fn holding(
    scene: &Scene<'_>,
    account: AccountId,
    position: &str,
    deputy_for: Option<AccountId>,
    until: Option<Moment>,
) -> Result<Holding, Refusal> {
    let known = queries::account(scene.conn, scene.centre, account).await?.ok_or(Refusal::Missing("account"))?;
    let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
    if known.closed || !book.house.positions.iter().any(|p| p.id == *position) {
        return Err(Refusal::field("position", "people-unknown-choice"));
    }
    let held = roles::holdings(scene.conn, scene.centre, scene.now).await?;
    if held.iter().any(|h| h.account == account && h.position == *position && h.deputy_for == deputy_for) {
        return Err(Refusal::field("position", "people-held-already"));
    }
    Ok(Holding { id: Uuid::now_v7(), account, position: Position(position.to_owned()), deputy_for, until })
}

async fn person_and_position(scene: &Scene<'_>, account: AccountId, position: &str) -> Result<String, Refusal> {
    let name = queries::account(scene.conn, scene.centre, account).await?.map(|a| a.name).unwrap_or_default();
    let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
    let word = book.house.positions.iter().find(|p| p.id == *position).map_or(position, |p| p.zh.as_str());
    Ok(format!("{name} · {word}"))
}

fn normalised(email: &str) -> Result<String, Refusal> {
    EmailAddress::parse(email).map(|a| a.normalised().to_owned()).map_err(|_| Refusal::field("email", "people-email-wrong"))
}

fn name_error(name: &str) -> Option<FieldError> {
    if name.trim().is_empty() {
        return Some(FieldError::at("name", "field-empty"));
    }
    (name.chars().count() > 100).then(|| FieldError::at("name", "field-too-long").with("limit", 100))
}

fn email_error(email: &str) -> Option<FieldError> {
    EmailAddress::parse(email).is_err().then(|| FieldError::at("email", "people-email-wrong"))
}

fn lang_error(lang: &str) -> Option<FieldError> {
    (!["zh-Hant", "en"].contains(&lang)).then(|| FieldError::at("lang", "people-unknown-choice"))
}

fn all_fine(errors: Vec<FieldError>) -> Result<(), Vec<FieldError>> {
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
