//! An SMTP server that follows a script, word by word, and keeps what it was told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use mail::smtp::{Envelope, Security, SmtpSettings, Timeouts};
use mail::{EmailAddress, HeaderValue, Mailbox, Message, MessageId, RawMessage};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One step of a script.
#[derive(Clone, Debug)]
pub enum Step {
    /// Says these octets; a line break is added.
    Say(String),
    /// Says octets as they are.
    Raw(Vec<u8>),
    /// Waits for a line that begins with this word.
    Hear(&'static str),
    /// Reads a message up to its final dot.
    Text,
    /// Reads this many octets of a message.
    Part(usize),
    Wait(Duration),
    /// Says a line one octet at a time, this long apart.
    Drip(String, Duration),
    /// Closes in an orderly way.
    Close,
    /// Resets the connection.
    Reset,
}

/// `say("250 ok")`
pub fn say(line: &str) -> Step {
    Step::Say(line.to_owned())
}

/// Greeting and an EHLO that offers these.
pub fn opened(offers: &[&str]) -> Vec<Step> {
    let mut steps = vec![say("220 mx.test ESMTP"), Step::Hear("EHLO")];
    let mut lines = vec!["mx.test"];
    lines.extend(offers);
    for (index, line) in lines.iter().enumerate() {
        let mark = if index + 1 == lines.len() { ' ' } else { '-' };
        steps.push(say(&format!("250{mark}{line}")));
    }
    steps
}

/// What the server heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    pub commands: Vec<String>,
    /// Messages as they came, dots doubled, without the final one.
    pub texts: Vec<Vec<u8>>,
    /// Whether the script was followed to its end.
    pub finished: bool,
    /// Steps of the script that were begun.
    pub reached: usize,
}

pub struct Server {
    pub port: u16,
    heard: Arc<Mutex<Heard>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Serves one connection for each script.
    pub async fn following(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let shared = heard.clone();
        let task = tokio::spawn(async move {
            for script in scripts {
                let (stream, _) = listener.accept().await.unwrap();
                let finished = follow(stream, script, &shared).await.is_some();
                shared.lock().unwrap().finished = finished;
            }
        });
        Self { port, heard, task }
    }

    pub fn heard(&self) -> Heard {
        self.heard.lock().unwrap().clone()
    }

    /// Waits until the script is over.
    pub async fn finished(self) -> Heard {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.task).await;
        self.heard.lock().unwrap().clone()
    }
}

/// `None` when the client did something else or left.
async fn follow(stream: TcpStream, script: Vec<Step>, heard: &Mutex<Heard>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    for (index, step) in script.into_iter().enumerate() {
        heard.lock().unwrap().reached = index + 1;
        match step {
            Step::Say(line) => stream
                .write_all(format!("{line}\r\n").as_bytes())
                .await
                .ok()?,
            Step::Raw(octets) => stream.write_all(&octets).await.ok()?,
            Step::Hear(word) => {
                let mut line = String::new();
                stream
                    .read_line(&mut line)
                    .await
                    .ok()
                    .filter(|read| *read > 0)?;
                heard
                    .lock()
                    .unwrap()
                    .commands
                    .push(line.trim_end().to_owned());
                line.to_uppercase().starts_with(word).then_some(())?;
            }
            Step::Text => {
                let text = read_text(&mut stream).await?;
                heard.lock().unwrap().texts.push(text);
            }
            Step::Part(octets) => {
                let mut part = vec![0; octets];
                stream.read_exact(&mut part).await.ok()?;
            }
            Step::Wait(how_long) => tokio::time::sleep(how_long).await,
            Step::Drip(line, apart) => {
                for octet in format!("{line}\r\n").bytes() {
                    stream.write_all(&[octet]).await.ok()?;
                    tokio::time::sleep(apart).await;
                }
            }
            Step::Close => return Some(()),
            Step::Reset => {
                stream.get_ref().set_zero_linger().ok()?;
                return Some(());
            }
        }
    }
    // Leaves when the client does, so that nothing is cut off early.
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    let rest = String::from_utf8_lossy(&rest);
    heard
        .lock()
        .unwrap()
        .commands
        .extend(rest.lines().map(str::to_owned));
    Some(())
}

async fn read_text(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    loop {
        let start = text.len();
        stream
            .read_until(b'\n', &mut text)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        if &text[start..] == b".\r\n" {
            text.truncate(start);
            return Some(text);
        }
    }
}

pub fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub fn envelope() -> Envelope {
    Envelope {
        from: address("bounces+k3j2@clinic.test"),
        to: address("anna@example.test"),
    }
}

/// A message with this text.
pub fn message(text: &str) -> RawMessage {
    Message::new(
        Mailbox::bare(address("news@clinic.test")),
        Mailbox::bare(address("anna@example.test")),
        HeaderValue::new("五十肩").unwrap(),
        MessageId::new("k3j2", "clinic.test").unwrap(),
        kernel::Moment(0),
    )
    .text(text)
    .build()
}

/// Settings for a server on this machine, with short waits.
pub fn settings(port: u16) -> SmtpSettings {
    let short = Duration::from_millis(400);
    SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        credentials: None,
        helo: "mail.clinic.test".to_owned(),
        timeouts: Timeouts {
            connect: short,
            command: short,
            block: short,
            final_dot: short,
        },
        extra_root_pem: None,
    }
}
