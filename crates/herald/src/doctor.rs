//! Examines the house and says in words what is well and what is not.

use std::process::{Command, ExitCode};

use desk::ledger;

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

/// Whether the mail server of a centre lets Herald in, and what was not looked at.
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
    let domain = sending.settings.from_address.rsplit_once('@');
    if let Some((_, domain)) = domain {
        println!(
            "mail of {name}: the DNS of {domain} was not looked at; whether SPF, DKIM and DMARC are set, \
             ask it yourself for TXT at {domain}, {}._domainkey.{} and _dmarc.{domain}",
            or_selector(&sending.settings.dkim_selector),
            if sending.settings.dkim_domain.is_empty() {
                domain
            } else {
                &sending.settings.dkim_domain
            },
        );
    }
    Ok(well)
}

fn or_selector(selector: &str) -> &str {
    if selector.is_empty() {
        "SELECTOR"
    } else {
        selector
    }
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
