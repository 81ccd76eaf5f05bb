//! Letters of the house: what others wrote into the outbox goes to its people, through
//! the mail server or into the local outbox. Account letters pass a freeze.

use std::collections::BTreeMap;

use desk::outbox::{self, Message as Letter};
use desk::{Addresses, Desk, gate};
use kernel::jobs::{Failure, Job};
use kernel::{CentreId, Conn, DbError, Moment};
use mail::smtp::{Connection, Envelope, SendError};
use mail::{EmailAddress, HeaderValue, Mailbox, Message, MessageId, RawMessage};

use crate::model::Sending;
use crate::store::{self, NewLocal};
use crate::{Lang, adapters, queries};

pub(super) const KIND: &str = "mail.letters";

/// Letters of one turn.
const BATCH: i64 = 100;

pub(super) async fn letters_now(desk: Desk, job: Job) -> Result<(), Failure> {
    let waiting = outbox::waiting(&desk.database().reader(), BATCH).await?;
    let mut of_centre: BTreeMap<CentreId, Vec<Letter>> = BTreeMap::new();
    for letter in waiting {
        of_centre.entry(letter.centre).or_default().push(letter);
    }
    for (centre, letters) in of_centre {
        let post = Post::of(&desk, &job, centre).await?;
        post.deliver(letters).await?;
    }
    Ok(())
}

/// The post office of one centre for one turn.
struct Post<'a> {
    desk: &'a Desk,
    job: &'a Job,
    centre: desk::Centre,
    sending: Sending,
}

/// Whom a letter goes to, resolved when it is sent.
struct Recipient {
    address: EmailAddress,
    name: String,
    lang: Lang,
}

impl<'a> Post<'a> {
    async fn of(desk: &'a Desk, job: &'a Job, centre: CentreId) -> Result<Self, DbError> {
        let conn = desk.database().reader();
        Ok(Self {
            desk,
            job,
            centre: desk::centre::of(&conn, centre).await?,
            sending: queries::sending(desk, &conn, centre).await?,
        })
    }

    async fn deliver(&self, letters: Vec<Letter>) -> Result<(), DbError> {
        let mut line = None;
        for letter in letters {
            let now = self.desk.clock().now();
            let conn = self.desk.database().reader();
            if letter.stream.is_held_by_freeze()
                && gate::frozen(&conn, self.centre.id).await?.is_some()
            {
                continue;
            }
            let printed = match self.recipient(&conn, &letter).await? {
                Some(recipient) => self.print(&letter, &recipient, now),
                None => None,
            };
            let Some((envelope, subject, raw)) = printed else {
                self.settle(&letter, "failed", "no recipient", now).await?;
                continue;
            };
            if self.sending.is_local {
                self.keep(&letter, &envelope, subject, &raw, now).await?;
                continue;
            }
            match self.send(&mut line, &envelope, &raw).await {
                Ok(()) => self.settle(&letter, "sent", "", now).await?,
                Err(error @ SendError::Refused { .. }) => {
                    self.settle(&letter, "failed", &error.to_string(), now)
                        .await?
                }
                // A letter whose fate is unknown is sent again under the same name, once: a
                // server that always hangs up would have it said without end.
                Err(error @ SendError::Uncertain(_)) => {
                    let again = !queries::was_in_doubt(&conn, self.centre.id, letter.id).await?;
                    let state = if again { "waiting" } else { "failed" };
                    self.settle(&letter, state, &error.to_string(), now).await?;
                }
                Err(error) => {
                    self.settle(&letter, "waiting", &error.to_string(), now)
                        .await?;
                    if matches!(error, SendError::NotSent(_) | SendError::Misconfigured(_)) {
                        break;
                    }
                }
            }
        }
        if let Some(line) = line.take() {
            Connection::quit(line).await;
        }
        Ok(())
    }

