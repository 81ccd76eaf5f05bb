//! The first set-up: the centre, its owner, and whoever else comes with it, each by an act.

use charter::{Actor, Position, Who};
use desk::{Desk, Options, Outcome, Refusal};
use kernel::{AccountId, DbError};
use people::PasswordFault;
use people::actions::{GrantPosition, Invite};
use uuid::Uuid;

use super::SetUp;

/// What the first set-up asks for.
#[derive(Clone, Debug)]
pub struct FirstSetUp {
    pub centre: SetUp,
    pub owner_name: String,
    pub owner_email: String,
    pub owner_password: String,
    /// `zh-Hant` or `en`.
    pub lang: String,
}

/// Why the set-up was not done.
#[derive(Debug)]
pub enum SampleFault {
    Password(&'static str),
    Refused(Refusal),
}

impl From<Refusal> for SampleFault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<DbError> for SampleFault {
    fn from(error: DbError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<PasswordFault> for SampleFault {
    fn from(fault: PasswordFault) -> Self {
        match fault {
            PasswordFault::Weak(key) => Self::Password(key),
            PasswordFault::Database(e) => Self::Refused(e.into()),
        }
    }
}

/// Position, name and e-mail address of somebody who is there from the beginning.
pub(crate) type Colleague = (&'static str, &'static str, String);

/// Founds the centre on `founding` with its owner as superintendent, then opens the
/// accounts of `staff`. All sign in with the password laid aside as `offer`.
pub(crate) async fn found(
    founding: &Desk,
    wanted: &FirstSetUp,
    staff: &[Colleague],
    offer: Uuid,
) -> Result<Vec<(Position, AccountId)>, SampleFault> {
    let actor = Actor {
        centre: wanted.centre.centre,
        who: Who::Setup,
        holds: Vec::new(),
    };
    done(founding, &actor, &wanted.centre).await?;
    let owner = open(
        founding,
        &actor,
        wanted,
        &wanted.owner_name,
        &wanted.owner_email,
        offer,
    )
    .await?;
    grant(founding, &actor, owner, Position::SUPERINTENDENT).await?;
    let mut accounts = Vec::new();
    for (position, name, email) in staff {
        let account = open(founding, &actor, wanted, name, email, offer).await?;
        grant(founding, &actor, account, position).await?;
        accounts.push((Position::from(*position), account));
    }
    Ok(accounts)
}

async fn open(
    desk: &Desk,
    actor: &Actor,
    wanted: &FirstSetUp,
    name: &str,
    email: &str,
    password: Uuid,
) -> Result<AccountId, SampleFault> {
    let account = AccountId::new();
    let act = Invite {
        account,
        name: name.to_owned(),
        email: email.to_owned(),
        lang: wanted.lang.clone(),
        password: Some(password),
    };
    done(desk, actor, &act).await?;
    Ok(account)
}

async fn grant(
    desk: &Desk,
    actor: &Actor,
    account: AccountId,
    position: &str,
) -> Result<(), SampleFault> {
    done(
        desk,
        actor,
        &GrantPosition {
            account,
            position: position.to_owned(),
        },
    )
    .await
}

async fn done<A: desk::Act>(desk: &Desk, actor: &Actor, act: &A) -> Result<(), SampleFault> {
    match desk.act(actor, act, Options::default()).await? {
        Outcome::Done { .. } => Ok(()),
        _ => Err(Refusal::conflict("home-set-up-already").into()),
    }
}
