//! Publishing a version through outlets: one act, whatever the outlets are.

use std::collections::{BTreeMap, BTreeSet};

use charter::Facts;
use compliance::Severity;
use compliance::topics::Topic;
use desk::{Act, FieldError, Outlet, Permit, Piece, Refusal, Scene, Stream, Subject};
use kernel::AccountId;
use kernel::activity::{self, Activity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::doc;
use crate::model::{ItemId, ItemState, Kind, Version, VersionId};
use crate::rules::checks::{self, Setting, Text};
use crate::store::NewPublication;
use crate::{queries, rules, store};

/// Publishes exactly this version; a newer version of the same item takes the place of
/// what stands at the outlet.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    pub item: ItemId,
    pub version: VersionId,
    /// Name of an outlet and what was chosen for it: `{"website": {}}`.
    pub outlets: BTreeMap<String, Json>,
    /// The campaign it belongs to.
    #[serde(default)]
    pub campaign: Option<Uuid>,
    /// Its author treats it as important; can only make the act weightier.
    #[serde(default)]
    pub important: bool,
    /// Its author wants a professional review; can only make the act weightier.
    #[serde(default)]
    pub clinical: bool,
}

/// What went out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PublishDone {
    pub item: ItemId,
    pub version: VersionId,
    pub number: i64,
    /// What each outlet answered.
    pub outlets: BTreeMap<String, Json>,
}

impl Act for Publish {
    const KIND: &'static str = "content.publish";
    const STREAM: Option<Stream> = Some(Stream::Publishing);
    type Done = PublishDone;

    fn subject(&self) -> Subject {
        Subject::of("item", self.item)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        if self.outlets.is_empty() {
            return Err(vec![FieldError::at("outlets", "content-no-outlet")]);
        }
        Ok(())
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.of(scene).await?.title)
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let version = self.of(scene).await?;
        described_cover(scene, &version).await?;
        let mut facts = self.own_facts(scene, &version).await?;
        for (outlet, piece) in self.pieces(scene)? {
            facts = outlet.facts(scene, &piece, facts).await?;
        }
        Ok(facts)
    }

    async fn snapshot(&self, scene: &Scene<'_>) -> Result<Json, Refusal> {
        let version = self.of(scene).await?;
        let mut outlets = serde_json::Map::new();
        for (outlet, piece) in self.pieces(scene)? {
            let bound = outlet.snapshot(scene, &piece).await?;
            outlets.insert(
                outlet.name().to_owned(),
                json!({ "choice": piece.choice, "bound": bound }),
            );
        }
        let revision =
            queries::standing_revision(scene.conn, scene.centre, self.item, self.version).await?;
        Ok(json!({
            "item": self.item,
            "version": frozen(&version),
            "outlets": outlets,
            "campaign": self.campaign,
            "important": self.important,
            "revision": revision,
        }))
    }

    /// Whoever wrote its words since the item last went out.
    async fn authors(&self, scene: &Scene<'_>) -> Result<BTreeSet<AccountId>, Refusal> {
        let version = self.of(scene).await?;
        Ok(queries::hands_of(scene.conn, scene.centre, &version).await?)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<PublishDone, Refusal> {
        let version = self.of(scene).await?;
        if queries::state_of(scene.conn, scene.centre, self.item).await? == Some(ItemState::Trashed)
        {
            return Err(Refusal::conflict("content-in-trash"));
        }
        let revision =
            queries::standing_revision(scene.conn, scene.centre, self.item, self.version).await?;
        let mut answers = BTreeMap::new();
        let mut activities = Vec::new();
        for (outlet, piece) in self.pieces(scene)? {
            let publication = NewPublication {
                item: self.item,
                version: self.version,
                outlet: outlet.name(),
                choice: piece.choice.to_string(),
                campaign: self.campaign,
                revision,
                by: scene.actor.account(),
                at: scene.now,
            };
            store::publish(scene.conn, permit, &publication).await?;
            let answer = outlet.deliver_later(scene, &piece, permit).await?;
            answers.insert(outlet.name().to_owned(), answer);
            activities.push(
                Activity::new("content.published", scene.now)
                    .about(self.item)
                    .of_campaign(self.campaign)
                    .with(json!({
                        "outlet": outlet.name(),
                        "kind": version.kind,
                        "version": self.version,
                        "number": version.number,
                    })),
            );
        }
        activity::record(scene.conn, scene.centre, &activities).await?;
        self.look_again(scene, permit, &version).await?;
        Ok(PublishDone {
            item: self.item,
            version: self.version,
            number: version.number,
            outlets: answers,
        })
    }
}

