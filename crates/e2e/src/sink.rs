//! A mail server that takes everything and remembers what it took: to whom, under which
//! Message-ID, over which connection.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// One mail the sink said 250 to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub to: String,
    pub message_id: String,
    /// Connections are counted from 1.
    pub connection: u64,
    /// When the sink said so.
    pub at: Instant,
}

/// The sink, for as long as it is kept.
#[derive(Debug)]
pub struct Sink {
    address: String,
    taken: Arc<Mutex<Vec<Taken>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Sink {
    /// Listens on any free port; each mail takes `pause` to accept.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn open(pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("it is bound").to_string();
        let taken = Arc::<Mutex<Vec<Taken>>>::default();
        let kept = Arc::clone(&taken);
        let connections = AtomicU64::new(0);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = connections.fetch_add(1, Ordering::Relaxed) + 1;
                let kept = Arc::clone(&kept);
                tokio::spawn(async move { drop(serve(stream, &kept, number, pause).await) });
            }
        });
        Self {
            address,
            taken,
            task,
        }
    }

    /// `host:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many mails to addresses with this ending were taken so far.
    pub fn count_to(&self, ending: &str) -> usize {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.iter().filter(|t| t.to.ends_with(ending)).count()
    }

    /// Everything taken so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    stream: TcpStream,
    taken: &Mutex<Vec<Taken>>,
    connection: u64,
    pause: Duration,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream
        .get_mut()
        .write_all(b"220 sink.test ESMTP\r\n")
        .await?;
    let mut to = Vec::new();
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            "MAIL" | "RSET" => {
                to.clear();
                b"250 2.0.0 ok\r\n"
            }
            "RCPT" => {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                to.push(address.to_owned());
                b"250 2.1.5 ok\r\n"
            }
            "DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n").await?;
                let message_id = read_mail(&mut stream).await?;
                tokio::time::sleep(pause).await;
                let at = Instant::now();
                let mails = to.iter().map(|to| Taken {
                    to: to.clone(),
                    message_id: message_id.clone(),
                    connection,
                    at,
                });
                taken
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend(mails);
                b"250 2.0.0 taken\r\n"
            }
            "QUIT" => {
                stream.get_mut().write_all(b"221 2.0.0 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 2.0.0 ok\r\n",
        };
        stream.get_mut().write_all(answer).await?;
    }
}

/// Reads to the final dot; answers the Message-ID.
async fn read_mail(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let (mut id, mut raw) = (String::new(), Vec::new());
    loop {
        raw.clear();
        if stream.read_until(b'\n', &mut raw).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if raw == b".\r\n" {
            return Ok(id);
        }
        let line = String::from_utf8_lossy(&raw);
        if id.is_empty() && line.to_ascii_lowercase().starts_with("message-id:") {
            line["message-id:".len()..].trim().clone_into(&mut id);
        }
    }
}