    async fn recipient(&self, conn: &Conn, letter: &Letter) -> Result<Option<Recipient>, DbError> {
        let (address, name, lang) = match letter.to_account {
            Some(account) => match people::queries::account(conn, self.centre.id, account).await? {
                Some(account) if !account.closed => (account.email, account.name, account.lang),
                _ => return Ok(None),
            },
            None => (
                letter.to_address.clone(),
                letter.to_name.clone(),
                letter.lang.clone(),
            ),
        };
        Ok(EmailAddress::parse(&address).ok().map(|address| Recipient {
            address,
            name,
            lang: Lang::of_tag(&lang).unwrap_or_default(),
        }))
    }

    fn print(
        &self,
        letter: &Letter,
        to: &Recipient,
        now: Moment,
    ) -> Option<(Envelope, String, RawMessage)> {
        let subject_key = format!("letter-{}-subject", letter.template);
        let body_key = format!("letter-{}-body", letter.template);
        if !to.lang.has(&subject_key) {
            tracing::warn!(template = letter.template, "a letter has no words");
            return None;
        }
        let text = |name: &str| letter.args[name].as_str().unwrap_or_default().to_owned();
        let house = self
            .desk
            .part::<Addresses>()
            .map(|a| a.desk.clone())
            .unwrap_or_default();
        let args = [
            ("name", to.name.clone().into()),
            ("title", text("title").into()),
            ("link", format!("{house}{}", text("path")).into()),
            ("centre", self.centre.name.clone().into()),
        ];
        let subject = one_line(&to.lang.tr(&subject_key, &args));
        let body = format!(
            "{}\n\n{}\n\n-- \n{}\n",
            to.lang.tr(
                "channels-mail-hello-name",
                &[("name", to.name.clone().into())]
            ),
            to.lang.tr(&body_key, &args),
            self.centre.name
        );
        let from = self.from();
        let id = MessageId::new(&letter.id.simple().to_string(), from.domain())?;
        let sender = Mailbox::named(&self.centre.name, from.clone())
            .unwrap_or_else(|_| Mailbox::bare(from.clone()));
        let to_named = Mailbox::named(&to.name, to.address.clone())
            .unwrap_or_else(|_| Mailbox::bare(to.address.clone()));
        let raw = Message::new(sender, to_named, HeaderValue::new(&subject).ok()?, id, now)
            .text(&body)
            .auto_generated()
            .build();
        let raw = match adapters::signer(&self.sending) {
            Some(signer) => signer.sign(&raw, now).ok()?,
            None => raw,
        };
        let envelope = Envelope {
            from,
            to: to.address.clone(),
        };
        Some((envelope, subject, raw))
    }

    /// The sender of the centre; where none is set, letters stay on this machine anyway.
    fn from(&self) -> EmailAddress {
        EmailAddress::parse(&self.sending.settings.from_address).unwrap_or_else(|_| {
            EmailAddress::parse("herald@localhost.localdomain")
                .expect("the address is sound as written")
        })
    }

    async fn send(
        &self,
        line: &mut Option<Connection>,
        envelope: &Envelope,
        raw: &RawMessage,
    ) -> Result<(), SendError> {
        if !line.as_ref().is_some_and(Connection::is_usable) {
            *line = Some(Connection::open(&adapters::server(&self.sending)).await?);
        }
        match line.as_mut() {
            Some(open) => open.send(envelope, raw).await.map(drop),
            None => Ok(()),
        }
    }

    async fn keep(
        &self,
        letter: &Letter,
        envelope: &Envelope,
        subject: String,
        raw: &RawMessage,
        now: Moment,
    ) -> Result<(), DbError> {
        let tx = self.desk.database().begin().await?;
        let kept = NewLocal {
            mailing: None,
            recipient: envelope.to.to_string(),
            subject,
            raw: raw.bytes().to_vec(),
        };
        store::keep_local(&tx, &desk::duty(self.job), self.centre.id, vec![kept], now).await?;
        outbox::settle(&tx, letter, "sent", "", now).await?;
        tx.commit().await
    }

    async fn settle(
        &self,
        letter: &Letter,
        state: &str,
        error: &str,
        now: Moment,
    ) -> Result<(), DbError> {
        let tx = self.desk.database().begin().await?;
        outbox::settle(&tx, letter, state, error, now).await?;
        tx.commit().await
    }
}

/// A title somebody typed cannot break a header.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
