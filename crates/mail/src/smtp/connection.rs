//! One connection and the deliveries over it, one after another.

use super::error::{Loss, Misconfiguration, SendError, Stage};
use super::handshake::{self, Offers};
use super::reply::{Answer, Reply};
use super::settings::{SmtpSettings, Timeouts};
use super::wire::Wire;
use crate::address::EmailAddress;
use crate::message::RawMessage;

/// From whom to whom, as the server sees it: `from` takes the bounces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub from: EmailAddress,
    pub to: EmailAddress,
}

/// The server said go ahead. Give it to [`Connection::finish`] of the same connection.
#[derive(Debug)]
#[must_use = "the server waits for the message"]
pub struct Ready<'m> {
    message: &'m RawMessage,
}

/// The server took the message and is responsible for it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub reply: Reply,
}

/// An open connection. It sends one message at a time and can be kept for many.
pub struct Connection {
    wire: Wire,
    offers: Offers,
    timeouts: Timeouts,
    has_credentials: bool,
    state: State,
}

/// Where the dialogue stands between two calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Ready for a message.
    Idle,
    /// A transaction was broken off; RSET comes before the next.
    Broken,
    /// The server waits for the text of a message.
    Data,
    /// Over. Also during every call, so that a call dropped halfway leaves no
    /// connection in an unknown state.
    Lost,
}

impl Connection {
    /// Connects, greets, encrypts and logs in.
    ///
    /// # Errors
    /// `NotSent` when the server cannot be reached or drops the connection,
    /// `Deferred` when it says later (421 at the greeting), `Misconfigured` when a
    /// person has to change something. Never `Refused` or `Uncertain`.
    pub async fn open(settings: &SmtpSettings) -> Result<Self, SendError> {
        let (wire, offers) = handshake::open(settings).await?;
        let has_credentials = settings.credentials.is_some();
        Ok(Self {
            wire,
            offers,
            timeouts: settings.timeouts,
            has_credentials,
            state: State::Idle,
        })
    }

