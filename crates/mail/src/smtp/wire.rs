//! Lines in, octets out, every wait with an end.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;

use super::error::Loss;
use super::reply::{Answer, Assembler, LINE_OCTETS};

/// Octets handed over before the wait for the other side begins anew.
const BLOCK_OCTETS: usize = 65_536;

pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

pub(super) struct Wire {
    stream: Box<dyn Stream>,
    /// Octets received and not yet read as lines; never more than one read beyond a line.
    received: Vec<u8>,
}

impl Wire {
    pub(super) fn new(stream: impl Stream + 'static) -> Self {
        Self {
            stream: Box::new(stream),
            received: Vec::new(),
        }
    }

    /// Gives the stream back for a TLS handshake, when nothing more was received:
    /// octets sent before the handshake could have been put in by anybody.
    pub(super) fn into_quiet_stream(self) -> Option<Box<dyn Stream>> {
        self.received.is_empty().then_some(self.stream)
    }

    /// One whole answer within `limit`.
    pub(super) async fn answer(&mut self, limit: Duration) -> Result<Answer, Loss> {
        timeout(limit, self.read_answer())
            .await
            .map_err(|_| Loss::TimedOut)?
    }

    async fn read_answer(&mut self) -> Result<Answer, Loss> {
        let mut assembler = Assembler::default();
        loop {
            let line = self.line().await?;
            if let Some(answer) = assembler.take(&line)? {
                return Ok(answer);
            }
        }
    }

    /// A line without its line break. CRLF is the rule; a bare LF is understood.
    async fn line(&mut self) -> Result<Vec<u8>, Loss> {
        loop {
            if let Some(end) = self.received.iter().position(|&b| b == b'\n') {
                let mut line: Vec<u8> = self.received.drain(..=end).collect();
                line.pop();
                line.pop_if(|last| *last == b'\r');
                return if line.len() > LINE_OCTETS {
                    Err(Loss::Nonsense)
                } else {
                    Ok(line)
                };
            }
            if self.received.len() > LINE_OCTETS {
                return Err(Loss::Nonsense);
            }
            self.receive().await?;
        }
    }

    async fn receive(&mut self) -> Result<(), Loss> {
        let mut block = [0; 4_096];
        match self.stream.read(&mut block).await {
            Ok(0) | Err(_) => Err(Loss::Closed),
            Ok(read) => {
                self.received.extend_from_slice(&block[..read]);
                Ok(())
            }
        }
    }

    /// Whether something already waits to be read, without waiting for it.
    pub(super) async fn has_answer(&mut self) -> Result<bool, Loss> {
        if self.received.is_empty() {
            // A wait of nothing still looks once.
            match timeout(Duration::ZERO, self.receive()).await {
                Ok(received) => received?,
                Err(_) => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Hands over octets; `limit` counts for each block of 64 KiB.
    pub(super) async fn send(&mut self, bytes: &[u8], limit: Duration) -> Result<(), Loss> {
        for block in bytes.chunks(BLOCK_OCTETS) {
            let written: io::Result<()> = timeout(limit, self.stream.write_all(block))
                .await
                .map_err(|_| Loss::TimedOut)?;
            written.map_err(|_| Loss::Closed)?;
        }
        let flushed = timeout(limit, self.stream.flush())
            .await
            .map_err(|_| Loss::TimedOut)?;
        flushed.map_err(|_| Loss::Closed)
    }

    /// Says goodbye to the transport; its failure changes nothing any more.
    pub(super) async fn shut_down(&mut self, limit: Duration) {
        let _gone_anyway = timeout(limit, self.stream.shutdown()).await;
    }
}
