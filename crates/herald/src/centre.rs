//! Set-up, accounts and tokens from the command line: the same acts as on the pages.

use std::path::Path;

use charter::{Actor, Who};
use desk::{Act, Centre, Desk, Options, Outcome, Refusal};
use home::{FirstSetUp, SampleFault, SetUp};
use kernel::{AccountId, CentreId};
use people::actions::{CreateToken as NewToken, GrantPosition, Invite};
use people::{PasswordFault, Secret, offer_password};
use ui::Lang;
use uuid::Uuid;

use crate::Words;
use crate::cli::{AddUser, CreateToken, Setup};
use crate::open::{addresses, house, house_to_read};
use crate::settings::Settings;

/// Letters printed at the most.
const LETTERS: i64 = 100;

/// Sets the centre up.
///
/// # Errors
/// In words.
pub async fn set_up(settings: Settings, wanted: &Setup) -> Result<(), Words> {
    let house = house(&settings, addresses(&settings)).await?;
    let first = FirstSetUp {
        centre: SetUp {
            centre: CentreId::new(),
            name: wanted.centre.clone(),
            zone: wanted.zone.clone(),
            currency: wanted.currency.clone(),
            licence: wanted.licence.clone(),
            jurisdictions: wanted.jurisdiction.clone(),
            lang: wanted.lang.clone(),
            sample: wanted.sample,
        },
        owner_name: wanted.owner_name.clone(),
        owner_email: wanted.owner_email.clone(),
        owner_password: first_line(&wanted.owner_password_file)?,
        lang: wanted.lang.clone(),
    };
    let done = home::set_up(&house.app, &first).await;
    let told = done.map_err(|fault| match fault {
        SampleFault::Password(key) => Lang::En.t(key),
        SampleFault::Refused(refusal) => sentence(&refusal),
    });
    house.database.close().await;
    told?;
    println!("{} is set up", wanted.centre);
    Ok(())
}

/// Opens an account.
///
/// # Errors
/// In words.
pub async fn add_user(settings: Settings, wanted: &AddUser) -> Result<(), Words> {
    let house = house(&settings, addresses(&settings)).await?;
    let desk = house.app.desk();
    let actor = setup_actor(&the_centre(desk).await?);
    let password = offer_password(desk, &first_line(&wanted.password_file)?, &wanted.email).await;
    let password = password.map_err(|fault| match fault {
        PasswordFault::Weak(key) => Lang::En.t(key),
        PasswordFault::Database(e) => e.to_string(),
    })?;
    let account = AccountId::new();
    let invite = Invite {
        account,
        name: wanted.name.clone(),
        email: wanted.email.clone(),
        lang: wanted.lang.clone(),
        password: Some(password),
    };
    done(desk, &actor, &invite).await?;
    for position in &wanted.position {
        done(
            desk,
            &actor,
            &GrantPosition {
                account,
                position: position.clone(),
            },
        )
        .await?;
    }
    println!("{} can sign in", wanted.email);
    house.database.close().await;
    Ok(())
}

/// Makes a token and prints its secret once.
///
/// # Errors
/// In words.
pub async fn create_token(settings: Settings, wanted: &CreateToken) -> Result<(), Words> {
    let house = house(&settings, addresses(&settings)).await?;
    let desk = house.app.desk();
    let centre = the_centre(desk).await?;
    let conn = desk.database().reader();
    let accounts = people::queries::accounts(&conn, centre.id).await?;
    let owner = accounts
        .iter()
        .find(|a| a.email.eq_ignore_ascii_case(&wanted.user));
    let owner = owner.ok_or_else(|| format!("there is no account {}", wanted.user))?;
    let secret = Secret::new("hrt_");
    let act = NewToken {
        token: Uuid::now_v7(),
        account: owner.id,
        name: wanted.name.clone(),
        agent: wanted.agent,
        scopes: Vec::new(),
        hash: secret.hash(),
    };
    done(desk, &setup_actor(&centre), &act).await?;
    println!("{}", secret.reveal());
    house.database.close().await;
    Ok(())
}

/// Prints the letters of the house that stayed here because no mail server is set.
///
/// # Errors
/// In words.
pub async fn letters(settings: Settings) -> Result<(), Words> {
    let house = house_to_read(&settings).await?;
    let conn = house.app.desk().database().reader();
    let centre = the_centre(house.app.desk()).await?;
    let mails = channels::queries::local_mails(&conn, centre.id, None, LETTERS).await?;
    for mail in mails.iter().filter(|m| m.mailing.is_none()) {
        let Some((_, raw)) = channels::queries::local_mail(&conn, centre.id, mail.id).await? else {
            continue;
        };
        let text = channels::queries::readable(&raw, 20_000).text;
        println!("{} {}\n{text}\n", mail.recipient, mail.subject);
    }
    house.database.close().await;
    Ok(())
}

async fn the_centre(desk: &Desk) -> Result<Centre, Words> {
    let centres = desk::centre::all(&desk.database().reader()).await?;
    centres
        .into_iter()
        .next()
        .ok_or_else(|| "there is no centre yet: run `herald setup` or open the first page".into())
}

fn setup_actor(centre: &Centre) -> Actor {
    Actor {
        centre: centre.id,
        who: Who::Setup,
        holds: Vec::new(),
    }
}

async fn done<A: Act>(desk: &Desk, actor: &Actor, act: &A) -> Result<(), Words> {
    match desk.act(actor, act, Options::default()).await {
        Ok(Outcome::Done { .. }) => Ok(()),
        Ok(_) => Err("this needs an approval first; ask for it on the pages".into()),
        Err(refusal) => Err(sentence(&refusal).into()),
    }
}

fn sentence(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Database(error) => error.to_string(),
        other => format!("{} ({other})", frame::refusal_sentence(Lang::En, other)),
    }
}

fn first_line(file: &Path) -> Result<String, Words> {
    let text = std::fs::read_to_string(file)
        .map_err(|e| format!("{} cannot be read: {e}", file.display()))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
