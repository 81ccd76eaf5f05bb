//! The first set-up, with or without the sample centre: always through acts.

use charter::{Actor, Position, Who};
use desk::{Desk, Options, Outcome, Refusal, ledger};
use frame::{App, SampleCentre};
use kernel::{AccountId, CentreId, Clock, DbError};
use people::actions::{GrantPosition, Invite};
use people::{PasswordFault, offer_password};
use uuid::Uuid;

use crate::SetUp;

/// How far back the sample centre begins.
const SAMPLE_DAYS: i64 = 200;

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

/// The eight people of the sample centre: position, name, local part of the address.
#[must_use]
pub fn people() -> [(&'static str, &'static str, &'static str); 8] {
    [
        (Position::SPECIALIST, "林怡安", "specialist"),
        (Position::HEAD, "陳柏翰", "head"),
        (Position::SUPERINTENDENT, "周慧文", "superintendent"),
        (Position::PHYSIOTHERAPIST, "黃思齊", "physio"),
        (Position::PHYSIOTHERAPIST, "吳佩珊", "physio2"),
        (Position::CUSTOMER_SERVICE, "李佳蓉", "service"),
        (Position::SALES, "張維哲", "sales"),
        (Position::FINANCE, "許雅婷", "finance"),
    ]
}

/// Founds the centre with its owner, and fills the sample centre when asked to.
///
/// # Errors
/// [`SampleFault`]; what was founded before a fault of the sample stays.
pub async fn set_up(app: &App, wanted: &FirstSetUp) -> Result<CentreId, SampleFault> {
    let desk = app.desk();
    let offer = offer_password(desk, &wanted.owner_password, &wanted.owner_email).await?;
    let actor = Actor { centre: wanted.centre.centre, who: Who::Setup, holds: Vec::new() };
    let today = desk.clock().now();
    let clock = if wanted.centre.sample {
        Clock::standing_at(today.plus_days(-SAMPLE_DAYS))
    } else {
        desk.clock().clone()
    };
    let founding = if wanted.centre.sample { desk.for_sample(clock.clone()) } else { desk.clone() };
    done(&founding, &actor, &wanted.centre).await?;
    let owner = open(&founding, &actor, wanted, &wanted.owner_name, &wanted.owner_email, offer).await?;
    grant(&founding, &actor, owner, Position::SUPERINTENDENT).await?;
    if wanted.centre.sample {
        let mut staff = Vec::new();
        for (position, name, local) in people() {
            let account = open(&founding, &actor, wanted, name, &format!("{local}@sample.test"), offer).await?;
            grant(&founding, &actor, account, position).await?;
            staff.push((Position::from(position), account));
        }
        let sample =
            SampleCentre { desk: founding, clock: clock.clone(), centre: actor.centre, today, people: staff };
        app.fill_sample(&sample).await?;
        clock.set(today);
    }
    let tx = desk.database().begin().await?;
    ledger::keep_checkpoint(&tx, actor.centre).await?;
    tx.commit().await?;
    Ok(actor.centre)
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

async fn grant(desk: &Desk, actor: &Actor, account: AccountId, position: &str) -> Result<(), SampleFault> {
    done(desk, actor, &GrantPosition { account, position: position.to_owned() }).await
}

async fn done<A: desk::Act>(desk: &Desk, actor: &Actor, act: &A) -> Result<(), SampleFault> {
    match desk.act(actor, act, Options::default()).await? {
        Outcome::Done { .. } => Ok(()),
        _ => Err(Refusal::conflict("home-set-up-already").into()),
    }
}
