//! An SMTP server that keeps what it took and misbehaves on demand.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What it does with a recipient.
#[derive(Clone, Debug)]
pub enum Manner {
    /// Answers RCPT with this line.
    Rcpt(&'static str),
    /// Answers the final dot with this line.
    Dot(&'static str),
    /// Takes the mail and closes without a word, once.
    DropAfterDot,
    /// Closes instead of answering RCPT, once.
    DropBefore,
}

/// A mail it took.
#[derive(Clone, Debug)]
pub struct Taken {
    pub to: String,
    pub text: String,
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

#[derive(Clone, Default)]
pub struct Sink {
    pub port: u16,
    pub taken: Arc<Mutex<Vec<Taken>>>,
    pub manners: Arc<Mutex<BTreeMap<String, Manner>>>,
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
        if matches!(manner, Some(Manner::DropAfterDot | Manner::DropBefore)) {
            manners.remove(to);
        }
        manner
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 sink ESMTP\r\n").await?;
        let (mut to, mut manner) = (String::new(), None);
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
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    manner = self.manner(&to);
                    match &manner {
                        Some(Manner::Rcpt(answer)) => {
                            stream.write_all(format!("{answer}\r\n").as_bytes()).await?
                        }
                        Some(Manner::DropBefore) => return Ok(()),
                        _ => stream.write_all(b"250 ok\r\n").await?,
                    }
                }
                "DATA" if matches!(manner, Some(Manner::Rcpt(_))) => {
                    stream.write_all(b"503 no recipient\r\n").await?
                }
                "DATA" => {
                    stream.write_all(b"354 go\r\n").await?;
                    let text = read_text(&mut stream).await?;
                    if let Some(Manner::Dot(answer)) = &manner {
                        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
                        continue;
                    }
                    self.keep(&to, text);
                    if matches!(manner, Some(Manner::DropAfterDot)) {
                        return Ok(());
                    }
                    stream.write_all(b"250 taken\r\n").await?;
                }
                "QUIT" => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => stream.write_all(b"250 ok\r\n").await?,
            }
        }
    }

    fn keep(&self, to: &str, text: String) {
        // Letters to the house's own people come by as well.
        if !to.ends_with("@example.test") {
            return;
        }
        let count = {
            let mut taken = self.taken.lock().unwrap();
            taken.push(Taken {
                to: to.to_owned(),
                text,
            });
            taken.len()
        };
        if let Some(after) = self.after.lock().unwrap().as_ref() {
            let _nobody_may_listen = after.send(count);
        }
    }
}

async fn read_text(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
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
