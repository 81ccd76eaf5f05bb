//! Every way a server can answer or fail, as a table: where, what, and how the
//! delivery must end.

use std::time::Duration;

use crate::scripted::{Server, Step, address, envelope, message, opened, say, settings};
use crate::table::{after, cases, on_dot, pipelined};
use mail::smtp::{Connection, Loss, Misconfiguration, SendError, Stage};

/// The end of a delivery in short: class, stage, code.
fn ending(result: Result<(), SendError>) -> String {
    match result {
        Ok(()) => "accepted".to_owned(),
        Err(SendError::Deferred { stage, reply }) => format!("deferred {stage:?} {}", reply.code),
        Err(SendError::Refused { stage, reply }) => format!("refused {stage:?} {}", reply.code),
        Err(SendError::Uncertain(loss)) => format!("uncertain {loss}"),
        Err(SendError::NotSent(loss)) => format!("not sent {loss}"),
        Err(SendError::Withdrawn) => "withdrawn".to_owned(),
        Err(SendError::Misconfigured(reason)) => {
            let text = reason.to_string();
            format!(
                "misconfigured {}",
                text.split(':').next().unwrap_or_default()
            )
        }
    }
}

/// How it ends and whether the connection stays usable. The server came to the last step
/// of its script: what was to go wrong went wrong.
async fn deliver(script: Vec<Step>, text: &str) -> (String, bool) {
    let steps = script.len();
    let server = Server::following(vec![script]).await;
    let message = message(text);
    let (result, usable) = match Connection::open(&settings(server.port)).await {
        Err(error) => (Err(error), false),
        Ok(mut connection) => {
            let result = async {
                let ready = connection.begin(&envelope(), &message).await?;
                // Time in which the caller writes down that it is about to offer.
                tokio::time::sleep(Duration::from_millis(50)).await;
                connection.finish(ready).await.map(|_| ())
            };
            let result = result.await;
            (result, connection.is_usable())
        }
    };
    let ending = ending(result);
    let reached = server.finished().await.reached;
    assert_eq!(reached, steps, "the fault of “{ending}” fires");
    (ending, usable)
}

