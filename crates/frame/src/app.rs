//! The running program as pages see it.

use std::sync::Arc;

use async_trait::async_trait;
use charter::Actor;
use desk::{Addresses, Centre, Desk, Parts, Registry};
use http::HeaderMap;
use kernel::{AccountId, Clock, Database, DbError, Keys, Migration};
use ui::{Lang, Theme};

use crate::{Card, Feature, Hit, Preview, Proof, SampleCentre, SettingsPage, Visit};

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub account: AccountId,
    pub actor: Actor,
    pub name: String,
    pub lang: Lang,
    pub theme: Theme,
    /// Token that every form of this session carries.
    pub csrf: String,
    /// Single-key shortcuts are switched off.
    pub keys_off: bool,
}

/// A program with a token.
#[derive(Clone, Debug)]
pub struct TokenHolder {
    pub actor: Actor,
    /// Kinds of acts and names of questions it may use; `*` at the end stands for any
    /// ending. Empty means all that its account may.
    pub scopes: Vec<String>,
}

/// Knows who comes in; the feature that keeps accounts is it.
#[async_trait]
pub trait Doorkeeper: Send + Sync {
    /// Who holds the session of these headers.
    async fn session(&self, desk: &Desk, headers: &HeaderMap) -> Result<Option<SignedIn>, DbError>;

    /// Who holds this bearer token.
    async fn token(&self, desk: &Desk, bearer: &str) -> Result<Option<TokenHolder>, DbError>;

    /// The name of a person of the house.
    async fn name(&self, desk: &Desk, actor: &Actor, account: AccountId)
    -> Result<String, DbError>;
}

/// The program: the door, the features and who keeps the entrance.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    desk: Desk,
    doorkeeper: Arc<dyn Doorkeeper>,
    features: Vec<Feature>,
    /// Cookies are sent over HTTPS only.
    secure: bool,
}

impl App {
    /// Puts the features together over an open database.
    #[must_use]
    pub fn new(
        database: Database,
        clock: Clock,
        keys: Keys,
        parts: Parts,
        features: Vec<Feature>,
        doorkeeper: Arc<dyn Doorkeeper>,
    ) -> Self {
        let mut registry = Registry::default();
        registry.add_acts(desk::acts());
        for feature in &features {
            registry.add_acts(feature.acts.iter().copied());
            registry.add_queries(feature.queries.iter().cloned());
            for outlet in &feature.outlets {
                registry.add_outlet(outlet.clone());
            }
            registry.extend(
                feature.jobs.clone(),
                feature.guards.clone(),
                feature.measures.clone(),
                feature.personal.clone(),
            );
        }
        let desk = Desk::new(database, clock, keys, registry, parts);
        let secure = desk
            .part::<Addresses>()
            .is_ok_and(|a| a.desk.starts_with("https://"));
        Self {
            inner: Arc::new(Inner {
                desk,
                doorkeeper,
                features,
                secure,
            }),
        }
    }

    /// Every step of every table.
    #[must_use]
    pub fn migrations(features: &[Feature]) -> Vec<Migration> {
        let own = kernel::migrations::MIGRATIONS
            .iter()
            .chain(desk::migrations::MIGRATIONS);
        own.chain(features.iter().flat_map(|f| f.migrations))
            .copied()
            .collect()
    }

    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.inner.desk
    }

    #[must_use]
    pub fn doorkeeper(&self) -> &dyn Doorkeeper {
        self.inner.doorkeeper.as_ref()
    }

    #[must_use]
    pub fn features(&self) -> &[Feature] {
        &self.inner.features
    }

    /// Whether cookies must be sent over HTTPS only.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.inner.secure
    }

    /// The one centre of this program; `None` before the set-up.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn centre(&self) -> Result<Option<Centre>, DbError> {
        Ok(desk::centre::all(&self.desk().database().reader())
            .await?
            .into_iter()
            .next())
    }

    /// Cards of all features for the day's page, in order.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn today(&self, visit: &Visit) -> Result<Vec<Card>, DbError> {
        let mut cards = Vec::new();
        for today in self.features().iter().filter_map(|f| f.today) {
            cards.extend(today(visit.clone()).await?);
        }
        cards.sort_by_key(|card| (card.slot, card.order));
        Ok(cards)
    }

    /// What all features find for a query, the weightiest first.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn search(&self, visit: &Visit, query: &str) -> Result<Vec<Hit>, DbError> {
        let mut hits = Vec::new();
        for search in self.features().iter().filter_map(|f| f.search) {
            hits.extend(search(visit.clone(), query.to_owned()).await?);
        }
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.weight));
        hits.truncate(30);
        Ok(hits)
    }

    /// The preview of a kind of act.
    #[must_use]
    pub fn preview(&self, kind: &str) -> Option<&Preview> {
        self.features()
            .iter()
            .flat_map(|f| &f.previews)
            .find(|p| p.kind == kind)
    }

    /// Pages under 設定, in order.
    #[must_use]
    pub fn settings(&self) -> Vec<SettingsPage> {
        let mut pages: Vec<SettingsPage> = self
            .features()
            .iter()
            .flat_map(|f| f.settings.iter().copied())
            .collect();
        pages.sort_by_key(|page| page.order);
        pages
    }

    /// Lines of the charter with the tests that prove them.
    pub fn proofs(&self) -> impl Iterator<Item = &'static Proof> + '_ {
        self.features().iter().flat_map(|f| f.proofs)
    }

    /// Fills the sample centre, feature by feature.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn fill_sample(&self, sample: &SampleCentre) -> Result<(), desk::Refusal> {
        for fill in self.features().iter().filter_map(|f| f.sample) {
            fill(sample.clone()).await?;
        }
        Ok(())
    }
}
