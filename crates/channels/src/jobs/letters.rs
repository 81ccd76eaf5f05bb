//! Letters of the house: what others wrote into the outbox goes to its people, through
//! the mail server or into the local outbox. Account letters pass a freeze.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use desk::outbox::{self, Message as Letter, Taken};
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
const BATCH: u32 = 100;
/// Seconds until a letter is looked at again that waits for a thaw or for a server of
/// which another letter found out that it is away.
const LOOK_AGAIN_SECONDS: i64 = 60;

/// Takes one letter after the other, each for this program alone, so that several on one
/// database never send the same.
pub(super) async fn letters_now(desk: Desk, job: Job) -> Result<(), Failure> {
    let mut posts: BTreeMap<CentreId, Post<'_>> = BTreeMap::new();
    for _ in 0..BATCH {
        let tx = desk.database().begin().await?;
        let taken = outbox::take(&tx, desk.clock().now()).await?;
        tx.commit().await?;
        let Some(taken) = taken else { break };
        let post = match posts.entry(taken.message.centre) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(Post::of(&desk, &job, taken.message.centre).await?),
        };
        post.deliver(&taken).await?;
    }
    for post in posts.into_values() {
        if let Some(line) = post.line {
            line.quit().await;
        }
    }
    Ok(())
}

/// The post office of one centre for one turn.
struct Post<'a> {
    desk: &'a Desk,
    job: &'a Job,
    centre: desk::Centre,
    sending: Sending,
    /// Kept open between letters.
    line: Option<Connection>,
    /// The server could not be used in this turn.
    is_away: bool,
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
            line: None,
            is_away: false,
        })
    }

    async fn deliver(&mut self, taken: &Taken) -> Result<(), DbError> {
        let letter = &taken.message;
        let now = self.desk.clock().now();
        let conn = self.desk.database().reader();
        let is_frozen = letter.stream.is_held_by_freeze()
            && gate::frozen(&conn, self.centre.id).await?.is_some();
        if is_frozen || self.is_away {
            let at = now.plus_seconds(LOOK_AGAIN_SECONDS);
            return self.wait(letter, "", false, at).await;
        }
        let printed = match self.recipient(&conn, letter).await? {
            Some(recipient) => self.print(letter, &recipient, now),
            None => None,
        };
        let Some((envelope, subject, raw)) = printed else {
            return self.settle(letter, "failed", "no recipient", now).await;
        };
        if self.sending.is_local {
            return self.keep(letter, &envelope, subject, &raw, now).await;
        }
        match self.send(&envelope, &raw).await {
            Ok(()) => self.settle(letter, "sent", "", now).await,
            Err(error @ SendError::Refused { .. }) => {
                self.settle(letter, "failed", &error.to_string(), now).await
            }
            Err(error) => self.try_again(&conn, taken, &error).await,
        }
    }

    /// Waits longer each time, for a day; then it has failed, until somebody asks again.
    async fn try_again(
        &mut self,
        conn: &Conn,
        taken: &Taken,
        error: &SendError,
    ) -> Result<(), DbError> {
        let letter = &taken.message;
        let now = self.desk.clock().now();
        let words = error.to_string();
        self.is_away = matches!(error, SendError::NotSent(_) | SendError::Misconfigured(_));
        // A letter whose fate is unknown is sent again under the same name, once: a
        // server that always hangs up would have it said without end.
        let is_uncertain = matches!(error, SendError::Uncertain(_));
        if is_uncertain && queries::was_in_doubt(conn, self.centre.id, letter.id).await? {
            return self.settle(letter, "failed", &words, now).await;
        }
        match outbox::retry_at(letter.id, taken.attempts + 1, now) {
            Some(at) => self.wait(letter, &words, true, at).await,
            None => self.settle(letter, "failed", &words, now).await,
        }
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

    async fn send(&mut self, envelope: &Envelope, raw: &RawMessage) -> Result<(), SendError> {
        let open = match self.line.take().filter(Connection::is_usable) {
            Some(open) => self.line.insert(open),
            None => {
                let opened = Connection::open(&adapters::server(&self.sending)).await?;
                self.line.insert(opened)
            }
        };
        open.send(envelope, raw).await.map(drop)
    }

    async fn wait(
        &self,
        letter: &Letter,
        error: &str,
        counted: bool,
        at: Moment,
    ) -> Result<(), DbError> {
        let tx = self.desk.database().begin().await?;
        outbox::wait(&tx, letter, error, counted, at).await?;
        tx.commit().await
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
