//! TLS and passwords: what is encrypted, what is refused, and what never leaves.

use std::process::Command;
use std::sync::Arc;

use crate::scripted::{Heard, Server, Step, envelope, message, opened, say, settings};
use mail::Secret;
use mail::smtp::{Connection, Credentials, Misconfiguration, Security, SendError, SmtpSettings};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

fn with_password(mut settings: SmtpSettings) -> SmtpSettings {
    settings.credentials = Some(Credentials {
        user: "desk".to_owned(),
        password: Secret::new("pässword"),
    });
    settings
}

async fn opening(
    script: Vec<Step>,
    change: impl FnOnce(&mut SmtpSettings),
) -> (Option<SendError>, Heard) {
    let server = Server::following(vec![script]).await;
    let mut settings = settings(server.port);
    change(&mut settings);
    let error = Connection::open(&settings).await.err();
    (error, server.finished().await)
}

#[tokio::test]
async fn a_password_goes_as_plain_or_as_login() {
    for (offer, dialogue, heard_first) in [
        (
            "AUTH LOGIN PLAIN",
            vec![Step::Hear("AUTH PLAIN"), say("235 ok")],
            "AUTH PLAIN AGRlc2sAcMOkc3N3b3Jk",
        ),
        (
            "AUTH LOGIN",
            vec![
                Step::Hear("AUTH LOGIN"),
                say("334 VXNlcm5hbWU6"),
                Step::Hear("ZGVZAW=="),
                say("334 UGFzc3dvcmQ6"),
                Step::Hear("CMOKC3N3B3JK"),
                say("235 ok"),
            ],
            "AUTH LOGIN",
        ),
    ] {
        let mut script = opened(&[offer]);
        script.extend(dialogue);
        let (error, heard) = opening(script, |settings| {
            *settings = with_password(settings.clone())
        })
        .await;
        assert_eq!(error, None, "{heard:?}");
        assert_eq!(heard.commands[1], heard_first);
    }
}

#[tokio::test]
async fn a_refused_or_impossible_login_is_a_matter_for_a_person() {
    let refused = vec![Step::Hear("AUTH PLAIN"), say("535 5.7.8 wrong")];
    let (error, _) = opening([opened(&["AUTH PLAIN"]), refused].concat(), |s| {
        *s = with_password(s.clone())
    })
    .await;
    assert!(
        matches!(error, Some(SendError::Misconfigured(Misconfiguration::PasswordRefused(reply))) if reply.code == 535)
    );

    let (error, _) = opening(opened(&["AUTH CRAM-MD5"]), |s| {
        *s = with_password(s.clone())
    })
    .await;
    assert_eq!(
        error,
        Some(SendError::Misconfigured(Misconfiguration::AuthMissing))
    );

    let later = vec![Step::Hear("AUTH PLAIN"), say("454 4.7.0 later")];
    let (error, _) = opening([opened(&["AUTH PLAIN"]), later].concat(), |s| {
        *s = with_password(s.clone())
    })
    .await;
    assert!(matches!(error, Some(SendError::Deferred { reply, .. }) if reply.code == 454));
}

#[tokio::test]
async fn a_password_never_crosses_a_network_in_the_clear() {
    let (error, heard) = opening(opened(&["AUTH PLAIN"]), |settings| {
        *settings = with_password(settings.clone());
        // Another name of this machine stands for a host elsewhere.
        settings.host = "127.0.0.2".to_owned();
    })
    .await;
    let unreachable = matches!(error, Some(SendError::NotSent(_)));
    assert!(
        unreachable
            || error
                == Some(SendError::Misconfigured(
                    Misconfiguration::PasswordWithoutTls
                ))
    );
    assert!(!format!("{heard:?}").contains("AUTH PLAIN A"));
}

#[tokio::test]
async fn a_stripped_starttls_stops_everything() {
    let (error, heard) = opening(opened(&["AUTH PLAIN", "PIPELINING"]), |settings| {
        *settings = with_password(settings.clone());
        settings.security = Security::StartTls;
    })
    .await;
    assert_eq!(
        error,
        Some(SendError::Misconfigured(Misconfiguration::StartTlsMissing))
    );
    assert_eq!(heard.commands, ["EHLO mail.clinic.test"]);
}

