//! From a TCP connection to a server that is ready for messages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::error::{Loss, Misconfiguration, SendError, Stage};
use super::reply::Answer;
use super::settings::{Credentials, Security, SmtpSettings};
use super::tls;
use super::wire::Wire;

/// What a server offers in its answer to EHLO.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Offers {
    pub pipelining: bool,
    pub eight_bit_mime: bool,
    pub smtputf8: bool,
    pub starttls: bool,
    /// Whether SIZE is offered, and the most octets it allows (0 means no limit told).
    pub size: Option<u64>,
    pub auth_plain: bool,
    pub auth_login: bool,
}

impl Offers {
    /// Reads the lines after the first (RFC 5321 section 4.1.1.1). Unknown ones are
    /// passed over.
    fn read(answer: &Answer) -> Self {
        let mut offers = Self::default();
        for line in answer.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase().replacen("AUTH=", "AUTH ", 1);
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("PIPELINING") => offers.pipelining = true,
                Some("8BITMIME") => offers.eight_bit_mime = true,
                Some("SMTPUTF8") => offers.smtputf8 = true,
                Some("STARTTLS") => offers.starttls = true,
                Some("SIZE") => {
                    offers.size = Some(words.next().and_then(|most| most.parse().ok()).unwrap_or(0))
                }
                Some("AUTH") => {
                    for mechanism in words {
                        offers.auth_plain |= mechanism == "PLAIN";
                        offers.auth_login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        offers
    }
}

/// Connects, greets, encrypts and logs in as the settings ask.
pub(super) async fn open(settings: &SmtpSettings) -> Result<(Wire, Offers), SendError> {
    let helo_is_a_name = !settings.helo.is_empty()
        && settings.helo.len() <= 255
        && settings
            .helo
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    if !helo_is_a_name {
        return Err(SendError::Misconfigured(Misconfiguration::BadSettings));
    }
    let mut wire = connect(settings).await?;
    let greeting = wire
        .answer(settings.timeouts.command)
        .await
        .map_err(SendError::NotSent)?;
    expect_positive(Stage::Greeting, &greeting)?;
    let mut offers = hello(&mut wire, settings).await?;
    if settings.security == Security::StartTls {
        wire = start_tls(wire, &offers, settings).await?;
        offers = hello(&mut wire, settings).await?;
    }
    if let Some(credentials) = &settings.credentials {
        log_in(&mut wire, &offers, credentials, settings).await?;
    }
    Ok((wire, offers))
}

async fn connect(settings: &SmtpSettings) -> Result<Wire, SendError> {
    let connecting = TcpStream::connect((settings.host.as_str(), settings.port));
    let stream = timeout(settings.timeouts.connect, connecting)
        .await
        .map_err(|_| SendError::NotSent(Loss::TimedOut))?
        .map_err(|_| SendError::NotSent(Loss::Unreachable))?;
    // Small commands would wait for each other; where it cannot be set, it is only slower.
    let _slower = stream.set_nodelay(true);
    match settings.security {
        Security::None | Security::StartTls => Ok(Wire::new(stream)),
        Security::Tls => tls::encrypt(settings, stream).await.map(Wire::new),
    }
}

/// EHLO, or HELO for a server that does not know it.
async fn hello(wire: &mut Wire, settings: &SmtpSettings) -> Result<Offers, SendError> {
    let answer = ask(wire, &format!("EHLO {}", settings.helo), settings).await?;
    if matches!(answer.code, 500..=504) {
        let answer = ask(wire, &format!("HELO {}", settings.helo), settings).await?;
        expect_positive(Stage::Hello, &answer)?;
        return Ok(Offers::default());
    }
    expect_positive(Stage::Hello, &answer)?;
    Ok(Offers::read(&answer))
}

async fn start_tls(
    mut wire: Wire,
    offers: &Offers,
    settings: &SmtpSettings,
) -> Result<Wire, SendError> {
    if !offers.starttls {
        return Err(SendError::Misconfigured(Misconfiguration::StartTlsMissing));
    }
    let answer = ask(&mut wire, "STARTTLS", settings).await?;
    expect_positive(Stage::StartTls, &answer)?;
    let stream = wire.into_quiet_stream().ok_or_else(|| {
        SendError::Misconfigured(Misconfiguration::TlsFailed(
            "octets before the handshake".to_owned(),
        ))
    })?;
    tls::encrypt(settings, stream).await.map(Wire::new)
}

async fn log_in(
    wire: &mut Wire,
    offers: &Offers,
    credentials: &Credentials,
    settings: &SmtpSettings,
) -> Result<(), SendError> {
    let stays_here = matches!(settings.host.as_str(), "localhost" | "127.0.0.1" | "::1");
    if settings.security == Security::None && !stays_here {
        return Err(SendError::Misconfigured(
            Misconfiguration::PasswordWithoutTls,
        ));
    }
    let (user, password) = (&credentials.user, credentials.password.reveal());
    let answer = if offers.auth_plain {
        let response = STANDARD.encode(format!("\0{user}\0{password}"));
        ask(wire, &format!("AUTH PLAIN {response}"), settings).await?
    } else if offers.auth_login {
        let mut answer = ask(wire, "AUTH LOGIN", settings).await?;
        for part in [user, password] {
            if answer.code != 334 {
                break;
            }
            answer = ask(wire, &STANDARD.encode(part), settings).await?;
        }
        answer
    } else {
        return Err(SendError::Misconfigured(Misconfiguration::AuthMissing));
    };
    match answer.code / 100 {
        5 => Err(SendError::Misconfigured(Misconfiguration::PasswordRefused(
            answer.reply(),
        ))),
        _ => expect_positive(Stage::Auth, &answer),
    }
}

async fn ask(wire: &mut Wire, command: &str, settings: &SmtpSettings) -> Result<Answer, SendError> {
    let limit = settings.timeouts.command;
    wire.send(format!("{command}\r\n").as_bytes(), limit)
        .await
        .map_err(SendError::NotSent)?;
    wire.answer(limit).await.map_err(SendError::NotSent)
}

/// Before any message is named, 5xx speaks about this client, not about a recipient.
fn expect_positive(stage: Stage, answer: &Answer) -> Result<(), SendError> {
    match answer.code / 100 {
        2 => Ok(()),
        4 => Err(SendError::Deferred {
            stage,
            reply: answer.reply(),
        }),
        5 => Err(SendError::Misconfigured(Misconfiguration::ServerRefuses(
            answer.reply(),
        ))),
        _ => Err(SendError::NotSent(Loss::Nonsense)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_read_in_any_case_and_unknown_ones_passed_over() {
        let lines = [
            "mx.test",
            "PIPELINING",
            "size 10240",
            "AUTH PLAIN LOGIN",
            "AUTH=CRAM-MD5",
            "x-odd",
            "8bitmime",
            "",
        ];
        let offers = Offers::read(&Answer {
            code: 250,
            lines: lines.map(str::to_owned).to_vec(),
        });
        let expected = Offers {
            pipelining: true,
            eight_bit_mime: true,
            size: Some(10_240),
            auth_plain: true,
            auth_login: true,
            ..Offers::default()
        };
        assert_eq!(offers, expected);
    }
}
