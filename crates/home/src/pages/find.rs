//! What the command palette asks.

use std::collections::BTreeSet;

use axum::extract::Query;
use axum::response::IntoResponse;
use frame::{Answer, Visit};
use serde::Deserialize;
use ui::{Area, PaletteHit, palette_hits};

const QUERY_LIMIT: usize = 80;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

pub(super) async fn answer(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let query: String = asked.q.trim().chars().take(QUERY_LIMIT).collect();
    let areas = visit.areas().await?;
    let mut hits: Vec<PaletteHit> = screens(&visit, &areas, &query);
    if !query.is_empty() {
        let found = visit.app.search(&visit, &query).await?;
        hits.extend(found.into_iter().map(|h| PaletteHit {
            word: h.word,
            kind: h.kind,
            href: h.href,
        }));
    }
    // A screen may be found by its own name and by that of its feature.
    let mut seen = BTreeSet::new();
    hits.retain(|hit| seen.insert(hit.href.clone()));
    Ok(palette_hits(&hits).into_response())
}

/// Screens whose name holds the query; all of them for an empty one.
fn screens(visit: &Visit, areas: &[Area], query: &str) -> Vec<PaletteHit> {
    let query = query.to_lowercase();
    let areas = areas.iter().map(|a| (a.key(), a.path()));
    let settings = visit.app.settings();
    let pages = settings.iter().map(|p| (p.name, p.href));
    areas
        .chain(pages)
        .map(|(key, href)| (visit.t(key), href))
        .filter(|(word, _)| word.to_lowercase().contains(&query))
        .map(|(word, href)| PaletteHit {
            word,
            kind: visit.t("home-screen"),
            href: href.to_owned(),
        })
        .collect()
}