#[tokio::test]
async fn octets_slipped_in_before_the_handshake_stop_everything() {
    let script = [
        opened(&["STARTTLS"]),
        vec![Step::Hear("STARTTLS"), say("220 go\r\n250 injected")],
    ]
    .concat();
    let (error, _) = opening(script, |settings| settings.security = Security::StartTls).await;
    assert!(
        matches!(
            error,
            Some(SendError::Misconfigured(Misconfiguration::TlsFailed(_)))
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_handshake_that_breaks_off_is_tried_again_and_one_that_is_wrong_is_not() {
    let closing = [
        opened(&["STARTTLS"]),
        vec![Step::Hear("STARTTLS"), say("220 go"), Step::Close],
    ]
    .concat();
    let (error, _) = opening(closing, |settings| settings.security = Security::StartTls).await;
    assert!(matches!(error, Some(SendError::NotSent(_))), "{error:?}");
    let (error, _) = opening(vec![say("220 plain SMTP here")], |settings| {
        settings.security = Security::Tls
    })
    .await;
    assert!(
        matches!(
            error,
            Some(SendError::Misconfigured(Misconfiguration::TlsFailed(_)))
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_root_that_is_no_certificate_is_bad_settings() {
    let (error, _) = opening(vec![], |settings| {
        settings.security = Security::Tls;
        settings.extra_root_pem = Some("hello".to_owned());
    })
    .await;
    assert_eq!(
        error,
        Some(SendError::Misconfigured(Misconfiguration::BadSettings))
    );
}

/// An authority of the house and a certificate for `localhost`.
struct House {
    root_pem: String,
    acceptor: TlsAcceptor,
}

/// `None` where openssl is not installed.
fn house() -> Option<House> {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| {
        let made = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(folder.path())
            .output()
            .ok()?;
        made.status.success().then_some(())
    };
    std::fs::write(
        folder.path().join("names"),
        "subjectAltName=DNS:localhost\n",
    )
    .unwrap();
    run("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=house")?;
    run("req -newkey rsa:2048 -nodes -keyout mx.key -out mx.csr -subj /CN=localhost")?;
    run(
        "x509 -req -in mx.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out mx.pem -days 2 -extfile names",
    )?;
    let chain = vec![CertificateDer::from_pem_file(folder.path().join("mx.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(folder.path().join("mx.key")).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let root_pem = std::fs::read_to_string(folder.path().join("ca.pem")).unwrap();
    Some(House {
        root_pem,
        acceptor: TlsAcceptor::from(Arc::new(config)),
    })
}

/// Takes one message over TLS, begun by STARTTLS or at once; answers what was said encrypted.
async fn take_one(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    by_starttls: bool,
) -> Option<Vec<String>> {
    let (mut stream, _) = listener.accept().await.ok()?;
    if by_starttls {
        stream = upgrade(stream).await?;
    }
    let mut stream = BufReader::new(acceptor.accept(stream).await.ok()?);
    if !by_starttls {
        stream.write_all(b"220 mx\r\n").await.ok()?;
    }
    let mut said = Vec::new();
    let mut in_text = false;
    loop {
        stream.flush().await.ok()?;
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let line = line.trim_end().to_owned();
        let answer = match line.split(' ').next()? {
            "." => "250 queued",
            _ if in_text => continue,
            "EHLO" => "250-mx\r\n250 AUTH PLAIN",
            "AUTH" => "235 ok",
            "DATA" => "354 go",
            "" => return Some(said),
            _ => "250 ok",
        };
        in_text = line == "DATA";
        said.push(line);
        stream
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .ok()?;
    }
}

async fn upgrade(stream: TcpStream) -> Option<TcpStream> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mx\r\n").await.ok()?;
    for answer in ["250-mx\r\n250 STARTTLS\r\n", "220 go\r\n"] {
        stream.read_line(&mut String::new()).await.ok()?;
        stream.write_all(answer.as_bytes()).await.ok()?;
    }
    Some(stream.into_inner())
}

#[tokio::test]
async fn a_message_travels_encrypted_both_ways_of_beginning() {
    let Some(house) = house() else {
        eprintln!("skipped: openssl is not installed");
        return;
    };
    for security in [Security::StartTls, Security::Tls] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let mut settings = with_password(settings(listener.local_addr().unwrap().port()));
        settings.host = "localhost".to_owned();
        settings.security = security;
        settings.extra_root_pem = Some(house.root_pem.clone());
        let server = tokio::spawn(take_one(
            listener,
            house.acceptor.clone(),
            security == Security::StartTls,
        ));
        let mut connection = Connection::open(&settings).await.unwrap();
        connection
            .send(&envelope(), &message("您好"))
            .await
            .unwrap();
        connection.quit().await;
        let said = server.await.unwrap().unwrap();
        assert_eq!(
            said[0], "EHLO mail.clinic.test",
            "the greeting is repeated inside TLS"
        );
        assert!(said[1].starts_with("AUTH PLAIN"));
    }
}

#[tokio::test]
async fn a_certificate_of_nobody_or_for_another_host_is_refused() {
    let Some(house) = house() else {
        eprintln!("skipped: openssl is not installed");
        return;
    };
    for (host, root) in [
        ("localhost", None),
        ("127.0.0.1", Some(house.root_pem.clone())),
    ] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let mut settings = settings(listener.local_addr().unwrap().port());
        settings.host = host.to_owned();
        settings.security = Security::Tls;
        settings.extra_root_pem = root;
        let server = tokio::spawn(take_one(listener, house.acceptor.clone(), false));
        let error = Connection::open(&settings).await.err();
        assert!(
            matches!(
                error,
                Some(SendError::Misconfigured(Misconfiguration::TlsFailed(_)))
            ),
            "{host}: {error:?}"
        );
        assert_eq!(server.await.unwrap(), None);
    }
}
