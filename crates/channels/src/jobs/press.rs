//! Printing one mail: the frozen text of a mailing filled for a recipient, with its
//! headers, signed.

use std::borrow::Cow;
use std::sync::Arc;

use desk::{Addresses, Desk};
use kernel::{CentreId, Conn, DbError, Keys, Moment};
use mail::smtp::Envelope;
use mail::{
    DkimSigner, EmailAddress, HeaderValue, ListId, Mailbox, Message, MessageId, RawMessage,
    Unsubscribe,
};

use crate::model::{Claimed, DeliveryId, Mailing, Sending};
use crate::rules::{self, Purpose, Slot, Template};
use crate::{Lang, adapters, queries};

/// Everything equal for all recipients of a mailing, prepared once.
pub(super) struct Press {
    desk: Desk,
    mailing: Mailing,
    html: Template,
    body: Template,
    site: String,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    subject: HeaderValue,
    list: Option<ListId>,
    feedback: Option<HeaderValue>,
    signer: Option<DkimSigner>,
    lang: Lang,
}

/// Why a mail could not be printed: the key of its reason.
pub(super) type Unprintable = &'static str;

impl Press {
    /// Prepares a mailing. The inner error names what of the mailing itself is unfit.
    pub(super) async fn of(
        desk: &Desk,
        conn: &Conn,
        centre: CentreId,
        mailing: Mailing,
        sending: &Sending,
    ) -> Result<Result<Arc<Self>, Unprintable>, DbError> {
        let (html, body) = queries::frozen_text(conn, centre, mailing.id).await?;
        let site = desk
            .part::<Addresses>()
            .map(|a| a.site.clone())
            .unwrap_or_default();
        let Ok(address) = EmailAddress::parse(&mailing.from_address) else {
            return Ok(Err("sender-missing"));
        };
        let Ok(subject) = HeaderValue::new(&mailing.subject) else {
            return Ok(Err("subject-unfit"));
        };
        let domain = address.domain().to_owned();
        let feedback = format!(
            "{}:{}:marketing:herald",
            mailing.id.0.simple(),
            centre.0.simple()
        );
        let from = Mailbox::named(&mailing.from_name, address.clone())
            .unwrap_or_else(|_| Mailbox::bare(address));
        Ok(Ok(Arc::new(Self {
            desk: desk.clone(),
            html: Template::read(&html),
            body: Template::read(&body),
            site,
            reply_to: EmailAddress::parse(&mailing.reply_to)
                .ok()
                .map(Mailbox::bare),
            subject,
            list: ListId::new(&mailing.from_name, &format!("news.{domain}")).ok(),
            feedback: HeaderValue::new(&feedback).ok(),
            signer: adapters::signer(sending),
            lang: Lang::of_tag(&mailing.lang).unwrap_or_default(),
            from,
            mailing,
        })))
    }

    /// The mail of one recipient: the same octets on every retry.
    pub(super) fn print(
        &self,
        claimed: &Claimed,
        now: Moment,
    ) -> Result<(Envelope, RawMessage), Unprintable> {
        let keys = self.desk.keys();
        let to = EmailAddress::parse(&claimed.address).map_err(|_| "address-unfit")?;
        let unique =
            rules::message_unique(keys, self.mailing.id, claimed.contact, self.mailing.version);
        let from = self.from.address().clone();
        let id = MessageId::new(&unique, from.domain()).ok_or("sender-missing")?;
        let dated = claimed.offered_at.unwrap_or(now);
        let link = format!(
            "{}/u/{}",
            self.site,
            rules::token(keys, Purpose::Unsubscribe, claimed.id, 0)
        );
        let to_named =
            Mailbox::named(&claimed.name, to.clone()).unwrap_or_else(|_| Mailbox::bare(to.clone()));
        let fill = |template, html| {
            filled(
                template,
                html,
                keys,
                &self.site,
                claimed.id,
                self.lang,
                &claimed.name,
            )
        };
        let mut message =
            Message::new(self.from.clone(), to_named, self.subject.clone(), id, dated)
                .text(&fill(&self.body, false))
                .html(&fill(&self.html, true));
        if let Ok(unsubscribe) = Unsubscribe::one_click(&link) {
            message = message.unsubscribe(unsubscribe);
        }
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        if let Some(list) = &self.list {
            message = message.list_id(list.clone());
        }
        if let Some(feedback) = &self.feedback {
            message = message.feedback_id(feedback.clone());
        }
        let raw = message.build();
        let raw = match &self.signer {
            Some(signer) => signer.sign(&raw, dated).map_err(|_| "unsigned")?,
            None => raw,
        };
        Ok((Envelope { from, to }, raw))
    }

    pub(super) fn mailing(&self) -> &Mailing {
        &self.mailing
    }
}

/// A frozen text with every slot filled for one delivery.
#[must_use]
pub fn filled(
    template: &Template,
    html: bool,
    keys: &Keys,
    site: &str,
    delivery: DeliveryId,
    lang: Lang,
    name: &str,
) -> String {
    template.fill(|slot| -> Cow<'_, str> {
        match slot {
            Slot::Greeting => {
                let words = if name.trim().is_empty() {
                    lang.t("channels-mail-hello")
                } else {
                    lang.tr("channels-mail-hello-name", &[("name", name.trim().into())])
                };
                if html {
                    escaped(&words).into()
                } else {
                    words.into()
                }
            }
            Slot::Click(n) => format!(
                "{site}/c/{}",
                rules::token(keys, Purpose::Click, delivery, n)
            )
            .into(),
            Slot::Unsubscribe => format!(
                "{site}/u/{}",
                rules::token(keys, Purpose::Unsubscribe, delivery, 0)
            )
            .into(),
            Slot::View => format!(
                "{site}/v/{}",
                rules::token(keys, Purpose::View, delivery, 0)
            )
            .into(),
            Slot::Open => format!(
                "{site}/o/{}.gif",
                rules::token(keys, Purpose::Open, delivery, 0)
            )
            .into(),
        }
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
