//! The shelf of prepared pages. While nothing changes, a page is handed out without a
//! question to the database; a stamp over what readers see tells when it did.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use desk::{Addresses, Centre};
use files::blobs::Digest;
use frame::App;
use jiff::tz::TimeZone;
use kernel::DbError;
use ui::Lang;
use uuid::Uuid;

use super::prepared::Prepared;
use crate::model::{Directory, OUTLET, Settings, Stamp};
use crate::queries;

/// How often the stamp is looked at, by whichever reader comes first. So a page that
/// another program of the centre published stands here within this time.
const LOOK_MS: u64 = 250;
/// After this time everything is rendered anew even so: names of people, dates.
const RENEW: Duration = Duration::from_secs(600);

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Home,
    /// Counted from 1.
    Articles(usize),
    Article(String),
    Rss,
    Atom,
    Sitemap,
    Robots,
    Thanks,
    Missing,
}

/// Everything readers see between two changes.
pub struct Edition {
    pub centre: Centre,
    pub zone: TimeZone,
    /// Language of pages that are not an article.
    pub lang: Lang,
    pub settings: Settings,
    pub directory: Directory,
    /// Address of the public side, without a slash at the end.
    pub url: String,
    stamp: Stamp,
    made: Instant,
    prepared: RwLock<HashMap<Key, Arc<Prepared>>>,
    /// Digests of pictures that something out there shows.
    pictures: RwLock<HashSet<String>>,
}

impl Edition {
    /// A page of this edition, if somebody asked for it before.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<Arc<Prepared>> {
        let prepared = self.prepared.read().unwrap_or_else(PoisonError::into_inner);
        prepared.get(key).cloned()
    }

    /// Keeps a page for those who come next.
    pub fn keep(&self, key: Key, page: Prepared) -> Arc<Prepared> {
        let page = Arc::new(page);
        let mut prepared = self
            .prepared
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        prepared.insert(key, page.clone());
        page
    }

    /// Whether readers may see a picture: a page that stands shows it, or something that
    /// was handed out for good, such as a mail. A draft's pictures are not public.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn shows(&self, app: &App, digest: &Digest) -> Result<bool, DbError> {
        let known = |pictures: &HashSet<String>| pictures.contains(digest.as_str());
        if known(&self.pictures.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(true);
        }
        let conn = app.desk().database().reader();
        let out = content::queries::publications_showing(&conn, self.centre.id, digest).await?;
        let stands = |version: Uuid| self.directory.pages().iter().any(|p| p.version == version);
        let shown = out
            .iter()
            .any(|(outlet, version)| outlet != OUTLET || stands(version.0));
        if shown {
            let mut pictures = self
                .pictures
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            pictures.insert(digest.as_str().to_owned());
        }
        Ok(shown)
    }
}

/// Holds the present edition.
pub struct Shelf {
    edition: RwLock<Option<Arc<Edition>>>,
    opened: Instant,
    /// Milliseconds after `opened` at which the stamp is looked at again.
    look_at: AtomicU64,
}

impl Default for Shelf {
    fn default() -> Self {
        Self {
            edition: RwLock::default(),
            opened: Instant::now(),
            look_at: AtomicU64::new(0),
        }
    }
}

impl Shelf {
    /// The present edition; `None` before the centre is set up. While the database
    /// does not answer, the last one stays.
    ///
    /// # Errors
    /// What the engine answers, when there is no edition yet.
    pub async fn edition(&self, app: &App) -> Result<Option<Arc<Edition>>, DbError> {
        let held = self.held();
        let Some(edition) = held else {
            return self.renew(app, None).await;
        };
        if !self.is_due() {
            return Ok(Some(edition));
        }
        self.renew(app, Some(&edition)).await.or_else(|error| {
            tracing::warn!(%error, "the website goes on with what it has");
            Ok(Some(edition.clone()))
        })
    }

    fn held(&self) -> Option<Arc<Edition>> {
        self.edition
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// True for one reader every [`LOOK_MS`].
    fn is_due(&self) -> bool {
        let now = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        let due = self.look_at.load(Ordering::Relaxed);
        now >= due
            && self
                .look_at
                .compare_exchange(due, now + LOOK_MS, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }

    async fn renew(
        &self,
        app: &App,
        held: Option<&Arc<Edition>>,
    ) -> Result<Option<Arc<Edition>>, DbError> {
        let Some(centre) = app.centre().await? else {
            return Ok(None);
        };
        let conn = app.desk().database().reader();
        let stamp = queries::stamp(&conn, centre.id).await?;
        if let Some(held) = held
            && held.stamp == stamp
            && held.made.elapsed() < RENEW
        {
            return Ok(Some(held.clone()));
        }
        let settings = queries::settings(&conn, centre.id).await?;
        let edition = Arc::new(Edition {
            zone: centre.time_zone(),
            lang: Lang::of_tag(&settings.language).unwrap_or_default(),
            directory: queries::directory(&conn, centre.id).await?,
            url: app
                .desk()
                .part::<Addresses>()
                .map(|a| a.site.clone())
                .unwrap_or_default(),
            settings,
            centre,
            stamp,
            made: Instant::now(),
            prepared: RwLock::default(),
            pictures: RwLock::default(),
        });
        *self.edition.write().unwrap_or_else(PoisonError::into_inner) = Some(edition.clone());
        Ok(Some(edition))
    }
}
