//! The outlet `email`: a piece of content to the people of a segment.

use async_trait::async_trait;
use audience::model::Purpose;
use charter::Facts;
use content::{Version, VersionId};
use desk::{Addresses, Outlet, Permit, Piece, Refusal, Scene, Waiting};
use kernel::{Keys, Moment, canonical, sha256};
use planning::CampaignId;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::jobs;
use crate::model::{Choice, MailingId, OUTLET};
use crate::rules::{self, Article, Frozen, LAYOUT, LetterWords};
use crate::store::{self, NewMailing};
use crate::{Lang, queries};

/// Publishing by e-mail.
pub struct Email;

#[async_trait]
impl Outlet for Email {
    fn name(&self) -> &'static str {
        OUTLET
    }

    async fn facts(
        &self,
        scene: &Scene<'_>,
        piece: &Piece,
        facts: Facts,
    ) -> Result<Facts, Refusal> {
        let choice = chosen(piece)?;
        timely(scene, piece, &choice).await?;
        let purpose = Purpose::MarketingEmail.key();
        let count =
            audience::queries::count(scene.conn, scene.centre, choice.segment, purpose, scene.now)
                .await?;
        Ok(facts.number("audience", count.reachable))
    }

    async fn snapshot(&self, scene: &Scene<'_>, piece: &Piece) -> Result<Json, Refusal> {
        let choice = chosen(piece)?;
        if let Some(bound) =
            queries::bound_of_underway(scene.conn, scene.centre, piece.version, &choice).await?
        {
            return Ok(bound);
        }
        let segment = audience::queries::segment_rule(scene.conn, scene.centre, choice.segment)
            .await?
            .ok_or_else(|| Refusal::field("outlets/email/segment", "channels-segment-gone"))?;
        let sending = queries::sending(scene.desk, scene.conn, scene.centre)
            .await?
            .settings;
        Ok(json!({
            "segment": segment,
            "subject": choice.subject,
            "preheader": choice.preheader,
            "send_at": choice.send_at,
            "from": { "name": sending.from_name, "address": sending.from_address, "reply_to": sending.reply_to },
            "postal_address": sending.postal_address,
            "layout": LAYOUT,
            "preview": preview_path(scene.desk.keys(), piece.version, &choice.preheader),
        }))
    }

    async fn leaves_at(
        &self,
        scene: &Scene<'_>,
        piece: &Piece,
        agreed_at: Moment,
    ) -> Result<Moment, Refusal> {
        let asked = chosen(piece)?.send_at.unwrap_or(agreed_at);
        Ok(queries::goes_at(scene.conn, scene.centre, asked.max(agreed_at)).await?)
    }

    async fn deliver_later(
        &self,
        scene: &Scene<'_>,
        piece: &Piece,
        permit: &Permit,
    ) -> Result<Json, Refusal> {
        let choice = chosen(piece)?;
        let bound = self.snapshot(scene, piece).await?;
        let version = version_of(scene, piece.version).await?;
        let campaign = campaign_word(scene, piece.campaign, &version).await?;
        let frozen = composed(scene, &version, &choice, &campaign).await?;
        let settings = queries::sending(scene.desk, scene.conn, scene.centre)
            .await?
            .settings;
        let centre = desk::centre::of(scene.conn, scene.centre).await?;
        let scheduled_at = choice.send_at.unwrap_or(scene.now).max(scene.now);
        let id = MailingId::new();
        let mailing = NewMailing {
            id,
            item: piece.item,
            version: piece.version,
            campaign: piece.campaign,
            segment_name: bound["segment"]["name"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            digest: sha256(canonical(&bound).as_bytes()).to_string(),
            bound: bound.to_string(),
            lang: version.language.key(),
            html: frozen.html,
            body: frozen.body,
            links: frozen.links,
            from_name: if settings.from_name.is_empty() {
                centre.name
            } else {
                settings.from_name
            },
            from_address: or_local(settings.from_address),
            reply_to: settings.reply_to,
            sample: scene.sample,
            scheduled_at,
            created_at: scene.now,
            choice,
        };
        store::create(scene.conn, permit, &mailing).await?;
        jobs::freeze_audience_later(scene.conn, scene.centre, id, scheduled_at, scene.now).await?;
        Ok(json!({ "mailing": id, "scheduled_at": scheduled_at }))
    }

    async fn hold(&self, scene: &Scene<'_>, permit: &Permit) -> Result<u64, Refusal> {
        Ok(store::hold_all(scene.conn, permit, "frozen", scene.now).await?)
    }

    async fn waiting(&self, scene: &Scene<'_>) -> Result<Vec<Waiting>, Refusal> {
        let mut waiting = Vec::new();
        for mailing in queries::open_mailings(scene.conn, scene.centre).await? {
            let figures = queries::figures(scene.conn, scene.centre, mailing.id).await?;
            let listed = figures.remaining() + figures.held + figures.uncertain;
            let count = if mailing.audience_at.is_some() {
                listed
            } else {
                let purpose = Purpose::MarketingEmail.key();
                audience::queries::count(
                    scene.conn,
                    scene.centre,
                    mailing.segment,
                    purpose,
                    scene.now,
                )
                .await?
                .reachable
            };
            waiting.push(Waiting {
                id: mailing.id.0,
                title: mailing.subject,
                count,
                held: mailing.held.is_some(),
            });
        }
        Ok(waiting)
    }

    async fn release(&self, scene: &Scene<'_>, id: Uuid, permit: &Permit) -> Result<(), Refusal> {
        let id = MailingId(id);
        let mailing = queries::mailing(scene.conn, scene.centre, id)
            .await?
            .ok_or(Refusal::Missing("mailing"))?;
        if !store::release(scene.conn, permit, id, scene.now).await? {
            return Err(Refusal::conflict("channels-not-held"));
        }
        if mailing.audience_at.is_some() {
            jobs::send_later(scene.conn, scene.centre, id, scene.now, scene.now).await?;
        } else {
            let at = mailing.scheduled_at.max(scene.now);
            jobs::freeze_audience_later(scene.conn, scene.centre, id, at, scene.now).await?;
        }
        Ok(())
    }

    async fn cancel(&self, scene: &Scene<'_>, id: Uuid, permit: &Permit) -> Result<(), Refusal> {
        let id = MailingId(id);
        if queries::mailing(scene.conn, scene.centre, id)
            .await?
            .is_none()
        {
            return Err(Refusal::Missing("mailing"));
        }
        if !store::cancel(scene.conn, permit, id, scene.now).await? {
            return Err(Refusal::conflict("channels-over"));
        }
        Ok(())
    }
}