impl Publish {
    async fn of(&self, scene: &Scene<'_>) -> Result<Version, Refusal> {
        queries::version(scene.conn, scene.centre, self.version)
            .await?
            .filter(|version| version.item == self.item)
            .ok_or(Refusal::Missing("version"))
    }

    /// Each outlet with what it is asked to publish.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for an outlet nobody registered.
    pub(crate) fn pieces<'s>(
        &self,
        scene: &Scene<'s>,
    ) -> Result<Vec<(&'s dyn Outlet, Piece)>, Refusal> {
        self.outlets
            .iter()
            .map(|(name, choice)| {
                let outlet = scene
                    .desk
                    .registry()
                    .outlet(name)
                    .ok_or_else(|| Refusal::field("outlets", "content-outlet-unknown"))?;
                let piece = Piece {
                    item: self.item.0,
                    version: self.version.0,
                    choice: choice.clone(),
                    campaign: self.campaign,
                };
                Ok((outlet.as_ref(), piece))
            })
            .collect()
    }

    /// What the text itself tells the charter.
    async fn own_facts(&self, scene: &Scene<'_>, version: &Version) -> Result<Facts, Refusal> {
        let report = report_of(scene, version, &self.outlets).await?;
        let mut criteria: BTreeSet<String> = report.criteria.iter().cloned().collect();
        if !report.topics.is_empty() {
            criteria.insert("sensitive_topic".into());
        }
        let mut facts = Facts::of(Self::KIND)
            .word("kind", version.kind.key())
            .number("findings_block", report.count(Severity::Block))
            .number("findings_review", report.count(Severity::Review))
            .flag("clinical", self.clinical || !report.clinical.is_empty())
            .words("topics", report.topics)
            .words("criteria", criteria)
            .words("channels", self.outlets.keys().cloned());
        if self.important {
            facts.raise("important");
        }
        if version.kind == Kind::Repost && self.repeats_what_was_approved(scene, version).await? {
            facts = facts.flag("repost_of_approved", true);
        }
        Ok(facts)
    }

    /// Whether the item was copied from something published and still says the same.
    async fn repeats_what_was_approved(
        &self,
        scene: &Scene<'_>,
        version: &Version,
    ) -> Result<bool, Refusal> {
        let item = queries::item(scene.conn, scene.centre, self.item)
            .await?
            .ok_or(Refusal::Missing("item"))?;
        let Some(original) = item.copied_from else {
            return Ok(false);
        };
        if !queries::is_published(scene.conn, scene.centre, original).await? {
            return Ok(false);
        }
        let original = queries::version(scene.conn, scene.centre, original).await?;
        Ok(original.is_some_and(|original| rules::repeats(version, &original)))
    }

    /// Published texts are read again after some time, unless somebody set a day.
    async fn look_again(
        &self,
        scene: &Scene<'_>,
        permit: &Permit,
        version: &Version,
    ) -> Result<(), Refusal> {
        if version.next_review_at.is_some_and(|at| at > scene.now) {
            return Ok(());
        }
        let zone = desk::centre::of(scene.conn, scene.centre)
            .await?
            .time_zone();
        let span = jiff::Span::new().months(rules::REVIEW_MONTHS);
        if let Ok(day) = scene.now.in_zone(&zone).checked_add(span) {
            let at = kernel::Moment(day.timestamp().as_microsecond());
            store::review_at(scene.conn, permit, self.item, at).await?;
        }
        Ok(())
    }
}