#[tokio::test]
async fn every_answer_has_its_ending() {
    let tasks: Vec<_> = cases()
        .into_iter()
        .map(|(name, script, expected, usable)| {
            tokio::spawn(async move {
                (
                    name,
                    deliver(script, "您好").await,
                    (expected.to_owned(), usable),
                )
            })
        })
        .collect();
    let mut wrong = Vec::new();
    for task in tasks {
        let (name, found, expected) = task.await.unwrap();
        if found != expected {
            wrong.push(format!("{name}: {found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_loss_in_the_middle_of_a_long_text_means_not_sent() {
    let text = "0123456789\n".repeat(800_000);
    for (end, expected) in [
        (vec![Step::Part(100_000), Step::Reset], "not sent closed"),
        (
            vec![Step::Part(100_000), Step::Wait(Duration::from_secs(2))],
            "not sent timed_out",
        ),
    ] {
        let (found, usable) = deliver(after(opened_large(), end), &text).await;
        assert_eq!((found.as_str(), usable), (expected, false));
    }
}

/// Like [`ready`], with room for a long text.
fn opened_large() -> Vec<Step> {
    let mut steps = opened(&["8BITMIME"]);
    steps.extend([
        Step::Hear("MAIL"),
        say("250 ok"),
        Step::Hear("RCPT"),
        say("250 ok"),
        Step::Hear("DATA"),
        say("354 go"),
    ]);
    steps
}

#[tokio::test]
async fn a_message_taken_back_before_its_dot_is_not_sent() {
    let script = after(opened_large(), [Step::Text]);
    let server = Server::following(vec![script]).await;
    let long = message(&"0123456789\n".repeat(100_000));
    let mut connection = Connection::open(&settings(server.port)).await.unwrap();
    let ready = connection.begin(&envelope(), &long).await.unwrap();
    let taken_back = connection
        .finish_unless(ready, std::future::ready(()))
        .await;
    assert_eq!(taken_back.unwrap_err(), SendError::Withdrawn);
    assert!(!connection.is_usable());
    drop(connection);
    assert!(
        server.finished().await.texts.is_empty(),
        "no text was ended"
    );
}

#[tokio::test]
async fn nothing_listens_there() {
    let free = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let error = Connection::open(&settings(free)).await.err().unwrap();
    assert_eq!(error, SendError::NotSent(Loss::Unreachable));
}

#[tokio::test]
async fn one_connection_carries_many_messages_and_recovers_by_rset() {
    let script = after(
        pipelined(&["250 a", "550 5.1.1 no", "503 y"]),
        [
            Step::Hear("RSET"),
            Step::Hear("MAIL"),
            Step::Hear("RCPT"),
            Step::Hear("DATA"),
            say("250 reset"),
            say("250 a"),
            say("250 b"),
            say("354 c"),
            Step::Text,
            say("250 one"),
            Step::Hear("MAIL"),
            Step::Hear("RCPT"),
            Step::Hear("DATA"),
            say("250 a"),
            say("250 b"),
            say("354 c"),
            Step::Text,
            say("250 2.0.0 two"),
            Step::Hear("QUIT"),
            say("221 bye"),
        ],
    );
    let server = Server::following(vec![script]).await;
    let mut connection = Connection::open(&settings(server.port)).await.unwrap();
    let first = message("a");
    let error = connection.send(&envelope(), &first).await.unwrap_err();
    let SendError::Refused {
        stage: Stage::Rcpt,
        reply,
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!(reply.enhanced.unwrap().to_string(), "5.1.1");
    connection.send(&envelope(), &message("b")).await.unwrap();
    let accepted = connection
        .send(&envelope(), &message(".\n..c\n."))
        .await
        .unwrap();
    assert_eq!(
        (accepted.reply.code, accepted.reply.text.as_str()),
        (250, "2.0.0 two")
    );
    connection.quit().await;
    let heard = server.finished().await;
    assert!(heard.finished, "{heard:?}");
    assert_eq!(heard.texts.len(), 2);
    assert!(heard.texts[1].ends_with(b"\r\n\r\n..\r\n...c\r\n..\r\n"));
    assert_eq!(heard.commands[1], "MAIL FROM:<bounces+k3j2@clinic.test>");
    assert_eq!(heard.commands[2], "RCPT TO:<anna@example.test>");
}

#[tokio::test]
async fn a_goodbye_to_an_idle_connection_is_not_about_the_next_message() {
    let script = after(
        on_dot("250 ok"),
        [say("421 4.4.2 idle too long"), Step::Close],
    );
    let server = Server::following(vec![script]).await;
    let mut connection = Connection::open(&settings(server.port)).await.unwrap();
    connection.send(&envelope(), &message("a")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let error = connection
        .send(&envelope(), &message("b"))
        .await
        .unwrap_err();
    assert_eq!(error, SendError::NotSent(Loss::Closed));
}

#[tokio::test]
async fn a_server_that_knows_no_ehlo_is_greeted_the_old_way() {
    let mut script = vec![
        say("220 old"),
        Step::Hear("EHLO"),
        say("502 what"),
        Step::Hear("HELO"),
        say("250 hello"),
    ];
    script.extend([
        Step::Hear("MAIL"),
        say("250 ok"),
        Step::Hear("RCPT"),
        say("250 ok"),
        Step::Hear("DATA"),
        say("354 go"),
    ]);
    script.extend([Step::Text, say("250 ok")]);
    assert_eq!(deliver(script, "a").await.0, "accepted");
}

#[tokio::test]
async fn what_a_server_cannot_take_is_refused_before_it_is_offered() {
    let international = mail::smtp::Envelope {
        to: address("王小明@example.test"),
        ..envelope()
    };
    for (offers, envelope, enhanced) in [
        (&["SIZE 100"][..], envelope(), "5.3.4"),
        (&["8BITMIME"][..], international.clone(), "5.6.7"),
    ] {
        let server = Server::following(vec![opened(offers)]).await;
        let mut connection = Connection::open(&settings(server.port)).await.unwrap();
        let error = connection.send(&envelope, &message("a")).await.unwrap_err();
        assert_eq!(
            error.reply().unwrap().enhanced.unwrap().to_string(),
            enhanced
        );
        assert!(connection.is_usable());
        assert_eq!(server.heard().commands.len(), 1, "only EHLO was said");
    }
    let script = after(
        opened(&["SMTPUTF8", "SIZE"]),
        [
            Step::Hear("MAIL"),
            say("250 ok"),
            Step::Hear("RCPT"),
            say("550 no"),
        ],
    );
    let server = Server::following(vec![script]).await;
    let mut connection = Connection::open(&settings(server.port)).await.unwrap();
    connection
        .send(&international, &message("a"))
        .await
        .unwrap_err();
    assert!(
        server.heard().commands[1].ends_with(" SMTPUTF8"),
        "{:?}",
        server.heard()
    );
    assert_eq!(server.heard().commands[2], "RCPT TO:<王小明@example.test>");
}

#[tokio::test]
async fn a_call_dropped_halfway_leaves_no_connection_in_doubt() {
    let script = after(
        opened(&[]),
        [
            Step::Hear("MAIL"),
            Step::Wait(Duration::from_millis(200)),
            say("250 ok"),
        ],
    );
    let server = Server::following(vec![script]).await;
    let mut connection = Connection::open(&settings(server.port)).await.unwrap();
    let message = message("a");
    let dropped = tokio::time::timeout(
        Duration::from_millis(50),
        connection.send(&envelope(), &message),
    )
    .await;
    assert!(dropped.is_err());
    assert!(!connection.is_usable());
    let error = connection.send(&envelope(), &message).await.unwrap_err();
    assert_eq!(error, SendError::NotSent(Loss::Closed));
}

#[tokio::test]
async fn settings_that_could_inject_a_command_are_refused() {
    let mut settings = settings(1);
    settings.helo = "a\r\nMAIL FROM:<x@y.zz>".to_owned();
    let error = Connection::open(&settings).await.err().unwrap();
    assert_eq!(
        error,
        SendError::Misconfigured(Misconfiguration::BadSettings)
    );
}