/// The choice of a piece, checked.
fn chosen(piece: &Piece) -> Result<Choice, Refusal> {
    let wrong = unreadable(&piece.choice);
    if !wrong.is_empty() {
        let errors = wrong
            .into_iter()
            .map(|(field, key)| desk::FieldError::at(field, key));
        return Err(Refusal::Invalid(errors.collect()));
    }
    let choice: Choice = serde_json::from_value(piece.choice.clone())
        .map_err(|_| Refusal::field("outlets/email", "channels-choice-unknown"))?;
    let faults = rules::choice_faults(&choice);
    if faults.is_empty() {
        return Ok(choice);
    }
    let errors = faults.into_iter().map(|(field, key)| {
        let error = desk::FieldError::at(field, key);
        if key == "channels-subject-long" {
            error.with("limit", crate::model::SUBJECT_MAX)
        } else {
            error
        }
    });
    Err(Refusal::Invalid(errors.collect()))
}

/// What is missing or cannot be read, each at its own field.
fn unreadable(choice: &Json) -> Vec<(&'static str, &'static str)> {
    let given = |name: &str| choice.get(name).filter(|value| !value.is_null());
    let mut wrong = Vec::new();
    let segment = given("segment").cloned();
    if segment.is_none_or(|it| serde_json::from_value::<audience::SegmentId>(it).is_err()) {
        wrong.push(("outlets/email/segment", "channels-choose-segment"));
    }
    if given("subject").and_then(Json::as_str).is_none() {
        wrong.push(("outlets/email/subject", "channels-subject-missing"));
    }
    let send_at = given("send_at").cloned();
    if send_at.is_some_and(|it| serde_json::from_value::<Moment>(it).is_err()) {
        wrong.push(("outlets/email/send_at", "channels-send-at-wrong"));
    }
    wrong
}

/// Refuses a time that has gone by: when it is chosen, and again when the last agreement
/// comes after it. What is under way already keeps the time it was given.
async fn timely(scene: &Scene<'_>, piece: &Piece, choice: &Choice) -> Result<(), Refusal> {
    if !rules::is_past(choice, scene.now) {
        return Ok(());
    }
    if queries::is_on_its_way(scene.conn, scene.centre, piece.version, choice).await? {
        return Ok(());
    }
    Err(Refusal::field(
        "outlets/email/send_at",
        "channels-send-at-past",
    ))
}