/// A cover without an alternative text, in the library or in the text itself, says nothing
/// to who cannot see it.
async fn described_cover(scene: &Scene<'_>, version: &Version) -> Result<(), Refusal> {
    let Some(digest) = &version.cover else {
        return Ok(());
    };
    if doc::images(&version.doc).iter().any(|it| it.src == *digest) {
        return Ok(());
    }
    let cover = queries::media_of_digest(scene.conn, scene.centre, digest).await?;
    if cover.is_some_and(|cover| cover.alt.trim().is_empty()) {
        return Err(Refusal::conflict("content-cover-without-alt"));
    }
    Ok(())
}

/// The facts of a publication that is only being thought about.
///
/// # Errors
/// [`Refusal`] when the payload cannot be accepted.
pub async fn facts_of(scene: &Scene<'_>, act: &Publish) -> Result<Facts, Refusal> {
    act.facts(scene).await
}

/// The facts of publishing the working copy on the website as it stands, before any
/// version is made.
///
/// # Errors
/// What the engine answers.
pub async fn facts_of_draft(scene: &Scene<'_>, version: &Version) -> Result<Facts, Refusal> {
    let act = Publish {
        item: version.item,
        version: version.id,
        outlets: BTreeMap::from([("website".to_owned(), json!({}))]),
        campaign: None,
        important: false,
        clinical: false,
    };
    act.own_facts(scene, version).await
}

/// The check of a version as it would be published through these outlets.
///
/// # Errors
/// What the engine answers.
pub async fn report_of(
    scene: &Scene<'_>,
    version: &Version,
    outlets: &BTreeMap<String, Json>,
) -> Result<checks::Report, Refusal> {
    let centre = desk::centre::of(scene.conn, scene.centre).await?;
    let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
    let topics = book.house.sensitive_topics.iter().map(|topic| Topic {
        id: topic.id.clone(),
        zh: topic.zh.clone(),
        en: topic.en.clone(),
        words: topic.words.clone(),
    });
    let setting = Setting::of(&centre.licence, &centre.jurisdictions, topics.collect());
    let dated = scene.now.in_zone(&centre.time_zone()).date().to_string();
    let words = chosen_words(outlets);
    Ok(checks::of_text(
        &Text::of(version, &dated),
        &setting,
        words.as_deref(),
    ))
}

/// Everything of a version that an approval binds.
fn frozen(version: &Version) -> Json {
    let mut media: Vec<Json> = doc::images(&version.doc)
        .into_iter()
        .map(|figure| json!({ "digest": figure.src, "alt": figure.alt, "caption": figure.caption }))
        .collect();
    if let Some(cover) = &version.cover {
        media.push(json!({ "digest": cover, "alt": "", "caption": "" }));
    }
    let text: Json = serde_json::from_str(&version.doc.to_json()).unwrap_or(Json::Null);
    json!({
        "id": version.id,
        "number": version.number,
        "kind": version.kind,
        "language": version.language,
        "slug": version.slug,
        "title": version.title,
        "summary": version.summary,
        "cover": version.cover,
        "sources": version.sources,
        "doc": text,
        "media": media,
        "links": doc::links(&version.doc),
        "revision": version.revision,
    })
}

/// The words that authors chose for outlets that write to people; `None` when it only
/// stands on the website.
fn chosen_words(outlets: &BTreeMap<String, Json>) -> Option<Vec<(String, String)>> {
    let mut mailed = None;
    for (name, choice) in outlets.iter().filter(|(name, _)| *name != "website") {
        let words = mailed.get_or_insert_with(Vec::new);
        for field in ["subject", "preheader"] {
            if let Some(text) = choice.get(field).and_then(Json::as_str) {
                words.push((format!("{name}.{field}"), text.to_owned()));
            }
        }
    }
    mailed
}
