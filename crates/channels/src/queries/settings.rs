//! How a centre sends, and its local outbox.

use desk::Desk;
use kernel::{CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::model::{LocalMail, QuietHours, Sending, SendingSettings, SmtpDefault, SmtpDefaults};
use crate::rules;

/// Whether the centre has settings of its own.
///
/// # Errors
/// What the engine answers.
pub async fn has_own_settings(conn: &Conn, centre: CentreId) -> Result<bool, DbError> {
    Ok(own_settings(conn, centre).await?.is_some())
}

/// The settings the centre made, secrets by their ids.
///
/// # Errors
/// What the engine answers.
pub async fn own_settings(
    conn: &Conn,
    centre: CentreId,
) -> Result<Option<SendingSettings>, DbError> {
    conn.first(
        "select settings from sending_settings where centre_id = $1",
        args![centre],
    )
    .await?
    .map(|row| row.json("settings"))
    .transpose()
}

/// How the centre sends now: its own settings, else those of the machine. In a sample
/// centre, and without a server, nothing leaves the machine.
///
/// # Errors
/// What the engine answers.
pub async fn sending(desk: &Desk, conn: &Conn, centre: CentreId) -> Result<Sending, DbError> {
    let sample = desk::centre::of(conn, centre).await?.sample;
    let machine = desk.part::<SmtpDefaults>().ok().and_then(|d| d.0.clone());
    let mut sending = match own_settings(conn, centre).await? {
        Some(settings) => Sending {
            password: secret(desk, conn, centre, settings.password).await?,
            dkim_pem: secret(desk, conn, centre, settings.dkim_key).await?,
            extra_root_pem: machine.as_ref().and_then(|m| m.extra_root_pem.clone()),
            is_local: settings.host.is_empty(),
            settings,
        },
        None => of_machine(machine),
    };
    sending.is_local |= sample;
    Ok(sending)
}

fn of_machine(machine: Option<SmtpDefault>) -> Sending {
    let Some(machine) = machine else {
        return Sending {
            settings: SendingSettings::default(),
            password: None,
            dkim_pem: None,
            extra_root_pem: None,
            is_local: true,
        };
    };
    Sending {
        is_local: machine.host.is_empty(),
        settings: SendingSettings {
            host: machine.host,
            port: machine.port,
            security: machine.security,
            user: machine.user,
            from_name: machine.from_name,
            from_address: machine.from_address,
            connections: machine.connections.clamp(1, crate::model::CONNECTIONS_MAX),
            ..SendingSettings::default()
        },
        password: machine.password,
        dkim_pem: None,
        extra_root_pem: machine.extra_root_pem,
    }
}

async fn secret(
    desk: &Desk,
    conn: &Conn,
    centre: CentreId,
    id: Option<Uuid>,
) -> Result<Option<mail::Secret>, DbError> {
    let Some(id) = id else { return Ok(None) };
    let row = conn
        .first(
            "select sealed from sending_secret where centre_id = $1 and id = $2",
            args![centre, id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let sealed: Vec<u8> = row.get("sealed")?;
    Ok(rules::open_secret(desk.keys(), &sealed).map(mail::Secret::new))
}

/// Mails of the local outbox before one of them, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn local_mails(
    conn: &Conn,
    centre: CentreId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<LocalMail>, DbError> {
    let rows = conn
        .all(
            "select id, mailing_id, recipient, subject, at from local_mail where centre_id = $1 and id < $2 order by id desc limit $3",
            args![centre, before.unwrap_or(Uuid::max()), limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(LocalMail {
                id: row.get("id")?,
                mailing: row.get("mailing_id")?,
                recipient: row.get("recipient")?,
                subject: row.get("subject")?,
                at: row.get("at")?,
            })
        })
        .collect()
}

/// One mail of the local outbox with its octets.
///
/// # Errors
/// What the engine answers.
pub async fn local_mail(
    conn: &Conn,
    centre: CentreId,
    id: Uuid,
) -> Result<Option<(LocalMail, Vec<u8>)>, DbError> {
    let row = conn
        .first(
            "select id, mailing_id, recipient, subject, at, raw from local_mail where centre_id = $1 and id = $2",
            args![centre, id],
        )
        .await?;
    row.map(|row| {
        let mail = LocalMail {
            id: row.get("id")?,
            mailing: row.get("mailing_id")?,
            recipient: row.get("recipient")?,
            subject: row.get("subject")?,
            at: row.get("at")?,
        };
        Ok((mail, row.get("raw")?))
    })
    .transpose()
}

/// When a marketing mail that could go at `at` really goes: outside the quiet hours.
///
/// # Errors
/// What the engine answers.
pub async fn goes_at(conn: &Conn, centre: CentreId, at: Moment) -> Result<Moment, DbError> {
    let quiet = match own_settings(conn, centre).await? {
        Some(settings) => settings.quiet,
        None => QuietHours::default(),
    };
    let zone = desk::centre::of(conn, centre).await?.time_zone();
    Ok(rules::open_at(at, &zone, &quiet))
}

/// Whether it was not known already once what became of a letter.
///
/// # Errors
/// What the engine answers.
pub async fn was_in_doubt(conn: &Conn, centre: CentreId, letter: Uuid) -> Result<bool, DbError> {
    let row = conn
        .one(
            "select error from outbox where centre_id = $1 and id = $2",
            args![centre, letter],
        )
        .await?;
    Ok(row.get::<String>("error")?.starts_with("uncertain"))
}
