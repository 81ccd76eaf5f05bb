//! Sparklines and the tiles of key figures.

use maud::{Markup, html};

use super::{place, polylines};
use crate::state::{State, state};

/// A small line without axes, the target dashed. `label` says in words what it
/// shows. Values stand oldest first; a missing period is `None`.
#[must_use]
pub fn sparkline(label: &str, values: &[Option<f64>], target: Option<f64>) -> Markup {
    line_in(label, values, target, 96.0, 22.0, 3.0)
}

fn line_in(
    label: &str,
    values: &[Option<f64>],
    target: Option<f64>,
    width: f64,
    height: f64,
    dot: f64,
) -> Markup {
    let known: Vec<f64> = values.iter().flatten().copied().chain(target).collect();
    let least = known.iter().copied().fold(f64::INFINITY, f64::min);
    let most = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let y = |value: f64| {
        let share = if most > least {
            (value - least) / (most - least)
        } else {
            0.5
        };
        height - 4.0 - share * (height - 8.0)
    };
    let step = (width - 8.0) / (values.len().max(2) - 1) as f64;
    let points: Vec<Option<(f64, f64)>> = values
        .iter()
        .enumerate()
        .map(|(i, v)| v.map(|v| (2.0 + i as f64 * step, y(v))))
        .collect();
    html! {
        svg viewBox=(format!("0 0 {width} {height}")) preserveAspectRatio="xMaxYMid meet" role="img" aria-label=(label) {
            @if let Some(target) = target { path.c-goal d=(format!("M0 {}H{width}", place(y(target)))) {} }
            @for line in polylines(&points) { polyline.c-line points=(line) {} }
            @if let Some(Some((x, y))) = points.iter().rev().find(|point| point.is_some()) {
                circle.c-dot cx=(place(*x)) cy=(place(*y)) r=(dot) {}
            }
        }
    }
}

/// One key figure.
#[derive(Clone, Debug)]
pub struct KpiTile<'a> {
    pub name: &'a str,
    pub href: &'a str,
    pub value: &'a str,
    /// The page with the rows behind the value; empty where there is none.
    pub rows: &'a str,
    pub unit: &'a str,
    /// Twelve periods, oldest first.
    pub values: &'a [Option<f64>],
    pub target: Option<f64>,
    /// 目標 180, 上限 1,300.
    pub target_word: &'a str,
    pub state: State,
    pub state_word: &'a str,
    /// What the line shows, in words.
    pub says: &'a str,
}

/// A tile: name, value with unit, twelve periods with the target, target and state.
#[must_use]
pub fn kpi_tile(tile: &KpiTile<'_>) -> Markup {
    html! {
        li.kpi {
            p.kpi__n { a href=(tile.href) { (tile.name) } }
            p.kpi__v {
                @if tile.rows.is_empty() { (tile.value) } @else { a href=(tile.rows) { (tile.value) } }
                small { (tile.unit) }
            }
            (line_in(tile.says, tile.values, tile.target, 120.0, 32.0, 3.5))
            p.kpi__t { span { (tile.target_word) }
                @if !tile.state_word.is_empty() { (state(tile.state, tile.state_word)) }
            }
        }
    }
}

/// A row of tiles.
#[must_use]
pub fn kpi_tiles(tiles: &[KpiTile<'_>]) -> Markup {
    html! { ul.kpis { @for tile in tiles { (kpi_tile(tile)) } } }
}
