//! A mailbox of the test server, read over IMAP.

use crate::Peers;
use std::io;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Every mailbox of the test server opens with this.
const PASSWORD: &str = "pw";

/// An open mailbox.
#[derive(Debug)]
pub struct Mailbox {
    stream: BufReader<TcpStream>,
    tag: u32,
}

/// A line of an answer, with the literal that ended it where there was one.
struct Line {
    text: String,
    literal: Option<Vec<u8>>,
}

impl Mailbox {
    /// Opens the inbox of an address.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(Peers::imap())
            .await
            .expect("Dovecot listens");
        let mut mailbox = Self {
            stream: BufReader::new(stream),
            tag: 0,
        };
        mailbox.line().await.expect("Dovecot greets");
        mailbox
            .command(&format!("LOGIN \"{address}\" \"{PASSWORD}\""))
            .await;
        mailbox.command("SELECT INBOX").await;
        mailbox
    }

    /// Waits until at least `count` mails are there and answers all, oldest first, as
    /// they came over the wire.
    ///
    /// # Panics
    /// When fewer came within the time.
    pub async fn wait_for(&mut self, count: usize, at_most: Duration) -> Vec<Vec<u8>> {
        let until = Instant::now() + at_most;
        loop {
            let mails = self.mails().await;
            if mails.len() >= count {
                return mails;
            }
            let came = mails.len();
            assert!(
                Instant::now() < until,
                "{came} of {count} mails came within {at_most:?}"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Every mail, oldest first.
    pub async fn mails(&mut self) -> Vec<Vec<u8>> {
        self.command("NOOP").await;
        let mut mails = Vec::new();
        for number in self.search("ALL").await {
            mails.extend(self.fetch(number).await);
        }
        mails
    }

    /// Numbers of the mails that match, such as `SUBJECT "news"`.
    pub async fn search(&mut self, criteria: &str) -> Vec<u32> {
        let lines = self.command(&format!("SEARCH {criteria}")).await;
        let found = lines
            .iter()
            .find_map(|line| line.text.strip_prefix("* SEARCH"));
        found
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect()
    }

    /// The whole mail of a number, byte for byte.
    pub async fn fetch(&mut self, number: u32) -> Option<Vec<u8>> {
        let lines = self.command(&format!("FETCH {number} RFC822")).await;
        lines.into_iter().find_map(|line| line.literal)
    }

    async fn command(&mut self, command: &str) -> Vec<Line> {
        self.tag += 1;
        let tag = format!("a{} ", self.tag);
        let sent = self
            .stream
            .get_mut()
            .write_all(format!("{tag}{command}\r\n").as_bytes())
            .await;
        sent.expect("Dovecot reads");
        let mut lines = Vec::new();
        loop {
            let line = self.line().await.expect("Dovecot answers");
            if let Some(status) = line.text.strip_prefix(&tag) {
                assert!(status.starts_with("OK"), "{command}: {status}");
                return lines;
            }
            lines.push(line);
        }
    }

    /// One line; where it ends in `{n}`, the n bytes after it belong to it.
    async fn line(&mut self) -> io::Result<Line> {
        let mut raw = Vec::new();
        if self.stream.read_until(b'\n', &mut raw).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&raw).trim_end().to_owned();
        let size = text
            .strip_suffix('}')
            .and_then(|rest| rest.rsplit_once('{'))
            .and_then(|(_, size)| size.parse::<usize>().ok());
        let literal = match size {
            Some(size) => {
                let mut bytes = vec![0; size];
                self.stream.read_exact(&mut bytes).await?;
                Some(bytes)
            }
            None => None,
        };
        Ok(Line { text, literal })
    }
}