async fn version_of(scene: &Scene<'_>, id: Uuid) -> Result<Version, Refusal> {
    content::queries::version(scene.conn, scene.centre, VersionId(id))
        .await?
        .ok_or(Refusal::Missing("version"))
}

/// The word of `utm_campaign`: the short name of the campaign, else that of the article.
pub(super) async fn campaign_word(
    scene: &Scene<'_>,
    campaign: Option<Uuid>,
    version: &Version,
) -> Result<String, Refusal> {
    if let Some(id) = campaign
        && let Some(campaign) =
            planning::queries::campaign(scene.conn, scene.centre, CampaignId(id)).await?
    {
        return Ok(campaign.slug);
    }
    Ok(version.slug.clone())
}

/// What the seal of a preview's address is bound to.
const PREVIEW: &str = "mail-preview";

/// Where the mail of a version can be seen on the public side before it goes out: an
/// address that cannot be guessed, the same each time.
#[must_use]
pub fn preview_path(keys: &Keys, version: Uuid, preheader: &str) -> String {
    let seal = keys.seal(PREVIEW, &[version.as_bytes(), preheader.as_bytes()]);
    let query: String = url::form_urlencoded::byte_serialize(preheader.as_bytes()).collect();
    format!(
        "/mail-preview/{version}/{}?p={query}",
        Uuid::from_bytes(seal).simple()
    )
}

/// Whether the parts of a preview's address belong together.
#[must_use]
pub fn preview_holds(keys: &Keys, version: Uuid, preheader: &str, seal: Uuid) -> bool {
    keys.seal_holds(
        PREVIEW,
        &[version.as_bytes(), preheader.as_bytes()],
        seal.as_bytes(),
    )
}

/// Without a sender set, mails stay on this machine and come from here.
fn or_local(address: String) -> String {
    if address.is_empty() {
        "herald@localhost.localdomain".to_owned()
    } else {
        address
    }
}

/// The mail of a version as it will be frozen: layout, links, campaign marks.
///
/// # Errors
/// What the engine answers, and a conflict when the layout cannot be rendered.
pub async fn composed(
    scene: &Scene<'_>,
    version: &Version,
    choice: &Choice,
    campaign: &str,
) -> Result<Frozen, Refusal> {
    let site = scene
        .desk
        .part::<Addresses>()
        .map(|a| a.site.clone())
        .unwrap_or_default();
    let centre = desk::centre::of(scene.conn, scene.centre).await?;
    let settings = queries::sending(scene.desk, scene.conn, scene.centre)
        .await?
        .settings;
    let lang = Lang::of_tag(version.language.key()).unwrap_or_default();
    let words = LetterWords {
        lang: lang.tag(),
        why: lang.tr(
            "channels-mail-why",
            &[("centre", centre.name.clone().into())],
        ),
        centre: centre.name,
        postal_address: settings.postal_address,
        read_on_site: lang.t("channels-mail-read-on-site"),
        unsubscribe: lang.t("channels-mail-unsubscribe"),
        view: lang.t("channels-mail-view"),
    };
    let page = format!("{site}/articles/{}", version.slug);
    let article = Article {
        title: &version.title,
        preheader: if choice.preheader.is_empty() {
            &version.summary
        } else {
            &choice.preheader
        },
        doc: &version.doc,
        cover: version.cover.as_deref(),
        page: &page,
        site: &site,
    };
    let mut frozen =
        rules::compose(&article, &words).ok_or(Refusal::conflict("channels-not-rendered"))?;
    for link in &mut frozen.links {
        *link = rules::with_utm(link, &site, campaign);
    }
    Ok(frozen)
}

/// A frozen text as a preview shows it: a name in the greeting, links to where they
/// lead, nothing that counts.
#[must_use]
pub fn visible_preview(frozen: &Frozen, lang: Lang) -> String {
    use rules::{Slot, Template};
    Template::read(&frozen.html).fill(|slot| match slot {
        Slot::Greeting => lang.t("channels-mail-hello").into(),
        Slot::Click(n) => frozen
            .links
            .get(usize::from(n))
            .cloned()
            .unwrap_or_default()
            .replace('&', "&amp;")
            .into(),
        Slot::Unsubscribe | Slot::View => "#".into(),
        Slot::Open => "data:,".into(),
    })
}
