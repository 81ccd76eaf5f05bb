//! Examines the house and says in words what is well and what is not.

use std::process::{Command, ExitCode};

use channels::model::Sending;
use desk::ledger;
use mail::records::{self, Resolver, Standing};

use crate::Words;
use crate::open::{addresses, house_to_read};
use crate::settings::Settings;

/// Least free space, in bytes, before Herald is called short of disk.
const FREE_LEAST: u64 = 1 << 30;

/// Examines settings, disk, database and record.
///
/// # Errors
/// In words, when the house cannot be opened at all.
pub async fn examine(settings: Settings) -> Result<ExitCode, Words> {
    println!(
        "settings: data in {}, desk on {}, public side on {}",
        settings.data.display(),
        settings.listen,
        settings.site_listen
    );
    let engine = if settings.database.is_some() {
        "PostgreSQL"
    } else {
        "embedded SQLite"
    };
    let house = house_to_read(&settings).await?;
    println!("database: {engine} answers");
    let mut well = true;
    match free_bytes(&settings) {
        Some(free) if free < FREE_LEAST => {
            well = false;
            println!(
                "disk: only {} MB are free; Herald stops writing when it is full",
                free >> 20
            );
        }
        Some(free) => println!("disk: {} GB are free", free >> 30),
        None => println!("disk: free space is unknown"),
    }
    let desk = house.app.desk();
    let conn = desk.database().reader();
    let centres = desk::centre::all(&conn).await?;
    if centres.is_empty() {
        println!(
            "centre: none yet; open {} to set it up",
            addresses(&settings).desk
        );
    }
    for centre in centres {
        well &= mail_goes(desk, &conn, centre.id, &centre.name).await?;
        let report = ledger::verify(&conn, centre.id, &desk.keys().public()).await?;
        well &= report.faults.is_empty();
        let state = if report.faults.is_empty() {
            "whole"
        } else {
            "NOT whole; run `herald ledger verify`"
        };
        println!(
            "record of {}: {} entries, {state}",
            centre.name, report.leaves
        );
    }
    house.database.close().await;
    Ok(if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Whether the mail server of a centre lets Herald in, and receivers find its records.
async fn mail_goes(
    desk: &desk::Desk,
    conn: &kernel::Conn,
    centre: kernel::CentreId,
    name: &str,
) -> Result<bool, Words> {
    let sending = channels::queries::sending(desk, conn, centre).await?;
    let server = format!("{}:{}", sending.settings.host, sending.settings.port);
    if sending.is_local {
        println!("mail of {name}: no server in use; mails stay in the local outbox");
        return Ok(true);
    }
    let well = match channels::knock(&sending).await {
        Ok(()) => {
            println!("mail of {name}: {server} answers, and lets Herald in");
            true
        }
        Err(error) => {
            println!("mail of {name}: {server} does not let Herald in: {error}");
            false
        }
    };
    Ok(well & dns_is_set(&sending, name).await)
}

/// Whether receivers find in DNS what they look for.
async fn dns_is_set(sending: &Sending, name: &str) -> bool {
    let Some((_, domain)) = sending.settings.from_address.rsplit_once('@') else {
        return true;
    };
    let resolver = Resolver::of_machine();
    let signer = channels::signer(sending);
    let mut well = true;
    for record in records::look_up(&resolver, domain, signer.as_ref()).await {
        let (kind, at, advice) = (record.kind, &record.name, &record.advice);
        well &= record.standing == Standing::Set;
        match record.standing {
            Standing::Set => println!("DNS of {name}: {kind} is set at {at}"),
            Standing::Missing => {
                println!(
                    "DNS of {name}: {kind} is missing; set TXT at {at}, for example: {advice}"
                );
            }
            Standing::Several => println!(
                "DNS of {name}: several {kind} records stand at {at}; receivers ignore them all, keep one"
            ),
            Standing::Different => {
                println!("DNS of {name}: {kind} at {at} is not the key in use; set: {advice}");
            }
            Standing::Unknown(why) => {
                println!("DNS of {name}: {kind} could not be looked up: {why}")
            }
        }
    }
    if signer.is_none() {
        println!(
            "DNS of {name}: mails are not signed, so no DKIM was looked for; set a key under settings"
        );
    }
    well
}

fn free_bytes(settings: &Settings) -> Option<u64> {
    let output = Command::new("df")
        .args(["--output=avail", "-B1"])
        .arg(&settings.data)
        .output()
        .ok()?;
    String::from_utf8(output.stdout)
        .ok()?
        .lines()
        .nth(1)?
        .trim()
        .parse()
        .ok()
}