    /// Whether another message can be begun on this connection.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        matches!(self.state, State::Idle | State::Broken)
    }

    /// Both halves of a delivery at once.
    ///
    /// # Errors
    /// See [`Connection::begin`] and [`Connection::finish`].
    pub async fn send(
        &mut self,
        envelope: &Envelope,
        message: &RawMessage,
    ) -> Result<Accepted, SendError> {
        let ready = self.begin(envelope, message).await?;
        self.finish(ready).await
    }

    /// Names sender and recipient and asks to send; MAIL, RCPT and DATA go together
    /// where the server offers PIPELINING (RFC 2920). No octet of the message is sent.
    ///
    /// # Errors
    /// Every error but `Uncertain`. After `Deferred` and `Refused` the connection
    /// usually stays usable, see [`Connection::is_usable`].
    pub async fn begin<'m>(
        &mut self,
        envelope: &Envelope,
        message: &'m RawMessage,
    ) -> Result<Ready<'m>, SendError> {
        if !self.is_usable() {
            self.state = State::Lost;
            return Err(SendError::NotSent(Loss::Closed));
        }
        let commands = self.commands(envelope, message)?;
        self.state = State::Lost;
        // A server that closed an idle connection said nothing about this message.
        if self.wire.has_answer().await != Ok(false) {
            return Err(SendError::NotSent(Loss::Closed));
        }
        if self.offers.pipelining {
            self.ask_together(&commands).await
        } else {
            self.ask_singly(&commands).await
        }?;
        self.state = State::Data;
        Ok(Ready { message })
    }

    /// Sends the text and the final dot and waits for the answer.
    ///
    /// # Errors
    /// `Uncertain` when the connection is lost once the final dot may have been sent;
    /// `NotSent` when it is lost before; `Deferred` and `Refused` as answered.
    pub async fn finish(&mut self, ready: Ready<'_>) -> Result<Accepted, SendError> {
        self.finish_unless(ready, std::future::pending()).await
    }

    /// The same, unless `stop` comes before the final dot: then no dot is sent, and the
    /// connection, in the middle of a text, cannot be used again.
    ///
    /// # Errors
    /// Those of [`Connection::finish`], and `Withdrawn`.
    pub async fn finish_unless(
        &mut self,
        ready: Ready<'_>,
        stop: impl Future<Output = ()>,
    ) -> Result<Accepted, SendError> {
        if self.state != State::Data {
            self.state = State::Lost;
            return Err(SendError::NotSent(Loss::Closed));
        }
        self.state = State::Lost;
        tokio::select! {
            biased;
            () = stop => return Err(SendError::Withdrawn),
            sent = self.text(&ready) => sent?,
        }
        self.dot().await
    }

    /// The text, without its final dot.
    async fn text(&mut self, ready: &Ready<'_>) -> Result<(), SendError> {
        let text = dot_stuffed(ready.message.bytes());
        if let Err(loss) = self.wire.send(&text, self.timeouts.block).await {
            return Err(self.early_answer(loss).await);
        }
        // A server that gave up already has answered or closed; then no dot is sent
        // and the message is known not to be taken.
        match self.wire.has_answer().await {
            Ok(false) => Ok(()),
            Ok(true) => Err(self.early_answer(Loss::Nonsense).await),
            Err(loss) => Err(SendError::NotSent(loss)),
        }
    }

    async fn dot(&mut self) -> Result<Accepted, SendError> {
        self.wire
            .send(b".\r\n", self.timeouts.block)
            .await
            .map_err(SendError::Uncertain)?;
        let answer = self
            .wire
            .answer(self.timeouts.final_dot)
            .await
            .map_err(SendError::Uncertain)?;
        self.state = if answer.code == 421 {
            State::Lost
        } else {
            State::Idle
        };
        match answer.code / 100 {
            2 => Ok(Accepted {
                reply: answer.reply(),
            }),
            4 => Err(SendError::Deferred {
                stage: Stage::FinalDot,
                reply: answer.reply(),
            }),
            5 => Err(SendError::Refused {
                stage: Stage::FinalDot,
                reply: answer.reply(),
            }),
            _ => {
                self.state = State::Lost;
                Err(SendError::Uncertain(Loss::Nonsense))
            }
        }
    }

    /// Says QUIT and closes. What the server thinks of it does not matter.
    pub async fn quit(mut self) {
        let limit = self.timeouts.command.min(std::time::Duration::from_secs(5));
        if self.is_usable() && self.wire.send(b"QUIT\r\n", limit).await.is_ok() {
            let _farewell = self.wire.answer(limit).await;
        }
        self.wire.shut_down(limit).await;
    }

    /// The commands up to DATA, or the refusal the server's offers already imply.
    fn commands(
        &self,
        envelope: &Envelope,
        message: &RawMessage,
    ) -> Result<Vec<(Stage, String)>, SendError> {
        let octets = message.bytes().len();
        let mut mail = format!("MAIL FROM:<{}>", envelope.from);
        if let Some(most) = self.offers.size {
            if most > 0 && octets as u64 > most {
                return Err(SendError::own_refusal(
                    552,
                    3,
                    4,
                    "message larger than the server allows",
                ));
            }
            mail.push_str(&format!(" SIZE={octets}"));
        }
        if !message.bytes().is_ascii() {
            if !self.offers.eight_bit_mime {
                return Err(SendError::own_refusal(
                    554,
                    6,
                    3,
                    "the server does not offer 8BITMIME",
                ));
            }
            mail.push_str(" BODY=8BITMIME");
        }
        if envelope.from.needs_smtputf8() || envelope.to.needs_smtputf8() {
            if !self.offers.smtputf8 {
                return Err(SendError::own_refusal(
                    553,
                    6,
                    7,
                    "the server does not offer SMTPUTF8",
                ));
            }
            mail.push_str(" SMTPUTF8");
        }
        let mut commands = vec![
            (Stage::Mail, mail),
            (Stage::Rcpt, format!("RCPT TO:<{}>", envelope.to)),
            (Stage::Data, "DATA".to_owned()),
        ];
        if self.state == State::Broken {
            commands.insert(0, (Stage::Hello, "RSET".to_owned()));
        }
        Ok(commands)
    }

    async fn ask_singly(&mut self, commands: &[(Stage, String)]) -> Result<(), SendError> {
        for (stage, command) in commands {
            let line = format!("{command}\r\n");
            self.wire
                .send(line.as_bytes(), self.timeouts.command)
                .await
                .map_err(SendError::NotSent)?;
            let answer = self
                .wire
                .answer(self.timeouts.command)
                .await
                .map_err(SendError::NotSent)?;
            if let Err(error) = self.judge(*stage, &answer) {
                if answer.code != 421 && error.reply().is_some() {
                    self.state = State::Broken;
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// Sends all commands, then reads all answers; the first bad one decides.
    async fn ask_together(&mut self, commands: &[(Stage, String)]) -> Result<(), SendError> {
        let lines: String = commands
            .iter()
            .map(|(_, command)| format!("{command}\r\n"))
            .collect();
        self.wire
            .send(lines.as_bytes(), self.timeouts.command)
            .await
            .map_err(SendError::NotSent)?;
        let mut first_error = None;
        let mut waits_for_text = false;
        for (stage, _) in commands {
            let answer = match self.wire.answer(self.timeouts.command).await {
                Ok(answer) => answer,
                Err(loss) => return Err(first_error.unwrap_or(SendError::NotSent(loss))),
            };
            waits_for_text = *stage == Stage::Data && answer.code == 354;
            if let Err(error) = self.judge(*stage, &answer) {
                let is_over = answer.code == 421 || error.reply().is_none();
                let error = first_error.take().unwrap_or(error);
                if is_over {
                    return Err(error);
                }
                first_error = Some(error);
            }
        }
        let Some(error) = first_error else {
            return Ok(());
        };
        // A server may ask for the text although it refused the recipient; it gets
        // none (RFC 2920 section 3.1).
        let closed_cleanly = !waits_for_text || self.withdraw().await.is_ok();
        if closed_cleanly {
            self.state = State::Broken;
        }
        Err(error)
    }

    async fn withdraw(&mut self) -> Result<Answer, Loss> {
        self.wire.send(b".\r\n", self.timeouts.command).await?;
        self.wire.answer(self.timeouts.command).await
    }

    fn judge(&self, stage: Stage, answer: &Answer) -> Result<(), SendError> {
        let is_good = if stage == Stage::Data {
            answer.code == 354
        } else {
            answer.is_positive()
        };
        if is_good {
            return Ok(());
        }
        let reply = answer.reply();
        match answer.code {
            530 if !self.has_credentials => Err(SendError::Misconfigured(
                Misconfiguration::PasswordRequired(reply),
            )),
            400..=499 => Err(SendError::Deferred { stage, reply }),
            // RSET never speaks about a message.
            500..=599 if stage != Stage::Hello => Err(SendError::Refused { stage, reply }),
            _ => Err(SendError::NotSent(Loss::Nonsense)),
        }
    }

    /// The answer of a server that did not wait for the final dot.
    async fn early_answer(&mut self, loss: Loss) -> SendError {
        let limit = self.timeouts.command.min(std::time::Duration::from_secs(5));
        let stage = Stage::FinalDot;
        match self.wire.answer(limit).await {
            Ok(answer) if answer.code / 100 == 4 => SendError::Deferred {
                stage,
                reply: answer.reply(),
            },
            Ok(answer) if answer.code / 100 == 5 => SendError::Refused {
                stage,
                reply: answer.reply(),
            },
            _ => SendError::NotSent(loss),
        }
    }
}

/// Doubles a dot at the beginning of a line (RFC 5321 section 4.5.2). Lines of a
/// [`RawMessage`] end in CRLF, so a line begins after every LF and nowhere else.
fn dot_stuffed(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + 16);
    for line in message.split_inclusive(|&b| b == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::dot_stuffed;

    #[test]
    fn dots_at_line_starts_are_doubled_and_others_left_alone() {
        assert_eq!(
            dot_stuffed(b".a\r\n..\r\nb.c\r\n.\r\n"),
            b"..a\r\n...\r\nb.c\r\n..\r\n"
        );
    }

    proptest! {
        #[test]
        fn no_text_can_end_itself_even_for_a_lenient_server(lines in prop::collection::vec("[.a\\t ]{0,4}|\\.|QUIT", 0..20)) {
            let text: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let sent = String::from_utf8(dot_stuffed(text.as_bytes())).unwrap();
            prop_assert!(sent.split(['\r', '\n']).all(|line| line != "."));
            let received: String =
                sent.split_inclusive("\r\n").map(|line| line.strip_prefix('.').unwrap_or(line)).collect();
            prop_assert_eq!(received, text);
        }
    }
}
