//! An SMTP server that keeps what it took and misbehaves on demand.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What it does with a recipient.
#[derive(Clone, Debug)]
pub enum Manner {
    /// Answers RCPT with this line.
    Rcpt(&'static str),
    /// Answers the final dot with this line.
    Dot(&'static str),
    /// Answers DATA with this line.
    Data(&'static str),
    /// Takes the mail and closes without a word, once.
    DropAfterDot,
    /// Takes the mail and closes without a word, every time.
    AlwaysDropAfterDot,
    /// Closes instead of answering RCPT, once.
    DropBefore,
    /// Closes in the middle of the text, once.
    DropInText,
    /// Answers RCPT with what is no answer, once.
    Nonsense,
    /// Answers RCPT with a line of more than 64 KB, once.
    Endless,
    /// Says one octet and then nothing for a while, and closes, once.
    Stall,
}

impl Manner {
    fn is_once(&self) -> bool {
        matches!(
            self,
            Self::DropAfterDot
                | Self::DropBefore
                | Self::DropInText
                | Self::Nonsense
                | Self::Endless
                | Self::Stall
        )
    }
}

/// A mail it took.
#[derive(Clone, Debug)]
pub struct Taken {
    pub to: String,
    pub text: String,
    /// When its final dot came.
    pub at: Instant,
}

impl Taken {
    pub fn header(&self, name: &str) -> String {
        let unfolded = self.text.replace("\r\n ", " ").replace("\r\n\t", " ");
        let start = format!("{}: ", name.to_lowercase());
        let line = unfolded
            .lines()
            .find(|l| l.to_lowercase().starts_with(&start));
        line.map(|l| l[start.len()..].trim().to_owned())
            .unwrap_or_default()
    }
}

type Peer = BufReader<TcpStream>;

#[derive(Clone, Default)]
pub struct Sink {
    pub port: u16,
    pub taken: Arc<Mutex<Vec<Taken>>>,
    pub manners: Arc<Mutex<BTreeMap<String, Manner>>>,
    /// What the next connections hear instead of a greeting, one each; then they are
    /// closed.
    pub greetings: Arc<Mutex<VecDeque<&'static str>>>,
    /// What the next MAIL commands are answered with, one each.
    pub at_mail: Arc<Mutex<VecDeque<&'static str>>>,
    /// Faults that really happened, in words.
    pub fired: Arc<Mutex<Vec<String>>>,
    /// How long it thinks before it asks for a text and before it takes one.
    pub slow: Arc<Mutex<Duration>>,
    /// Keeps who was written to and when, without the text: for very many.
    pub forgets_texts: Arc<AtomicBool>,
    /// Called after every mail taken, with how many there are.
    pub after: Arc<Mutex<Option<tokio::sync::mpsc::UnboundedSender<usize>>>>,
}

impl Sink {
    pub async fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let sink = Self {
            port: listener.local_addr().unwrap().port(),
            ..Self::default()
        };
        let shared = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sink = shared.clone();
                tokio::spawn(async move { drop(sink.serve(stream).await) });
            }
        });
        sink
    }

    pub fn treat(&self, address: &str, manner: Manner) {
        self.manners
            .lock()
            .unwrap()
            .insert(address.to_owned(), manner);
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    fn manner(&self, to: &str) -> Option<Manner> {
        let mut manners = self.manners.lock().unwrap();
        let manner = manners.get(to).cloned();
        if manner.as_ref().is_some_and(Manner::is_once) {
            manners.remove(to);
        }
        manner
    }

    fn fires(&self, what: impl Into<String>) {
        self.fired.lock().unwrap().push(what.into());
    }

    async fn thinks(&self) {
        let slow = *self.slow.lock().unwrap();
        tokio::time::sleep(slow).await;
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        let odd = self.greetings.lock().unwrap().pop_front();
        if let Some(line) = odd {
            self.fires(line);
            return stream.write_all(format!("{line}\r\n").as_bytes()).await;
        }
        stream.write_all(b"220 sink ESMTP\r\n").await?;
        let (mut to, mut manner) = (String::new(), None);
        let mut has_sender = false;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let verb = line
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    stream
                        .write_all(
                            b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
                        )
                        .await?
                }
                "MAIL" => {
                    let odd = self.at_mail.lock().unwrap().pop_front();
                    if let Some(line) = odd {
                        self.fires(line);
                    }
                    let line = odd.unwrap_or("250 ok");
                    has_sender = line.starts_with('2');
                    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
                    if line.starts_with("421") {
                        return Ok(());
                    }
                }
                "RCPT" | "DATA" if !has_sender => stream.write_all(b"503 no sender\r\n").await?,
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    manner = self.manner(&to);
                    if !self.at_rcpt(&mut stream, manner.as_ref()).await? {
                        return Ok(());
                    }
                }
                "DATA" if matches!(manner, Some(Manner::Rcpt(_))) => {
                    stream.write_all(b"503 no recipient\r\n").await?
                }
                "DATA" => {
                    if !self.at_data(&mut stream, &to, manner.as_ref()).await? {
                        return Ok(());
                    }
                }
                "QUIT" => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => stream.write_all(b"250 ok\r\n").await?,
            }
        }
    }

    /// Answers RCPT; false when it hangs up.
    async fn at_rcpt(&self, stream: &mut Peer, manner: Option<&Manner>) -> std::io::Result<bool> {
        if let Some(manner) = manner {
            self.fires(format!("{manner:?}"));
        }
        match manner {
            Some(Manner::Rcpt(answer)) => {
                stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
            }
            Some(Manner::DropBefore) => return Ok(false),
            Some(Manner::Nonsense) => stream.write_all(b"<html>hello?\r\n").await?,
            Some(Manner::Endless) => {
                let endless = [b"250 ".to_vec(), vec![b'x'; 70_000]].concat();
                stream.write_all(&endless).await?;
            }
            Some(Manner::Stall) => {
                stream.write_all(b"2").await?;
                tokio::time::sleep(Duration::from_millis(300)).await;
                return Ok(false);
            }
            _ => stream.write_all(b"250 ok\r\n").await?,
        }
        Ok(true)
    }

    /// Answers DATA and takes the text; false when it hangs up.
    async fn at_data(
        &self,
        stream: &mut Peer,
        to: &str,
        manner: Option<&Manner>,
    ) -> std::io::Result<bool> {
        if let Some(Manner::Data(answer)) = manner {
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
            return Ok(true);
        }
        self.thinks().await;
        stream.write_all(b"354 go\r\n").await?;
        if matches!(manner, Some(Manner::DropInText)) {
            let mut line = String::new();
            stream.read_line(&mut line).await?;
            return Ok(false);
        }
        let text = read_text(stream).await?;
        if let Some(Manner::Dot(answer)) = manner {
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
            return Ok(true);
        }
        self.keep(to, text);
        if matches!(
            manner,
            Some(Manner::DropAfterDot | Manner::AlwaysDropAfterDot)
        ) {
            return Ok(false);
        }
        self.thinks().await;
        stream.write_all(b"250 taken\r\n").await?;
        Ok(true)
    }

    fn keep(&self, to: &str, text: String) {
        // Letters to the house's own people come by as well.
        if !to.ends_with("@example.test") {
            return;
        }
        let count = {
            let mut taken = self.taken.lock().unwrap();
            let forgets = self.forgets_texts.load(Ordering::Relaxed);
            taken.push(Taken {
                to: to.to_owned(),
                text: if forgets { String::new() } else { text },
                at: Instant::now(),
            });
            taken.len()
        };
        if let Some(after) = self.after.lock().unwrap().as_ref() {
            let _nobody_may_listen = after.send(count);
        }
    }
}

async fn read_text(stream: &mut Peer) -> std::io::Result<String> {
    let mut text = Vec::new();
    loop {
        let start = text.len();
        if stream.read_until(b'\n', &mut text).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if &text[start..] == b".\r\n" {
            text.truncate(start);
            return Ok(String::from_utf8_lossy(&text).into_owned());
        }
    }
}
